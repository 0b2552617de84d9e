"""Needs, the partners they are referred to, consents and referrals, one file a subject."""

from vivier.support.models.cases import (
    CaseDocument,
    CaseEntry,
    CaseNote,
    Meeting,
    NeedMerge,
    NextAction,
    Outcome,
    Side,
    Suggestion,
    Survey,
    Visibility,
)
from vivier.support.models.connections import Delivery, Hook, PartnerKey
from vivier.support.models.consents import Consent
from vivier.support.models.needs import Channel, Draft, Need, NeedQuerySet, Subject
from vivier.support.models.partners import Absence, Adviser, Intake, Partner, PartnerQuerySet
from vivier.support.models.readers import CaseReader
from vivier.support.models.referrals import Answer, Referral, ReferralQuerySet

__all__ = [
    "Absence",
    "Adviser",
    "Answer",
    "CaseDocument",
    "CaseEntry",
    "CaseNote",
    "CaseReader",
    "Channel",
    "Consent",
    "Delivery",
    "Draft",
    "Hook",
    "Intake",
    "Meeting",
    "Need",
    "NeedMerge",
    "NeedQuerySet",
    "NextAction",
    "Outcome",
    "Partner",
    "PartnerKey",
    "PartnerQuerySet",
    "Referral",
    "ReferralQuerySet",
    "Side",
    "Subject",
    "Suggestion",
    "Survey",
    "Visibility",
]
