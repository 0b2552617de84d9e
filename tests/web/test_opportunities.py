"""The list of opportunities: filters with counts, ways out of an empty list, files, and nothing that breaks it."""

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal
from html import unescape
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from openpyxl import load_workbook

from tests.factories import ActorFactory, CallFactory, DisciplineFactory, SchemeFactory
from tests.rounds import in_rounds
from vivier.web.views.opportunities import WRITERS

pytestmark = pytest.mark.django_db
LIST = "/en/opportunities/"
NOW = timezone.now()
NAUGHTY = [
    "",
    '"',
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "((((",
    "*:*",
    "%",
    "-1",
    "0",
    "99999999999999999999",
    "1e309",
    "NaN",
    "../../etc/passwd",
    "{{7*7}}",
    "{% debug %}",
    "\u202e\u200b\ufeff",
    "😀" * 50,
    "a" * 5000,
    "\t\n\r",
    "name__contains",
]
FILTERS = ["q", "kind", "audience", "discipline", "status", "issuer", "amount"]
LOOKS = ["sort", "page"]


def text_of(answer) -> str:
    body = answer.content.decode()
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def titles(answer) -> list[str]:
    return re.findall(
        r'<li class="call[^"]*"><a .*?<strong>(?:<span[^>]*>)?(.*?)<', answer.content.decode(), re.DOTALL
    )


@pytest.fixture
def three():
    mode = DisciplineFactory(code="mode", label_en="Fashion")
    CallFactory(
        title_fr="Écrire court",
        title_en="Write short",
        kind="funding",
        audiences=["artist"],
        closes_at=NOW + timedelta(days=3),
        amount_max=Decimal(8000),
        disciplines=[mode],
        scheme=SchemeFactory(issuer=ActorFactory(name="Fonds des Rives", slug="rives")),
    )
    CallFactory(title_fr="Résider long", kind="residency", audiences=["artist"], is_permanent=True)
    CallFactory(title_fr="Vieux prix", kind="prize", closes_at=NOW - timedelta(days=400))


def test_the_list_reads_like_a_programme(client, three):
    answer = client.get(LIST)

    assert titles(answer) == ["Write short", "Résider long", "Vieux prix"]
    text = text_of(answer)
    for words in (
        "3 opportunities",
        "Fonds des Rives",
        "up to €8,000",
        "D − 3",
        "Permanent",
        "2 open now",
        "1 in the archive",
    ):
        assert words in text, words
    assert re.findall(r'class="partname">(.*?)<', answer.content.decode()) == [
        "Open now",
        "All year",
        "Closed, kept as an archive",
    ]
    assert 'class="call__left is-hot"' in answer.content.decode()


def test_a_title_in_another_language_is_marked_and_said_openly(client, three):
    body = client.get(LIST).content.decode()

    assert '<span lang="fr">Résider long</span>' in body
    assert "not available in your language" in body


def test_drafts_are_not_shown(client):
    CallFactory(title_fr="Visible")
    CallFactory(title_fr="Brouillon", state="draft")

    assert titles(client.get(LIST)) == ["Visible"]


def test_filters_narrow_and_their_state_is_the_address(client, three):
    answer = client.get(f"{LIST}?audience=artist&status=open&kind=funding&kind=residency")

    assert titles(answer) == ["Write short"]
    body = answer.content.decode()
    assert 'value="artist" id="audience-artist" checked' in body
    chips = re.findall(r'<li><a href="(\?[^"]*)">([^<]+?) <span class="vh">remove', body)
    assert [unescape(label) for _url, label in chips] == ["Open", "Funding", "Residency", "Artists"]
    assert unescape(chips[0][0]) == "?kind=funding&kind=residency&audience=artist"


def test_counts_say_what_each_box_would_give(client, three):
    body = client.get(f"{LIST}?kind=funding").content.decode()

    boxes = dict(re.findall(r'id="kind-(\w+)"[^>]*><span>[^<]*</span><i>(\d+)</i>', body))
    assert boxes == {"funding": "1", "residency": "1", "prize": "1"}
    boxes = dict(re.findall(r'id="status-(\w+)"[^>]*><span>[^<]*</span><i>(\d+)</i>', body))
    assert boxes == {"open": "1", "closing_soon": "1"}


def test_search_forgives_accents_and_finds_issuers(client, three, indexed):
    indexed()

    assert titles(client.get(f"{LIST}?q=ecrire")) == ["Write short"]
    assert titles(client.get(f"{LIST}?q=rives")) == ["Write short"]
    assert titles(client.get(f"{LIST}?q=rives&kind=prize")) == []


def test_an_empty_list_names_the_filter_to_blame(client, three):
    answer = client.get(f"{LIST}?kind=prize&audience=artist")

    text = text_of(answer)
    assert "No opportunity matches everything you asked" in text
    assert "Without the filter “Kind of help: Prize” 2 opportunities" in text
    assert "Without the filter “For whom: Artists” 1 opportunity" in text
    assert text.index("Kind of help: Prize”") < text.index("For whom: Artists”")
    assert "2 open now" in text
    assert "1 in the archive" in text


def test_words_can_be_to_blame_too(client, three, indexed):
    indexed()

    assert "Search without the words “xylophone”" in text_of(client.get(f"{LIST}?q=xylophone&kind=prize"))


def test_an_empty_site_says_so(client):
    assert "No opportunity is published yet." in text_of(client.get(LIST))


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("amount", ["Write short", "Résider long", "Vieux prix"]),
        ("newest", ["Vieux prix", "Résider long", "Write short"]),
        ("nonsense", ["Write short", "Résider long", "Vieux prix"]),
    ],
)
def test_the_order_can_be_chosen(client, three, sort, expected):
    assert titles(client.get(f"{LIST}?sort={sort}")) == expected


def test_pages_keep_the_filters(client):
    CallFactory.create_batch(30, kind="job")

    first, second = client.get(f"{LIST}?kind=job"), client.get(f"{LIST}?kind=job&page=2")

    assert (len(titles(first)), len(titles(second))) == (25, 5)
    assert not set(titles(first)) & set(titles(second))
    assert 'href="?kind=job&amp;page=2"' in first.content.decode()
    assert "(page 2)" in text_of(second)


def test_htmx_gets_the_parts_that_change_and_the_address(client, three):
    answer = client.get(f"{LIST}?kind=prize&sort=", headers={"HX-Request": "true"})

    body = answer.content.decode()
    assert "<html" not in body
    assert 'id="results"' in body
    assert 'id="facets" hx-swap-oob="true"' in body
    assert answer.headers["HX-Push-Url"] == f"{LIST}?kind=prize"
    assert "HX-Request" in answer.headers["Vary"]
    assert titles(answer) == ["Vieux prix"]


@pytest.mark.parametrize("names", [FILTERS, LOOKS])
def test_nothing_in_the_address_breaks_the_list(client, three, indexed, names):
    indexed()
    for asked in in_rounds(names, NAUGHTY):
        answer = client.get(LIST, asked)
        assert answer.status_code == 200, asked
        assert "<script>alert" not in answer.content.decode()
        for name, fmt in (
            ("opportunities_feed", None),
            ("opportunities_ics", None),
            ("opportunities_export", "csv"),
        ):
            url = reverse(f"web:{name}", args=[fmt] if fmt else [])
            assert client.get(url, asked).status_code == 200, (name, asked)


def test_many_values_of_one_filter_are_bounded(client, three):
    assert client.get(LIST, {"kind": [f"k{n}" for n in range(90)]}).status_code == 200


@pytest.mark.parametrize("count", [1, 24])
@pytest.mark.one_database
def test_the_list_costs_the_same_for_any_number(client, count, django_assert_num_queries):
    for _ in range(count):
        CallFactory(disciplines=[DisciplineFactory()], scheme=SchemeFactory(issuer=ActorFactory()))

    with django_assert_num_queries(5):
        client.get(LIST)
    with django_assert_num_queries(2):
        client.get(LIST)


def test_the_spreadsheet_holds_the_same_list_and_no_formula(client, three):
    CallFactory(title_fr="=HYPERLINK(1)", kind="funding", closes_at=NOW + timedelta(days=5))

    body = b"".join(client.get("/en/opportunities/export/csv/?kind=funding").streaming_content)
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))

    assert rows[0][:5] == ["title", "edition", "kind", "issuer", "status"]
    assert [row[0] for row in rows[1:]] == ["Write short", "'=HYPERLINK(1)"]
    assert rows[1][3:5] == ["Fonds des Rives", "Closing soon"]
    assert rows[1][18].startswith("http://127.0.0.1:8000/en/opportunities/")

    sheet = load_workbook(
        io.BytesIO(b"".join(client.get("/en/opportunities/export/xlsx/").streaming_content))
    ).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [
        "Write short",
        "'=HYPERLINK(1)",
        "Résider long",
        "Vieux prix",
    ]


def test_other_formats_do_not_exist(client):
    assert sorted(WRITERS) == ["csv", "xlsx"]
    assert client.get("/en/opportunities/export/exe/").status_code == 404


def test_the_calendar_holds_the_deadlines_of_the_filter(client, three):
    answer = client.get("/en/opportunities/opportunities.ics?kind=funding")

    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert [event["SUMMARY"] for event in events] == ["Deadline: Write short"]


def test_the_feed_follows_the_filter(client, three):
    answer = client.get("/en/opportunities/rss/?audience=artist")

    channel = ElementTree.fromstring(answer.content).find("channel")
    assert answer.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert [item.findtext("title") for item in channel.iter("item")] == ["Write short", "Résider long"]
    item = channel.find("item")
    assert item.findtext("guid").startswith("tag:")
    assert "up to €8,000" in item.findtext("description")
    assert channel.findtext("link").endswith("/en/opportunities/?audience=artist")


def test_demonstration_calls_are_marked(client):
    CallFactory(is_demo=True)

    assert "demonstration" in text_of(client.get(LIST))
