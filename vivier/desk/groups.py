"""What each role may do inside Wagtail: one group per role, its permissions written from this table."""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import connections
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from vivier.accounts.models import User, group_name
from vivier.accounts.roles import DESK_ROLES, Role

Table = dict[str, tuple[str, ...]]

ALL = ("add", "change", "delete", "view")
AGENDA: Table = dict.fromkeys(("agenda.event", "agenda.series", "agenda.place"), ALL)
NEWS: Table = {"newsroom.category": ALL}
RECORDS: Table = {
    "directory.actor": ALL,
    "opportunities.scheme": ALL,
    "opportunities.call": ALL,
    "opportunities.residency": ALL,
    "observatory.indicator": ALL,
    "reference.discipline": ALL,
    "reference.term": ALL,
    "reference.territory": ("view",),
}
HOUSE: Table = {
    "accounts.user": ("add", "change", "view"),
    "wagtailcore.site": ALL,
    "wagtailcore.locale": ALL,
    "wagtailcore.collection": ALL,
    "wagtailcore.workflow": ALL,
    "wagtailcore.task": ALL,
}
JOURNAL: Table = {"accounts.journalentry": ("view",)}

MODEL_PERMISSIONS: dict[str, Table] = {
    Role.EDITOR: AGENDA | NEWS,
    Role.COORDINATOR: AGENDA | NEWS | RECORDS | JOURNAL,
    Role.ADMINISTRATOR: AGENDA | NEWS | RECORDS | JOURNAL | HOUSE,
    Role.AUDITOR: JOURNAL,
    Role.ACCOUNTANT: {},
    Role.ADVISER: {},
    Role.MEMBER: {},
}
ENTERS_THE_DESK = DESK_ROLES | {Role.ACCOUNTANT, Role.AUDITOR}
ON_PAGES = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page")
ON_MEDIA: Table = {
    "wagtailimages": ("add_image", "change_image", "choose_image", "delete_image"),
    "wagtaildocs": ("add_document", "change_document", "choose_document", "delete_document"),
}
ON_COLLECTIONS: Table = {"wagtailcore": ("add_collection", "change_collection", "delete_collection")}
_TABLES = frozenset(
    {"auth_group", "wagtailcore_grouppagepermission", "wagtailcore_collection", "accounts_user"}
)


def write_permissions(*, using: str = "default", **_signal: Any) -> None:
    """Give every role's group exactly what the table says; run after every migration."""
    if not set(connections[using].introspection.table_names()) >= _TABLES:
        return
    for label in {model.split(".")[0] for table in MODEL_PERMISSIONS.values() for model in table} | {
        "wagtailadmin",
        *ON_MEDIA,
    }:
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    for role in Role.values:
        group, _created = Group.objects.get_or_create(name=group_name(role))
        group.permissions.set(_permissions_of(role))
        if role in DESK_ROLES:
            _open_pages_and_media(group)
        if role == Role.ADMINISTRATOR:
            _open_collections(group, ON_COLLECTIONS)
        group.user_set.add(*User.objects.filter(role=role).exclude(groups=group))


def _permissions_of(role: str) -> list[Permission]:
    wanted = Q(pk__in=())
    for model, deeds in MODEL_PERMISSIONS[role].items():
        label, name = model.split(".")
        codenames = [f"{deed}_{name}" for deed in deeds]
        wanted |= Q(content_type__app_label=label, content_type__model=name, codename__in=codenames)
    if role in ENTERS_THE_DESK:
        wanted |= Q(content_type__app_label="wagtailadmin", codename="access_admin")
    return list(Permission.objects.filter(wanted))


def _open_pages_and_media(group: Group) -> None:
    root = Page.get_first_root_node()
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=ON_PAGES):
        if root is not None:
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    _open_collections(group, ON_MEDIA)


def _open_collections(group: Group, deeds: Table) -> None:
    root = Collection.get_first_root_node()
    for label, codenames in deeds.items():
        for permission in Permission.objects.filter(content_type__app_label=label, codename__in=codenames):
            if root is not None:
                GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=root, permission=permission
                )
