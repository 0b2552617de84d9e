"""Needs, the partners they are referred to, consents and referrals, one file a subject."""

from vivier.support.models.consents import Consent
from vivier.support.models.needs import Channel, Draft, Need, NeedQuerySet, Subject
from vivier.support.models.partners import Absence, Adviser, Intake, Partner, PartnerQuerySet
from vivier.support.models.referrals import Answer, Referral, ReferralQuerySet

__all__ = [
    "Absence",
    "Adviser",
    "Answer",
    "Channel",
    "Consent",
    "Draft",
    "Intake",
    "Need",
    "NeedQuerySet",
    "Partner",
    "PartnerQuerySet",
    "Referral",
    "ReferralQuerySet",
    "Subject",
]
