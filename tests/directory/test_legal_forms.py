"""Words for legal forms, as lists write them."""

import pytest

from vivier.directory.legal_forms import legal_form_of


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("asbl", "asbl"),
        ("A.S.B.L.", "asbl"),
        ("SA", "sa"),
        ("SA de droit public", "public_body"),
        ("coopérative", "sc"),
        ("SPRL", "srl"),
        ("srl", "srl"),
        ("foreign_company", "foreign_company"),
        ("", ""),
        ("   ", ""),
        ("Gesellschaft", None),
        ("???", None),
    ],
)
def test_words_mean_a_form_or_nothing_anybody_knows(words, form):
    assert legal_form_of(words) == form
