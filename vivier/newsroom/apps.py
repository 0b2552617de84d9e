from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    name = "vivier.newsroom"

    def ready(self) -> None:
        """Make articles and texts findable and countable, and keep the index in step with the editors."""
        from vivier.directory.following import follows  # noqa: PLC0415 -- models are not loaded before
        from vivier.links import uses  # noqa: PLC0415 -- for the line above
        from vivier.mandate.indicators import registry  # noqa: PLC0415 -- for the line above
        from vivier.newsroom import (  # noqa: PLC0415 -- for the line above
            counted,
            house_texts,
            publishing,
            shown_links,
        )
        from vivier.newsroom.stories import SOURCE  # noqa: PLC0415 -- for the line above
        from vivier.search import sources  # noqa: PLC0415 -- for the line above

        registry.register(counted.ARTICLES, counted.ARTICLES_PUBLISHED)
        sources.register(SOURCE)
        sources.register(house_texts.SOURCE)
        publishing.listen()
        uses.register(shown_links.PAGES)
        follows("newsroom.articlepage_actors.actor", tell=publishing.citations_changed)
