"""The desk's claims: the queue, the evidence, the decision, the managers of a record; for the team only."""

from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from tests.directory.mailbox import last_mail, mails_to
from tests.factories import ActorFactory, ClaimFactory, MembershipFactory, PersonFactory
from tests.speaking import read_in_english
from vivier.accounts.models import JournalEntry, User
from vivier.directory.attachments import read_attachment
from vivier.directory.models import Actor, Claim, ClaimFile, Membership

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def desk(client, coordinator):
    client.force_login(coordinator)
    read_in_english(client)
    return client


def with_file(claim, content=PDF):
    file = read_attachment("statutes.pdf", content)
    return ClaimFile.objects.create(
        claim=claim,
        name=file.name,
        content_type=file.content_type,
        size=len(content),
        sha256=file.digest,
        content=content,
    )


def test_those_that_wait_for_the_team_come_first_and_mere_attempts_not_at_all(desk):
    for name, state in (
        ("Oldest", "granted"),
        ("Slowest", "delayed"),
        ("Quickest", "waiting"),
        ("Neverest", "started"),
    ):
        ClaimFactory(actor=ActorFactory(name=name), state=state)

    page = desk.get("/desk/claims/").content.decode()

    assert page.index("Quickest") < page.index("Slowest") < page.index("Oldest")
    assert "Neverest" not in page


def test_the_day_counts_them(desk):
    ClaimFactory(actor=ActorFactory(name="Studio"))

    page = desk.get("/desk/").content.decode()

    assert 'id="claims"' in page
    assert "Studio" in page


def test_a_claim_shows_evidence_and_the_managers(desk):
    claim = ClaimFactory(evidence="I am its director.")
    holder = MembershipFactory(actor=claim.actor).user
    with_file(claim)

    page = desk.get(f"/desk/claims/{claim.pk}/").content.decode()

    assert all(
        one in page for one in ("I am its director.", holder.email, "statutes.pdf", claim.claimant.email)
    )


def test_accepting_gives_the_record(desk):
    claim = ClaimFactory()
    for _time in range(2):
        desk.post(f"/desk/claims/{claim.pk}/", {"accept": "1"})

    assert Membership.objects.get().user == claim.claimant
    assert mails_to(claim.claimant.email) == ["claim_granted"]


def test_refusing_needs_a_reason_which_the_person_reads(desk):
    claim = ClaimFactory()
    assert desk.post(f"/desk/claims/{claim.pk}/", {"refuse": "1", "reason": " "}).status_code == 422

    desk.post(f"/desk/claims/{claim.pk}/", {"refuse": "1", "reason": "The statutes say otherwise."})

    assert Claim.objects.get().state == "refused"
    assert "The statutes say otherwise." in last_mail(claim.claimant.email).text


def test_the_document_leaves_as_it_came_as_an_attachment_and_the_journal_knows(desk):
    claim = ClaimFactory()
    with_file(claim)

    answer = desk.get(f"/desk/claims/{claim.pk}/evidence/")

    assert (answer.content, answer.headers["Content-Type"]) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="statutes.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert JournalEntry.objects.filter(verb="claim.evidence_read").count() == 1


def test_a_document_that_came_before_raises_a_warning(desk):
    first, second = ClaimFactory(), ClaimFactory()
    with_file(first)
    assert "came with another claim" not in desk.get(f"/desk/claims/{first.pk}/").content.decode()
    with_file(second)

    assert "came with another claim" in desk.get(f"/desk/claims/{second.pk}/").content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_leaves_as_a_file_without_the_evidence(desk, kind):
    claim = ClaimFactory(actor=ActorFactory(name="=Studio"), evidence="xyzzymarker", contest="xyzzymarker")

    content = b"".join(desk.get(f"/desk/claims/claims.{kind}").streaming_content)

    if kind == "xlsx":
        rows = list(openpyxl.load_workbook(BytesIO(content)).active.values)
        text = str(rows)
        assert rows[1][0] == "'=Studio"
    else:
        text = content.decode()
        assert "'=Studio" in text
    assert claim.claimant.email in text
    assert "xyzzy" not in text
    assert desk.get("/desk/claims/claims.exe").status_code == 404


def test_the_team_ends_a_membership_with_a_reason(desk):
    membership = MembershipFactory()
    page = f"/desk/claims/managers/{membership.actor_id}/"
    assert membership.user.email in desk.get(page).content.decode()
    assert desk.post(page, {"end": str(membership.pk), "reason": ""}).status_code == 422

    desk.post(page, {"end": str(membership.pk), "reason": "Left the company."})

    assert not Membership.objects.exists()
    assert "Left the company." in last_mail(membership.user.email).text
    assert "Nobody decides about this record" in desk.get(page).content.decode()
    assert Actor.objects.get().name in desk.get("/desk/claims/").content.decode()


@pytest.mark.parametrize("sent", [{}, {"end": "x", "reason": "y"}, {"end": "-1", "reason": "y"}])
def test_a_wrong_end_ends_nothing(desk, sent):
    membership = MembershipFactory()

    assert desk.post(f"/desk/claims/managers/{membership.actor_id}/", sent).status_code == 422
    assert Membership.objects.exists()


def test_the_membership_of_another_record_is_not_found(desk):
    mine, other = MembershipFactory(), MembershipFactory()

    answer = desk.post(f"/desk/claims/managers/{mine.actor_id}/", {"end": str(other.pk), "reason": "y"})

    assert answer.status_code == 404


PAGES = (
    "/desk/claims/",
    "/desk/claims/claims.csv",
    "/desk/claims/{claim}/",
    "/desk/claims/{claim}/evidence/",
    "/desk/claims/managers/{actor}/",
)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("member", 403),
        ("adviser", 403),
        ("editor", 403),
        ("auditor", 403),
        ("coordinator", 200),
        ("administrator", 200),
    ],
)
def test_who_may_see_and_decide(client, db, role, status):
    claim = ClaimFactory()
    with_file(claim)
    client.force_login(
        User.objects.create_user(
            "p@example.org", role=role, is_staff=role not in {"member", "adviser", "auditor"}
        )
    )

    statuses = {client.get(page.format(claim=claim.pk, actor=claim.actor_id)).status_code for page in PAGES}
    client.post(f"/desk/claims/{claim.pk}/", {"accept": "1"})

    assert statuses == {status}
    assert Membership.objects.exists() == (status == 200)


def test_a_manager_of_the_record_does_not_decide_on_its_claims(client):
    claim = ClaimFactory()
    client.force_login(MembershipFactory(actor=claim.actor).user)

    assert client.get(f"/desk/claims/{claim.pk}/").status_code == 403


@pytest.mark.one_database
def test_the_list_costs_the_same_for_few_and_many(desk):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            desk.get("/desk/claims/")
        return len(queries)

    ClaimFactory()
    desk.get("/desk/claims/")
    few = cost()
    ClaimFactory.create_batch(9)

    assert cost() == few


def test_managers_added_in_the_records_form_are_appointed_by_their_role(desk):
    actor, person = ActorFactory(), PersonFactory(email="new@home.example")
    page = desk.get(f"/desk/actors/{actor.pk}/")
    form = page.context["form"]
    data = {}
    for name in form.fields:
        value = form[name].value()
        data[name] = "" if value is None else value
    for rows, _formset in form.formsets:
        data |= {f"{rows.name}-TOTAL_FORMS": "0", f"{rows.name}-INITIAL_FORMS": "0"}
    data |= {
        "memberships-TOTAL_FORMS": "1",
        "memberships-0-email": person.email,
        "memberships-0-role": "manager",
    }

    desk.post(f"/desk/actors/{actor.pk}/", data)

    membership = Membership.objects.get()
    assert (membership.user, membership.role) == (person, "manager")
    assert JournalEntry.objects.filter(verb="membership.added").count() == 1
    assert timezone.now() > membership.since
