"""Words of Wagtail's own screens that we say in ours: named here, so that our catalogues translate them."""

from django.utils.translation import gettext_noop

WORDS = (
    gettext_noop("Add %(model_name)s"),
    gettext_noop(
        "JavaScript is required to use Wagtail, but it is currently disabled.<br /> Here are the "
        '<a href="https://www.enable-javascript.com/" target="_blank" rel="noreferrer">instructions how to '
        "enable JavaScript in your web browser</a>."
    ),
    gettext_noop("Locale"),
    gettext_noop("New: %(model_name)s"),
    # Heads of the list of sites, which Wagtail makes of the names of its columns.
    gettext_noop("Port"),
    gettext_noop("Root page"),
    gettext_noop("Site name"),
)
