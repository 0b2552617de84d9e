"""Editing an actor: its own values through the directory's deeds, its parts row by row."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from vivier.accounts.models import User
from vivier.desk import saving
from vivier.desk.choosers import ActorChooser, TerritoryChooser
from vivier.desk.forms.base import Group, RecordForm, Rows, formfield, rows_of
from vivier.directory import actions
from vivier.directory.fields import LISTS, PLAIN, label_of_field
from vivier.directory.models import Actor, ActorLabel, ActorRole, FieldSource, Membership, Relation, Site
from vivier.directory.refusals import EditConflict

TEAM = FieldSource.Method.TEAM
LONGEST_LIST_OF_NAMES = 2000


class RelationRowForm(forms.ModelForm):  # type: ignore[type-arg]
    """One relation; who it is with and of which kind do not change afterwards, its dates do."""

    class Meta:
        model = Relation
        fields = ("kind", "target", "starts_on", "ends_on", "source_url")
        widgets: ClassVar[dict[str, Any]] = {"target": ActorChooser()}
        formfield_callback = formfield

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start."""
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and starts > ends:
            self.add_error("ends_on", _("The relation would end before it starts."))
        return cleaned


class ManagerRowForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person who manages the record, known by the address they log in with."""

    email = forms.EmailField(label=_("E-mail of their account"))

    class Meta:
        model = Membership
        fields = ("role",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["email"] = self.instance.user.email
            self.fields["email"].disabled = True

    def clean_email(self) -> str:
        """Find the account."""
        email: str = self.cleaned_data["email"]
        person = User.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise forms.ValidationError(_("Nobody has an account with this address yet."))
        self.instance.user = person
        return email


class ActorForm(RecordForm):
    """An actor as the team sees it; publishing is a deed of its own."""

    roles = forms.MultipleChoiceField(
        label=_("Roles in the sector"),
        choices=ActorRole.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    former_names = forms.CharField(
        label=_("Former names"),
        required=False,
        max_length=LONGEST_LIST_OF_NAMES,
        help_text=_("One per line; search still finds them."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    source_name = forms.CharField(
        label=_("Where do these values come from?"),
        max_length=200,
        required=False,
        help_text=_("A phone call, a letter, a website… It is shown beside the values you change."),
    )
    source_url = forms.URLField(label=_("Its address"), max_length=500, required=False)
    reason = forms.CharField(label=_("Reason of the change"), max_length=500, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    groups = (
        Group(_("Identity"), ("name", "kind", "legal_form", "enterprise_number", "former_names"), "user"),
        Group(_("What it does"), ("disciplines", "roles", "description_fr", "description_en"), "openquote"),
        Group(_("Other languages"), ("description_nl", "description_de"), "globe", open=False),
        Group(_("Where it is"), ("territory", "city", "postal_code"), "site"),
        Group(_("Contact"), ("website", "email"), "mail"),
        Group(
            _("Size and age"),
            ("headcount_low", "headcount_high", "stage", "founded_on", "closed_on"),
            "order",
        ),
        Group(_("Source of these values"), ("source_name", "source_url", "reason"), "link"),
    )
    rows = (
        Rows(
            "relations",
            _("Relations"),
            rows_of(Actor, Relation, form=RelationRowForm, fk_name="source", most=300),
            "link",
            _("Add a relation"),
            _("What this actor does to another one: it funds, operates, hosts it…"),
        ),
        Rows(
            "sites",
            _("Sites of activity"),
            rows_of(
                Actor,
                Site,
                fields=("label", "street", "postal_code", "city", "territory"),
                widgets={"territory": TerritoryChooser()},
            ),
            "site",
            _("Add a site of activity"),
        ),
        Rows(
            "labels",
            _("Labels"),
            rows_of(Actor, ActorLabel, fields=("name", "issuer", "valid_from", "valid_until")),
            "success",
            _("Add a label"),
        ),
        Rows(
            "memberships",
            _("Managers"),
            rows_of(Actor, Membership, form=ManagerRowForm, most=30, can_delete=False),
            "user",
            _("Add a manager"),
            _("People who look after this record. A membership ends on a page of its own."),
        ),
    )

    class Meta:
        model = Actor
        fields = (*PLAIN, "territory", "disciplines")
        widgets: ClassVar[dict[str, Any]] = {"territory": TerritoryChooser()}
        formfield_callback = formfield

    conflict: EditConflict | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor: Actor = self.instance
        if actor.pk:
            self.initial["roles"] = [role.kind for role in actor.roles.all()]
            self.initial["former_names"] = "\n".join(former.name for former in actor.former_names.all())
            self.initial["version"] = actor.version
        self._shown_version = actor.version if actor.pk else None

    def clean_former_names(self) -> list[str]:
        """Read one name per line."""
        return [line.strip() for line in self.cleaned_data["former_names"].splitlines() if line.strip()]

    def _tracked(self) -> dict[str, Any]:
        return self.values(*PLAIN, "territory", *LISTS)

    def create(self, *, by: User) -> Actor:
        """Open a draft with its parts."""
        source = self.values("source_name", "source_url")
        actor = actions.create_actor(by=by, method=TEAM, values=self._tracked(), **source)
        self._save_parts(actor, by=by)
        return actor

    def update(self, *, by: User) -> Actor:
        """Write what changed, with its source, unless somebody else was faster."""
        actor = Actor.objects.get(pk=self.instance.pk)
        actions.update_actor(
            actor,
            by=by,
            method=TEAM,
            changes=self._tracked(),
            source_name=self.cleaned_data["source_name"],
            source_url=self.cleaned_data["source_url"],
            expected_version=self.cleaned_data["version"],
            reason=self.cleaned_data["reason"],
        )
        self._save_parts(actor, by=by)
        return actor

    def _save_parts(self, actor: Actor, *, by: User) -> None:
        for form in self.formset("relations").extra_forms:
            if form.has_changed() and not form.cleaned_data.get("DELETE"):
                values = {name: form.cleaned_data[name] for name in RelationRowForm.Meta.fields}
                actions.add_relation(actor, by=by, **values)
        saving.save_rows(self.formset("relations"), actor, by=by, only_stored=True)
        saving.save_rows(self.formset("sites"), actor, by=by)
        saving.save_rows(self.formset("labels"), actor, by=by)
        self._appoint(actor, by=by)

    def _appoint(self, actor: Actor, *, by: User) -> None:
        for form in self.formset("memberships").forms:
            if form.has_changed():
                actions.appoint(actor, form.instance.user, role=form.cleaned_data["role"], by=by)

    def after_refusal(self, error: Exception) -> None:
        """After a conflict show both versions; saving again then is a choice, on the version just shown."""
        if not isinstance(error, EditConflict):
            return
        self.conflict = error
        self.replace("version", str(error.version))

    def conflicting(self) -> list[tuple[str, Any, Any]]:
        """Fields that say something else now than what was entered: name, stored, entered."""
        if self.conflict is None:
            return []
        now, mine = self.conflict.current, self.conflict.proposed
        return [
            (str(label_of_field(field)), now[field], mine[field])
            for field in now
            if now[field] != mine[field]
        ]
