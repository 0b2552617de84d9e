"""Make known what this floor and those below can count."""

from vivier.mandate.indicators import (
    of_missions,
    of_needs,
    of_opportunities,
    of_outcomes,
    of_the_sector,
    registry,
    written,
    written_outcomes,
)


def register_all() -> None:
    """Register subjects and queries; what lies above (articles) registers its own."""
    registry.register(
        of_opportunities.CALLS,
        of_opportunities.TOLD,
        of_opportunities.CALL_OUTS,
        of_opportunities.RESPONSES,
        of_the_sector.ACTORS,
        of_the_sector.CLAIMS,
        of_the_sector.EVENTS,
        of_needs.NEEDS,
        of_needs.REFERRALS,
        of_outcomes.OUTCOMES,
        of_missions.MISSIONS,
        of_missions.SEATS,
        of_missions.RESULTS,
        *written.QUERIES,
        *written_outcomes.QUERIES,
    )
