"""What the lists that people take away as files are called."""

from django.apps import apps
from django.utils.translation import gettext_lazy

NAMES = {
    "accounts-errors": gettext_lazy("lines of the accounts that were not taken"),
    "actors": gettext_lazy("actors"),
    "agenda": gettext_lazy("events"),
    "alerts.figures": gettext_lazy("what telling people brought"),
    "budget": gettext_lazy("budget"),
    "contacts": gettext_lazy("contacts of a mission"),
    "corrections": gettext_lazy("corrections"),
    "disciplines": gettext_lazy("disciplines"),
    "dormant-records": gettext_lazy("dormant records"),
    "expenses": gettext_lazy("expenses"),
    "hours": gettext_lazy("staff time"),
    "incomplete-records": gettext_lazy("incomplete records"),
    "indicators": gettext_lazy("indicators"),
    "journal": gettext_lazy("journal"),
    "links": gettext_lazy("links"),
    "mails": gettext_lazy("mails"),
    "mandates": gettext_lazy("mandates"),
    "missions": gettext_lazy("missions"),
    "obligations": gettext_lazy("what is due"),
    "opportunities": gettext_lazy("opportunities"),
    "participants": gettext_lazy("participants of a mission"),
    "partners": gettext_lazy("partners"),
    "people": gettext_lazy("people and roles"),
    "places": gettext_lazy("places"),
    "plan": gettext_lazy("plan of a mission"),
    "proposed-opportunities": gettext_lazy("proposed opportunities"),
    "records-without-manager": gettext_lazy("records without a manager"),
    "referrals": gettext_lazy("referrals"),
    "residencies": gettext_lazy("residencies"),
    "results": gettext_lazy("results of a mission"),
    "schemes": gettext_lazy("schemes"),
    "series": gettext_lazy("series of events"),
    "structure": gettext_lazy("objectives and deliverables"),
    "terms": gettext_lazy("terms"),
    "territories": gettext_lazy("territories"),
}


def name_of_list(code: str) -> str:
    """Return the words for a list written in the journal as `expenses`, `budget-mandate-2` or `support.Need`.

    Empty when nobody named it.
    """
    found = [known for known in NAMES if code == known or code.startswith(f"{known}-")]
    if found:
        return str(NAMES[max(found, key=len)])
    try:
        return str(apps.get_model(code)._meta.verbose_name_plural)
    except (LookupError, ValueError):
        return ""
