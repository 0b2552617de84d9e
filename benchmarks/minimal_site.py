"""The named reference: "hello" and a plain Django list of 20 rows, served by the same server."""

import os
import sqlite3
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.template import engines
from django.urls import path

DATABASE = Path(os.environ["MINIMAL_DATABASE"])
ROWS = int(os.environ.get("MINIMAL_ROWS", "50000"))
PAGE = """<!doctype html><title>List</title><h1>{{ total }}</h1>
<ul>{% for row in rows %}
<li><a href="/{{ row.slug }}">{{ row.name }}</a> <p>{{ row.about }}</p></li>{% endfor %}</ul>"""

settings.configure(
    SECRET_KEY="only-for-a-benchmark",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATABASE, "CONN_MAX_AGE": None}},
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
)
django.setup()

from django.db import models  # noqa: E402 -- needs settings first


class Row(models.Model):
    name = models.CharField(max_length=200, db_index=True)
    slug = models.CharField(max_length=200)
    about = models.TextField()

    class Meta:
        app_label = "minimal"

    def __str__(self):
        return self.name


def prepare():
    """Fill the table once."""
    if DATABASE.exists():
        return
    with sqlite3.connect(DATABASE) as connection:
        connection.execute(
            "CREATE TABLE minimal_row (id INTEGER PRIMARY KEY, name TEXT, slug TEXT, about TEXT)"
        )
        connection.execute("CREATE INDEX by_name ON minimal_row (name)")
        connection.executemany(
            "INSERT INTO minimal_row (name, slug, about) VALUES (?, ?, ?)",
            (
                (f"Row {n:06d}", f"row-{n}", "A few words about this row, as long as a short description.")
                for n in range(ROWS)
            ),
        )


def hello(request):
    return HttpResponse("hello")


def rows(request):
    found = Row.objects.order_by("name")
    template = engines["django"].from_string(PAGE) if not hasattr(rows, "page") else rows.page
    rows.page = template
    return HttpResponse(template.render({"rows": found[:20], "total": found.count()}))


urlpatterns = [path("hello", hello), path("rows", rows)]
prepare()
application = get_wsgi_application()
