"""Which published articles cite an actor, an opportunity or an event; shown on its own page."""

from vivier.agenda.models import Event
from vivier.core.translation import current_language
from vivier.directory.models import Actor
from vivier.newsroom.models import ArticlePage
from vivier.opportunities.models import Call

MOST_ARTICLES = 6


def articles_citing(
    *, actor: Actor | None = None, call: Call | None = None, event: Event | None = None
) -> list[ArticlePage]:
    """Return the newest articles that cite it, each once, in the reader's language when it exists there."""
    cited = {"actors": actor, "calls": call, "events": event}
    wanted = {relation: thing.pk for relation, thing in cited.items() if thing is not None}
    if not wanted:
        return []
    # A translation may cite less than its original: any version that cites it counts for the story.
    stories = ArticlePage.objects.live().filter(**wanted).values("translation_key")
    articles = ArticlePage.objects.live().public().filter(translation_key__in=stories)
    return list(articles.best_for(current_language()).with_cards()[:MOST_ARTICLES])
