"""Words people of the team give to the search, beside those that come with the vocabulary."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.names import fold


def key_of_word(text: str) -> str:
    """Return what makes two spellings one word: capitals and accents do not count."""
    return fold(text)[:100]


class GivenWord(models.Model):
    """A decision of the team on one word of one idea: a word given, or one that came along switched off.

    A load of the vocabulary never touches these rows.
    """

    class Language(models.TextChoices):
        ANY = "", _("any language")
        FRENCH = "fr", _("French")
        ENGLISH = "en", _("English")
        DUTCH = "nl", _("Dutch")
        GERMAN = "de", _("German")

    concept = models.CharField(_("idea"), max_length=80, db_index=True)
    word = models.CharField(_("word"), max_length=100)
    key = models.CharField(max_length=100, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, blank=True)
    came_along = models.BooleanField(_("came with the vocabulary"), default=False)
    is_off = models.BooleanField(_("switched off"), default=False)
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("word of the search")
        verbose_name_plural = _("words of the search")
        ordering = ("concept", "word")
        constraints = (models.UniqueConstraint(fields=["concept", "key"], name="given_word_once_per_idea"),)

    def __str__(self) -> str:
        return f"{self.word} ({self.concept})"
