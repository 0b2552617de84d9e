"""French departments: the number that a written department means, and the words that mean it in a name."""

from functools import lru_cache

from vivier.directory.duplicates.folding import fold, plain_words

_NAMES = (
    "01 Ain|02 Aisne|03 Allier|04 Alpes de Haute Provence|05 Hautes Alpes|06 Alpes Maritimes|"
    "07 Ardèche|08 Ardennes|09 Ariège|10 Aube|11 Aude|12 Aveyron|13 Bouches du Rhône|14 Calvados|"
    "15 Cantal|16 Charente|17 Charente Maritime|18 Cher|19 Corrèze|2A Corse du Sud|2B Haute Corse|"
    "21 Côte d Or|22 Côtes d Armor|23 Creuse|24 Dordogne|25 Doubs|26 Drôme|27 Eure|28 Eure et Loir|"
    "29 Finistère|30 Gard|31 Haute Garonne|32 Gers|33 Gironde|34 Hérault|35 Ille et Vilaine|36 Indre|"
    "37 Indre et Loire|38 Isère|39 Jura|40 Landes|41 Loir et Cher|42 Loire|43 Haute Loire|"
    "44 Loire Atlantique|45 Loiret|46 Lot|47 Lot et Garonne|48 Lozère|49 Maine et Loire|50 Manche|"
    "51 Marne|52 Haute Marne|53 Mayenne|54 Meurthe et Moselle|55 Meuse|56 Morbihan|57 Moselle|"
    "58 Nièvre|59 Nord|60 Oise|61 Orne|62 Pas de Calais|63 Puy de Dôme|64 Pyrénées Atlantiques|"
    "65 Hautes Pyrénées|66 Pyrénées Orientales|67 Bas Rhin|68 Haut Rhin|69 Rhône|70 Haute Saône|"
    "71 Saône et Loire|72 Sarthe|73 Savoie|74 Haute Savoie|75 Paris|76 Seine Maritime|"
    "77 Seine et Marne|78 Yvelines|79 Deux Sèvres|80 Somme|81 Tarn|82 Tarn et Garonne|83 Var|"
    "84 Vaucluse|85 Vendée|86 Vienne|87 Haute Vienne|88 Vosges|89 Yonne|90 Territoire de Belfort|"
    "91 Essonne|92 Hauts de Seine|93 Seine Saint Denis|94 Val de Marne|95 Val d Oise"
)
_BY_WORDS = {plain_words(one[3:]): one[:2] for one in _NAMES.split("|")}
_WORDS = {number: words for words, number in _BY_WORDS.items()}
_SMALL = frozenset(("d", "de", "du", "et", "l"))
# Words that mean much else in a name.
_VAGUE = frozenset(
    ("ain", "eure", "loire", "lot", "manche", "marne", "nord", "orne", "paris", "rhone", "somme", "var")
)
_BY_FIRST_WORD: dict[str, list[tuple[str, ...]]] = {}
for _name in sorted(_BY_WORDS, key=lambda words: (-len(words), words)):
    if _name[0] not in _VAGUE or len(_name) > 1:
        _BY_FIRST_WORD.setdefault(_name[0], []).append(_name)
_LONGEST_FIRST = sorted(_BY_WORDS, key=lambda words: (-len(words), words))


@lru_cache(maxsize=4096)
def department_in(text: str) -> str:
    """Return the number of the department that a text names ("Conseil départemental de la Sarthe" → "72")."""
    if text.strip()[:2].isdigit():
        return text.strip()[:2]
    words = plain_words(fold(text[:200]))
    for name in _LONGEST_FIRST:
        if _position(words, name) >= 0:
            return _BY_WORDS[name]
    return ""


def department_named(words: tuple[str, ...]) -> str:
    """Return the number of the department that a name's words name, or "" (no guess for "Nord")."""
    for at, word in enumerate(words):
        for name in _BY_FIRST_WORD.get(word, ()):
            if at and words[at : at + len(name)] == name:
                return _BY_WORDS[name]
    return ""


def mark_department(words: tuple[str, ...], department: str) -> tuple[str, ...]:
    """Return the words with the department's name, number or initials replaced by one word ("dep44")."""
    name = _WORDS.get(department)
    if not name:
        return words
    mark = (f"dep{department.lower()}",)
    large = tuple(word for word in name if word not in _SMALL)
    initials = "".join(word[0] for word in large)
    for at in range(1, len(words)):
        size = _cut_name(words, at, large) if len(large) > 1 else int(words[at] == large[0])
        if not size and words[at : at + len(name)] == name:
            size = len(name)
        # "LA" means the department at the end of a name; elsewhere it is an article.
        last = at == len(words) - 1
        if not size and (
            words[at] == department.lower() or (last and len(initials) > 1 and words[at] == initials)
        ):
            size = 1
        if size:
            return (*words[:at], *mark, *words[at + size :])
    return words


def initials_of_mark(word: str) -> str:
    """Return the initials of a marked department ("dep44" → "la"), or of any word its first letter."""
    name = _WORDS.get(word[3:].upper(), ()) if word.startswith("dep") else ()
    return "".join(one[0] for one in name if one not in _SMALL) or word[0]


def _cut_name(words: tuple[str, ...], at: int, name: tuple[str, ...]) -> int:
    """Return how many words from `at` on are the department's name, each cut anywhere ("L A")."""
    some = words[at : at + len(name)]
    fits = len(some) == len(name) and all(full.startswith(cut) for cut, full in zip(some, name, strict=True))
    return len(name) if fits else 0


def _position(words: tuple[str, ...], wanted: tuple[str, ...]) -> int:
    for at in range(len(words) - len(wanted) + 1):
        if words[at : at + len(wanted)] == wanted:
            return at
    return -1
