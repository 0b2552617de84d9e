"""What one side writes into a case."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from vivier.agenda.models import Event
from vivier.core.clock_changes import FIRST_OF_TWO, MomentField
from vivier.core.scanning import ScannedFileField
from vivier.directory.attachments import Attachment, read_attachment
from vivier.directory.refusals import InvalidValue
from vivier.opportunities.models import Call
from vivier.support.actions.cases import Owner
from vivier.support.casework import Viewer, partners_on, visibilities
from vivier.support.models import Need, Outcome, Side, Survey
from vivier.web.forms.missions import OnceForm

_ROWS = {"rows": 3}


class EntryForm(OnceForm):
    """An entry with its readers; what an applicant writes is read by all of the case."""

    visibility = forms.ChoiceField(label=_("Who may read it"))
    prefix_of_fields = ""

    def __init__(self, *args: Any, need: Need, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{self.prefix_of_fields}_%s", **kwargs})
        self.need, self.viewer = need, viewer
        readers: Any = self.fields["visibility"]
        readers.choices = visibilities(viewer)
        if viewer.side == Side.APPLICANT:
            readers.widget = forms.HiddenInput()
        self.initial = {"visibility": readers.choices[0][0], **(self.initial or {})}
        self.order_fields([name for name in self.fields if name != "visibility"])


class NoteForm(EntryForm):
    """A note."""

    prefix_of_fields = "note"
    text = forms.CharField(label=_("Note"), max_length=4000, widget=forms.Textarea(attrs=_ROWS))


class ActionForm(EntryForm):
    """What is to be done next."""

    prefix_of_fields = "action"
    what = forms.CharField(label=_("What is to be done"), max_length=300)
    owner = forms.ChoiceField(label=_("By whom"))
    due_on = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._partners = {f"partner:{one.pk}": one for one in partners_on(self.need)}
        choices: Any = self.fields["owner"]
        sides = [(side.value, str(side.label)) for side in (Side.TEAM, Side.APPLICANT)]
        shown = [(key, str(one)) for key, one in self._partners.items() if self._may_name(one)]
        choices.choices = [*sides, *shown]

    def _may_name(self, partner: Any) -> bool:
        """A partner names itself; who else works on the case is the team's to say."""
        return self.viewer.side == Side.TEAM or partner == self.viewer.partner

    def clean_owner(self) -> Owner:
        """Return whose turn it is."""
        sent = self.cleaned_data["owner"]
        partner = self._partners.get(sent)
        return Owner(Side.PARTNER, partner) if partner else Owner(sent)


class MeetingForm(EntryForm):
    """A meeting; hours are those of Brussels."""

    prefix_of_fields = "meeting"
    what = forms.CharField(label=_("About"), max_length=200, required=False)
    starts_at = MomentField(
        label=_("From"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    ends_at = MomentField(
        label=_("Until"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=format_lazy("{} · {}", ZoneInfo(settings.TIME_ZONE).key, FIRST_OF_TWO),
    )
    place = forms.CharField(label=_("Place or link"), max_length=300, required=False)


class DocumentForm(EntryForm):
    """A document: PDF, PNG or JPEG, 10 MB at most."""

    prefix_of_fields = "document"
    file = ScannedFileField(label=_("Document"), help_text=_("PDF, PNG or JPEG, at most 10 MB."))

    def clean_file(self) -> Attachment:
        """Look at what the file really is."""
        sent: Any = self.cleaned_data["file"]
        try:
            return read_attachment(sent.name or "", sent.read())
        except InvalidValue as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class SuggestionForm(OnceForm):
    """An opportunity or an event for the applicant."""

    page = forms.CharField(
        label=_("Its address on this site"),
        max_length=300,
        help_text=_("Copy the address of the page of the opportunity or of the event."),
    )
    why = forms.CharField(label=_("Why"), max_length=500, required=False)

    def __init__(self, *args: Any, need: Need, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "suggestion_%s", **kwargs})
        self.need, self.viewer = need, viewer

    def clean_page(self) -> Call | Event:
        """Find what the address leads to."""
        slug = self.cleaned_data["page"].partition("?")[0].rstrip("/").rpartition("/")[2][:120]
        found = Call.objects.published().filter(slug=slug).first()
        event = Event.objects.filter(slug=slug, state=Event.State.PUBLISHED).first()
        if found is None and event is None:
            raise forms.ValidationError(_("No opportunity or event of this site has this address."))
        return found or event  # type: ignore[return-value]


class OutcomeForm(OnceForm):
    """What came of it."""

    result = forms.ChoiceField(
        label=_("Result"), choices=[("", _("Choose")), *Outcome.Result.choices]
    )  # nothing is said before somebody says it
    what = forms.CharField(label=_("What was obtained"), max_length=500, required=False)
    amount_eur = forms.DecimalField(
        label=_("Amount in euros"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text=_("Leave it empty when it is not known."),
    )
    jobs = forms.IntegerField(label=_("Jobs created or kept"), required=False, min_value=0, max_value=30_000)

    def __init__(self, *args: Any, need: Need, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "outcome_%s", **kwargs})
        self.need, self.viewer = need, viewer


class TeamOutcomeForm(OutcomeForm):
    """What a side told the team, by phone for instance."""

    teller = forms.ChoiceField(label=_("Told by"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._partners = {f"partner:{one.pk}": one for one in partners_on(self.need)}
        choices: Any = self.fields["teller"]
        named = [(key, str(one)) for key, one in self._partners.items()]
        choices.choices = [(Side.APPLICANT.value, str(Side.APPLICANT.label)), *named]

    def clean_teller(self) -> Owner:
        """Return which side told it."""
        sent = self.cleaned_data["teller"]
        partner = self._partners.get(sent)
        return Owner(Side.PARTNER, partner) if partner else Owner(Side.APPLICANT)


class MergeForm(forms.Form):
    """Which need this one is told twice of."""

    reference = forms.CharField(label=_("Reference of the need that stays"), max_length=20)
    reason = forms.CharField(label=_("Why they are one need"), max_length=300)

    def __init__(self, *args: Any, need: Need, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "merge_%s", **kwargs})
        self.need, self.viewer = need, viewer

    def clean_reference(self) -> Need:
        """Find it."""
        found = Need.objects.filter(reference__iexact=self.cleaned_data["reference"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("No need has this reference."))
        return found


class SurveyForm(forms.ModelForm):  # type: ignore[type-arg]
    """Four questions; any may be left out."""

    class Meta:
        model = Survey
        fields = ("in_time", "right_person", "moved_on", "recommends", "comment")
        widgets = {"comment": forms.Textarea(attrs=_ROWS)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.Meta.fields[:4]:
            label = Survey._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            choices = [*Survey.Said.choices, ("", _("No answer"))]
            self.fields[name] = forms.ChoiceField(
                label=label, choices=choices, required=False, widget=forms.RadioSelect
            )

    def _post_clean(self) -> None:
        """Leave the row to the deed."""


def sent_number(sent: str) -> int:
    """Return the key a button sent; 0, which nothing has, when it is none."""
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 18 else 0
