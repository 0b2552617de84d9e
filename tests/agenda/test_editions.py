import pytest

from vivier.agenda.editions import key_of_series, name_of_series


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("KIKK Festival 2022", "KIKK Festival"),
        ("SXSW 2024 - délégation Wallonie-Bruxelles", "SXSW - délégation Wallonie-Bruxelles"),
        ("Meet & Build (9e édition)", "Meet & Build"),
        ("Basse lumière, 4e édition", "Basse lumière"),
        ("Lumen#5", "Lumen"),
        ("Salon VIII", "Salon"),
        ("Saison 2024-2025", "Saison"),
        ("Lisez-vous le belge ? 2023", "Lisez-vous le belge ?"),
        ("Ouverture de l'OM", "Ouverture de l'OM"),
        ("2024", "2024"),
        ("A6K", "A6K"),
    ],
)
def test_the_name_of_a_series_is_what_stays_without_year_or_rank(title, name):
    assert name_of_series(title) == name


def test_accents_and_case_do_not_separate_editions():
    assert key_of_series("Été créatif 2023") == key_of_series("ETE CREATIF 2024")
