"""Lists that machines give, as tables: RSS, Atom, JSON in any shape; hostile ones are refused with a sentence."""

import json
from itertools import pairwise

import pytest
from django.utils import translation

from vivier.core import listings
from vivier.core.listings import open_table
from vivier.core.refusals import SheetRefused

RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Appels</title>
<item><title>Résidence d’été</title><link>https://example.org/a</link><guid>a-1</guid><dc:creator>Maison</dc:creator>
<description>&lt;p&gt;Trois &lt;b&gt;semaines&lt;/b&gt;.&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</description>
<category>danse</category><category>cirque</category></item>
<item><title>Autre</title><deadline>2027-01-31</deadline></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:1</id><title>Appel</title>
<link rel="self" href="https://example.org/self"/><link href="https://example.org/page"/>
<summary type="html">A &amp;amp; B</summary><category term="design" label="Design"/></entry></feed>"""
OURS = {
    "next": None,
    "results": [
        {
            "slug": "a",
            "title": {"text": "Appel", "language": "fr"},
            "kind": {"code": "call", "label": "Appel à projets"},
            "amounts": {"min": 100, "max": None, "currency": "EUR"},
            "disciplines": [{"code": "design", "label": "Design"}, {"code": "mode"}],
            "is_permanent": False,
        }
    ],
}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def kept(tmp_path):
    def keep(content):
        path = tmp_path / "list"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return keep


def read(path):
    table = open_table(path)
    return [
        {name: text for name, text in zip(table.columns, cells, strict=True) if text}
        for _line, cells in table.rows()
    ]


def test_rss_gives_a_row_an_item_without_marks_and_scripts(kept):
    assert read(kept(RSS)) == [
        {
            "title": "Résidence d’été",
            "link": "https://example.org/a",
            "guid": "a-1",
            "creator": "Maison",
            "description": "Trois semaines.",
            "category": "danse; cirque",
        },
        {"title": "Autre", "deadline": "2027-01-31"},
    ]


def test_atom_gives_the_address_of_the_page(kept):
    assert read(kept(ATOM)) == [
        {
            "id": "urn:1",
            "title": "Appel",
            "link": "https://example.org/page",
            "summary": "A & B",
            "category": "Design",
        }
    ]


def test_the_shape_of_our_own_api_is_flat(kept):
    assert read(kept(json.dumps(OURS))) == [
        {
            "slug": "a",
            "title": "Appel",
            "kind": "call",
            "amounts.min": "100",
            "amounts.currency": "EUR",
            "disciplines": "design; mode",
            "is_permanent": "false",
        }
    ]


@pytest.mark.parametrize(
    "content",
    [
        '[{"title": "é"}]',
        '{"data": {"items": [{"title": "é"}]}}',
        '{"title": "é"}\n{"title": "é2"}',
        '\ufeff[{"title": "é"}]',
        '[{"title": "é"}]'.encode("utf-16"),
        '[{"title": "é"}]'.encode("cp1252"),
        RSS.replace("Résidence d’été", "é").encode(),
        RSS.replace("Résidence d’été", "é").encode("cp1252"),
        RSS.replace("UTF-8", "iso-8859-1").replace("Résidence d’été", "é").encode("iso-8859-1"),
        RSS.replace("UTF-8", "utf-16").replace("Résidence d’été", "é").encode("utf-16"),
        b"\xef\xbb\xbf" + ATOM.replace("Appel", "é").encode(),
        "title;x\né;1\n".encode("cp1252"),
    ],
)
def test_a_list_is_read_in_whatever_encoding(kept, content):
    assert read(kept(content))[0]["title"] == "é"


NAMES = [f"e{number}" for number in range(10)]
ENTITIES = "".join(f'<!ENTITY {name} "{f"&{inner};" * 10}">' for inner, name in pairwise(NAMES))
BOMB = f'<!DOCTYPE r [<!ENTITY e0 "aaaaaaaaaa">{ENTITIES}]><rss><channel><item><title>&e9;</title></item></channel></rss>'
OUTSIDE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title></item></channel></rss>'


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (BOMB, "entities of its own"),
        (OUTSIDE, "entities of its own"),
        ("<html><body>Hello</body></html>", "neither an RSS nor an Atom"),
        ("<rss><channel></channel></rss>", "The list is empty"),
        ("<rss><channel><item>", "cannot be read"),
        ("<" + "a" * 100, "cannot be read"),
        ("[1, 2]", "no list of objects"),
        ("{}", "no list of objects"),
        ("[]", "The list is empty"),
        ('[{"a": ', "not JSON"),
        ('{"a": 1}\n{"b": ', "Line 2 is not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('[{"a": ' + "9" * 5000 + "}]", "not JSON"),
        (json.dumps([{str(n): 1 for n in range(300)}]), "more than 200 columns"),
        (b"", "empty"),
        (bytes(range(256)) * 10, "neither a CSV nor an XLSX"),
    ],
)
def test_a_hostile_list_is_refused_with_a_sentence(kept, content, why):
    with pytest.raises(SheetRefused, match=why):
        list(open_table(kept(content)).rows())


def test_elements_nested_by_the_thousand_and_ten_megabytes_do_no_harm(kept):
    deep = "<a>" * 50_000 + "</a>" * 50_000
    assert read(kept(f"<rss><channel><item><title>T</title>{deep}</item></channel></rss>")) == [
        {"title": "T"}
    ]
    large = json.dumps([{"title": "x" * 10_000_000}])
    assert len(read(kept(large))[0]["title"]) == listings.MOST_IN_A_CELL


def test_too_many_items_and_too_large_a_file_are_refused(kept, monkeypatch):
    monkeypatch.setattr(listings, "MOST_ITEMS", 1)
    with pytest.raises(SheetRefused, match="more than 1 items"):
        open_table(kept('[{"a": 1}, {"a": 2}]'))
    monkeypatch.setattr(listings, "MOST_BYTES", 10)
    with pytest.raises(SheetRefused, match="larger than"):
        open_table(kept('[{"a": 1}, {"a": 2}]'))
