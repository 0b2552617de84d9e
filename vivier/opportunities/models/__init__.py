"""Schemes, calls and criteria; proposals, trials and answers beside them, one file a subject."""

from vivier.opportunities.models.calls import Audience, Call, CallQuerySet, Criterion, Kind, Scheme
from vivier.opportunities.models.partners import PublishingRight
from vivier.opportunities.models.proposals import OpportunityProposal
from vivier.opportunities.models.residencies import PastStay, Residency, ResidencyQuerySet
from vivier.opportunities.models.responses import Response, StoredMatch
from vivier.opportunities.models.sources import UNDO_DAYS, CallChange, CallReading, CallSource, CallTie
from vivier.opportunities.models.trials import ConditionTrial

__all__ = [
    "UNDO_DAYS",
    "Audience",
    "Call",
    "CallChange",
    "CallQuerySet",
    "CallReading",
    "CallSource",
    "CallTie",
    "ConditionTrial",
    "Criterion",
    "Kind",
    "OpportunityProposal",
    "PastStay",
    "PublishingRight",
    "Residency",
    "ResidencyQuerySet",
    "Response",
    "Scheme",
    "StoredMatch",
]
