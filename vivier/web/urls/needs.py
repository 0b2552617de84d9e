"""Addresses of the needs: telling one, following it, answering it."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import pgettext_lazy

from vivier.web.views import need_status, needs, referrals

Routes = list[URLPattern | URLResolver]

pages: Routes = [
    path("", needs.need, name="need"),
    path(pgettext_lazy("address", "on-paper/"), needs.need_printable, name="need_printable"),
    path(pgettext_lazy("address", "follow/<str:token>/"), need_status.need_status, name="need_status"),
    path(pgettext_lazy("address", "referral/<str:token>/"), referrals.need_referral, name="need_referral"),
    path(pgettext_lazy("address", "tell/<str:token>/"), needs.need_review, name="need_review"),
    path(
        pgettext_lazy("address", "tell/<str:token>/<slug:question>/"),
        needs.need_question,
        name="need_question",
    ),
]
urlpatterns: Routes = [path(pgettext_lazy("address", "need/"), include(pages))]
