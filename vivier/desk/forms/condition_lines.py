"""One line of a condition: a fact, how it is compared, with which values; only the fields its fact needs."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from vivier.core.names import address_of, fold
from vivier.core.translation import LANGUAGES
from vivier.opportunities.conditions.choices import FACTS, LOOKED_UP, UNITS, NotFound, Vocabulary
from vivier.opportunities.conditions.criteria import InvalidRule, parse_rule
from vivier.opportunities.conditions.rule_reader import MAX_KEY, MAX_NUMBER, NUMBER_FACTS
from vivier.opportunities.conditions.written import MOST_LINES, MOST_VALUES, QUESTION, Line

LONGEST_NAME, LONGEST_QUESTION = 200, 500
KNOWN_FACTS = frozenset(code for _group, facts in FACTS for code, _label in facts)
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
_LANGUAGE_NAMES = {
    "fr": gettext_lazy("French"),
    "en": gettext_lazy("English"),
    "nl": gettext_lazy("Dutch"),
    "de": gettext_lazy("German"),
}
LISTED = (("in", gettext_lazy("one of these")), ("not_in", gettext_lazy("none of these")))
ANSWERS = (("yes", gettext_lazy("the answer must be yes")), ("no", gettext_lazy("the answer must be no")))
LOWER = (("min", gettext_lazy("at least")), ("above", gettext_lazy("more than")))
UPPER = (("max", gettext_lazy("at most")), ("below", gettext_lazy("less than")))
_MORE = {
    "territory": gettext_lazy("Add a place"),
    "residence": gettext_lazy("Add a place"),
    "nace": gettext_lazy("Add activity codes"),
    "member_of": gettext_lazy("Add an organisation"),
    "obtained": gettext_lazy("Add a scheme"),
}


def initial_of(line: Line, place: int) -> dict[str, Any]:
    """What the fields hold for the stored line at this place, from 0."""
    lower = next((key for key, _label in LOWER if key in line.bounds), "min")
    upper = next((key for key, _label in UPPER if key in line.bounds), "max")
    texts = {f"text_{language}": line.text.get(language, "") for language in LANGUAGES}
    return texts | {
        "fact": line.fact,
        "shown": line.fact,
        "stored": place,
        "how": line.how,
        "values": list(line.values),
        "lower": lower,
        "low": line.bounds.get(lower),
        "upper": upper,
        "high": line.bounds.get(upper),
        "question": line.question,
        "turned": line.is_turned,
    }


class LineForm(forms.Form):
    """One line; `line` is what it says once it is valid, None while it is empty."""

    fact = forms.ChoiceField(label=gettext_lazy("What counts"), required=False)
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    stored = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4)

    def __init__(
        self, *args: Any, vocabulary: Vocabulary, stored_lines: Sequence[Line] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        if self.is_bound:
            number = str(self.data.get(self.add_prefix("stored")) or "")
            place = int(number) if number.isdecimal() and len(number) < 4 else len(stored_lines)
            self.initial = initial_of(stored_lines[place], place) if place < len(stored_lines) else {}
        self.vocabulary = vocabulary
        self.line: Line | None = None
        self.chosen = self._chosen()
        facts: Any = self.fields["fact"]
        facts.choices = [("", _("Choose…")), *((group, list(rows)) for group, rows in FACTS)]
        self.fields["fact"].widget.attrs["data-conditions-fact"] = ""
        if self.chosen in NUMBER_FACTS:
            self._for_a_number()
        elif self.chosen == QUESTION:
            self._for_a_question()
        elif self.chosen:
            self._for_a_list()

    def _chosen(self) -> str:
        """Return the fact the line is about; empty for none or for one nobody knows."""
        fact = self.data.get(self.add_prefix("fact")) if self.is_bound else self.initial.get("fact")
        return fact if isinstance(fact, str) and fact in KNOWN_FACTS else ""

    @property
    def stored_values(self) -> list[str]:
        """What the line listed before it was changed: kept, even when it leads nowhere any more."""
        return list(self.initial.get("values") or ()) if self.initial.get("fact") == self.chosen else []

    def _given_values(self) -> list[str]:
        if not self.is_bound:
            return self.stored_values
        return list(self.data.getlist(self.add_prefix("values")))[: MOST_VALUES + 1]  # type: ignore[attr-defined]

    def _for_a_list(self) -> None:
        self.fields["how"] = forms.ChoiceField(label=_("It must be"), choices=LISTED)
        choices = self.vocabulary.choices(self.chosen)
        known = {code for code, _label in choices}
        others = dict.fromkeys(
            code for code in (*self.stored_values, *self._given_values()) if code not in known
        )
        choices += [
            (code, self.vocabulary.words.label(self.chosen, code)) for code in others if self._can_be(code)
        ]
        self.fields["values"] = forms.MultipleChoiceField(
            label=_("Values"), choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )
        if self.chosen in LOOKED_UP:
            attrs = {"list": f"conditions-{self.chosen}", "autocomplete": "off", "data-conditions-more": ""}
            self.fields["more"] = forms.CharField(
                label=_MORE[self.chosen],
                required=False,
                max_length=LONGEST_NAME,
                widget=forms.TextInput(attrs=attrs),
            )
        self._may_be_turned()

    def _can_be(self, code: str) -> bool:
        try:
            parse_rule({"fact": self.chosen, "in": [code]})
        except InvalidRule:
            return False
        return True

    def _for_a_number(self) -> None:
        most = 100 if self.chosen.endswith("_percent") else MAX_NUMBER
        unit = str(UNITS[self.chosen])
        for side, choices, number, label in (
            ("lower", LOWER, "low", _("From: %(unit)s") % {"unit": unit}),
            ("upper", UPPER, "high", _("Up to: %(unit)s") % {"unit": unit}),
        ):
            self.fields[side] = forms.ChoiceField(
                label=_("Lower bound") if side == "lower" else _("Upper bound"),
                choices=choices,
                required=False,
            )
            self.fields[number] = forms.FloatField(
                label=label,
                required=False,
                min_value=0,
                max_value=most,
                widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
            )
        self._may_be_turned(always=True)

    def _for_a_question(self) -> None:
        for language in LANGUAGES:
            words = {"language": _LANGUAGE_NAMES[language]}
            attrs = {"list": "conditions-question", "autocomplete": "off"} if language == "fr" else {}
            self.fields[f"text_{language}"] = forms.CharField(
                label=_("The question (%(language)s)") % words,
                required=False,
                max_length=LONGEST_QUESTION,
                widget=forms.TextInput(attrs=attrs),
            )
        self.fields["how"] = forms.ChoiceField(label=pgettext("noun", "Answer"), choices=ANSWERS)
        self.fields["question"] = forms.CharField(
            widget=forms.HiddenInput, required=False, max_length=MAX_KEY
        )
        self._may_be_turned()

    def _may_be_turned(self, *, always: bool = False) -> None:
        """Offer the opposite where no other field says it, and wherever it was written so."""
        given = self.data.get(self.add_prefix("turned")) if self.is_bound else self.initial.get("turned")
        if always or given or self.initial.get("turned"):
            self.fields["turned"] = forms.BooleanField(label=_("Not: the opposite counts"), required=False)

    def languages(self) -> list[forms.BoundField]:
        """The fields of the question in other languages."""
        return [self[f"text_{language}"] for language in LANGUAGES[1:] if f"text_{language}" in self.fields]

    def clean(self) -> dict[str, Any]:
        """Make the line of what was entered, or say what is missing beside the field."""
        cleaned = super().clean() or {}
        if self.errors or not self.chosen:
            return cleaned
        turned = bool(cleaned.get("turned"))
        if self.chosen in NUMBER_FACTS:
            self.line = self._number(cleaned, turned=turned)
        elif self.chosen == QUESTION:
            self.line = self._question(cleaned, turned=turned)
        else:
            self.line = self._list(cleaned, turned=turned)
        return cleaned

    def _list(self, cleaned: Mapping[str, Any], *, turned: bool) -> Line | None:
        given = set(cleaned["values"])
        values = [code for code in self.stored_values if code in given]
        values += [code for code in cleaned["values"] if code not in values]
        field = "more" if "more" in self.fields else "values"
        if text := cleaned.get("more"):  # what could be found was taken over before
            try:
                values += [code for code in self.vocabulary.find(self.chosen, text) if code not in values]
            except NotFound as error:
                self.add_error("more", str(error))
        lost = [one for one in values if one not in self.stored_values]
        lost = [one for one in lost if not self.vocabulary.is_known(self.chosen, one)]
        if lost:
            self.add_error(field, _("Nothing is called “%(text)s”.") % {"text": ", ".join(lost[:5])})
        if not values and not self.errors:
            self.add_error(field, _("Choose at least one."))
        if len(values) > MOST_VALUES:
            self.add_error(field, _("At most %(count)d values go in one line.") % {"count": MOST_VALUES})
        return None if self.errors else Line(self.chosen, cleaned["how"], tuple(values), is_turned=turned)

    def _number(self, cleaned: Mapping[str, Any], *, turned: bool) -> Line | None:
        pairs = ((cleaned.get("lower") or "min", "low"), (cleaned.get("upper") or "max", "high"))
        bounds = {side: _plain(cleaned[field]) for side, field in pairs if cleaned.get(field) is not None}
        if not bounds:
            self.add_error("low", _("Give at least one number."))
            return None
        try:
            parse_rule({"fact": self.chosen, **bounds})
        except InvalidRule:
            self.add_error("low", _("No number can lie between these two."))
            return None
        return Line(self.chosen, bounds=bounds, is_turned=turned)

    def _question(self, cleaned: Mapping[str, Any], *, turned: bool) -> Line | None:
        texts = {language: cleaned.get(f"text_{language}", "") for language in LANGUAGES}
        texts = {language: text for language, text in texts.items() if text}
        if not texts:
            self.add_error("text_fr", _("Write the question."))
            return None
        before = {key: text for key in LANGUAGES if (text := self.initial.get(f"text_{key}"))}
        if before and _squeezed(texts) == _squeezed(before):
            name, texts = str(self.initial["question"]), before
        else:
            name, texts = self._named(texts, str(cleaned.get("question") or ""))
        return Line(QUESTION, cleaned["how"], question=name, text=texts, is_turned=turned)

    def _named(self, texts: dict[str, str], given: str) -> tuple[str, dict[str, str]]:
        """Return the name a question is kept under: an answer must never count for another question.

        One asked elsewhere in the same words is the same question; changed words are a new one, unless
        nobody else asks the old one.
        """
        known = self.vocabulary.questions
        for name, words in known.items():
            if any(fold(words.get(language, "")) == fold(text) for language, text in texts.items()):
                return name, texts if given == name else {**words, **texts}
        if given and _KEY.fullmatch(given) and self.vocabulary.asked[given] <= 1:
            return given, texts
        wanted = name_from(next(iter(texts.values())))
        numbered = (f"{wanted}_{number}" for number in range(2, len(known) + 3))
        return next(name for name in (wanted, *numbered) if name not in known), texts


def name_from(words: str) -> str:
    """A key made from words: small letters, digits and underscores, a letter first."""
    made = address_of(words, length=50).replace("-", "_")
    return made if _KEY.fullmatch(made) else f"c_{made}"


def _squeezed(texts: Mapping[str, str]) -> dict[str, str]:
    """Texts as a field of one line can hold them: what differs less was not touched."""
    return {language: " ".join(text.split()) for language, text in texts.items()}


def _plain(number: float) -> float:
    """A whole number without a fraction, as people write it."""
    return int(number) if number.is_integer() else number


LineFormSet = forms.formset_factory(
    LineForm, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES + 5, validate_max=True
)
