import pytest

from tests.desk.mandate_world import full, world  # noqa: F401 -- fixtures of the mandate


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    """The second factor has tests of its own; here the desk opens with a log-in."""
    settings.STAFF_MFA_REQUIRED = False
