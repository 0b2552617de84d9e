"""A need with a marker word in every confidential field, referred and answered."""

from django.utils import timezone

from tests.factories import (
    ActorFactory,
    AdviserFactory,
    ConsentFactory,
    NeedFactory,
    PartnerFactory,
    ReferralFactory,
)
from vivier.support.models import Answer, Referral

NEED = {
    "sought": "zq-sought",
    "name": "zq-name",
    "organisation": "zq-organisation",
    "email": "zq-email@example.org",
    "phone": "zq-phone",
    "best_time": "zq-time",
    "place": "zq-place",
    "project_name": "zq-project",
    "holders": "zq-holders",
}
PARTNERS = ("zq-message", "zq-override", "zq-answer", "zq-note")
MARKERS = (*NEED.values(), *PARTNERS)


def referred_need() -> Referral:
    """Plant it, referral, need and partner under the number 1; a second partner has it too."""
    need = NeedFactory(
        pk=1,
        entered=True,
        state="taken",
        actor=ActorFactory(name="Known Studio"),
        referred_at=timezone.now(),
        **NEED,
    )
    ConsentFactory(need=need, sees="need")
    found = ReferralFactory(
        pk=1,
        need=need,
        partner=PartnerFactory(pk=1, note="zq-note"),
        message="zq-message",
        override="zq-override",
        escalated_at=timezone.now(),
        answered="taken",
    )
    AdviserFactory(partner=found.partner)
    Answer.objects.create(referral=found, kind="taken", text="zq-answer")
    ReferralFactory(need=need, partner=PartnerFactory())
    return found


def found_in(body: str) -> list[str]:
    """The marker words a page holds."""
    return [word for word in MARKERS if word in body]
