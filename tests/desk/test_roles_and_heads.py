"""What administrators read beside the choice of a role, and over the list of sites."""

import pytest

from tests.factories import PersonFactory
from vivier.accounts.models import User
from vivier.accounts.roles import DUTIES
from vivier.desk.house_words import WORDS

pytestmark = pytest.mark.django_db


def test_each_role_is_explained_where_it_is_given(client):
    client.force_login(PersonFactory(role=User.Role.ADMINISTRATOR))

    page = client.get("/desk/people/new/?language=en", follow=True).content.decode()

    assert set(DUTIES) == set(User.Role.values)
    assert "Accountant: enters expenses, hours and their evidence; never decides about them." in page
    assert page.count('type="radio" name="role"') == len(User.Role.values)


def test_the_heads_of_the_list_of_sites_can_be_translated(client):
    client.force_login(PersonFactory(role=User.Role.ADMINISTRATOR, is_superuser=True))

    page = client.get("/desk/sites/?language=en", follow=True).content.decode()

    for words in ("Port", "Site name", "Root page"):
        assert words in page
        assert words in WORDS
