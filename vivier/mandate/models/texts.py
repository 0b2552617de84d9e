"""Titles in the languages of the platform, shared by every part of a mandate."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from vivier.core.translation import LocalText, in_language


class Titled(models.Model):
    """Something with a title in up to four languages; French is always there."""

    title_fr = models.CharField(_("title (French)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    title_nl = models.CharField(_("title (Dutch)"), max_length=200, blank=True)
    title_de = models.CharField(_("title (German)"), max_length=200, blank=True)
    note_fr = models.TextField(_("explanation (French)"), blank=True, max_length=4000)
    note_en = models.TextField(_("explanation (English)"), blank=True, max_length=4000)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title.text

    @property
    def title(self) -> LocalText:
        return in_language(self, "title")

    @property
    def note(self) -> LocalText:
        return in_language(self, "note")
