"""The questions about a need, one form a page; each may be answered later, most may be skipped."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vivier.core.translation import label_of
from vivier.directory.models import Actor
from vivier.reference.models import Discipline
from vivier.support.models import Need, Subject


class Question(forms.Form):
    """One question: its title, a hint, and whether it may be skipped."""

    title: Any = ""
    hint: Any = ""
    may_skip = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))

    @property
    def is_single(self) -> bool:
        """Whether the title is the label of the only field."""
        return len(self.fields) == 1


class SubjectQuestion(Question):
    """What it is about."""

    title = _("What do you need?")
    hint = _("Choose what comes closest. For two needs, tell one, then the other.")
    may_skip = False
    subject = forms.ChoiceField(
        label=title,
        choices=Subject.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what it is about.")},
    )


class SoughtQuestion(Question):
    """What is sought, in one's own words."""

    title = _("Tell us more")
    may_skip = False
    sought = forms.CharField(
        label=_("What are you looking for?"),
        help_text=_(
            "What you want to do, what is missing, by when. "
            "Leave names and addresses out: they are asked later, and shown to fewer people."
        ),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Say in a few words what you are looking for.")},
    )
    project_name = forms.CharField(
        label=_("Does the project have a name? (optional)"), max_length=255, required=False
    )


class WhoQuestion(Question):
    """Who asks."""

    title = _("Who are you?")
    hint = _("No company number is needed.")
    who = forms.ChoiceField(
        label=_("You are"), choices=Need.Who.choices, widget=forms.RadioSelect, required=False
    )
    legal_form = forms.ChoiceField(
        label=_("Legal form, if there is one"),
        choices=[("", _("I do not know, or none")), *Actor.LegalForm.choices],
        required=False,
    )


class StageQuestion(Question):
    """How far the project is."""

    title = _("How far along is your project?")
    stage = forms.ChoiceField(
        label=title, choices=Actor.Stage.choices, widget=forms.RadioSelect, required=False
    )


class PlaceQuestion(Question):
    """Where."""

    title = _("Where does it take place?")
    place = forms.CharField(
        label=_("Commune or postal code of your seat, or where you live"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )


class DisciplinesQuestion(Question):
    """In which fields."""

    title = _("In which disciplines?")
    hint = _("Several answers are possible.")
    disciplines = forms.MultipleChoiceField(label=title, widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(row.code, label_of(row)) for row in Discipline.objects.all()]
        self.fields["disciplines"].choices = rows  # type: ignore[attr-defined]


class ContactQuestion(Question):
    """How to be reached."""

    title = _("How can we reach you?")
    hint = _("An e-mail address or a phone number is enough.")
    may_skip = False
    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Say what we may call you.")},
    )
    organisation = forms.CharField(
        label=_("Organisation, if there is one"),
        max_length=255,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    best_time = forms.CharField(
        label=_("When can we reach you best? (optional)"), max_length=120, required=False
    )

    def clean(self) -> dict[str, Any]:
        """One way to answer is needed."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("email") and not cleaned.get("phone"):
            self.add_error("email", _("Leave an e-mail address or a phone number so that we can answer."))
        return cleaned


class SharingQuestion(Question):
    """Who may see it."""

    title = _("Who may see your need?")
    hint = _("The team always sees it. You can change your mind on the page that follows your need.")
    may_skip = False
    sharing = forms.ChoiceField(
        label=title,
        choices=[
            ("contact", _("The partners the team chooses, with my name and how to reach me")),
            ("need", _("The partners the team chooses, without my name: I decide who learns it")),
            ("ask", _("Nobody before the team has asked me, partner by partner")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say who may see your need.")},
    )


QUESTIONS: Mapping[str, type[Question]] = {
    "subject": SubjectQuestion,
    "sought": SoughtQuestion,
    "who": WhoQuestion,
    "stage": StageQuestion,
    "place": PlaceQuestion,
    "disciplines": DisciplinesQuestion,
    "contact": ContactQuestion,
    "sharing": SharingQuestion,
}
ORDER = tuple(QUESTIONS)


def missing_in(answers: Mapping[str, Any]) -> str:
    """Return the first question that must be answered and is not; "" when the need can be sent."""
    for key, question in QUESTIONS.items():
        if not question.may_skip and not question(dict(answers)).is_valid():
            return key
    return ""


def summary_of(answers: Mapping[str, Any]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return what was told, for a last look: the question's key and title, and its answers in words."""
    shown = []
    for key, kind in QUESTIONS.items():
        form = kind(initial=dict(answers))
        said = [(str(field.label), _words(field, answers.get(name))) for name, field in form.fields.items()]
        shown.append((key, str(kind.title), [(label, value) for label, value in said if value]))
    return shown


def _words(field: forms.Field, value: Any) -> str:
    labels = {str(code): str(label) for code, label in getattr(field, "choices", ())}
    if isinstance(value, list):
        return ", ".join(labels.get(str(one), str(one)) for one in value)
    return labels.get(str(value), str(value)) if value else ""
