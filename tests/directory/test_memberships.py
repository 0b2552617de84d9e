"""Managers of a record: roles, invitations, handing over, leaving, the end of a membership."""

from datetime import timedelta

import pytest

from tests.directory.mailbox import last_mail, mails_to, path_in
from tests.factories import ActorFactory, MembershipFactory, PersonFactory
from vivier.accounts.actions_closing import close_account
from vivier.accounts.models import JournalEntry, User
from vivier.directory import actions
from vivier.directory.models import Actor, Invitation, Membership
from vivier.directory.refusals import InvitationRefused, MembershipRefused, TooManyClaims

pytestmark = pytest.mark.django_db
BOB = "bob@home.example"


@pytest.fixture
def main():
    return MembershipFactory(user=PersonFactory(email="main@home.example", name="Main"))


@pytest.fixture
def manager(main):
    return MembershipFactory(
        actor=main.actor, user=PersonFactory(email="second@home.example"), role="manager"
    )


def roles(actor):
    return {one.user.email.partition("@")[0]: one.role for one in actor.memberships.for_list()}


def token_of(address):
    return path_in(last_mail(address), "/espace/invitation/").split("/")[3]


def invite(main, email=BOB, role="manager"):
    return actions.invite(main.actor, email=email, role=role, by=main.user)


def test_an_invitation_is_mailed_and_accepted_by_the_account_with_that_address(main):
    invitation, bob = invite(main), PersonFactory(email=BOB)
    assert actions.invitation_behind(token_of(BOB)) == invitation

    membership = actions.accept_invitation(invitation, by=bob)

    assert (membership.user, membership.role) == (bob, "manager")
    assert actions.invitation_behind(token_of(BOB)) is None
    verbs = list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["invitation.sent", "invitation.accepted", "membership.added"]


def test_an_invitation_works_once(main):
    invitation, bob = invite(main), PersonFactory(email=BOB)
    actions.leave(actions.accept_invitation(invitation, by=bob), by=bob)

    with pytest.raises(InvitationRefused):
        actions.accept_invitation(invitation, by=bob)


def test_it_is_bound_to_a_confirmed_address(main):
    invitation = invite(main)
    for person in (PersonFactory(), User.objects.create_user(BOB)):
        with pytest.raises(InvitationRefused, match="another address"):
            actions.accept_invitation(invitation, by=person)

    assert roles(main.actor) == {"main": "main"}


@pytest.mark.parametrize(("hours", "works"), [(47, True), (49, False)])
def test_it_lives_48_hours(main, clock, hours, works):
    invitation, bob = invite(main), PersonFactory(email=BOB)
    clock(hours=hours)

    if works:
        assert actions.accept_invitation(invitation, by=bob)
    else:
        assert actions.invitation_behind(token_of(BOB)) is None
        with pytest.raises(InvitationRefused):
            actions.accept_invitation(invitation, by=bob)


def test_the_token_is_kept_as_a_hash(main):
    invite(main)

    assert token_of(BOB) not in str(Invitation.objects.values().get())
    assert last_mail(BOB).confidential


def test_inviting_again_replaces_the_first_link(main):
    invite(main)
    old = token_of(BOB)
    invite(main)

    assert actions.invitation_behind(old) is None
    assert actions.invitation_behind(token_of(BOB)) is not None


def test_taken_back_or_sent_by_somebody_who_left_it_no_longer_works(main):
    bob = PersonFactory(email=BOB)
    first = invite(main)
    actions.withdraw_invitation(first, by=main.user)
    with pytest.raises(InvitationRefused):
        actions.accept_invitation(first, by=bob)

    second = invite(main)
    actions.leave(main, by=main.user)
    with pytest.raises(InvitationRefused):
        actions.accept_invitation(second, by=bob)


def test_only_a_main_manager_invites_and_takes_back(main, manager):
    invitation = invite(main)
    for person in (manager.user, PersonFactory()):
        with pytest.raises(MembershipRefused):
            actions.invite(main.actor, email="x@home.example", role="manager", by=person)
        with pytest.raises(MembershipRefused):
            actions.withdraw_invitation(invitation, by=person)


def test_twenty_invitations_a_day(main, clock):
    for n in range(20):
        invite(main, f"{n}@home.example")
    with pytest.raises(TooManyClaims):
        invite(main)

    clock(days=1, minutes=1)
    assert invite(main)


def test_an_invitation_never_lowers_a_role(main):
    invitation = invite(main, "main@home.example")

    actions.accept_invitation(invitation, by=main.user)

    assert roles(main.actor) == {"main": "main"}


def test_handing_over_changes_both_roles_and_tells_the_other(main, manager):
    actions.hand_over(main, to=manager, by=main.user)

    assert roles(main.actor) == {"main": "manager", "second": "main"}
    assert mails_to("second@home.example") == ["membership_main"]


def test_only_a_main_manager_hands_over_and_only_within_the_record(main, manager):
    elsewhere = MembershipFactory()
    for membership, to, by in (
        (manager, main, manager.user),
        (main, elsewhere, main.user),
        (main, main, main.user),
        (main, manager, manager.user),
    ):
        with pytest.raises(MembershipRefused):
            actions.hand_over(membership, to=to, by=by)


def test_leaving_takes_effect_at_once(main, manager):
    actions.leave(manager, by=manager.user)

    assert roles(main.actor) == {"main": "main"}
    main.actor.refresh_from_db()
    assert main.actor.orphaned_on is None


def test_the_last_main_manager_may_leave_and_the_team_is_told(main, manager):
    actions.leave(main, by=main.user)

    main.actor.refresh_from_db()
    assert main.actor.orphaned_on is not None
    assert mails_to("contact@exemple.invalid") == ["record_orphan"]
    assert JournalEntry.objects.filter(verb="actor.orphaned").count() == 1


def test_nobody_leaves_for_somebody_else(main, manager):
    with pytest.raises(MembershipRefused):
        actions.leave(manager, by=main.user)


def test_a_main_manager_ends_a_membership_and_the_person_is_told(main, manager):
    actions.end_membership(manager, by=main.user)

    assert roles(main.actor) == {"main": "main"}
    assert mails_to("second@home.example") == ["membership_ended"]
    with pytest.raises(MembershipRefused, match="no longer"):
        actions.end_membership(manager, by=main.user)


def test_a_manager_a_stranger_and_an_editor_end_nobodys_membership(main, manager, editor):
    for person in (manager.user, PersonFactory(), editor, MembershipFactory().user):
        with pytest.raises(MembershipRefused):
            actions.end_membership(main, by=person)


def test_the_team_ends_any_membership_with_a_reason(main, coordinator):
    with pytest.raises(MembershipRefused, match="Say why"):
        actions.end_membership(main, by=coordinator)

    actions.end_membership(main, by=coordinator, reason="Left the company.")

    assert roles(main.actor) == {}
    assert "Left the company." in last_mail("main@home.example").text
    assert Actor.objects.get().orphaned_on is not None


def test_the_team_appoints_and_the_record_is_no_orphan_any_more(main, coordinator):
    actions.leave(main, by=main.user)
    actor = Actor.objects.get()

    actions.appoint(actor, PersonFactory(email=BOB), role="main", by=coordinator)

    assert Actor.objects.get().orphaned_on is None
    assert roles(actor) == {"bob": "main"}


def test_nobody_but_the_team_appoints_and_a_main_manager_stays(main, editor, coordinator):
    for person in (editor, main.user, PersonFactory()):
        with pytest.raises(MembershipRefused):
            actions.appoint(main.actor, person, role="main", by=person)
    with pytest.raises(MembershipRefused, match="last main manager"):
        actions.appoint(main.actor, main.user, role="manager", by=coordinator)


def test_a_membership_elsewhere_gives_no_right_here(main):
    other = MembershipFactory(actor=ActorFactory())

    with pytest.raises(MembershipRefused):
        actions.edit_own_record(main.actor, by=other.user, changes={"city": "Dinant"}, expected_version=1)


def test_what_a_manager_sent_stops_with_their_membership(main, clock):
    second = MembershipFactory(actor=main.actor)
    invitation = actions.invite(main.actor, email=BOB, role="manager", by=second.user)
    actions.end_membership(second, by=main.user)

    assert actions.invitation_behind(token_of(BOB)) is None
    invitation.refresh_from_db()
    assert invitation.closed_at is not None
    assert Membership.objects.count() == 1
    assert timedelta(hours=48) >= invitation.expires_at - invitation.created_at


def test_who_stays_is_told_in_their_own_language_when_an_invitation_is_accepted(main, manager):
    User.objects.filter(pk=manager.user_id).update(language="nl")
    bob = PersonFactory(email=BOB, name="Bob")

    actions.accept_invitation(invite(main), by=bob)

    assert mails_to("main@home.example") == mails_to("second@home.example") == ["managers_changed"]
    assert [last_mail(one).language for one in ("main@home.example", "second@home.example")] == ["fr", "nl"]
    assert f"Bob ({BOB})" in last_mail("main@home.example").text
    assert "/equipe/" in last_mail("second@home.example").text
    assert mails_to(BOB) == ["invitation"]


def test_accepting_what_changes_nothing_tells_nobody(main, manager):
    actions.accept_invitation(invite(main, "second@home.example"), by=manager.user)

    assert mails_to("main@home.example") == []


def test_handing_over_tells_the_third_and_not_who_did_it(main, manager):
    third = MembershipFactory(
        actor=main.actor, role="manager", user=PersonFactory(email="third@home.example")
    )

    actions.hand_over(main, to=manager, by=main.user)

    assert mails_to(third.user.email) == ["managers_changed"]
    assert "Main (main@home.example)" in last_mail(third.user.email).text
    assert "second@home.example" in last_mail(third.user.email).text
    assert mails_to("main@home.example") == []
    assert mails_to("second@home.example") == ["membership_main"]


def test_who_stays_is_told_of_who_leaves_and_that_no_main_manager_is_left(main, manager):
    actions.leave(main, by=main.user)

    assert mails_to("second@home.example") == ["managers_changed"]
    assert "Main (main@home.example)" in last_mail("second@home.example").text


def test_that_no_main_manager_is_left_is_said_in_the_mail(main, manager):
    User.objects.update(language="en")

    actions.leave(main, by=main.user)

    assert "No main manager is left" in last_mail("second@home.example").text
    assert "No main manager is left" in last_mail("second@home.example").html


@pytest.mark.parametrize("role", ["main", "manager"])
def test_the_team_appoints_and_the_person_is_told(main, coordinator, role):
    told = {"main": "membership_main", "manager": "membership_given"}

    bob = PersonFactory(email=BOB)
    for _twice in range(2):
        actions.appoint(main.actor, bob, role=role, by=coordinator)

    assert mails_to(BOB) == [told[role]]
    assert mails_to("main@home.example") == ["managers_changed"]


def test_whose_account_is_closed_is_not_named_to_those_who_stay(main, manager):
    close_account(main.user, by=main.user)

    mail = last_mail("second@home.example")
    assert mail.template.endswith("managers_changed")
    assert "main@home.example" not in mail.text + mail.html
