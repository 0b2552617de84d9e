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
from vivier.directory.models.changes import UNDO_DAYS, ChangeSet, ExternalId, ProposedChange
from vivier.directory.models.people import Correction, Membership
from vivier.directory.models.provenance import FieldSource
from vivier.directory.models.sources import DataSource, ReceivedSheet

__all__ = [
    "UNDO_DAYS",
    "Actor",
    "ActorLabel",
    "ActorQuerySet",
    "ActorRole",
    "ChangeSet",
    "Correction",
    "DataSource",
    "ExternalId",
    "FieldSource",
    "FormerName",
    "Membership",
    "ProposedChange",
    "ReceivedSheet",
    "Relation",
    "Site",
    "web_address",
]
