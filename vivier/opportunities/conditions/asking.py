"""How to ask for what is missing: the question, the parameter its answer gets in the address, the field."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vivier.core.translation import LANGUAGES, LocalText, current_language
from vivier.opportunities.conditions.answers import NUMBERS, QUESTION_PARAMETER, STAGES, WHO
from vivier.opportunities.conditions.criteria import QUESTION_PREFIX, Missing
from vivier.opportunities.conditions.rule_reader import ADDRESSED_FACTS
from vivier.opportunities.conditions.wording import form_label, stage_label, who_label


class Control(StrEnum):
    """The kind of field that takes the answer."""

    YES_NO = "yes_no"
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Question:
    """One question to a visitor."""

    text: LocalText
    parameter: str
    control: Control
    choices: tuple[tuple[str, str], ...] = ()
    most: int = 0

    @property
    def field_id(self) -> str:
        return f"ask-{self.parameter}"


_TEXTS: Mapping[str, Promise] = {
    "kind": _("Who are you?"),
    "audience": _("Who are you?"),
    "legal_form": _("What is your legal form?"),
    "territory": _("In which commune is your organisation established?"),
    "residence": _("In which commune do you live?"),
    "nace": _("What is your main activity code (NACE-BEL, such as 62.01)?"),
    "discipline": _("In which discipline do you work?"),
    "headcount": _("How many people work with you, in full-time equivalents?"),
    "age_years": _("For how many years has your organisation existed?"),
    "product_age_years": _("For how many years has your product been on the market?"),
    "cofinancing_percent": _("What share of the budget can you pay yourself, in per cent?"),
    "stage": _("How far along is your project?"),
}
SHORT_NAMES: Mapping[str, Promise] = {
    "kind": _("who you are"),
    "audience": _("who you are"),
    "legal_form": _("the legal form"),
    "territory": _("the place of establishment"),
    "residence": _("the place of residence"),
    "nace": _("the activity code"),
    "discipline": _("the discipline"),
    "headcount": _("the number of people"),
    "age_years": _("the age of the organisation"),
    "product_age_years": _("the age of the product"),
    "cofinancing_percent": _("the own share of the budget"),
    "stage": _("the stage of the project"),
    "member_of": _("the membership of an organisation"),
    "obtained": _("what was obtained before"),
}
# Known from records alone: nobody says it in a form, a person checks it.
UNASKED = ADDRESSED_FACTS
_PARAMETERS = {"kind": "who", "audience": "who", "legal_form": "form", "territory": "where"}
_LEGAL_FORMS = (
    "natural_person",
    "asbl",
    "aisbl",
    "foundation",
    "srl",
    "sa",
    "sc",
    "snc",
    "scomm",
    "public_body",
    "de_facto",
    "foreign_company",
)


def question_for(missing: Missing, disciplines: Mapping[str, str]) -> Question:
    """The question that settles what is missing, if it can be asked; `disciplines`: their labels by code."""
    name = missing.name
    if name.startswith(QUESTION_PREFIX):
        parameter = QUESTION_PARAMETER + name.removeprefix(QUESTION_PREFIX)
        return Question(text_in_language(missing.question), parameter, Control.YES_NO)
    text = LocalText(str(_TEXTS[name]), current_language())
    parameter = _PARAMETERS.get(name, name)
    if name in NUMBERS:
        return Question(text, parameter, Control.NUMBER, most=NUMBERS[name])
    choices = choices_of(parameter, disciplines)
    several = Control.CHOICES if parameter in ("who", "discipline") else Control.CHOICE
    return Question(text, parameter, several if choices else Control.TEXT, choices)


def choices_of(parameter: str, disciplines: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The answers one can choose from, or none when the answer is written."""
    if parameter == "who":
        return tuple((word, who_label(word)) for word in WHO)
    if parameter == "form":
        return tuple((code, form_label(code)) for code in _LEGAL_FORMS)
    if parameter == "stage":
        return tuple((code, stage_label(code)) for code in STAGES)
    return tuple(disciplines.items()) if parameter == "discipline" else ()


def short_name(missing: Missing) -> str:
    """What is missing, in the middle of a sentence; empty for a question, which is quoted instead."""
    return str(SHORT_NAMES[missing.name]) if missing.name in SHORT_NAMES else ""


def text_in_language(texts: Mapping[str, str]) -> LocalText:
    """A text kept by language, in the language of the page or the first there is."""
    wanted = current_language()
    for language in (wanted, *LANGUAGES):
        if texts.get(language):
            return LocalText(texts[language], language, is_fallback=language != wanted)
    return LocalText("", wanted)
