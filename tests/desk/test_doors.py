"""Each role's way into the desk: what their space offers, where the first page leads, what the menu shows."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from vivier.accounts.models import User


@pytest.fixture
def accountant(db):
    return User.objects.create_user("accountant@example.org", role=User.Role.ACCOUNTANT)


@pytest.mark.parametrize(
    ("who", "offered", "not_offered"),
    [
        ("accountant", ["/desk/mandates/", "/desk/mandates/expenses/new/"], ["/desk/journal/"]),
        ("auditor", ["/desk/mandates/", "/desk/journal/"], ["/desk/mandates/expenses/new/"]),
        ("editor", ['/desk/"'], ["/desk/mandates/"]),
        ("member", [], ["/desk/"]),
    ],
)
def test_the_space_leads_to_the_pages_a_role_works_on(client, request, who, offered, not_offered):
    client.force_login(request.getfixturevalue(who))
    page = client.get("/espace/?language=en").content.decode()

    assert [one for one in offered if f'href="{one}' not in page] == []
    assert [one for one in not_offered if f'href="{one}' in page] == []


@pytest.mark.parametrize("who", ["accountant", "auditor"])
def test_the_desk_opens_on_the_mandates_for_who_has_no_day(client, request, who):
    client.force_login(request.getfixturevalue(who))

    answer = client.get("/desk/")
    page = client.get("/desk/mandates/?language=en").content.decode()
    assert answer.headers["Location"] == "/desk/mandates/"
    assert "My day" not in page


def test_the_day_stays_the_first_step_of_the_way_back_for_who_has_one(client, coordinator):
    client.force_login(coordinator)

    trail = client.get("/desk/mandates/?language=en").content.decode().split("desk-trail")[1]
    assert '<a href="/desk/">My day</a>' in trail


def test_an_administrator_lets_somebody_in_who_lost_their_telephone(
    client, administrator, coordinator, django_capture_on_commit_callbacks
):
    Authenticator.objects.create(user=coordinator, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(administrator)
    address = f"/desk/people/{coordinator.pk}/forget-second-factor/"

    with django_capture_on_commit_callbacks(execute=True):
        refused = client.post(address)
        kept = Authenticator.objects.count()
        client.post(address, {"reason": "telephone lost"})

    assert (refused.status_code, kept, Authenticator.objects.count()) == (422, 1, 0)
    assert [one.to for one in mail.outbox] == [[coordinator.email]]


@pytest.mark.parametrize(
    ("who", "shown", "hidden"),
    [("auditor", "/desk/reports/", "/desk/actors/"), ("editor", "/desk/events/", "/desk/mandates/")],
)
def test_without_script_the_menu_is_a_plain_list_of_what_one_may_open(client, request, who, shown, hidden):
    client.force_login(request.getfixturevalue(who))
    page = client.get("/desk/account/?language=en").content.decode()

    menu = page.split("desk-plainmenu")[1].split("</nav>")[0]
    assert (f'href="{shown}"' in menu, f'href="{hidden}"' in menu) == (True, False)
