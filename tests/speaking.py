"""Somebody who reads the site in English, without a page read to say so."""

from django.test import Client

from vivier.web.middleware import LANGUAGE


def read_in_english(client: Client) -> None:
    """Remember of who is logged in that they chose English, as a page asked for with ?language=en would."""
    session = client.session
    session[LANGUAGE] = "en"
    session.save()
