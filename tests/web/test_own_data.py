"""Everything kept about a person, for them alone: read, taken, complete."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import (
    ActorFactory,
    AdviserFactory,
    CallFactory,
    ClaimFactory,
    CorrectionFactory,
    MembershipFactory,
    NeedFactory,
    ReferralFactory,
    SchemeFactory,
)
from tests.mandate_factories import (
    ActivityFactory,
    BudgetLineFactory,
    EvidenceFactory,
    ExpenseFactory,
    MandateIndicatorFactory,
    TimeSheetFactory,
)
from tests.missions.expeditions import ParticipantFactory
from vivier.accounts import own_data
from vivier.accounts.models import JournalEntry, User
from vivier.alerts.actions import asking
from vivier.mandate.models import HandValue, SheetHours
from vivier.missions.models import Contact, Question, Result
from vivier.opportunities.models import OpportunityProposal, Response
from vivier.outbox.models import Message
from vivier.support.models import Answer, CaseNote, Draft, Outcome, PartnerKey, Survey

pytestmark = pytest.mark.django_db
PAGE, FILE = "/espace/donnees/", "/espace/donnees/mes-donnees.json"
# Columns that hold a person or an address and are listed under no heading of their own, each with its reason.
JOURNAL = "a deed of the team: the journal lists it under “What I did here”"
ACCOUNT = "part of the account: listed there, gone with it"
ORGANISATION = "the address of an organisation, not of a person"
PAGES = "state of an editing screen: who changed a page is listed under the pages"
NOT_LISTED = {
    "directory.actor.email": ORGANISATION,
    "account.emailaddress.user": ACCOUNT,
    "account.emailaddress.email": ACCOUNT,
    "mfa.authenticator.user": ACCOUNT,
    "wagtailusers.userprofile.user": ACCOUNT,
    "wagtailcore.apitoken.user": "made by nobody: the API of the desk is not in use",
    **dict.fromkeys(
        (
            "wagtaildocs.document.uploaded_by_user",
            "wagtailimages.image.uploaded_by_user",
            "wagtailcore.uploadedfile.uploaded_by_user",
            "wagtailadmin.editingsession.user",
            "wagtailadmin.formstate.user",
            "wagtailcore.revision.user",
            "wagtailcore.workflowstate.requested_by",
            "wagtailcore.taskstate.finished_by",
            "wagtailcore.page.locked_by",
            "wagtailcore.page.owner",
            "wagtailcore.comment.resolved_by",
            "wagtailcore.pagesubscription.user",
        ),
        PAGES,
    ),
    **dict.fromkeys(
        (
            "alerts.callout.by",
            "registers.watchednumber.added_by",
            "registers.importrun.by",
            "registers.importrun.overridden_by",
            "directory.changeset.by",
            "directory.correction.decided_by",
            "directory.claim.decided_by",
            "directory.duplicateproposal.decided_by",
            "directory.duplicatesearch.by",
            "directory.mergerecord.by",
            "directory.mergerecord.undone_by",
            "directory.fieldsource.by",
            "directory.datasource.added_by",
            "directory.receivedsheet.by",
            "opportunities.opportunityproposal.decided_by",
            "opportunities.conditiontrial.by",
            "opportunities.callreading.by",
            "opportunities.callsource.added_by",
            "opportunities.publishingright.given_by",
            "mandate.amendment.by",
            "missions.mission.created_by",
            "missions.question.answered_by",
            "support.need.entered_by",
            "support.need.recorded_by",
            "support.referral.sent_by",
            "support.consent.recorded_by",
            "support.needmerge.by",
            "support.needmerge.undone_by",
            "links.link.decided_by",
            "links.linkchecking.by",
            "mandate.accountingimport.by",
            "mandate.report.created_by",
            "mandate.report.submitted_by",
            "mandate.report.decided_by",
        ),
        JOURNAL,
    ),
}


def _points_to_a_person(field):
    if isinstance(field, models.EmailField):
        return True
    relations = models.ForeignKey | models.ManyToManyField
    return isinstance(field, relations) and field.related_model is User


def _columns_of_people():
    """Every column of every table, our own and those of libraries, but the account's own membership of groups."""
    for model in apps.get_models():
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            if _points_to_a_person(field):
                yield f"{model._meta.label_lower}.{field.name}"


def test_nothing_is_kept_of_a_person_without_saying_why():
    found = set(_columns_of_people())
    said = {name for one in own_data.all_holdings() for name in one.covers}

    assert found - said - set(NOT_LISTED) == set()
    assert said - found == set()
    assert set(NOT_LISTED) - found == set()
    assert said & set(NOT_LISTED) == set()


def test_columns_named_like_a_person_are_looked_at_too():
    """Addresses kept as plain text would escape the test above: only these are known, and none is somebody's."""
    words = ("email", "mail_address", "phone")
    found = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if any(word in field.name for word in words) and not isinstance(field, models.EmailField)
    }
    of_people = {name for name in found if not name.startswith(("wagtail", "directory.actor"))}

    # Listed with the need; a row that lives as long as one mailed link of log-in, which is not in use.
    assert of_people <= {"support.need.phone", "account.emailconfirmation.email_address"}


@pytest.fixture
def ada(client, member):
    member.vouch_for_address()
    client.force_login(member)
    return member


def a_life_of(person, mark):
    """Leave something of a person in every module."""
    actor = ActorFactory(name=f"Studio {mark}")
    MembershipFactory(user=person, actor=actor)
    ClaimFactory(claimant=person, evidence=f"evidence {mark}", actor=ActorFactory())
    CorrectionFactory(author_email=person.email.upper(), proposed=f"correction {mark}")
    call = CallFactory()
    Response.objects.create(actor=actor, call=call, kind="applied", by=person)
    OpportunityProposal.objects.create(author=person, text=f"proposal {mark}", title="T", submission=uuid4())
    _needs_and_missions_of(person, actor, mark)
    one = asking.ask(
        email=person.email,
        subject="search",
        language="en",
        query="kind=funding",
        by=person,
        name=f"search {mark}",
    )
    asking.decline(one.subscriber, SchemeFactory(title_fr=f"scheme {mark}"))
    for number, secret in enumerate((False, True)):
        Message.objects.create(
            key=f"{mark}{number}",
            to=person.email,
            subject=f"subject {mark}",
            text=f"mail {mark} {'code' if secret else ''}",
            template="x",
            language="en",
            message_id=f"{mark}{number}",
            due_at=timezone.now(),
            confidential=secret,
        )


def _needs_and_missions_of(person, actor, mark):
    need = NeedFactory(user=person, email=person.email.upper(), sought=f"need {mark}", entered=True)
    Draft.objects.create(user=person, answers={"sought": f"draft {mark}"})
    Survey.objects.create(need=need, comment=f"survey {mark}", answered_at=timezone.now())
    CaseNote.objects.create(need=need, side="applicant", visibility="applicant", text=f"note {mark}")
    referral = ReferralFactory(need=need)
    Outcome.objects.create(need=need, side="applicant", result="obtained", what=f"outcome {mark}")
    other = ReferralFactory(partner=AdviserFactory(user=person, partner__actor__name=f"Hub {mark}").partner)
    Answer.objects.create(referral=other, kind="taken", text=f"reply {mark}", by=person)
    key = PartnerKey(partner=referral.partner, label=f"key {mark}", hash=mark, made_by=person)
    key.expires_at = timezone.now()
    key.save()
    seat = ParticipantFactory(actor=actor, email=person.email, said=f"seat {mark}")
    Question.objects.create(participant=seat, text=f"question {mark}", submission=uuid4())
    Contact.objects.create(mission=seat.mission, participant=seat, who=f"met {mark}", submission=uuid4())
    Result.objects.create(
        mission=seat.mission, participant=seat, kind="opening", what=f"won {mark}", submission=uuid4()
    )
    expense = ExpenseFactory(entered_by=person, supplier=f"supplier {mark}")
    EvidenceFactory(expense=expense, by=person, name=f"bill {mark}")
    HandValue.objects.create(
        indicator=MandateIndicatorFactory(),
        starts_on="2026-01-01",
        ends_on="2026-01-31",
        value=1,
        note=f"value {mark}",
        by=person,
    )


def test_the_file_holds_all_of_ones_own_and_nothing_of_others(client, ada, coordinator):
    coordinator.vouch_for_address()
    a_life_of(ada, "mine"), a_life_of(coordinator, "theirs")

    answer = client.get(FILE)

    data = {part["name"]: part["rows"] for part in json.loads(answer.content)["data"]}
    text = answer.content.decode()
    for name in (
        "account",
        "mails",
        "records",
        "claims",
        "corrections",
        "answers",
        "proposals",
        "followed",
        "declined",
        "needs",
        "need_drafts",
        "needs_shared",
        "case_entries",
        "outcomes",
        "surveys",
        "partners",
        "referral_answers",
        "partner_tools",
        "missions",
        "mission_questions",
        "mission_contacts",
        "mission_results",
        "expenses",
        "mandate_words",
        "evidence",
    ):
        assert data[name], name
    assert data["account"][0]["email"] == ada.email
    assert "theirs" not in text
    assert coordinator.email not in text
    assert "mail mine code" not in text
    assert "mail mine" in text
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    assert JournalEntry.objects.filter(verb="account.data_exported", by=ada).count() == 1


def test_hours_are_found_by_name_for_those_alone_who_may_read_every_sheet(client, member, coordinator):
    for person in (member, coordinator):
        person.name = "Ada LOVELACE"
        person.save()
        person.vouch_for_address()
    line = BudgetLineFactory()
    sheet = TimeSheetFactory(member__name="ada lovelace")
    SheetHours.objects.create(sheet=sheet, line=line, activity=ActivityFactory(), hours=3)

    def hours_of(person):
        client.force_login(person)
        (part,) = (one for one in json.loads(client.get(FILE).content)["data"] if one["name"] == "staff_time")
        return [row["hours"] for row in part["rows"]]

    assert (hours_of(coordinator), hours_of(member)) == (["3.00"], [])


def test_the_page_says_what_why_and_how_long(client, ada):
    a_life_of(ada, "<b>mine")

    page = client.get(f"{PAGE}?language=en").content.decode()

    for one in own_data.all_holdings():
        assert f'id="h-{one.name}"' in page
    assert "evidence &lt;b&gt;mine" in page
    assert "Two years; after that" in page
    assert "erased a year after the decision" in page


def test_long_lists_are_cut_on_the_page_and_whole_in_the_file(client, ada):
    for number in range(60):
        CorrectionFactory(author_email=ada.email, proposed=f"n{number}")

    assert "The first 50 lines" in client.get(f"{PAGE}?language=en").content.decode()
    data = {part["name"]: part["rows"] for part in json.loads(client.get(FILE).content)["data"]}
    assert len(data["corrections"]) == 60


def test_an_address_that_is_not_confirmed_gives_nothing_of_it(client, member):
    client.force_login(member)
    CorrectionFactory(author_email=member.email, proposed="of somebody else")

    assert "of somebody else" not in client.get(FILE).content.decode()


@pytest.mark.parametrize("address", [PAGE, FILE])
def test_only_the_person_reads_it(client, address):
    assert client.get(address).headers["Location"].startswith("/accounts/login/")


@pytest.mark.one_database
def test_it_costs_the_same_for_few_and_many(client, ada):
    def cost(number):
        for _one in range(number):
            CorrectionFactory(author_email=ada.email)
            ClaimFactory(claimant=ada, state="refused", created_at=timezone.now() - timedelta(days=1))
            asking.ask(email=ada.email, subject="scheme", language="en", thing=SchemeFactory(), by=ada)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    client.get(PAGE)
    assert cost(1) == cost(4)


def test_what_one_did_is_said_in_words_on_the_page_and_by_its_code_in_the_file(client, ada):
    client.get(FILE)

    page = client.get(f"{PAGE}?language=en").content.decode()
    (told,) = (one for one in json.loads(client.get(FILE).content)["data"] if one["name"] == "journal")

    assert "took their own data" in page
    assert "account.data_exported" not in page
    assert "account.data_exported" in [row["verb"] for row in told["rows"]]
