"""A partner's tool: its own referrals with its own key, once, and nothing else."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.factories import AdviserFactory, ConsentFactory, PartnerFactory, ReferralFactory
from vivier.support.actions import connecting
from vivier.support.models import Answer, Outcome, Partner, PartnerKey, Referral

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/partner/referrals"


@pytest.fixture
def adviser():
    return AdviserFactory()


@pytest.fixture
def key(adviser) -> dict[str, str]:
    _key, secret = connecting.make_key(adviser.partner, label="CRM", days=30, by=adviser.user)
    return {"authorization": f"Bearer {secret}", "accept-language": "en"}


@pytest.fixture
def referral(adviser) -> Referral:
    referral = ReferralFactory(
        partner=adviser.partner, need__name="Ada", need__sought="A film", message="Please"
    )
    ConsentFactory(need=referral.need)
    return referral


def send(client, path, body, key, once="abcdefgh-1"):
    headers = key | {"idempotency-key": once} if once else key
    content = body if isinstance(body, bytes) else json.dumps(body)
    return client.post(f"{ROOT}/{path}", content, content_type="application/json", headers=headers)


def test_without_a_live_key_nothing_opens(client, adviser, key, referral):
    for headers in (
        {},
        {"authorization": "Bearer nothing"},
        {"authorization": key["authorization"].replace("Bearer", "Basic")},
        {"authorization": key["authorization"] + "x"},
    ):
        for path in ("", f"/{referral.pk}"):
            answer = client.get(ROOT + path, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (401, "key_needed")
            assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("column", "sentence"), [("revoked_at", "was revoked"), ("expires_at", "is over"), ("", "takes no needs")]
)
def test_a_key_that_opened_once_is_refused_with_a_sentence(client, adviser, key, referral, column, sentence):
    if column:
        PartnerKey.objects.update(**{column: timezone.now() - timedelta(seconds=1)})
    else:
        Partner.objects.update(is_active=False)

    answer = client.get(ROOT, headers=key)

    assert (answer.status_code, answer.json()["code"]) == (401, "key_needed")
    assert sentence in answer.json()["detail"]


def test_a_session_is_no_key(client, adviser, referral):
    client.force_login(adviser.user)

    assert client.get(ROOT).status_code == 401


def test_a_partner_reads_its_own_referrals_alone(client, key, referral):
    other = ReferralFactory(partner=PartnerFactory(), need__sought="SECRET")
    recalled = ReferralFactory(partner=referral.partner, state="recalled", recalled_at=timezone.now())

    listed = client.get(ROOT, headers=key)
    one = client.get(f"{ROOT}/{referral.pk}", headers=key)

    assert [row["reference"] for row in listed.json()["results"]] == [referral.need.reference]
    assert "Ada" not in listed.content.decode()
    assert {line["value"] for line in one.json()["lines"]} >= {"Ada", "A film"}
    assert "no-store" in one.headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in one.headers
    for row in (other, recalled):
        for method in (client.get, client.post):
            assert method(f"{ROOT}/{row.pk}", headers=key).status_code in (404, 405)


def test_consent_decides_what_the_tool_reads(client, key, referral):
    consent = referral.need.consents.get()
    consent.sees = "need"
    consent.save()
    lines = client.get(f"{ROOT}/{referral.pk}", headers=key).json()["lines"]
    assert "Ada" not in str(lines)
    assert "A film" in str(lines)

    consent.state = "withdrawn"
    consent.save()
    answer = client.get(f"{ROOT}/{referral.pk}", headers=key).json()
    assert (answer["sees"], answer["lines"]) == (None, [])


def test_the_same_call_twice_is_one_answer(client, key, referral):
    answers = [
        send(client, f"{referral.pk}/answers", {"kind": "taken", "text": "Ours"}, key) for _time in range(2)
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert list(Answer.objects.values_list("kind", "text", "way")) == [("taken", "Ours", "api")]
    assert answers[1].json()["state"] == "taken"


def test_an_outcome_is_told_with_money_as_text(client, key, referral):
    send(client, f"{referral.pk}/answers", {"kind": "helped"}, key)
    said = {"result": "obtained", "what": "A loan", "amount_eur": "1200.50", "jobs": 2}

    for _time in range(2):
        answer = send(client, f"{referral.pk}/outcomes", said, key)

    assert answer.json()["outcomes"][0]["amount_eur"] == "1200.50"
    kept = Outcome.objects.values_list("side", "partner", "amount_eur", "jobs")
    assert list(kept) == [("partner", referral.partner_id, Decimal("1200.50"), 2)]


def test_what_cannot_be_done_is_refused_with_a_sentence(client, key, referral):
    early = send(client, f"{referral.pk}/outcomes", {"result": "obtained"}, key)
    silent = send(client, f"{referral.pk}/answers", {"kind": "cannot"}, key)

    assert [answer.status_code for answer in (early, silent)] == [409, 409]
    assert "Say why" in silent.json()["detail"]


def test_hostile_calls_change_nothing_and_never_break(client, key, referral):
    bodies = [
        b"", b"{", b"[]", b"\xff", b"[" * 50_000, b'{"kind": "taken", "text": "' + b"x" * 3000 + b'"}',
        {"kind": "gold"}, {"kind": 1}, {"kind": "taken", "by": "me"}, {"kind": "taken", "text": "a\x00"},
        {"kind": "taken", "is_shared": "yes"}, b'{"kind": "taken", "text": "\\ud800"}',
    ]  # fmt: skip
    outcomes = [
        {"result": "obtained", "amount_eur": 1.1}, {"result": "obtained", "amount_eur": "NaN"},
        {"result": "obtained", "amount_eur": "1e99"}, {"result": "obtained", "amount_eur": "0.001"},
        {"result": "obtained", "jobs": True}, {"result": "obtained", "jobs": -1}, {"result": None},
    ]  # fmt: skip

    answers = [send(client, f"{referral.pk}/answers", body, key) for body in bodies]
    answers += [send(client, f"{referral.pk}/outcomes", body, key) for body in outcomes]
    answers += [
        send(client, f"{referral.pk}/answers", {"kind": "taken"}, key, once=once)
        for once in ("", "x", "x" * 201)
    ]
    queries = (
        "size=0",
        "size=101",
        "after=-1",
        "after=1e3",
        "state=x",
        "since=x",
        "since=9999",
        "page=2",
        "since=0001-01-01T00:00:00%2B23:59",
    )
    answers += [client.get(f"{ROOT}?{query}", headers=key) for query in queries]

    assert {answer.status_code for answer in answers} == {422}
    assert {answer.json()["code"] for answer in answers} == {"invalid_parameters"}
    assert client.get(f"{ROOT}/{10**30}", headers=key).status_code == 404
    assert not Answer.objects.exists()


def test_pages_follow_each_other(client, key, adviser):
    for _number in range(5):
        ReferralFactory(partner=adviser.partner)

    after, seen = 0, []
    while after is not None:
        page = client.get(f"{ROOT}?size=2&after={after}", headers=key).json()
        seen += [row["id"] for row in page["results"]]
        after = page["next"]

    assert seen == sorted(Referral.objects.values_list("pk", flat=True))
    since = (timezone.now() + timedelta(days=1)).isoformat()
    assert client.get(ROOT, {"since": since}, headers=key).json()["results"] == []
