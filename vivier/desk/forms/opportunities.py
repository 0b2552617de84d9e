"""Editing schemes and calls: criteria beside their sentences, refused with the place of the mistake."""

import json
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from vivier.core.names import address_of
from vivier.core.translation import LANGUAGES
from vivier.desk import saving
from vivier.desk.choosers import ActorChooser, SchemeChooser, TerritoryChooser
from vivier.desk.forms.base import Group, RecordForm, Rows, formfield, rows_of
from vivier.opportunities.actions import calls as actions
from vivier.opportunities.conditions.criteria import InvalidRule, parse_criterion
from vivier.opportunities.conditions.naming import unknown_addresses
from vivier.opportunities.models import Audience, Call, Criterion, Scheme
from vivier.opportunities.refusals import EditConflict
from vivier.opportunities.status import ZONE

if TYPE_CHECKING:
    from vivier.accounts.models import User


class PrettyJSON(forms.JSONField):
    """A rule as people read it: indented, accents kept."""

    def prepare_value(self, value: Any) -> Any:
        """Indent what is stored; leave alone what was typed."""
        return value if isinstance(value, str) else json.dumps(value, indent=1, ensure_ascii=False)


class CriterionRowForm(forms.ModelForm):  # type: ignore[type-arg]
    """One condition: the sentence people read, the rule a machine tests."""

    rule = PrettyJSON(
        label=_("Rule"),
        widget=forms.Textarea(attrs={"rows": 5, "class": "desk-code", "spellcheck": "false"}),
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

    class Meta:
        model = Criterion
        fields = ("position", "text_fr", "rule", "article", "text_en", "text_nl", "text_de", "key")
        widgets: ClassVar[dict[str, Any]] = {
            f"text_{language}": forms.Textarea(attrs={"rows": 2}) for language in LANGUAGES
        }
        formfield_callback = formfield

    def clean(self) -> dict[str, Any]:
        """Read the whole condition as the engine will, and say where it cannot."""
        cleaned = super().clean() or {}
        if not cleaned.get("key") and cleaned.get("text_fr"):
            cleaned["key"] = address_of(cleaned["text_fr"], length=50).replace("-", "_")
        if self.errors or cleaned.get("DELETE"):
            return cleaned
        try:
            condition = parse_criterion(self.as_data(cleaned))
        except InvalidRule as error:
            field = "rule" if error.path.startswith(("rule", "$.rule")) else None
            self.add_error(field, _("%(path)s: %(problem)s") % {"path": error.path, "problem": error.problem})
            return cleaned
        if unknown := unknown_addresses(condition.rule):
            sentence = _("No published organisation and no scheme has this address: %(addresses)s.")
            self.add_error("rule", sentence % {"addresses": ", ".join(unknown[:5])})
        return cleaned

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


class SchemeForm(RecordForm):
    """A lasting scheme and who issues it."""

    groups = (
        Group(_("Scheme"), ("title_fr", "issuer", "issuer_name", "variant_of", "is_demo"), "tasks"),
        Group(_("Other languages"), ("title_en", "title_nl", "title_de"), "globe"),
    )

    class Meta:
        model = Scheme
        fields = (
            "title_fr", "title_en", "title_nl", "title_de", "issuer", "issuer_name", "variant_of", "is_demo",
        )  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {"issuer": ActorChooser(), "variant_of": SchemeChooser()}
        formfield_callback = formfield

    def create(self, *, by: "User") -> Scheme:
        """Write the scheme down, then its other languages."""
        scheme = actions.create_scheme(by=by, **self.values("title_fr", "issuer", "issuer_name", "is_demo"))
        saving.update(scheme, self.values("title_en", "title_nl", "title_de", "variant_of"), by=by)
        return scheme

    def update(self, *, by: "User") -> Scheme:
        """Write what changed; calls of the scheme show its issuer, so they are indexed again."""
        scheme = Scheme.objects.get(pk=self.instance.pk)
        if saving.update(scheme, self.values(), by=by):
            saving.index_all(scheme.calls.all())
        return scheme


class CallForm(RecordForm):
    """One call with its conditions; publishing is a deed of its own."""

    audiences = forms.MultipleChoiceField(
        label=_("For whom"),
        choices=Audience.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(label=_("Reason of the change"), max_length=500, required=False)
    expected = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)

    groups = (
        Group(_("Opportunity"), ("scheme", "title_fr", "edition", "kind"), "tasks"),
        Group(_("What it is"), ("summary_fr", "url", "source_url", "checked_on"), "openquote"),
        Group(_("When"), ("is_permanent", "opens_at", "closes_at", "closes_on_day"), "calendar"),
        Group(_("How much"), ("amount_min", "amount_max", "currency"), "decimal"),
        Group(_("For whom"), ("audiences", "disciplines", "eligibility_fr", "territory", "place"), "group"),
        Group(
            _("English"),
            ("title_en", "edition_en", "summary_en", "eligibility_en", "place_en"),
            "globe",
            open=False,
        ),
        Group(
            _("Dutch"),
            ("title_nl", "edition_nl", "summary_nl", "eligibility_nl", "place_nl"),
            "globe",
            open=False,
        ),
        Group(
            _("German"),
            ("title_de", "edition_de", "summary_de", "eligibility_de", "place_de"),
            "globe",
            open=False,
        ),
        Group(_("About this change"), ("reason", "is_demo"), "history"),
    )
    rows = (
        Rows(
            "criteria",
            _("Conditions"),
            rows_of(Call, Criterion, form=CriterionRowForm, most=100),
            "list-ol",
            _("Add a condition"),
            _("Each condition keeps the sentence people read beside the rule that is tested."),
        ),
    )

    class Meta:
        model = Call
        fields = (
            "scheme", "title_fr", "title_en", "title_nl", "title_de", "edition", "edition_en", "edition_nl",
            "edition_de", "kind", "summary_fr", "summary_en", "summary_nl", "summary_de", "eligibility_fr",
            "eligibility_en", "eligibility_nl", "eligibility_de", "audiences", "disciplines", "place",
            "place_en", "place_nl", "place_de", "territory", "is_permanent", "opens_at", "closes_at",
            "closes_on_day", "amount_min", "amount_max", "currency", "url", "source_url", "checked_on",
            "is_demo",
        )  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {"scheme": SchemeChooser(), "territory": TerritoryChooser()}
        formfield_callback = formfield

    in_conflict = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["expected"] = self.instance.updated_at.isoformat()

    def clean(self) -> dict[str, Any]:
        """When only the day is known, the last minute of that day is the one that counts."""
        cleaned = super().clean() or {}
        closes = cleaned.get("closes_at")
        if closes and cleaned.get("closes_on_day"):
            local = closes.astimezone(ZONE)
            cleaned["closes_at"] = local.replace(hour=23, minute=59, second=0, microsecond=0)
        return cleaned

    def _conditions(self) -> list[dict[str, Any]]:
        rows = [
            form.cleaned_data
            for form in self.formset("criteria").forms
            if form.has_changed() or form.instance.pk
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        rows.sort(key=lambda row: row.get("position") or 0)
        return [CriterionRowForm.as_data(row) for row in rows]

    def create(self, *, by: "User") -> Call:
        """Open a draft with its conditions."""
        values = self.values(*(name for name in self.Meta.fields if name != "scheme"))
        call = actions.create_call(self.cleaned_data["scheme"], by=by, values=values)
        actions.set_criteria(call, self._conditions(), by=by)
        return call

    def update(self, *, by: "User") -> Call:
        """Write what changed, unless somebody else was faster."""
        call = Call.objects.get(pk=self.instance.pk)
        actions.update_call(
            call,
            by=by,
            changes=self.values(*self.Meta.fields),
            expected=parse_datetime(self.cleaned_data["expected"]) if self.cleaned_data["expected"] else None,
            reason=self.cleaned_data["reason"],
        )
        actions.set_criteria(call, self._conditions(), by=by)
        return call

    def after_refusal(self, error: Exception) -> None:
        """After a conflict show both versions; saving again then is a choice, on the version just shown."""
        if not isinstance(error, EditConflict):
            return
        self.in_conflict = True
        stored = Call.objects.get(pk=self.instance.pk)
        self.replace("expected", stored.updated_at.isoformat())

    def conflicting(self) -> list[tuple[str, Any, Any]]:
        """Fields that say something else now than what was entered: name, stored, entered."""
        if not self.in_conflict:
            return []
        stored = Call.objects.get(pk=self.instance.pk)
        names = [name for name in self.Meta.fields if name != "disciplines"]
        pairs = ((name, getattr(stored, name), self.cleaned_data.get(name)) for name in names)
        return [
            (capfirst(str(self.fields[name].label)), now, mine)
            for name, now, mine in pairs
            if (now or None) != (mine or None)
        ]
