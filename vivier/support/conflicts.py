"""Links between a partner and who asks, which the team must know of before it refers."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from vivier.accounts.models import User
from vivier.directory.models import Membership, Relation
from vivier.support.models import Need, Partner

SAME_RECORD, RELATION = "same_record", "relation"
ADVISER_ASKS, ADVISER_MANAGES = "adviser_asks", "adviser_manages"


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Who stands near an applicant: keys of actors in a relation with its record, of people who manage it."""

    related: frozenset[int]
    managers: frozenset[int]


def neighbours_of(need: Need, *, today: date) -> Neighbours:
    """Return who stands near the applicant, in two queries; nobody without a record."""
    key = need.actor_id
    if key is None:
        return Neighbours(frozenset(), frozenset())
    now = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    pairs = Relation.objects.filter(Q(source=key) | Q(target=key), now).values_list("source_id", "target_id")
    managers = Membership.objects.filter(actor=key).values_list("user_id", flat=True)
    return Neighbours(frozenset(one for pair in pairs for one in pair) - {key}, frozenset(managers))


def conflicts_of(need: Need, partner: Partner, near: Neighbours) -> tuple[str, ...]:
    """Return the codes of what links a partner to the applicant, the closest link first; usually none."""
    advisers = [row.user for row in partner.advisers.all()]
    found = {
        SAME_RECORD: need.actor_id is not None and need.actor_id == partner.actor_id,
        ADVISER_ASKS: any(is_own(need, user) for user in advisers),
        ADVISER_MANAGES: any(user.pk in near.managers for user in advisers),
        RELATION: partner.actor_id in near.related,
    }
    return tuple(code for code, is_so in found.items() if is_so)


def is_own(need: Need, user: User) -> bool:
    """Whether this person is who asks: by the account, or by the address they left."""
    return need.user_id == user.pk or bool(need.email and need.email.lower() == user.email.lower())


def may_answer(need: Need, user: User) -> bool:
    """Nobody answers their own need, nor that of an organisation they manage."""
    if is_own(need, user):
        return False
    return need.actor_id is None or not Membership.objects.filter(actor=need.actor_id, user=user).exists()


def words_of(code: str) -> str:
    """Say one link in words."""
    return {
        SAME_RECORD: _("The partner asks for itself."),
        RELATION: _("The directory knows a relation between the two organisations."),
        ADVISER_ASKS: _("One of the partner’s advisers is the person who asks."),
        ADVISER_MANAGES: _("One of the partner’s advisers manages the record of the applicant."),
    }.get(code, code)
