"""Addresses of the needs: telling one, following it, answering it."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import pgettext_lazy

from vivier.web.views import cases, need_status, needs, referrals

Routes = list[URLPattern | URLResolver]

pages: Routes = [
    path("", needs.need, name="need"),
    path(pgettext_lazy("address", "on-paper/"), needs.need_printable, name="need_printable"),
    path(pgettext_lazy("address", "follow/<str:token>/"), need_status.need_status, name="need_status"),
    path(pgettext_lazy("address", "case/<str:token>/"), cases.need_case, name="need_case"),
    path(
        pgettext_lazy("address", "case/<str:token>/document/<int:pk>/"),
        cases.need_case_document,
        name="need_case_document",
    ),
    path(
        pgettext_lazy("address", "case/<str:token>/meeting/<int:pk>.ics"),
        cases.need_case_meeting,
        name="need_case_meeting",
    ),
    path(pgettext_lazy("address", "case-mails/<str:token>/"), cases.need_mails, name="need_mails"),
    path(pgettext_lazy("address", "four-questions/<str:token>/"), cases.need_survey, name="need_survey"),
    path(pgettext_lazy("address", "referral/<str:token>/"), referrals.need_referral, name="need_referral"),
    path(pgettext_lazy("address", "tell/<str:token>/"), needs.need_review, name="need_review"),
    path(
        pgettext_lazy("address", "tell/<str:token>/<slug:question>/"),
        needs.need_question,
        name="need_question",
    ),
]
urlpatterns: Routes = [path(pgettext_lazy("address", "need/"), include(pages))]
