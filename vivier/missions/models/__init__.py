"""Missions and delegations: where, when, who goes, whom they meet, what came of it."""

from vivier.missions.models.journeys import Mission, MissionPartner
from vivier.missions.models.participants import Participant, Question
from vivier.missions.models.results import Contact, Result
from vivier.missions.models.visits import Visit

__all__ = ["Contact", "Mission", "MissionPartner", "Participant", "Question", "Result", "Visit"]
