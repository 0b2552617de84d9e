"""Links between a partner and who asks, which the team must know of before it refers."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from vivier.accounts.models import User
from vivier.directory.models import Membership, Relation
from vivier.support.models import Need, Partner

SAME_RECORD, RELATION = "same_record", "relation"
ADVISER_ASKS, ADVISER_MANAGES = "adviser_asks", "adviser_manages"


def conflicts_of(need: Need, partner: Partner, *, today: date) -> tuple[str, ...]:
    """Return the codes of what links a partner to the applicant, the closest link first; usually none."""
    advisers = [row.user for row in partner.advisers.all()]
    found = []
    if need.actor_id is not None and need.actor_id == partner.actor_id:
        found.append(SAME_RECORD)
    if any(is_own(need, user) for user in advisers):
        found.append(ADVISER_ASKS)
    if need.actor_id is not None and advisers:
        keys = [user.pk for user in advisers]
        if Membership.objects.filter(actor=need.actor_id, user__in=keys).exists():
            found.append(ADVISER_MANAGES)
    if _are_related(need, partner, today):
        found.append(RELATION)
    return tuple(found)


def is_own(need: Need, user: User) -> bool:
    """Whether this person is who asks: by the account, or by the address they left."""
    return need.user_id == user.pk or bool(need.email and need.email.lower() == user.email.lower())


def may_answer(need: Need, user: User) -> bool:
    """Nobody answers their own need, nor that of an organisation they manage."""
    if is_own(need, user):
        return False
    return need.actor_id is None or not Membership.objects.filter(actor=need.actor_id, user=user).exists()


def _are_related(need: Need, partner: Partner, today: date) -> bool:
    if need.actor_id is None or need.actor_id == partner.actor_id:
        return False
    both = Q(source=need.actor_id, target=partner.actor_id) | Q(source=partner.actor_id, target=need.actor_id)
    now = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    return Relation.objects.filter(both, now).exists()


def words_of(code: str) -> str:
    """Say one link in words."""
    return {
        SAME_RECORD: _("The partner asks for itself."),
        RELATION: _("The directory knows a relation between the two organisations."),
        ADVISER_ASKS: _("One of the partner’s advisers is the person who asks."),
        ADVISER_MANAGES: _("One of the partner’s advisers manages the record of the applicant."),
    }.get(code, code)
