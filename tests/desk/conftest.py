import pytest
from django.utils import translation

from tests.desk.call_page import Page
from tests.desk.mandate_world import full, world  # noqa: F401 -- fixtures of the mandate
from tests.factories import ActorFactory, CallFactory, DisciplineFactory, SchemeFactory
from tests.opportunities.places import small_belgium
from tests.speaking import read_in_english
from vivier.directory import from_register
from vivier.registers.definitions import load_definitions


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


@pytest.fixture
def imports_ready(settings, tmp_path):
    """A definition of the sector, folders of this test alone, and words in English."""
    settings.VAR = tmp_path / "var"
    settings.IMPORT_FOLDERS = [tmp_path / "given"]
    DisciplineFactory(code="arts_scene")
    load_definitions()
    from_register.forget()
    with translation.override("en"):
        yield


@pytest.fixture
def logged_in(client, coordinator):
    """The coordinator at the desk, in English; pages of other subjects have one of their own."""
    client.force_login(coordinator)
    read_in_english(client)
    return client
