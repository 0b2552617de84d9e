"""Schemes, calls and criteria; proposals and trials beside them, one file a subject."""

from vivier.opportunities.models.calls import Audience, Call, CallQuerySet, Criterion, Kind, Scheme
from vivier.opportunities.models.proposals import OpportunityProposal
from vivier.opportunities.models.trials import ConditionTrial

__all__ = [
    "Audience",
    "Call",
    "CallQuerySet",
    "ConditionTrial",
    "Criterion",
    "Kind",
    "OpportunityProposal",
    "Scheme",
]
