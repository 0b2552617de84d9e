"""Images and documents of the library: the virus scanner, when there is one, looks at them first."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from vivier.core.scanning import refuse_infected


def _scanned(sent: Any) -> Any:
    if isinstance(sent, UploadedFile):
        refuse_infected(sent)
    return sent


class ScannedImageForm(BaseImageForm):  # type: ignore[misc]
    """An image of the library; its description is what people hear who do not see it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "description" in self.fields:
            self.fields["description"].label = _("What the image shows")
            self.fields["description"].help_text = _(
                "Read aloud to who does not see it, and shown when it does not load:"
                " one sentence, no “image of”."
            )

    def clean_file(self) -> Any:
        """Refuse an infected file."""
        return _scanned(self.cleaned_data["file"])


class ScannedDocumentForm(BaseDocumentForm):  # type: ignore[misc]
    """A document of the library."""

    def clean_file(self) -> Any:
        """Refuse an infected file."""
        return _scanned(self.cleaned_data["file"])
