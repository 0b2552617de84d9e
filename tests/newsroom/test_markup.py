import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vivier.newsroom import markup


def test_markdown_becomes_plain_html():
    html = markup.from_markdown("## Titre\n\nUn **mot** et [un lien](https://exemple.org/a).\n\n- un\n- deux")

    assert html == (
        '<h2>Titre</h2>\n<p>Un <strong>mot</strong> et <a href="https://exemple.org/a">un lien</a>.</p>\n'
        "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>"
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[clic](javascript:alert(1))",
        '<img src=x onerror="alert(1)">',
        "<a href='data:text/html,x' onclick='x'>a</a>",
        '<iframe src="https://exemple.org"></iframe>',
    ],
)
def test_nothing_that_runs_gets_through(hostile):
    for html in (markup.from_markdown(hostile), markup.clean(hostile)):
        lowered = html.replace("&lt;", "(").lower()
        assert "<script" not in lowered
        assert "<img" not in lowered
        assert "<iframe" not in lowered
        assert 'href="javascript' not in lowered
        assert 'href="data' not in lowered


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing(text):
    once = markup.clean(text)

    assert markup.clean(once) == once


def test_the_address_of_the_site_takes_the_place_of_its_variable():
    html = markup.from_markdown("Écrivez à [{{ email }}](mailto:{{ email }}).")

    shown = markup.with_email(html, "bonjour@exemple.org")

    assert shown == '<p>Écrivez à <a href="mailto:bonjour@exemple.org">bonjour@exemple.org</a>.</p>'


def test_an_internal_link_of_the_editor_survives():
    assert markup.clean('<a linktype="page" id="3">ici</a>') == '<a linktype="page" id="3">ici</a>'


def test_reading_takes_a_minute_at_least():
    assert markup.minutes_to_read("<p>Court.</p>") == 1
    assert markup.minutes_to_read("<p>" + "mot " * 600 + "</p>") == 3
