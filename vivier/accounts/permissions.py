"""The permission table: which route answers to whom. A route that is not named answers to nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from vivier.accounts import rules
from vivier.accounts.roles import DESK_ROLES, Role


@dataclass(frozen=True, slots=True)
class Rule:
    """A name for a group of people, the test that says who belongs to it, and how sure we must be of them."""

    name: str
    allows: Callable[[Any], bool]
    second_factor: bool = False


EVERYBODY = Rule("everybody", lambda user: True)  # noqa: ARG005 -- a predicate
NOBODY = Rule("nobody", lambda user: False)  # noqa: ARG005 -- a predicate
MEMBERS = Rule("members", rules.is_member.test)
# Pages, images, documents, agenda: everybody who works at the desk.
DESK = Rule("desk", rules.works_at_the_desk.test, second_factor=True)
# Its frame and its front door: auditor and accountant pass through them to the journal and the mandates.
DESK_OR_AUDITOR = Rule(
    "desk, accountant or auditor",
    rules.has_role(*DESK_ROLES, Role.ACCOUNTANT, Role.AUDITOR).test,
    second_factor=True,
)
# Actors, opportunities, figures, vocabulary, corrections.
RECORDS = Rule("records", rules.manages_records.test, second_factor=True)
# Mandates, their money and their evidence: confidential, so not for who looks after the machines.
MANDATES = Rule(
    "mandates", rules.has_role(Role.COORDINATOR, Role.ACCOUNTANT, Role.AUDITOR).test, second_factor=True
)
EXPENSES = Rule("expenses", rules.has_role(Role.COORDINATOR, Role.ACCOUNTANT).test, second_factor=True)
COORDINATORS = Rule("coordinators", rules.is_coordinator.test, second_factor=True)
# Needs and referrals: confidential; who looks after accounts and settings does not read them.
NEEDS = Rule("needs", rules.is_coordinator.test, second_factor=True)
JOURNAL = Rule("journal", rules.reads_the_journal.test, second_factor=True)
ADMINISTRATORS = Rule("administrators", rules.is_administrator.test, second_factor=True)

# Names of routes, or their beginning when it ends with *; the longest match decides.
# A route without a name goes by the path of its view.
ROUTES: dict[str, Rule] = {
    # -- public ------------------------------------------------------------------------------
    "choose_language": EVERYBODY,
    "health_*": EVERYBODY,
    "picture": EVERYBODY,
    "robots": EVERYBODY,
    "security_txt": EVERYBODY,
    "web:*": EVERYBODY,  # this namespace holds public pages only
    "web:actor_claim": EVERYBODY,  # explains; a visitor is asked to log in before anything is sent
    "web:actor_claim_*": MEMBERS,
    "claim_contest": EVERYBODY,  # the mailed link is the key
    "api:*": EVERYBODY,  # read only
    "api_partner_*": EVERYBODY,  # a partner's key opens its own referrals, nothing opens without one
    "wagtail_serve": EVERYBODY,
    "wagtaildocs_serve": EVERYBODY,
    # -- accounts ----------------------------------------------------------------------------
    "account_login": EVERYBODY,
    "account_logout": EVERYBODY,
    "account_signup": EVERYBODY,
    "account_inactive": EVERYBODY,
    "account_reset_password*": EVERYBODY,
    "account_email_verification_sent": EVERYBODY,
    "account_confirm_email": EVERYBODY,
    "account_confirm_login_code": NOBODY,
    "account_confirm_reauthentication_code": NOBODY,
    "account_request_reauthentication_code": NOBODY,
    "account_reauthenticate": MEMBERS,
    "account_email": MEMBERS,
    "account_change_password": MEMBERS,
    "account_set_password": MEMBERS,
    "mfa_*": MEMBERS,
    "mfa_authenticate": EVERYBODY,
    "mission_link*": EVERYBODY,  # the mailed link is the key
    "confirm_record": EVERYBODY,  # the mailed link is the proof
    "space*": MEMBERS,  # records and claims in it are looked up among the person's own
    "space_need_case*": NEEDS,
    "space_invitation": EVERYBODY,  # the mailed link is the key; accepting needs the invited account
    # -- the desk: our own screens -------------------------------------------------------------
    "desk_correction*": RECORDS,
    "desk_claim*": RECORDS,
    "desk_proposal*": RECORDS,
    "desk_link*": RECORDS,
    "desk_residency*": RECORDS,
    "desk_publishers": RECORDS,
    "desk_import*": RECORDS,
    "desk_mission*": COORDINATORS,  # what participants say and whom they meet is confidential
    "desk_duplicate*": RECORDS,
    "desk_merge*": RECORDS,
    "desk_changes*": RECORDS,
    "desk_mail*": RECORDS,
    "desk_sheet*": RECORDS,
    "desk_feeds": RECORDS,
    "desk_numbers*": RECORDS,
    "desk_search_words*": RECORDS,
    "desk_definition*": RECORDS,
    "desk_definitions_new": ADMINISTRATORS,
    "desk_definition_change": ADMINISTRATORS,
    "desk_need*": NEEDS,
    "desk_referral*": NEEDS,
    "desk_partner*": NEEDS,
    "desk_journal": JOURNAL,
    "desk_journal_results": JOURNAL,
    "desk_journal_of": DESK,
    "desk_people*": ADMINISTRATORS,
    "desk_mandate*": MANDATES,
    "desk_mandate_indicator_change": COORDINATORS,
    "desk_report*": MANDATES,
    "desk_report_new": COORDINATORS,
    "desk_report_change": COORDINATORS,
    "desk_mandate_change": COORDINATORS,
    "desk_mandate_new": COORDINATORS,
    "desk_mandate_part*": COORDINATORS,
    "desk_mandate_stands": COORDINATORS,
    "desk_obligation*": MANDATES,  # who only reads is refused the deeds by the deeds themselves
    "desk_obligation_deed": COORDINATORS,
    "desk_evidence": MANDATES,
    "desk_evidence_attach": EXPENSES,
    "desk_evidence_withdraw": EXPENSES,
    "desk_expense*": MANDATES,
    "desk_expense_new": EXPENSES,
    "desk_expense_change": EXPENSES,
    "desk_expense_correct": EXPENSES,
    "desk_expense_overheads": EXPENSES,
    "desk_expense_deed": EXPENSES,
    "desk_expense_decide": COORDINATORS,
    "desk_time*": MANDATES,
    "desk_time_new": EXPENSES,
    "desk_time_deed": EXPENSES,
    "desk_accounting*": EXPENSES,
    "desk_actor*": RECORDS,
    # Languages are a setting: nobody takes one away.
    "wagtaillocales:delete": NOBODY,
    "desk_actor_chooser:*": DESK,
    "desk_scheme*": RECORDS,
    "desk_scheme_chooser:*": DESK,
    "desk_call*": RECORDS,
    "desk_event*": DESK,
    "desk_series*": DESK,
    "desk_place*": DESK,
    "desk_territory*": RECORDS,
    "desk_territory_chooser:*": DESK,
    "desk_indicator*": RECORDS,
    "desk_discipline*": RECORDS,
    "desk_term*": RECORDS,
    # -- the desk: what Wagtail brings ---------------------------------------------------------
    "wagtailadmin_home": DESK_OR_AUDITOR,
    "wagtailadmin_sprite": DESK_OR_AUDITOR,
    "wagtailadmin_javascript_catalog": DESK_OR_AUDITOR,
    "wagtailadmin_logout": DESK_OR_AUDITOR,
    "wagtailadmin_account": DESK_OR_AUDITOR,
    "wagtailadmin_dismissibles": DESK_OR_AUDITOR,
    "wagtailadmin_login": EVERYBODY,  # only sends to our log-in
    "wagtailadmin_explore*": DESK,
    "wagtailadmin_pages:*": DESK,
    "wagtailadmin_pages:set_privacy": NOBODY,
    "wagtailadmin_choose_*": DESK,
    "wagtailadmin_tag_*": DESK,
    "wagtailadmin_block_preview": DESK,
    "wagtailadmin_editing_sessions:*": DESK,
    "wagtailadmin_reports:*": DESK,
    "wagtailadmin_api:*": DESK,
    "wagtailadmin_api:pages:action": NOBODY,  # the write API is off
    "wagtail_bulk_action": DESK,
    "wagtailimages*": DESK,
    "wagtailimages:url_generator*": NOBODY,
    "wagtaildocs:*": DESK,
    "wagtaildocs_chooser:*": DESK,
    "wagtailsnippets_newsroom_*": DESK,
    "wagtailsnippetchoosers_newsroom_*": DESK,
    "wagtailsnippetchoosers_newsroom_category:create": NOBODY,  # categories have a page of their own
    "simple_translation:*": DESK,
    "wagtailadmin_collections:*": ADMINISTRATORS,
    "wagtailadmin_collections:set_privacy": NOBODY,
    "wagtailadmin_workflows:*": ADMINISTRATORS,
    "wagtailsites:*": ADMINISTRATORS,
    "wagtaillocales:*": ADMINISTRATORS,
    # -- never: second doors, and what has a page of our own -------------------------------------
    "desk_nothing": NOBODY,
    "wagtailadmin_password_reset*": NOBODY,
    "wagtailadmin_error_test": NOBODY,
    "wagtail.admin.views.home.default": NOBODY,
    "django.views.generic.base.TemplateView": NOBODY,  # Wagtail's test of its own 404 page
    "wagtailsnippets:index": NOBODY,
    "wagtailusers_*": NOBODY,
    "wagtailcore_login": NOBODY,
    "wagtailcore_authenticate_with_password": NOBODY,
    "wagtaildocs_authenticate_with_password": NOBODY,
}


def is_named(route: str) -> bool:
    """Say whether the table names a route, by its name or by its beginning."""
    return _key_of(route) is not None


def rule_for(route: str) -> Rule:
    """Return the rule of a route; NOBODY when the table does not name it."""
    key = _key_of(route)
    return ROUTES[key] if key else NOBODY


def _key_of(route: str) -> str | None:
    return route if route in ROUTES else _beginning_of(route)


@cache  # asked at every request, and some hundred times for a menu; names come from the code, not from people
def _beginning_of(route: str) -> str | None:
    beginnings = [key for key in ROUTES if key.endswith("*") and route.startswith(key[:-1])]
    return max(beginnings, key=len) if beginnings else None
