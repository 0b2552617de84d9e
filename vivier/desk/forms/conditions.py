"""The conditions of a call as people write them, in lines; what lines cannot say stays as it was written."""

import json
from functools import cached_property
from itertools import chain, count
from typing import Any, ClassVar

from django import forms
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.forms.utils import ErrorDict, ErrorList
from django.utils.translation import gettext_lazy as _

from vivier.core.translation import LANGUAGES, LocalText
from vivier.desk.forms.base import formfield
from vivier.desk.forms.condition_lines import LineFormSet, initial_of, name_from
from vivier.opportunities.conditions.asking import text_in_language
from vivier.opportunities.conditions.cases import Row as Tried
from vivier.opportunities.conditions.choices import Vocabulary
from vivier.opportunities.conditions.criteria import InvalidRule, parse_criterion, parse_rule
from vivier.opportunities.conditions.naming import unknown_addresses
from vivier.opportunities.conditions.rule_reader import MAX_TEXT
from vivier.opportunities.conditions.rules import Rule
from vivier.opportunities.conditions.stored import condition_of
from vivier.opportunities.conditions.written import Joined, Written, written_of
from vivier.opportunities.models import Call, Criterion

MOST = 100
JOINED = (
    (Joined.ALL.value, _("all of these together")),
    (Joined.ANY.value, _("at least one of these")),
    (Joined.NONE.value, _("none of these lines")),
    (Joined.NOT_ALL.value, _("not all of these at once")),
)


class PrettyJSON(forms.JSONField):
    """A rule as people read it: indented, accents kept."""

    def prepare_value(self, value: Any) -> Any:
        """Indent what is stored; leave alone what was typed."""
        return value if isinstance(value, str) else json.dumps(value, indent=1, ensure_ascii=False)


class ConditionForm(forms.ModelForm):  # type: ignore[type-arg]
    """One condition: the sentence people read, and what is tested, in lines or written by hand."""

    by_hand = forms.BooleanField(required=False, widget=forms.HiddenInput)
    joined = forms.ChoiceField(
        label=_("It takes"), choices=(("", _("this line alone")), *JOINED), required=False
    )
    rule = PrettyJSON(
        label=_("Rule"),
        widget=forms.Textarea(attrs={"rows": 8, "class": "desk-code", "spellcheck": "false"}),
        help_text=_(
            'For example {"fact": "territory", "in": ["03000"]}, or a question. By the address of an '
            'organisation or of a scheme: {"fact": "member_of", "in": ["agence-du-design"]}, '
            '{"fact": "obtained", "not_in": ["bourse-de-depart"]}.'
        ),
    )
    key = forms.SlugField(
        label=_("Key"),
        max_length=60,
        required=False,
        help_text=_("Left empty, it is made from the sentence."),
    )
    position = forms.IntegerField(label=_("Order"), min_value=0, max_value=32_000, required=False)

    class Meta:
        model = Criterion
        labels: ClassVar[dict[str, Any]] = {
            "text_fr": _("Sentence for readers (French)"),
            "text_en": _("Sentence for readers (English)"),
            "text_nl": _("Sentence for readers (Dutch)"),
            "text_de": _("Sentence for readers (German)"),
        }
        fields = ("position", "text_fr", "rule", "article", "text_en", "text_nl", "text_de", "key")
        widgets: ClassVar[dict[str, Any]] = {
            f"text_{language}": forms.Textarea(attrs={"rows": 2}) for language in LANGUAGES
        }
        formfield_callback = formfield

    def __init__(self, *args: Any, vocabulary: Vocabulary | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        self.vocabulary = vocabulary or Vocabulary()
        self.tried: Tried | None = None
        self.tested: Rule | None = None
        self._written: Written | None = None
        if self.instance.pk:
            self._written = written_of(self.instance.rule)
            self.tested = condition_of(self.instance).rule
            self._leave_to_the_rule()
        else:
            self.initial["position"] = None
        if self.is_by_hand:
            self.initial["by_hand"] = True
        else:
            del self.fields["rule"]
            self.initial["joined"] = self._written.joined.value if self._written else ""

    def _leave_to_the_rule(self) -> None:
        """Show no wording that is only what the rule says: it goes on following the rule."""
        stored = {language: getattr(self.instance, f"text_{language}") for language in LANGUAGES}
        if self.tested and stored == self.vocabulary.words.sentences(self.tested):
            self.initial = dict(self.initial) | {f"text_{language}": "" for language in LANGUAGES}

    @cached_property
    def is_by_hand(self) -> bool:
        """Whether the rule is its own text: lines cannot say it, or somebody writes it so."""
        if not self.is_bound:
            return bool(self.instance.pk) and self._written is None
        if f"{self.prefix}-line-TOTAL_FORMS" in self.data:
            return bool(self.data.get(f"{self.prefix}-by_hand"))
        return bool(
            self.instance.pk
            or self.data.get(f"{self.prefix}-by_hand")
            or self.data.get(f"{self.prefix}-rule")
        )

    @cached_property
    def lines(self) -> Any:
        """The lines of the condition; a new one has one to fill in."""
        stored = self._written.lines if self._written else ()
        options: dict[str, Any] = {
            "prefix": f"{self.prefix}-line",
            "form_kwargs": {"vocabulary": self.vocabulary, "stored_lines": stored},
        }
        if self.is_bound and f"{self.prefix}-line-TOTAL_FORMS" in self.data:
            return LineFormSet(self.data, **options)
        initial = [initial_of(line, place) for place, line in enumerate(stored)]
        formset = LineFormSet(initial=initial, **options)
        formset.extra = 0 if stored else 1
        return formset

    def has_changed(self) -> bool:
        """A new condition counts as soon as one of its lines has a fact."""
        lines = self.lines if self.is_bound and not self.is_by_hand else ()
        return super().has_changed() or any(line.chosen for line in lines)

    def is_valid(self) -> bool:
        """Check the lines with it: each says beside its field what is missing."""
        return super().is_valid() and not self.line_errors()

    def line_errors(self) -> list[tuple[str, str, str]]:
        """What is wrong in the lines: the id of the field, its label, the sentence."""
        if not self.is_bound or self.is_by_hand or (self.empty_permitted and not self.has_changed()):
            return []
        return [
            (field.auto_id, str(field.label), str(error))
            for line in self.lines
            for field in line
            for error in field.errors
        ]

    def clean(self) -> dict[str, Any]:
        """Read the whole condition as the engine will, and say where it cannot."""
        cleaned = super().clean() or {}
        self.tested = None
        if cleaned.get("DELETE"):
            return cleaned
        if not self.is_by_hand:
            cleaned["rule"] = self._rule_of_lines(Joined(cleaned.get("joined") or ""))
        if self.errors or cleaned.get("rule") is None:
            return cleaned
        return self._read(cleaned)

    def _rule_of_lines(self, joined: Joined) -> dict[str, object] | None:
        self.lines.is_valid()
        for sentence in self.lines.non_form_errors():
            self.add_error(None, sentence)
        lines = tuple(form.line for form in self.lines if form.line)
        if self.line_errors():
            return None
        if not lines:
            self.add_error(None, _("Say what the condition is about: choose what counts."))
            return None
        return Written(self._joined(joined, len(lines)), lines).to_data()

    def _joined(self, joined: Joined, count: int) -> Joined:
        """How lines count together; one stands by itself, unless it was written as a group of one."""
        if count > 1:
            return Joined.ALL if joined is Joined.ALONE else joined
        if joined not in (Joined.ALL, Joined.ANY):
            return joined
        was = self._written
        return joined if was and len(was.lines) == 1 and was.joined is joined else Joined.ALONE

    def _read(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """Add the wording and the key that nobody wrote; refuse what the engine cannot read."""
        is_as_it_was = bool(self.instance.pk) and cleaned["rule"] == self.instance.rule
        try:
            rule = parse_rule(cleaned["rule"])
            if not any(cleaned.get(f"text_{language}") for language in LANGUAGES):
                self._word(cleaned, rule)
            words = next((text for language in LANGUAGES if (text := cleaned.get(f"text_{language}"))), "")
            cleaned["key"] = cleaned.get("key") or name_from(words)
            parse_criterion(self.as_data(cleaned))
        except InvalidRule as error:
            if not is_as_it_was:  # what nobody can read any more is kept, and not refused for ever
                field = "rule" if error.path.startswith("rule") and self.is_by_hand else None
                sentence = _("%(path)s: %(problem)s") % {"path": error.path, "problem": error.problem}
                self.add_error(field, sentence)
            return cleaned
        self.tested = rule
        if self.is_by_hand and not is_as_it_was and (unknown := unknown_addresses(rule)):
            sentence = str(_("No published organisation and no scheme has this address: %(addresses)s."))
            self.add_error("rule", sentence % {"addresses": ", ".join(unknown[:5])})
        return cleaned

    def _word(self, cleaned: dict[str, Any], rule: Rule) -> None:
        """Let readers see what the rule says, in every language."""
        said = self.vocabulary.words.sentences(rule)
        if any(len(sentence) > MAX_TEXT for sentence in said.values()):
            self.add_error("text_fr", _("What the lines say is too long for readers: word it yourself."))
        cleaned |= {f"text_{language}": sentence[:MAX_TEXT] for language, sentence in said.items()}

    def reads(self) -> LocalText:
        """What readers see, as it is being written."""
        texts = {language: str(self[f"text_{language}"].value() or "") for language in LANGUAGES}
        return text_in_language(texts)

    def tests(self) -> str:
        """What is tested, in words; empty while it is not complete."""
        return self.vocabulary.words.sentence(self.tested) if self.tested else ""

    def more_fields(self) -> list[forms.BoundField]:
        """The fields few people need."""
        return [self[name] for name in ("text_en", "text_nl", "text_de", "article", "position", "key")]

    def quieten(self) -> None:
        """Show no error while somebody is still writing, but for a name that was looked up in vain."""
        for line in self.lines if self.is_bound and not self.is_by_hand else ():
            in_vain = {"more": line.errors["more"]} if line.data.get(line.add_prefix("more")) else {}
            line._errors = ErrorDict(in_vain if "more" in line.errors else {})
        self.lines._non_form_errors = ErrorList()
        self._errors = ErrorDict()

    @staticmethod
    def as_data(cleaned: dict[str, Any]) -> dict[str, Any]:
        """The condition in the form it is stored and exported in."""
        texts = {language: cleaned.get(f"text_{language}", "") for language in LANGUAGES}
        return {
            "key": cleaned["key"],
            "text": {language: text for language, text in texts.items() if text},
            "article": cleaned.get("article", ""),
            "rule": cleaned["rule"],
        }

    def validate_unique(self) -> None:
        """Keys are compared by the whole list, after empty ones were made."""


class ConditionRows(BaseInlineFormSet[Criterion, Call, ConditionForm]):
    """All conditions of a call."""

    def total_error_count(self) -> int:
        """Count what is wrong in lines too: the summary above the form lists it."""
        return super().total_error_count() + sum(len(form.line_errors()) for form in self.forms)

    def quieten(self) -> None:
        """Work out what is written so far, and show no error."""
        self.is_valid()
        for form in self.forms:
            form.quieten()
        self._errors = [ErrorDict() for _form in self.forms]
        self._non_form_errors = ErrorList()

    def written(self) -> list[ConditionForm]:
        """The conditions that were written, in their order, without those to be removed."""
        kept = [
            form
            for form in self.forms
            if form.has_changed() or form.instance.pk
            if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
        ]
        last = max((form.cleaned_data.get("position") or 0 for form in kept), default=0) + 1
        places = [form.cleaned_data.get("position") for form in kept]
        wanted = [last if place is None else int(place) for place in places]
        return [kept[at] for at in sorted(range(len(kept)), key=wanted.__getitem__)]

    def stored(self) -> list[dict[str, Any]]:
        """The conditions in the form they are stored in; a key that was made is made once."""
        rows = [ConditionForm.as_data(form.cleaned_data) for form in self.written()]
        taken = {row["key"] for row, form in zip(rows, self.written(), strict=True) if form.instance.pk}
        for row, form in zip(rows, self.written(), strict=True):
            if not form.instance.pk and not form.data.get(form.add_prefix("key")):
                numbered = (f"{row['key'][:50]}_{number}" for number in count(2))
                row["key"] = next(key for key in chain([row["key"]], numbered) if key not in taken)
            taken.add(row["key"])
        return rows


ConditionFormSet = inlineformset_factory(
    Call,
    Criterion,
    form=ConditionForm,
    formset=ConditionRows,
    formfield_callback=formfield,
    extra=0,
    max_num=MOST,
    absolute_max=MOST + 10,
    validate_max=True,
)
