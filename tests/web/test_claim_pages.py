"""Claiming a record on the site: the same answer for everybody, held or not, known address or not."""

import re
from statistics import median
from time import perf_counter
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.directory.mailbox import code_in, last_mail, mails_to, path_in
from tests.factories import ActorFactory, ClaimFactory, FieldSourceFactory, MembershipFactory, PersonFactory
from vivier.accounts.models import User
from vivier.directory.models import Actor, Claim, ClaimFile
from vivier.outbox.models import Message

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF\n"


def studio(name="Studio", **values):
    actor = ActorFactory(name=name, website="https://studio.example/", **values)
    FieldSourceFactory(actor=actor, field="website", value=actor.website)
    return actor


def address(actor, step=""):
    return f"/en/actors/{actor.slug}/claim/{step}"


def logged_in(person=None):
    client = Client()
    client.force_login(person or PersonFactory())
    return client


def ask(client, actor, to="ada@studio.example", **more):
    return client.post(address(actor), {"address": to, "submission": str(uuid4())} | more)


def without_secrets(answer):
    """The page without what differs at every request: tokens, nonces, one-time numbers."""
    text = answer.content.decode()
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]*"', "", text)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", text)


def test_a_visitor_reads_how_it_works_without_a_cookie_and_is_asked_to_log_in(client):
    actor = studio()

    page = client.get(address(actor))
    sent = ask(client, actor)

    assert page.status_code == 200
    assert client.cookies.get("sessionid") is None
    assert f"/accounts/login/?next=/en/actors/{actor.slug}/claim/" in page.content.decode()
    assert (sent.status_code, sent.headers["Location"][:22]) == (302, "/accounts/login/?next=")
    assert not Claim.objects.exists()


def test_the_record_page_offers_it_whoever_holds_the_record(client):
    free, held = studio("Alpha", slug="alpha"), ActorFactory(name="Omega", slug="omega")
    MembershipFactory(actor=held)

    links = [
        re.findall(
            r'<a href="(/en/actors/\w+/claim/)">', client.get(f"/en/actors/{one.slug}/").content.decode()
        )
        for one in (free, held)
    ]

    assert links == [["/en/actors/alpha/claim/"], ["/en/actors/omega/claim/"]]


def test_with_the_code_the_record_is_mine():
    actor, ada = studio(), PersonFactory(email="ada@home.example")
    client = logged_in(ada)

    sent = ask(client, actor)
    assert sent.headers["Location"] == address(actor, "code/")
    proved = client.post(
        address(actor, "code/"), {"code": code_in(last_mail("ada@studio.example"))}, follow=True
    )

    assert "The record is in your hands from now on." in proved.content.decode()
    assert proved.redirect_chain == [(f"/espace/fiches/{actor.slug}/", 302)]
    assert path_in(last_mail(ada.email), "/espace/fiches/") == f"/espace/fiches/{actor.slug}/"
    assert f'href="/espace/fiches/{actor.slug}/"' in client.get("/espace/revendications/").content.decode()


def test_the_mail_and_the_page_of_the_code_say_where_and_to_whom():
    actor = studio()
    client = logged_in(PersonFactory(language="en"))

    page = client.get(ask(client, actor).headers["Location"])

    assert "<b>ada@studio.example</b>" in page.content.decode()
    assert address(actor, "code/") in last_mail("ada@studio.example").text


def answers_of(actor, to, *, code="22222-22222"):
    """Everything somebody sees who asks for a code and types a wrong one."""
    client = logged_in(PersonFactory(email=f"{uuid4().hex}@home.example", name="Ada"))
    steps = [
        client.get(address(actor)),
        ask(client, actor, to),
        client.get(address(actor, "code/")),
        client.post(address(actor, "code/"), {"code": code}),
        client.get(address(actor, "evidence/")),
    ]
    return [(one.status_code, one.headers.get("Location"), _neutral(one)) for one in steps]


def _neutral(answer):
    text = re.sub(r"[0-9a-f]{32}@home\.example", "me@home.example", without_secrets(answer))
    return re.sub(r"(ada|bob)@[a-z]+\.(example|com)", "typed", text)


def test_the_answers_are_the_same_held_or_not_known_or_not():
    actor = studio()
    free_known = answers_of(actor, "ada@studio.example")
    free_unknown = answers_of(actor, "ada@gmail.com")
    MembershipFactory(actor=actor)
    ClaimFactory(actor=actor)
    held_known = answers_of(actor, "bob@studio.example")
    held_unknown = answers_of(actor, "bob@gmail.com")

    assert free_known == free_unknown == held_known == held_unknown
    assert [status for status, _location, _text in free_known] == [200, 302, 200, 422, 200]
    assert mails_to("ada@studio.example") == mails_to("bob@studio.example") == ["claim_code"]


def test_the_answers_take_the_same_time():
    actor = studio()
    times = {"known": [], "unknown": []}
    for turn in range(9):
        for name, to in (("known", f"ada{turn}@studio.example"), ("unknown", f"ada{turn}@gmail.com")):
            client = logged_in()
            began = perf_counter()
            ask(client, actor, to)
            times[name].append(perf_counter() - began)

    known, unknown = median(times["known"]), median(times["unknown"])
    assert max(known, unknown) / min(known, unknown) < 2.5


def test_the_known_address_is_shown_as_its_domain_only_and_used():
    actor = studio(email="secretariat@studio.example")
    FieldSourceFactory(actor=actor, field="email", value=actor.email)
    client = logged_in()

    page = client.get(address(actor)).content.decode()
    ask(client, actor, "", where="known")

    assert "…@studio.example" in page
    assert "secretariat" not in page
    assert mails_to("secretariat@studio.example") == ["claim_code"]


@pytest.mark.parametrize(
    "bad", [{"address": ""}, {"address": "nobody"}, {"submission": "1"}, {"address": "a\x00@b.be"}]
)
def test_a_wrong_form_is_said_and_sends_nothing(bad):
    client, actor = logged_in(), studio()

    answer = client.post(address(actor), {"address": "ada@studio.example", "submission": str(uuid4())} | bad)

    assert answer.status_code == 422
    assert not Claim.objects.exists()
    assert not Message.objects.exists()


def test_too_many_are_told_to_wait():
    client, actor = logged_in(), studio()
    for _time in range(5):
        ask(client, actor)

    answer = ask(client, actor)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert "wait an hour" in answer.content.decode()


def test_the_code_page_exists_only_for_who_asked():
    actor = studio()
    ask(logged_in(), actor)

    answer = logged_in().get(address(actor, "code/"))

    assert answer.headers["Location"] == address(actor)


def test_a_draft_record_cannot_be_claimed():
    actor = studio(status=Actor.Status.DRAFT)

    for step in ("", "code/", "evidence/"):
        assert logged_in().get(address(actor, step)).status_code == 404


@pytest.mark.parametrize("step", ["code/", "evidence/"])
def test_the_steps_are_for_members(client, step):
    answer = client.get(address(studio(), step))

    assert answer.headers["Location"].startswith("/accounts/login/")


def send_evidence(client, actor, file=None, text="I am its director."):
    data = {"text": text, "submission": str(uuid4())}
    if file:
        data["file"] = file
    return client.post(address(actor, "evidence/"), data)


def test_evidence_with_a_document_reaches_the_team():
    actor = studio()
    answer = send_evidence(logged_in(), actor, SimpleUploadedFile("a.pdf", PDF, "text/html"))

    assert answer.headers["Location"] == "/espace/revendications/"
    file = ClaimFile.objects.get()
    assert (file.content_type, bytes(file.content), file.claim.state) == ("application/pdf", PDF, "waiting")


@pytest.mark.parametrize(
    "content",
    [b"<script>alert(1)</script>", b"MZ", b"%PDF-" + b"x" * (10 * 1024 * 1024 + 1)],
    ids=["html", "exe", "big"],
)
def test_a_document_that_is_none_is_refused_and_nothing_is_kept(content):
    answer = send_evidence(logged_in(), studio(), SimpleUploadedFile("a.pdf", content, "application/pdf"))

    assert answer.status_code == 422
    assert "I am its director." in answer.content.decode()
    assert not Claim.objects.exists()


def test_the_marker_of_the_evidence_appears_to_nobody_but_the_team(client, settings):
    settings.STAFF_MFA_REQUIRED = False
    actor, ada = studio(), PersonFactory()
    send_evidence(logged_in(ada), actor, SimpleUploadedFile("xyzzyfile.pdf", PDF), text="xyzzymarker")
    claim = Claim.objects.get()
    holder = MembershipFactory(actor=actor).user
    pages = (
        f"/en/actors/{actor.slug}/",
        address(actor),
        "/espace/",
        "/espace/revendications/",
        f"/espace/fiches/{actor.slug}/",
        f"/espace/fiches/{actor.slug}/equipe/",
        f"/api/v1/actors/{actor.slug}",
        f"/desk/claims/{claim.pk}/",
        "/desk/claims/claims.csv",
        f"/desk/claims/{claim.pk}/evidence/",
        f"/desk/journal/directory.actor/{actor.pk}/",
    )
    people = [None, ada, holder, PersonFactory()]
    people += [
        User.objects.create_user(f"{role}@example.org", role=role, is_staff=role == "editor")
        for role in ("adviser", "auditor", "editor")
    ]

    for person in people:
        one = logged_in(person) if person else client
        for page in pages:
            answer = one.get(page)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert b"xyzzy" not in content, (person, page)
            assert "xyzzy" not in str(answer.headers)


def test_the_mailed_link_shows_a_page_and_objects_by_post(client):
    actor = studio(email="info@studio.example")
    FieldSourceFactory(actor=actor, field="email", value=actor.email)
    claimant = logged_in(PersonFactory(name="Ada"))
    ask(claimant, actor)
    claimant.post(address(actor, "code/"), {"code": code_in(last_mail("ada@studio.example"))})
    path = path_in(last_mail("info@studio.example"), "/objection/") + "?language=en"

    shown = client.get(path)
    assert (shown.status_code, actor.memberships.count()) == (200, 1)
    assert client.post(path, {"text": ""}).status_code == 422
    done = client.post(path, {"text": "Nobody of us."})

    assert "Thank you, the team decides" in done.content.decode()
    assert actor.memberships.count() == 0
    assert [client.get(path).status_code, client.get("/objection/x/").status_code] == [404, 404]
    assert "no-store" in shown.headers["Cache-Control"]
