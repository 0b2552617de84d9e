"""What somebody gives to claim a record, to object to a claim, or to invite a colleague."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.core.scanning import refuse_infected
from vivier.directory import proofs
from vivier.directory.attachments import MOST_BYTES, Attachment, read_attachment
from vivier.directory.models import Actor, Membership
from vivier.directory.refusals import DirectoryRefusal

KNOWN, TYPED = "known", "typed"


class OneTimeForm(forms.Form):
    """A form with a number of its own, so that sending it twice is sending it once."""

    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        if not self.is_bound:
            self.initial.setdefault("submission", uuid4())


class CodeRequestForm(OneTimeForm):
    """Where to send the code: the address the directory shows, or one on the organisation's domain."""

    where = forms.ChoiceField(
        label=gettext_lazy("Send the code"), widget=forms.RadioSelect, initial=TYPED, required=False
    )
    address = forms.EmailField(
        label=gettext_lazy("Your address at the organisation"),
        help_text=gettext_lazy(
            "On the web domain of the organisation, such as name@organisation.be. "
            "Addresses of Gmail, Skynet, Outlook and other providers prove nothing."
        ),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = proofs.public_address(actor)
        words = _("to the address in the directory (%(address)s)") % {"address": proofs.masked(self.known)}
        choices = [(TYPED, _("to the address below"))]
        if self.known:
            choices.insert(0, (KNOWN, words))
            self.fields["where"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["where"]

    def clean(self) -> dict[str, Any]:
        """An address is needed, unless the directory's own is chosen."""
        cleaned = super().clean() or {}
        if cleaned.get("where") != KNOWN and not cleaned.get("address") and "address" not in self.errors:
            self.add_error("address", _("Write the address the code should go to."))
        return cleaned

    @property
    def destination(self) -> str:
        """The address to send the code to; the directory's own is never shown, only used."""
        is_known = self.cleaned_data.get("where") == KNOWN
        return self.known if is_known else str(self.cleaned_data["address"])


class CodeForm(forms.Form):
    """The code, typed from the mail."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("Ten letters and digits; capitals and the hyphen do not matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))


class EvidenceForm(OneTimeForm):
    """What shows that the record is the claimant's, for the team to look at."""

    text = forms.CharField(
        label=gettext_lazy("How do you belong to this organisation?"),
        help_text=gettext_lazy(
            "Your function, and how the team can check it: a page that names you, a phone number."
        ),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    file = forms.FileField(
        label=gettext_lazy("A document (optional)"),
        help_text=gettext_lazy(
            "PDF, PNG or JPEG, at most 10 MB: an extract of the statutes, a mandate. "
            "Hide what is not needed, never send an identity card."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )

    def clean_file(self) -> Attachment | None:
        """Look at what the file contains."""
        sent = self.cleaned_data["file"]
        if sent is None:
            return None
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        refuse_infected(sent)
        try:
            return read_attachment(sent.name, sent.read())
        except DirectoryRefusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class ContestForm(forms.Form):
    """Why a claim is not right."""

    text = forms.CharField(
        label=gettext_lazy("Why is this claim not right?"),
        help_text=gettext_lazy("Only the team reads it, and decides."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))


class InvitationForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail of your colleague"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[
            (Membership.Role.MANAGER, gettext_lazy("Manager: edits the record")),
            (Membership.Role.MAIN, gettext_lazy("Main manager: also invites and takes leave of others")),
        ],
        initial=Membership.Role.MANAGER,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))


class NotOursForm(OneTimeForm):
    """Which thing attached to the record is not the organisation's."""

    what = forms.ChoiceField(label=gettext_lazy("What is not yours?"))
    comment = forms.CharField(
        label=gettext_lazy("What do you know about it? (optional)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, attached: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [(one, one) for one in attached]  # type: ignore[attr-defined]
