"""Cases on the site: marker words in every confidential place, looked for as every kind of visitor."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests.factories import (
    CallFactory,
    NeedFactory,
)
from tests.web.casefile import PDF, Case
from vivier.accounts.models import JournalEntry, User
from vivier.outbox.models import Message
from vivier.support import case_links
from vivier.support.models import CaseDocument, CaseNote, Delivery, Meeting, NextAction, Outcome

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.STAFF_MFA_REQUIRED = False
    with translation.override("en"):
        yield


@pytest.fixture
def case(coordinator) -> Case:
    return Case(coordinator)


def found(words, text: str) -> set[str]:
    """Marker words in an answer; a shorter one that is part of a longer one counts by itself."""
    return {word for word in words if word in text}


READ = {
    "team": {"-APPLICANT", "-PARTNERS", "TEAM-OWN"},
    "first": {"-APPLICANT", "-PARTNERS", "FIRST-OWN"},
    "second": {"-APPLICANT", "-PARTNERS", "SECOND-OWN"},
    "applicant": {"-APPLICANT"},
}
TOLD = {
    "team": {"FIRST", "SECOND", "APPLICANT"},
    "first": {"FIRST", "APPLICANT"},
    "second": {"SECOND", "APPLICANT"},
    "applicant": {"APPLICANT"},
}


def test_each_side_finds_its_words_and_no_others(client, case):
    for name, open_to in READ.items():
        page = case.page(client, name)

        assert page.status_code == 200
        assert "no-store" in page.headers["Cache-Control"]
        entries = {word for word in case.words if word.startswith(("NOTE", "STEP", "MEET", "PLACE", "FILE"))}
        text = page.content.decode()
        assert found(entries, text) == {word for word in entries if word.endswith(tuple(open_to))}
        told = {f"OUTCOME-{one}" for one in ("FIRST", "SECOND", "APPLICANT")}
        assert found(told, text) == {f"OUTCOME-{one}" for one in TOLD[name]}
        assert ("SECRET-SURVEY" in text) == (name == "team")


def test_partners_off_the_case_do_not_come_in(client, case):
    for name in ("asked", "stranger"):
        page = case.page(client, name)

        assert page.status_code == 404
        assert found(case.words, page.content.decode()) == set()


def test_other_roles_do_not_come_in(client, case):
    for role in User.Role.values:
        if role != "coordinator":
            _does_not_come_in(client, case, role)


def _does_not_come_in(client, case, role):
    client.force_login(
        User.objects.create_user(
            f"p-{role}@example.org", role=role, is_staff=role in ("editor", "administrator")
        )
    )
    document, meeting = CaseDocument.objects.first(), Meeting.objects.first()
    addresses = [
        reverse("space_need_case", args=[case.need.pk]),
        reverse("space_need_case_document", args=[case.need.pk, document.pk]),
        reverse("space_need_case_meeting", args=[case.need.pk, meeting.pk]),
        reverse("space_case", args=[case.first.pk]),
        reverse("space_case_document", args=[case.first.pk, document.pk]),
        reverse("space_partner_page", args=[case.first.partner.pk]),
        reverse("space_partner_file", args=[case.first.partner.pk, "csv"]),
        "/desk/partner-figures/",
    ]

    answers = [client.get(address) for address in addresses]

    assert {answer.status_code for answer in answers} <= {302, 403, 404}
    assert found(case.words, "".join(answer.content.decode() for answer in answers)) == set()


def test_documents_and_meetings_are_checked_one_by_one(client, case):
    for name in READ:
        _opens_its_own(client, case, name)


def _opens_its_own(client, case, name):
    before = JournalEntry.objects.latest("sequence").sequence
    case.page(client, name)
    base = {
        "team": ("space_need_case", case.need.pk),
        "first": ("space_case", case.first.pk),
        "second": ("space_case", case.second.pk),
        "applicant": ("web:need_case", case.token),
    }[name]

    opened = set()
    for document in CaseDocument.objects.all():
        answer = client.get(reverse(f"{base[0]}_document", args=[base[1], document.pk]))
        if answer.status_code == 200:
            opened |= found(case.words, answer.content.decode())
            assert answer.headers["Content-Disposition"].startswith("attachment")
            assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    for meeting in Meeting.objects.all():
        answer = client.get(reverse(f"{base[0]}_meeting", args=[base[1], meeting.pk]))
        opened |= found(case.words, answer.content.decode()) if answer.status_code == 200 else set()

    kinds = ("BODY", "MEET", "PLACE")
    assert opened == {
        word for word in case.words if word.startswith(kinds) and word.endswith(tuple(READ[name]))
    }
    read = JournalEntry.objects.filter(verb__in=["case.read", "case.document_read"], sequence__gt=before)
    assert {entry.by for entry in read} == ({case.people[name]} if name != "applicant" else set())


PUBLIC = (
    "/en/", "/en/search/?q=SOUGHT", "/en/search/?q=NOTE", "/en/opportunities/", "/en/agenda/", "/en/missions/",
    "/en/agenda/rss/", "/en/opportunities/rss/", "/en/news/rss/", "/en/agenda/agenda.ics", "/en/data/", "/api/v1/",
    "/api/v1/actors", "/api/v1/openapi.json", "/en/actors/export/csv/", "/sitemap.xml", "/api/v1/partner/referrals",
)  # fmt: skip


def test_nothing_of_it_is_public_in_mails_in_the_journal_or_on_its_way_to_tools(client, case, indexed):
    indexed()

    texts = [b"".join(client.get(one, follow=True)).decode(errors="replace") for one in PUBLIC]

    texts += [str(list(rows.objects.exclude(pk=0).values())) for rows in (JournalEntry, Message, Delivery)]
    secret = case.words - {"SECRET-NAME"}
    assert found(secret, "".join(texts)) == set()
    public = "".join(texts[: len(PUBLIC)])
    assert found({"SECRET-NAME", "SOUGHT\n"}, public) == set()


@pytest.mark.parametrize("name", ["first", "team"])
def test_exports_say_nothing_of_the_person_or_of_others(client, case, name):
    client.force_login(case.people[name])
    pk = case.first.partner.pk
    address = (
        reverse("space_partner_file", args=[pk, "csv"])
        if name == "first"
        else f"/desk/partner-figures/partners.csv?partner={pk}"
    )

    sheet = b"".join(client.get(address).streaming_content).decode()

    assert found(case.words, sheet) == {"OUTCOME-FIRST"}
    assert case.need.reference in sheet


def test_the_partners_page_shows_its_queue_and_the_teams_figures(client, case):
    client.force_login(case.people["first"])
    own = client.get(reverse("space_partner"), follow=True).content.decode()
    client.force_login(case.people["team"])
    together = client.get("/desk/partner-figures/?language=en").content.decode()

    assert case.need.reference in own
    assert "SECRET-NAME" not in own
    assert str(case.first.partner) in together


def post(client, address, **sent):
    return client.post(address, {"submission": str(uuid4())} | sent)


def test_every_side_writes_by_its_page(client, case):
    address = reverse("space_case", args=[case.first.pk])
    client.force_login(case.people["first"])
    call = CallFactory(slug="aide")
    before = {kind: kind.objects.count() for kind in (CaseNote, NextAction, Meeting, CaseDocument, Outcome)}
    file = SimpleUploadedFile("plan.pdf", PDF % b"x")

    post(client, address, do="note", text="Hello", visibility="own")
    post(
        client,
        address,
        do="action",
        what="Call",
        owner=f"partner:{case.first.partner.pk}",
        visibility="partners",
    )
    post(
        client, address, do="meeting", what="Plan", starts_at="2027-05-03T10:00", ends_at="2027-05-03T11:00",
        visibility="applicant",
    )  # fmt: skip
    post(client, address, do="document", file=file, visibility="partners")
    post(client, address, do="suggestion", page=f"https://x.example{call.get_absolute_url()}", why="Yes")
    post(client, address, do="outcome", result="partly", amount_eur="10.50", jobs="1")

    after = {kind: kind.objects.count() for kind in before}
    assert after == {kind: count + 1 for kind, count in before.items()}
    assert CaseNote.objects.last().whose == str(case.first.partner)
    assert Outcome.objects.last().amount_eur == Decimal("10.50")
    assert "Aide" not in case.page(client, "stranger").content.decode()
    step = NextAction.objects.last()
    client.force_login(case.people["first"])
    client.post(address, {"do": "finish", "entry": step.pk})
    client.post(address, {"do": "cancel", "entry": Meeting.objects.get(what="Plan").pk})
    assert NextAction.objects.get(pk=step.pk).done_at is not None
    assert Meeting.objects.get(what="Plan").cancelled_at is not None


HOSTILE = [
    {"do": "note", "text": "", "visibility": "own"},
    {"do": "note", "text": "x" * 4001, "visibility": "own"},
    {"do": "note", "text": "a\x00b", "visibility": "applicant"},
    {"do": "note", "text": "Hidden", "visibility": "own"},
    {"do": "note", "text": "No number", "visibility": "applicant", "submission": "1"},
    {"do": "action", "what": "x", "owner": "partner:1", "visibility": "applicant"},
    {"do": "meeting", "starts_at": "x", "ends_at": "9999-99-99T00:00", "visibility": "applicant"},
    {"do": "document", "file": "not a file", "visibility": "applicant"},
    {"do": "suggestion", "page": "x"},
    {"do": "merge", "reference": "x", "reason": "x"},
    {"do": "close"},
    {"do": "finish", "entry": "9" * 50},
    {"do": "cancel", "entry": "-1"},
    {"do": "outcome", "result": "obtained", "amount_eur": "1e999"},
    {"do": "outcome", "result": ""},
    {"do": ""},
    {},
]


def test_hostile_forms_of_an_applicant_change_nothing(client, case):
    before = CaseNote.objects.count(), Outcome.objects.count(), NextAction.objects.count()

    for sent in HOSTILE:
        answer = post(client, reverse("web:need_case", args=[case.token]), **sent)

        assert answer.status_code in (404, 422), sent
    assert (CaseNote.objects.count(), Outcome.objects.count(), NextAction.objects.count()) == before


def test_what_is_no_document_is_refused_with_a_sentence(client, case):
    file = SimpleUploadedFile("plan.pdf", b"<svg onload=alert(1)>", "application/pdf")

    answer = post(
        client, reverse("web:need_case", args=[case.token]), do="document", file=file, visibility="applicant"
    )

    assert answer.status_code == 422
    assert "neither a PDF nor a PNG or JPEG" in answer.content.decode()


def test_the_team_closes_reopens_merges_and_parts(client, case):
    client.force_login(case.people["team"])
    address = reverse("space_need_case", args=[case.need.pk])
    twin = NeedFactory(entered=True)
    other = reverse("space_need_case", args=[twin.pk])

    client.post(address, {"do": "close"})
    case.need.refresh_from_db()
    assert case.need.state == "closed"
    client.post(address, {"do": "reopen"})
    client.post(other, {"do": "merge", "reference": case.need.reference, "reason": "Told twice"})
    twin.refresh_from_db()
    assert twin.merged_into == case.need
    assert "Told twice" in client.get(address).content.decode()
    client.post(other, {"do": "unmerge"})
    twin.refresh_from_db()
    assert twin.merged_into is None


def test_nobody_of_the_team_opens_their_own_need(client, case):
    case.need.user = case.people["team"]
    case.need.save()

    assert case.page(client, "team").status_code == 404


def test_the_four_questions_are_answered_by_link(client, case):
    address = reverse("web:need_survey", args=[case_links.of_survey(case.need)])

    client.get(address)
    client.post(address, {"in_time": "no", "comment": "Slow"})

    survey = case.need.survey
    survey.refresh_from_db()
    assert (survey.in_time, survey.comment) == ("no", "Slow")
    assert client.post(address, {"in_time": "maybe"}).status_code == 422
    assert client.get(address[:-3] + "x/").status_code == 404
    assert client.get(reverse("web:need_case", args=["x"])).status_code == 404


@pytest.mark.one_database
def test_a_case_costs_the_same_with_twice_the_entries(client, case):
    costs = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            case.page(client, "applicant")
        costs.append(len(queries))
        for _number in range(2):
            for viewer in case.sides.values():
                case._write(viewer, "MORE", "applicant")

    assert costs[0] == costs[1]
