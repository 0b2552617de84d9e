"""The counts the platform names itself of answers in time, of what came of cases and of missions."""

from django.utils.translation import gettext_lazy as _

from vivier.mandate.indicators.of_missions import COMPANIES
from vivier.mandate.indicators.of_outcomes import GOOD
from vivier.mandate.indicators.registry import Query

_OBTAINED = {"what": "outcomes", "day": "told"}

QUERIES = (
    Query(
        "needs_answered_in_time",
        _("Needs answered in time"),
        _("Needs received in the period that a partner answered within the working days allowed for entry."),
        _("needs"),
        {"what": "needs", "day": "received", "filters": {"answered_in_time": ["yes"]}},
    ),
    Query(
        "referrals_answered",
        _("Referrals answered"),
        _("Referrals sent in the period that their partner has answered, whatever the answer."),
        _("referrals"),
        {"what": "referrals", "day": "sent", "filters": {"in_time": ["yes", "no"]}},
    ),
    Query(
        "referrals_answered_in_time",
        _("Referrals answered in time"),
        _("Referrals sent in the period that their partner answered before the first reminder."),
        _("referrals"),
        {"what": "referrals", "day": "sent", "filters": {"in_time": ["yes"]}},
    ),
    Query(
        "needs_with_something_obtained",
        _("Needs with something obtained"),
        _("Different needs for which the applicant or a partner tells that something was obtained."),
        _("needs"),
        {**_OBTAINED, "filters": {"result": GOOD}, "distinct": "need"},
    ),
    Query(
        "amount_obtained",
        _("Amounts obtained"),
        _("Euros told as obtained: for each need the word of the applicant, else the newest of a partner."),
        _("euros"),
        {**_OBTAINED, "filters": {"result": GOOD, "one_voice": ["yes"]}, "sum": "amount"},
    ),
    Query(
        "amount_told_by_applicants",
        _("Amounts obtained, as applicants tell"),
        _("Euros that applicants tell they obtained."),
        _("euros"),
        {**_OBTAINED, "filters": {"result": GOOD, "side": ["applicant"]}, "sum": "amount"},
    ),
    Query(
        "amount_told_by_partners",
        _("Amounts obtained, as partners tell"),
        _("Euros that partners tell as obtained; two partners that tell of one need both count."),
        _("euros"),
        {**_OBTAINED, "filters": {"result": GOOD, "side": ["partner"]}, "sum": "amount"},
    ),
    Query(
        "jobs_declared",
        _("Jobs declared"),
        _("Jobs created or kept: for each need the word of the applicant, else the newest of a partner."),
        _("jobs"),
        {**_OBTAINED, "filters": {"result": GOOD, "one_voice": ["yes"]}, "sum": "jobs"},
    ),
    Query(
        "jobs_told_by_applicants",
        _("Jobs declared, as applicants tell"),
        _("Jobs created or kept, told by applicants."),
        _("jobs"),
        {**_OBTAINED, "filters": {"result": GOOD, "side": ["applicant"]}, "sum": "jobs"},
    ),
    Query(
        "jobs_told_by_partners",
        _("Jobs declared, as partners tell"),
        _("Jobs created or kept, told by partners; two partners that tell of one need both count."),
        _("jobs"),
        {**_OBTAINED, "filters": {"result": GOOD, "side": ["partner"]}, "sum": "jobs"},
    ),
    Query(
        "missions_held",
        _("Missions held"),
        _("Published missions, tours and delegations that begin in the period."),
        _("missions"),
        {"what": "missions", "day": "starts"},
    ),
    Query(
        "mission_participants",
        _("Participants of missions"),
        _("Seats confirmed on the missions that begin in the period; an actor on two missions counts twice."),
        _("participants"),
        {"what": "mission_seats", "day": "starts"},
    ),
    Query(
        "companies_on_missions",
        _("Companies on missions"),
        _("Different companies, studios, associations, collectives and independents confirmed on missions."),
        _("companies"),
        {
            "what": "mission_seats",
            "day": "starts",
            "filters": {"kind": [one.value for one in COMPANIES]},
            "distinct": "actor",
        },
    ),
    Query(
        "mission_amounts",
        _("Amounts obtained by missions"),
        _("Euros told as results of missions."),
        _("euros"),
        {"what": "mission_results", "day": "obtained", "sum": "amount"},
    ),
    Query(
        "mission_jobs",
        _("Jobs created by missions"),
        _("Jobs told as results of missions."),
        _("jobs"),
        {"what": "mission_results", "day": "obtained", "sum": "jobs"},
    ),
)
