"""Editing schemes and calls, with the conditions of a call."""

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from vivier.desk import saving
from vivier.desk.choosers import ActorChooser, SchemeChooser, TerritoryChooser
from vivier.desk.forms.base import Group, RecordForm, Rows, formfield
from vivier.desk.forms.condition_data import addresses_sent, changed, tidied
from vivier.desk.forms.conditions import ConditionFormSet, ConditionRows
from vivier.opportunities.actions import calls as actions
from vivier.opportunities.conditions.cases import cases_of
from vivier.opportunities.conditions.choices import Vocabulary
from vivier.opportunities.conditions.criteria import parse_criterion
from vivier.opportunities.conditions.naming import addresses_in
from vivier.opportunities.conditions.stored import conditions_of
from vivier.opportunities.conditions.trials import TrialNow, try_now
from vivier.opportunities.models import Audience, Call, Scheme
from vivier.opportunities.refusals import EditConflict
from vivier.opportunities.status import ZONE

if TYPE_CHECKING:
    from vivier.accounts.models import User


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


def _addresses(call: Call | None) -> set[str]:
    """The addresses that the stored conditions of a call name."""
    rules = (condition.rule for condition in conditions_of(call.criteria.all())) if call and call.pk else ()
    return set().union(*addresses_in(rules).values())


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
            ConditionFormSet,
            "list-ol",
            _("Add a condition"),
            _("The sentence people read stands beside what is tested. All conditions must be met."),
            "desk/conditions/section.html",
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

    class Media:
        js = (forms.Script("desk/conditions.js", type="module"),)

    in_conflict = False

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        self.vocabulary = Vocabulary(
            _addresses(kwargs.get("instance")) | (addresses_sent(data) if data else set())
        )
        super().__init__(tidied(data, self.vocabulary) if data else data, *args, **kwargs)
        self.trial: TrialNow | None = None
        self.look_at = ""
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

    def create(self, *, by: "User") -> Call:
        """Open a draft with its conditions."""
        values = self.values(*(name for name in self.Meta.fields if name != "scheme"))
        call = actions.create_call(self.cleaned_data["scheme"], by=by, values=values)
        actions.set_criteria(call, self.conditions.stored(), by=by)
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
        actions.set_criteria(call, self.conditions.stored(), by=by)
        return call

    def rows_options(self, _name: str) -> dict[str, Any]:
        """Read names once for all conditions."""
        return {"form_kwargs": {"vocabulary": self.vocabulary}}

    @property
    def conditions(self) -> ConditionRows:
        """The conditions as they are being written."""
        return cast("ConditionRows", self.formset("criteria"))

    def offered(self) -> list[tuple[str, list[str]]]:
        """Names to choose from while one writes, by fact."""
        facts = ("territory", "residence", "member_of", "obtained", "question")
        return [(fact, self.vocabulary.offered(fact)) for fact in facts]

    def go_on(self, asked: str) -> None:
        """Change the conditions as a button asks, keep everything that was typed, save nothing."""
        sent: Any = self.data
        self.data, self.look_at = changed(sent, asked)
        conditions = self.conditions
        if asked == "try":
            conditions.is_valid()
            written = [form for form in conditions.written() if form.tested]
            self.trial = try_now(parse_criterion(form.as_data(form.cleaned_data)) for form in written)
            for form, tried in zip(written, cases_of(self.trial.rows), strict=True):
                form.tried = tried
        else:
            conditions.quieten()
        self.quieten()

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
