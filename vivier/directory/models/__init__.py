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
from vivier.directory.models.people import Correction, Membership
from vivier.directory.models.provenance import FieldSource

__all__ = [
    "Actor",
    "ActorLabel",
    "ActorQuerySet",
    "ActorRole",
    "Correction",
    "FieldSource",
    "FormerName",
    "Membership",
    "Relation",
    "Site",
    "web_address",
]
