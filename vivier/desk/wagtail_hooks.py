"""What the desk adds to Wagtail: kinds of records, screens, menu, looks."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup

from vivier.desk import choosers, menu, report_screens
from vivier.desk.mandate_screens import SCREENS as MANDATE_SCREENS
from vivier.desk.mission_screens import mission_screens
from vivier.desk.views.call_readings import CallReadingView, reading_changes, reading_errors
from vivier.desk.views.call_sources import CallSourcesView, CallSourceView
from vivier.desk.views.calling import CallOutView
from vivier.desk.views.changes import ChangeSetView, change_set_rows
from vivier.desk.views.claims import (
    ClaimListView,
    ClaimView,
    ManagersView,
    claim_evidence,
    claims_file,
)
from vivier.desk.views.corrections import CorrectionListView, CorrectionView, take_back
from vivier.desk.views.duplicates import DuplicatesView, PairView, duplicates_file
from vivier.desk.views.feeds import FeedsView
from vivier.desk.views.freshness import DormantView, IncompleteView, OrphanView
from vivier.desk.views.imports import ImportsView, ImportView, import_difference, rejected_rows
from vivier.desk.views.journal import JournalView, RecordJournalView
from vivier.desk.views.links import LinkListView, LinkView, check_links
from vivier.desk.views.mails import MailListView, MailView, mail_content, try_mails
from vivier.desk.views.merges import MergesView, MergeView
from vivier.desk.views.need import NeedView
from vivier.desk.views.needs import NeedListView, OnBehalfView, needs_file
from vivier.desk.views.numbers import NumbersView, numbers_file
from vivier.desk.views.partners import PartnersView, PartnerView
from vivier.desk.views.proposals import ProposalListView, ProposalView
from vivier.desk.views.publishers import PublishersView
from vivier.desk.views.reach import ReachView, reach_file
from vivier.desk.views.referral import ReferralView
from vivier.desk.views.search_words import SearchWordsView, search_words_file
from vivier.desk.views.sectors import (
    DefinitionChangeView,
    DefinitionsView,
    DefinitionView,
    definition_codes,
)
from vivier.desk.views.sheets import SheetsView, SheetView, sheet_errors
from vivier.desk.views.trials import CopyView, TrialView
from vivier.desk.views.whom import ExposureView, WhomView
from vivier.desk.viewsets.actors import ActorViewSet
from vivier.desk.viewsets.agenda import EventViewSet, PlaceViewSet, SeriesViewSet
from vivier.desk.viewsets.figures import IndicatorViewSet
from vivier.desk.viewsets.opportunities import CallViewSet, SchemeViewSet
from vivier.desk.viewsets.people import PersonViewSet
from vivier.desk.viewsets.residencies import ResidencyViewSet
from vivier.desk.viewsets.vocabulary import DisciplineViewSet, TermViewSet, TerritoryViewSet


class OpportunityGroup(ViewSetGroup):  # type: ignore[misc]
    """Calls and the schemes they belong to."""

    items = (CallViewSet(), SchemeViewSet(), ResidencyViewSet())
    menu_label = _("Opportunities")
    menu_icon = "tasks"
    menu_name = "opportunities"
    menu_order = 120

    def get_submenu_items(self) -> list[MenuItem]:
        """Add what keeps them alive."""
        return [*super().get_submenu_items(), *menu.entries(menu.OPPORTUNITIES)]


class AgendaGroup(ViewSetGroup):  # type: ignore[misc]
    """Events, series, places."""

    items = (EventViewSet(), SeriesViewSet(), PlaceViewSet())
    menu_label = _("Agenda")
    menu_icon = "calendar"
    menu_name = "agenda"
    menu_order = 130


class VocabularyGroup(ViewSetGroup):  # type: ignore[misc]
    """The words records are described with."""

    items = (DisciplineViewSet(), TermViewSet(), TerritoryViewSet())
    menu_label = _("Vocabulary")
    menu_icon = "tag"
    menu_name = "vocabulary"
    menu_order = 150


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    """Kinds of records and the dialogs that pick one."""
    return [
        ActorViewSet(add_to_admin_menu=True),
        OpportunityGroup(),
        AgendaGroup(),
        IndicatorViewSet(add_to_admin_menu=True),
        VocabularyGroup(),
        PersonViewSet(add_to_settings_menu=True),
        *choosers.ALL,
    ]


def _list_of_records(name: str, view: Any) -> list[URLPattern]:
    route = f"desk_actor_{name}"
    return [
        path(f"records/{name}/", view.as_view(), name=route),
        path(f"records/{name}/results/", view.as_view(results_only=True), name=f"{route}_results"),
    ]


@hooks.register("register_admin_urls")
def register_screens() -> list[URLPattern]:
    """Our own screens."""
    return [
        path("corrections/", CorrectionListView.as_view(), name="desk_corrections"),
        path(
            "corrections/results/",
            CorrectionListView.as_view(results_only=True),
            name="desk_corrections_results",
        ),
        path("corrections/<int:pk>/", CorrectionView.as_view(), name="desk_correction"),
        path("corrections/<int:pk>/undo/", take_back, name="desk_correction_undo"),
        path("duplicates/", DuplicatesView.as_view(), name="desk_duplicates"),
        path("duplicates/duplicates.<str:kind>", duplicates_file, name="desk_duplicates_file"),
        path("duplicates/<int:pk>/", PairView.as_view(), name="desk_duplicate"),
        path("merges/", MergesView.as_view(), name="desk_merges"),
        path("merges/<int:pk>/", MergeView.as_view(), name="desk_merge"),
    ]


@hooks.register("register_admin_urls")
def register_opportunity_screens() -> list[URLPattern]:
    """What people propose, the trial of conditions, the next edition, whom a call concerns."""
    return [
        path("proposals/", ProposalListView.as_view(), name="desk_proposals"),
        path(
            "proposals/results/", ProposalListView.as_view(results_only=True), name="desk_proposals_results"
        ),
        path("proposals/<int:pk>/", ProposalView.as_view(), name="desk_proposal"),
        path("trials/<int:pk>/", TrialView.as_view(), name="desk_call_trial"),
        path("editions/<int:pk>/", CopyView.as_view(), name="desk_call_copy"),
        path("whom-it-concerns/<int:pk>/", WhomView.as_view(), name="desk_call_whom"),
        path("tell/<int:pk>/", CallOutView.as_view(), name="desk_call_tell"),
        path("tell/", ReachView.as_view(), name="desk_call_reach"),
        path("tell/figures.<str:kind>", reach_file, name="desk_call_reach_file"),
        path("exposure/", ExposureView.as_view(), name="desk_call_exposure"),
    ]


@hooks.register("register_admin_urls")
def register_living_screens() -> list[URLPattern]:
    """Lists of opportunities that others keep; links to other sites."""
    return [
        path("opportunity-sources/", CallSourcesView.as_view(), name="desk_call_sources"),
        path("opportunity-sources/<int:pk>/", CallSourceView.as_view(), name="desk_call_source"),
        path("opportunity-readings/<int:pk>/", CallReadingView.as_view(), name="desk_call_reading"),
        path(
            "opportunity-readings/<int:pk>/errors.<str:kind>", reading_errors, name="desk_call_reading_errors"
        ),
        path(
            "opportunity-readings/<int:pk>/changes.<str:kind>",
            reading_changes,
            name="desk_call_reading_changes",
        ),
        path("publishers/", PublishersView.as_view(), name="desk_publishers"),
        path("links/", LinkListView.as_view(), name="desk_links"),
        path("links/results/", LinkListView.as_view(results_only=True), name="desk_links_results"),
        path("links/check/", check_links, name="desk_links_check"),
        path("links/<int:pk>/", LinkView.as_view(), name="desk_link"),
    ]


@hooks.register("register_admin_urls")
def register_source_screens() -> list[URLPattern]:
    """Registers, spreadsheets and feeds, what they change; lists of records; the journal."""
    return [
        path("imports/", ImportsView.as_view(), name="desk_imports"),
        path("imports/<int:pk>/", ImportView.as_view(), name="desk_import"),
        path("imports/<int:pk>/rejected.<str:kind>", rejected_rows, name="desk_import_rejected"),
        path("imports/<int:pk>/difference.<str:kind>", import_difference, name="desk_import_difference"),
        path("definitions/", DefinitionsView.as_view(http_method_names=["get"]), name="desk_definitions"),
        path("definitions/new/", DefinitionsView.as_view(), name="desk_definitions_new"),
        path("definitions/<int:pk>/", DefinitionView.as_view(), name="desk_definition"),
        path("definitions/<int:pk>/change/", DefinitionChangeView.as_view(), name="desk_definition_change"),
        path("definitions/<int:pk>/codes.<str:kind>", definition_codes, name="desk_definition_codes"),
        path("numbers/", NumbersView.as_view(), name="desk_numbers"),
        path("numbers/watched.<str:kind>", numbers_file, name="desk_numbers_file"),
        path("sheets/", SheetsView.as_view(), name="desk_sheets"),
        path("sheets/<int:pk>/", SheetView.as_view(), name="desk_sheet"),
        path("sheets/<int:pk>/errors.<str:kind>", sheet_errors, name="desk_sheet_errors"),
        path("search-words/", SearchWordsView.as_view(), name="desk_search_words"),
        path("search-words/words.<str:kind>", search_words_file, name="desk_search_words_file"),
        path("feeds/", FeedsView.as_view(), name="desk_feeds"),
        path("changes/<int:pk>/", ChangeSetView.as_view(), name="desk_changes"),
        path("changes/<int:pk>/changes.<str:kind>", change_set_rows, name="desk_changes_file"),
        *_list_of_records("dormant", DormantView),
        *_list_of_records("orphans", OrphanView),
        *_list_of_records("incomplete", IncompleteView),
        path("journal/", JournalView.as_view(), name="desk_journal"),
        path("journal/results/", JournalView.as_view(results_only=True), name="desk_journal_results"),
        path("journal/<str:label>/<int:pk>/", RecordJournalView.as_view(), name="desk_journal_of"),
    ]


hooks.register("register_admin_urls", report_screens.urls)


@hooks.register("register_admin_urls")
def register_mail_screens() -> list[URLPattern]:
    """Mails that wait, went or are parked."""
    return [
        path("mails/", MailListView.as_view(), name="desk_mails"),
        path("mails/results/", MailListView.as_view(results_only=True), name="desk_mails_results"),
        path("mails/try/", try_mails, name="desk_mails_try"),
        path("mails/<int:pk>/", MailView.as_view(), name="desk_mail"),
        path("mails/<int:pk>/content/", mail_content, name="desk_mail_content"),
    ]


@hooks.register("register_admin_urls")
def register_claim_screens() -> list[URLPattern]:
    """Claims of records and who manages them."""
    return [
        path("claims/", ClaimListView.as_view(), name="desk_claims"),
        path("claims/results/", ClaimListView.as_view(results_only=True), name="desk_claims_results"),
        path("claims/claims.<str:kind>", claims_file, name="desk_claims_file"),
        path("claims/<int:pk>/", ClaimView.as_view(), name="desk_claim"),
        path("claims/<int:pk>/evidence/", claim_evidence, name="desk_claim_evidence"),
        path("claims/managers/<int:pk>/", ManagersView.as_view(), name="desk_claim_managers"),
    ]


@hooks.register("register_admin_urls")
def register_mandate_screens() -> list[URLPattern]:
    """Mandates, expenses, staff time, what is due, files from the accounts."""
    return MANDATE_SCREENS


@hooks.register("register_admin_urls")
def register_need_screens() -> list[URLPattern]:
    """Needs, referrals and partners."""
    return [
        path("needs/", NeedListView.as_view(), name="desk_needs"),
        path("needs/results/", NeedListView.as_view(results_only=True), name="desk_needs_results"),
        path("needs/needs.<str:kind>", needs_file, name="desk_needs_file"),
        path("needs/new/", OnBehalfView.as_view(), name="desk_need_new"),
        path("needs/<int:pk>/", NeedView.as_view(), name="desk_need"),
        path("referrals/<int:pk>/", ReferralView.as_view(), name="desk_referral"),
        path("partners/", PartnersView.as_view(), name="desk_partners"),
        path("partners/<int:pk>/", PartnerView.as_view(), name="desk_partner"),
    ]


hooks.register("register_admin_urls", mission_screens)


for maker in menu.makers():
    hooks.register("register_admin_menu_item", maker)


@hooks.register("construct_main_menu")
@hooks.register("construct_settings_menu")
def hide_second_doors(request: HttpRequest, items: list[MenuItem]) -> None:
    """Take away the entries that lead nowhere here."""
    menu.tidy(request, items)


@hooks.register("insert_global_admin_css")
def our_colours() -> SafeString:
    """Our colours and type over Wagtail's."""
    return format_html('<link rel="stylesheet" href="{}">', static("core/css/desk.css"))


@hooks.register("insert_global_admin_js")
def our_behaviour() -> SafeString:
    """Rows that can be added, choosers without inline scripts."""
    return format_html('<script src="{}" defer></script>', static("desk/desk.js"))
