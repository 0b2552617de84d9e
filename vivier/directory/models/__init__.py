"""The tables of the directory, one file a subject."""

from vivier.directory.models.actors import (
    Actor,
    ActorLabel,
    ActorQuerySet,
    ActorRole,
    FormerName,
    Relation,
    Site,
    web_address,
)
from vivier.directory.models.changes import MERGED_NUMBER, UNDO_DAYS, ChangeSet, ExternalId, ProposedChange
from vivier.directory.models.claims import CONTEST_DAYS, OPEN_STATES, Claim, ClaimFile, Invitation
from vivier.directory.models.freshness import ConfirmationRequest
from vivier.directory.models.pairs import DuplicateProposal, DuplicateSearch, MergeRecord
from vivier.directory.models.people import Correction, Membership
from vivier.directory.models.provenance import FieldSource
from vivier.directory.models.sources import DataSource, ReceivedSheet
from vivier.directory.models.words import GivenWord

__all__ = [
    "CONTEST_DAYS",
    "MERGED_NUMBER",
    "OPEN_STATES",
    "UNDO_DAYS",
    "Actor",
    "ActorLabel",
    "ActorQuerySet",
    "ActorRole",
    "ChangeSet",
    "Claim",
    "ClaimFile",
    "ConfirmationRequest",
    "Correction",
    "DataSource",
    "DuplicateProposal",
    "DuplicateSearch",
    "ExternalId",
    "FieldSource",
    "FormerName",
    "GivenWord",
    "Invitation",
    "Membership",
    "MergeRecord",
    "ProposedChange",
    "ReceivedSheet",
    "Relation",
    "Site",
    "web_address",
]
