"""Words of Wagtail's own screens that we say in ours: named here, so that our catalogues translate them."""

from django.utils.translation import gettext_noop

WORDS = (
    gettext_noop("Add %(model_name)s"),
    gettext_noop("Locale"),
    gettext_noop("New: %(model_name)s"),
)
