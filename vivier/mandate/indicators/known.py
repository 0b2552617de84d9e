"""Make known what this floor and those below can count."""

from vivier.mandate.indicators import of_needs, of_opportunities, of_the_sector, registry, written


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
        *written.QUERIES,
    )
