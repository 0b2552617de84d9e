"""The desk's mails: listed, filtered, sent again, taken back, read only by those who may."""

from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from tests.factories import CorrectionFactory
from tests.outbox.test_actions import post
from tests.speaking import read_in_english
from vivier.accounts.models import JournalEntry
from vivier.outbox.models import BadAddress, Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def desk(settings):
    settings.STAFF_MFA_REQUIRED = False
    with translation.override("en"):
        yield


@pytest.fixture
def logged_in(client, coordinator):
    client.force_login(coordinator)
    read_in_english(client)
    return client


@pytest.fixture
def as_administrator(client, administrator):
    client.force_login(administrator)
    read_in_english(client)
    return client


def page_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def parked(key="parked", to="gone@example.org"):
    message = post(key, to=to)
    Message.objects.filter(pk=message.pk).update(state="parked", last_error="550 no such person", attempts=3)
    message.refresh_from_db()
    return message


def test_mails_are_found_by_state_address_and_kind(logged_in):
    post("a", to="waiting@example.org")
    parked()

    def found(query):
        page = page_of(logged_in, f"/desk/mails/?{query}")
        return [one for one in ("waiting@example.org", "gone@example.org") if one in page]

    assert found("") == ["waiting@example.org", "gone@example.org"]
    assert found("state=parked") == ["gone@example.org"]
    assert found("to=waiting") == ["waiting@example.org"]
    assert found("template=claim_code") == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_mails_shown_leave_as_a_file_and_that_is_written_down(logged_in, kind):
    post("a", to="waiting@example.org", context={"name": "x"})
    parked()
    Message.objects.filter(key="parked").update(subject="=1+1")

    content = b"".join(logged_in.get(f"/desk/mails/?state=parked&export={kind}"))

    if kind == "csv":
        text = content.decode("utf-8-sig")
        assert "gone@example.org" in text
        assert "waiting@example.org" not in text
        assert "'=1+1" in text
    else:
        rows = list(openpyxl.load_workbook(BytesIO(content)).active.values)
        assert [row[1] for row in rows[1:]] == ["gone@example.org"]
    assert JournalEntry.objects.filter(verb="list.exported").count() == 1


def test_a_parked_mail_is_sent_again_once_and_its_address_gets_another_chance(logged_in, coordinator):
    BadAddress.objects.create(address="gone@example.org", answer="550 no such person")
    message = parked()
    assert "550 no such person" in page_of(logged_in, f"/desk/mails/{message.pk}/")

    for _twice in range(2):
        logged_in.post(f"/desk/mails/{message.pk}/", {"again": "1"})

    message.refresh_from_db()
    assert (message.state, message.attempts, BadAddress.objects.exists()) == ("waiting", 0, False)
    entry = JournalEntry.objects.get(verb="mail.sent_again")
    assert (entry.by, entry.changes) == (coordinator, {"state": ["parked", "waiting"]})


def test_a_waiting_mail_is_taken_back_once(logged_in):
    message = post()

    for _twice in range(2):
        logged_in.post(f"/desk/mails/{message.pk}/", {"cancel": "1"})

    message.refresh_from_db()
    assert message.state == "cancelled"
    assert JournalEntry.objects.filter(verb="mail.cancelled").count() == 1


def test_a_sent_mail_is_not_taken_back(logged_in):
    message = post()
    Message.objects.update(state="sent")

    logged_in.post(f"/desk/mails/{message.pk}/", {"cancel": "1"})
    page = page_of(logged_in, f"/desk/mails/{message.pk}/")

    message.refresh_from_db()
    assert message.state == "sent"
    assert "it cannot be cancelled" in page


def test_all_parked_mails_wait_again_except_to_addresses_that_take_none(logged_in):
    parked("one", to="One@example.org")
    parked("two", to="two@example.org")
    BadAddress.objects.create(address="one@example.org", answer="550")

    logged_in.post("/desk/mails/try/", {"parked": "1"})

    assert dict(Message.objects.values_list("key", "state")) == {"one": "parked", "two": "waiting"}
    assert JournalEntry.objects.get(verb="mail.parked_sent_again").changes == {"mails": [None, 1]}


def test_a_trial_mail_goes_to_oneself(logged_in):
    logged_in.post("/desk/mails/try/", {"trial": "1", "to": "victim@example.org"})

    assert [one.to for one in Message.objects.all()] == ["coordinator@example.org"]


def test_an_administrator_reads_what_a_mail_says_in_a_page_that_can_do_nothing(as_administrator):
    message = post(context={"name": "<script>alert(1)</script>"})

    page = page_of(as_administrator, f"/desk/mails/{message.pk}/")
    answer = as_administrator.get(f"/desk/mails/{message.pk}/content/")

    assert "this mail shows that" in page
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)" in answer.content.decode()
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'")
    assert "sandbox" in policy
    assert (answer["X-Frame-Options"], answer["Cache-Control"]) == ("SAMEORIGIN", "private, no-store")


def test_a_confidential_mail_is_hidden_from_everybody(as_administrator):
    message = post(confidential=True)

    page = page_of(as_administrator, f"/desk/mails/{message.pk}/")

    assert "this mail holds a code or a link" in page
    assert "this mail shows that" not in page
    assert as_administrator.get(f"/desk/mails/{message.pk}/content/").status_code == 403


def test_a_coordinator_sees_the_mail_but_not_what_it_says(logged_in):
    message = post()

    page = page_of(logged_in, f"/desk/mails/{message.pk}/")

    assert "Trial mail for Ada" in page
    assert "Hidden: only administrators read what mails say." in page
    assert "this mail shows that" not in page
    assert logged_in.get(f"/desk/mails/{message.pk}/content/").status_code == 403


def test_in_the_demonstration_mails_are_read_in_the_desk(logged_in, settings):
    settings.DEMO = True
    message = post(confidential=True)

    assert "this mail shows that" in page_of(logged_in, f"/desk/mails/{message.pk}/")
    assert logged_in.get(f"/desk/mails/{message.pk}/content/").status_code == 200


def test_erased_content_says_so(as_administrator):
    message = post()
    Message.objects.update(state="sent", text="", html="", erased_at=timezone.now())

    page = page_of(as_administrator, f"/desk/mails/{message.pk}/")

    assert "The content was erased on" in page
    assert 'name="again"' not in page


def test_a_mail_leads_to_what_caused_it(logged_in):
    correction = CorrectionFactory()
    known, odd = post("a", cause=f"correction:{correction.pk}"), post("b", cause="correction:'\"><x")

    assert f'href="/desk/corrections/{correction.pk}/"' in page_of(logged_in, f"/desk/mails/{known.pk}/")
    assert "What caused it" not in page_of(logged_in, f"/desk/mails/{odd.pk}/")


@pytest.mark.parametrize("role", ["editor", "auditor", "member", "adviser", "anonymous"])
def test_nobody_else_sees_or_does_anything(client, role, django_user_model):
    message = parked()
    if role != "anonymous":
        client.force_login(
            django_user_model.objects.create_user(f"{role}@example.org", role=role, is_staff=role == "editor")
        )

    addresses = (
        "/desk/mails/",
        "/desk/mails/results/",
        "/desk/mails/?export=csv",
        "/desk/mails/try/",
        f"/desk/mails/{message.pk}/",
        f"/desk/mails/{message.pk}/content/",
    )
    for address in addresses:
        for method in (client.get, client.post):
            answer = method(address, {"again": "1", "parked": "1", "export": "csv"})
            assert answer.status_code in {302, 403}
            assert answer.status_code == 403 or answer.url.startswith("/accounts/login/")
    message.refresh_from_db()
    assert (message.state, Message.objects.count()) == ("parked", 1)


@pytest.mark.parametrize(
    "query",
    ["state=nothing", "p=0", "p=99999999", "to=%25", "to=" + "x" * 5000, "created_at_from=x", "export=pdf"],
)
def test_hostile_filters_show_a_page(logged_in, query):
    post()

    assert logged_in.get(f"/desk/mails/?{query}").status_code in {200, 400, 404}


@pytest.mark.one_database
def test_the_list_costs_the_same_for_any_number(logged_in, django_assert_num_queries):
    for number in range(2):
        post(f"few:{number}")
    logged_in.get("/desk/mails/")
    with CaptureQueriesContext(connection) as spent:
        logged_in.get("/desk/mails/")
    for number in range(40):
        post(f"many:{number}")

    with django_assert_num_queries(len(spent)):
        logged_in.get("/desk/mails/")
