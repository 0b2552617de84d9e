"""People have a language of their own: chosen by them, used for every mail to them."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from tests.factories import ActorFactory, MembershipFactory, PersonFactory
from vivier.accounts import actions
from vivier.accounts.addresses import confirmed_addresses, owner_of
from vivier.accounts.models import JournalEntry, User
from vivier.directory import mails as directory_mails
from vivier.directory.actions import remind_owners
from vivier.outbox.models import Message

pytestmark = pytest.mark.django_db


def test_choosing_a_language_is_written_down_once(member):
    for _twice in range(2):
        actions.choose_language(member, language="nl", by=member)

    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.changes) == ("account.language_chosen", {"language": ["", "nl"]})


@pytest.mark.parametrize("language", ["", "xx", "\x00", "fr-BE"])
def test_we_write_in_no_other_language(member, language):
    with pytest.raises(actions.UnknownLanguage):
        actions.choose_language(member, language=language, by=member)


def test_nobody_chooses_for_another(member, administrator):
    with pytest.raises(actions.NotAllowed):
        actions.choose_language(member, language="nl", by=administrator)


def test_who_chose_nothing_is_written_to_in_the_language_of_the_site(member, settings):
    assert (member.language, member.mail_language) == ("", settings.LANGUAGE_CODE)


def test_an_account_opened_on_a_dutch_page_is_dutch(client):
    form = {"email": "new@example.org", "password1": "a password of sixteen"}

    client.post("/accounts/signup/?language=nl", form)

    assert User.objects.get().language == "nl"


def test_managers_are_written_to_in_their_language():
    membership = MembershipFactory(user=PersonFactory(language="nl"), actor=ActorFactory(name="Studio"))
    directory_mails.tell_role(membership, at=timezone.now())

    assert Message.objects.get().language == "nl"


def test_a_reminder_to_confirm_a_record_speaks_the_language_of_its_manager():
    old = timezone.now() - timedelta(days=800)
    actor = ActorFactory(created_at=old, updated_at=old)
    MembershipFactory(user=PersonFactory(language="de"), actor=actor, since=old)

    assert remind_owners() == 1
    assert Message.objects.get().language == "de"


def test_the_mails_of_the_account_speak_it_too(client):
    PersonFactory(email="ada@example.org", language="nl")

    client.post("/accounts/password/reset/?language=en", {"email": "ada@example.org"})

    (sent,) = mail.outbox
    assert re.search("wachtwoord", sent.subject + sent.body, re.IGNORECASE)


def test_an_address_is_somebodys_only_once_it_is_confirmed(member):
    assert (confirmed_addresses(member), owner_of(member.email)) == ([], None)
    member.vouch_for_address()
    assert confirmed_addresses(member) == [member.email]
    assert owner_of(member.email.upper()) == member
    member.is_active = False
    member.save()
    assert owner_of(member.email) is None
