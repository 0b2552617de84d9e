"""A person who claims a record, step by step."""

from uuid import uuid4

from tests.directory.mailbox import code_in, last_mail
from vivier.directory import actions

ADA = "ada@studio.example"


def start(actor, by, address=ADA):
    return actions.start_claim(actor, by=by, address=address, submission=uuid4())


def proved(actor, by, address=ADA):
    return actions.enter_code(start(actor, by, address), code=code_in(last_mail(address)), by=by)
