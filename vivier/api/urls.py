"""The read API, version 1."""

from ninja import NinjaAPI

api = NinjaAPI(title="Vivier", version="1", urls_namespace="api", docs_url="/docs")
