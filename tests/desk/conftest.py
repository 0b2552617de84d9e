import pytest

from tests.desk.call_page import Page
from tests.desk.mandate_world import full, world  # noqa: F401 -- fixtures of the mandate
from tests.factories import ActorFactory, CallFactory, SchemeFactory
from tests.opportunities.places import small_belgium


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    """The second factor has tests of its own; here the desk opens with a log-in."""
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def moulin():
    small_belgium()
    ActorFactory(slug="agence", name="Agence du Design", territory=None)
    SchemeFactory(slug="bourse", title_fr="Bourse de départ", title_en="")
    return CallFactory(state="draft", title_fr="Appel du Moulin")


@pytest.fixture
def desk(client, coordinator, moulin):
    client.force_login(coordinator)
    return Page(client, moulin)
