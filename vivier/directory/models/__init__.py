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
from vivier.directory.models.freshness import ConfirmationRequest
from vivier.directory.models.pairs import DuplicateProposal, DuplicateSearch, MergeRecord
from vivier.directory.models.people import Correction, Membership
from vivier.directory.models.provenance import FieldSource

__all__ = [
    "MERGED_NUMBER",
    "UNDO_DAYS",
    "Actor",
    "ActorLabel",
    "ActorQuerySet",
    "ActorRole",
    "ChangeSet",
    "ConfirmationRequest",
    "Correction",
    "DuplicateProposal",
    "DuplicateSearch",
    "ExternalId",
    "FieldSource",
    "FormerName",
    "Membership",
    "MergeRecord",
    "ProposedChange",
    "Relation",
    "Site",
    "web_address",
]
