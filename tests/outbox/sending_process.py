"""Another process with an outbox: `setup`, `post FIRST COUNT`, `send`, `expire`, `report`, `clean`.

Run by test_processes.py; several deeds are separated by a comma.
"""

import json
import sys

import django


def say(what):
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def setup():
    from django.db import connection

    from vivier.outbox.models import BadAddress, Message

    known = connection.introspection.table_names()
    with connection.schema_editor() as editor:
        for model in (Message, BadAddress):
            if model._meta.db_table not in known:
                editor.create_model(model)


def clean():
    from vivier.outbox.models import Message

    Message.objects.all().delete()


def post(first, count):
    from django.db import transaction

    from vivier.outbox import actions

    for number in range(int(first), int(first) + int(count)):
        with transaction.atomic():
            actions.post(
                key=f"process:{number}",
                to="ada@example.org",
                template="outbox/mails/trial",
                context={"name": f"Ada {number}"},
                language="en",
            )
        say(number)


def send():
    from vivier.outbox.sending import send_due

    say({"sent": send_due(most=1000).sent})


def expire():
    from django.utils import timezone

    from vivier.outbox.models import Message

    Message.objects.filter(state="sending").update(due_at=timezone.now())


def report():
    from vivier.outbox.models import Message

    say(list(Message.objects.order_by("pk").values_list("message_id", "state")))


if __name__ == "__main__":
    django.setup()
    for deed in " ".join(sys.argv[1:]).split(" , "):
        name, *arguments = deed.split()
        globals()[name](*arguments)
