"""The WSGI application that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vivier.settings")
gc.disable()  # nothing of what is loaded now is garbage
application = get_wsgi_application()

# All addresses with their views are loaded now: the first visitor does not wait for it. What is there lives
# as long as the process, so the garbage collector need not look at it again: each time it did, somebody
# waited a third of a second.
get_resolver()._populate()
gc.collect()
gc.freeze()
gc.enable()
