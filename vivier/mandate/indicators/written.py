"""The counts the platform names itself, made of the same parts as those composed in the desk."""

from django.utils.translation import gettext_lazy as _

from vivier.mandate.indicators.of_needs import TOOK
from vivier.mandate.indicators.registry import Query

QUERIES = (
    Query(
        "opportunities_published",
        _("Opportunities published"),
        _("Editions of opportunities that were added to this site in the period and are published."),
        _("opportunities"),
        {"what": "calls", "day": "added"},
    ),
    Query(
        "people_reached",
        _("People reached"),
        _("Different addresses that were told of at least one opportunity, at their request, in the period."),
        _("people"),
        {"what": "told", "day": "told", "distinct": "person"},
    ),
    Query(
        "call_outs",
        _("Calls to people"),
        _("Times the team told the people concerned of an opportunity."),
        _("calls"),
        {"what": "call_outs", "day": "sent"},
    ),
    Query(
        "actors_that_applied",
        _("Actors that applied"),
        _("Different actors that told us they applied for an opportunity, or obtained it."),
        _("actors"),
        {
            "what": "responses",
            "day": "answered",
            "filters": {"answer": ["applied", "obtained"]},
            "distinct": "actor",
        },
    ),
    Query(
        "opportunities_obtained",
        _("Opportunities obtained"),
        _("Answers “obtained” of actors to opportunities."),
        _("answers"),
        {"what": "responses", "day": "answered", "filters": {"answer": ["obtained"]}},
    ),
    Query(
        "events_held",
        _("Events"),
        _("Events of the agenda that begin in the period and were not cancelled."),
        _("events"),
        {"what": "events", "day": "starts", "filters": {"cancelled": ["no"]}},
    ),
    Query(
        "events_of_ours",
        _("Events we organised"),
        _("The same, organised by the reference organisation."),
        _("events"),
        {"what": "events", "day": "starts", "filters": {"cancelled": ["no"], "ours": ["yes"]}},
    ),
    Query(
        "event_participants",
        _("Participants of our events"),
        _("People who came to the events we organised, added up; events nobody counted are told apart."),
        _("participants"),
        {
            "what": "events",
            "day": "starts",
            "filters": {"cancelled": ["no"], "ours": ["yes"]},
            "sum": "attended",
        },
    ),
    Query(
        "actors_in_directory",
        _("Actors in the directory"),
        _("Published records that were there on the last day of the period and are there still."),
        _("actors"),
        {"what": "actors", "day": "there"},
    ),
    Query(
        "actors_confirmed",
        _("Records confirmed by their managers"),
        _("Published records whose last confirmation lies in the period."),
        _("actors"),
        {"what": "actors", "day": "confirmed"},
    ),
    Query(
        "actors_claimed",
        _("Records claimed"),
        _("Different records for which a claim was granted in the period."),
        _("actors"),
        {"what": "claims", "day": "granted", "distinct": "actor"},
    ),
    Query(
        "needs_received",
        _("Needs received"),
        _("Needs that reached the team in the period, by any channel, whatever became of them."),
        _("needs"),
        {"what": "needs", "day": "received"},
    ),
    Query(
        "needs_in_time",
        _("Needs entered in time"),
        _("Needs received in the period and entered, with project and holders, by the day they were due."),
        _("needs"),
        {"what": "needs", "day": "received", "filters": {"in_time": ["yes"]}},
    ),
    Query(
        "referrals_sent",
        _("Referrals"),
        _("Needs handed to a partner; a need handed to two partners counts twice."),
        _("referrals"),
        {"what": "referrals", "day": "sent"},
    ),
    Query(
        "referrals_taken",
        _("Referrals taken"),
        _("Referrals whose partner took the need in hand or offered help, by the day of the first answer."),
        _("referrals"),
        {"what": "referrals", "day": "answered", "filters": {"state": TOOK}},
    ),
    Query(
        "needs_accompanied",
        _("Needs accompanied"),
        _("Different needs that at least one partner took in hand or offered help for."),
        _("needs"),
        {"what": "referrals", "day": "answered", "filters": {"state": TOOK}, "distinct": "need"},
    ),
    Query(
        "actors_accompanied",
        _("Actors accompanied"),
        _("Different actors of the directory whose need a partner took; who has no record is not counted."),
        _("actors"),
        {"what": "referrals", "day": "answered", "filters": {"state": TOOK}, "distinct": "actor"},
    ),
    Query(
        "partners_at_work",
        _("Partners that took needs"),
        _("Different partners that took at least one need in hand or offered help."),
        _("partners"),
        {"what": "referrals", "day": "answered", "filters": {"state": TOOK}, "distinct": "partner"},
    ),
)
