import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError

from vivier.accounts import actions
from vivier.accounts.actions_closing import forget_second_factor
from vivier.accounts.models import JournalEntry, User

Role = User.Role


def _journal():
    return list(JournalEntry.objects.order_by("sequence").values_list("verb", flat=True))


def test_assign_role_gives_the_role_its_group_and_writes_it_down(administrator, member):
    actions.assign_role(member, role=Role.EDITOR, by=administrator, reason="joins the team")

    member.refresh_from_db()
    entry = JournalEntry.objects.get()
    assert (member.role, member.is_staff) == (Role.EDITOR, True)
    assert [group.name for group in member.groups.all()] == ["vivier:editor"]
    assert (entry.by, entry.changes, entry.reason) == (
        administrator,
        {"role": ["member", "editor"]},
        "joins the team",
    )


def test_assign_role_takes_the_desk_away_again(administrator, coordinator):
    actions.assign_role(coordinator, role=Role.MEMBER, by=administrator)

    assert (coordinator.is_staff, coordinator.is_superuser) == (False, False)
    assert [group.name for group in coordinator.groups.all()] == ["vivier:member"]


@pytest.mark.parametrize("role", ["member", "editor", "coordinator", "auditor"])
def test_assign_role_is_for_administrators(request, role):
    by = request.getfixturevalue(role)
    person = User.objects.create_user("somebody@example.org")

    with pytest.raises(actions.NotAllowed):
        actions.assign_role(person, role=Role.ADMINISTRATOR, by=by)

    person.refresh_from_db()
    assert (person.role, _journal()) == (Role.MEMBER, [])


@pytest.mark.parametrize("role", Role.values)
def test_nobody_changes_their_own_role(administrator, role):
    User.objects.create_user("other@example.org", role=Role.ADMINISTRATOR)

    with pytest.raises(actions.NotAllowed, match="never to themselves"):
        actions.assign_role(administrator, role=role, by=administrator)


def test_a_role_that_does_not_exist_is_refused(administrator, member):
    with pytest.raises(actions.NotAllowed, match="does not exist"):
        actions.assign_role(member, role="king", by=administrator)


def test_the_last_administrator_stays(administrator):
    former = User.objects.create_user("former@example.org", role=Role.ADMINISTRATOR)
    actions.assign_role(former, role=Role.MEMBER, by=administrator)
    former.role = Role.ADMINISTRATOR  # an administrator whose demotion was not seen yet

    with pytest.raises(actions.LastAdministrator):
        actions.deactivate(administrator, by=former)


def test_gaining_trust_asks_for_a_longer_password_and_ends_sessions(administrator, member):
    before = member.get_session_auth_hash()

    actions.assign_role(member, role=Role.COORDINATOR, by=administrator)

    assert member.must_choose_password
    assert member.get_session_auth_hash() != before


def test_between_trusted_roles_the_password_stays(administrator, editor):
    actions.assign_role(editor, role=Role.COORDINATOR, by=administrator)

    assert not editor.must_choose_password


def test_deactivate_closes_the_account_and_ends_its_sessions(client, administrator, member):
    client.force_login(member)

    actions.deactivate(member, by=administrator, reason="left")

    assert client.get("/espace/").status_code == 302
    assert _journal() == ["account.deactivated"]


def test_deactivate_refuses_oneself_and_others_roles(administrator, coordinator, member):
    User.objects.create_user("other@example.org", role=Role.ADMINISTRATOR)

    for person, by in ((administrator, administrator), (member, coordinator), (member, member)):
        with pytest.raises(actions.NotAllowed):
            actions.deactivate(person, by=by)

    assert _journal() == []


def test_reactivate_opens_the_account_again(administrator, member):
    actions.deactivate(member, by=administrator)
    actions.reactivate(member, by=administrator)

    member.refresh_from_db()
    assert member.is_active
    assert _journal() == ["account.deactivated", "account.reactivated"]


def test_add_person_opens_an_account_without_a_password(administrator):
    person = actions.add_person(email="New@Example.org", name="New", role=Role.ADVISER, by=administrator)

    assert (person.email, person.role, person.is_staff) == ("new@example.org", Role.ADVISER, False)
    assert not person.has_usable_password()
    assert _journal() == ["account.added"]


@pytest.mark.parametrize(
    ("email", "refusal"),
    [
        ("member@example.org", actions.AccountExists),
        ("MEMBER@example.org", actions.AccountExists),
        ("no", actions.InvalidAddress),
    ],
)
def test_add_person_refuses_a_taken_or_broken_address(administrator, member, email, refusal):
    with pytest.raises(refusal):
        actions.add_person(email=email, name="", role=Role.MEMBER, by=administrator)


def test_add_person_is_for_administrators(coordinator):
    with pytest.raises(actions.NotAllowed):
        actions.add_person(email="new@example.org", name="", role=Role.MEMBER, by=coordinator)


def test_rename_is_for_oneself_or_an_administrator(administrator, member, editor):
    actions.rename(member, name="  Ada   L. ", by=member)
    assert member.name == "Ada L."

    actions.rename(member, name="Ada", by=administrator)
    assert member.name == "Ada"

    with pytest.raises(actions.NotAllowed):
        actions.rename(member, name="Other", by=editor)


@pytest.mark.parametrize(
    ("role", "length", "accepted"),
    [
        (Role.MEMBER, 11, False),
        (Role.MEMBER, 12, True),
        (Role.ADVISER, 15, False),
        (Role.ADVISER, 16, True),
        (Role.AUDITOR, 15, False),
        (Role.EDITOR, 15, False),
        (Role.COORDINATOR, 15, False),
        (Role.ADMINISTRATOR, 15, False),
        (Role.ADMINISTRATOR, 16, True),
        (Role.MEMBER, 128, True),
        (Role.MEMBER, 129, False),
    ],
)
def test_passwords_are_as_long_as_the_role_asks(db, role, length, accepted):
    person = User.objects.create_user("somebody@example.org", role=role)
    password = ("kq7 Zr_vw" * 20)[:length]

    if not accepted:
        with pytest.raises(ValidationError, match=r"at (least|most)"):
            actions.choose_password(person, password=password)
    else:
        actions.choose_password(person, password=password)
    assert person.check_password(password) is accepted


def test_a_common_password_is_refused(db):
    person = User.objects.create_user("somebody@example.org")

    with pytest.raises(ValidationError, match="too common"):
        actions.choose_password(person, password="qwertyqwerty")


def test_choosing_a_password_settles_what_a_new_role_asked(administrator, member):
    actions.assign_role(member, role=Role.EDITOR, by=administrator)

    actions.choose_password(member, password="sixteen letters at least")

    member.refresh_from_db()
    assert not member.must_choose_password


def _with_second_factor(person):
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    Authenticator.objects.create(user=person, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "y"})
    return person


def test_a_lost_second_factor_is_taken_away_with_its_codes_and_sessions(administrator, coordinator):
    before = _with_second_factor(coordinator).get_session_auth_hash()

    forget_second_factor(coordinator, by=administrator, reason="telephone lost")
    forget_second_factor(coordinator, by=administrator, reason="asked twice")

    assert list(Authenticator.objects.all()) == []
    assert coordinator.get_session_auth_hash() != before
    assert _journal() == ["account.second_factor_forgotten"]


@pytest.mark.parametrize("role", ["member", "editor", "coordinator", "auditor"])
def test_a_second_factor_is_taken_away_by_administrators_only(request, administrator, role):
    _with_second_factor(administrator)

    with pytest.raises(actions.NotAllowed, match="Only an administrator"):
        forget_second_factor(administrator, by=request.getfixturevalue(role))

    assert (Authenticator.objects.count(), _journal()) == (2, [])


def test_administrators_do_not_take_their_own_second_factor_away(administrator):
    with pytest.raises(actions.NotAllowed, match="never their own"):
        forget_second_factor(_with_second_factor(administrator), by=administrator)
