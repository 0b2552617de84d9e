"""The journal in words: deeds on what keeps opportunities alive."""

from django.utils.translation import gettext_lazy

WORDS = {
    "call_reading.accepted": gettext_lazy("accepted changes of opportunities"),
    "call_reading.applied": gettext_lazy("applied changes of opportunities"),
    "call_reading.declined": gettext_lazy("declined changes of opportunities"),
    "call_reading.dropped": gettext_lazy("dropped changes of opportunities"),
    "call_reading.mapped": gettext_lazy("said what the columns of a list hold"),
    "call_reading.proposed": gettext_lazy("changes of opportunities were proposed"),
    "call_reading.received": gettext_lazy("a list of opportunities was received"),
    "call_reading.undone": gettext_lazy("undid changes of opportunities"),
    "call_source.changed": gettext_lazy("changed a source of opportunities"),
    "call_source.failed": gettext_lazy("a source of opportunities could not be read"),
    "call_source.named": gettext_lazy("wrote down a source of opportunities"),
    "call_source.removed": gettext_lazy("forgot a source of opportunities"),
    "link.found_fine": gettext_lazy("found a link to be fine"),
    "link.replaced": gettext_lazy("replaced a link"),
    "links.asked_again": gettext_lazy("had every link asked again"),
    "links.paused": gettext_lazy("stopped the checking of links"),
    "links.resumed": gettext_lazy("went on checking links"),
    "residency.changed": gettext_lazy("changed a residency"),
    "residency.created": gettext_lazy("wrote down a residency"),
    "residency.published": gettext_lazy("published a residency"),
    "residency.removed": gettext_lazy("removed a draft residency"),
    "residency.stay_added": gettext_lazy("added a past resident"),
    "residency.withdrawn": gettext_lazy("took a residency off the site"),
    "paststay.added": gettext_lazy("added a past resident"),
    "paststay.changed": gettext_lazy("changed a past resident"),
    "paststay.removed": gettext_lazy("removed a past resident"),
}
