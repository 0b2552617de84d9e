"""Which addresses prove that somebody speaks for an organisation."""

import pytest

from tests.factories import ActorFactory, FieldSourceFactory
from vivier.directory import domains, proofs
from vivier.directory.models import Actor, FieldSource
from vivier.directory.proofs import Proof

pytestmark = pytest.mark.django_db
Method = FieldSource.Method


def actor_saying(method=Method.DATASET, **values):
    actor = ActorFactory(**values)
    for field in {"email", "website"} & set(values):
        FieldSourceFactory(actor=actor, field=field, value=values[field], method=method)
    return actor


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.kikk.be", "kikk.be"),
        ("a.b.c.kikk.be", "kikk.be"),
        ("kikk.be", "kikk.be"),
        ("www.studio.co.uk", "studio.co.uk"),
        ("co.uk", ""),
        ("localhost", ""),
        ("192.168.1.1", ""),
        ("", ""),
        ("a..be", ""),
        ("www.theatre.asso.fr", "theatre.asso.fr"),
    ],
)
def test_the_part_that_somebody_registered(host, domain):
    assert domains.registrable(host) == domain


@pytest.mark.parametrize(
    ("website", "domain"),
    [
        ("https://www.kikk.be/", "kikk.be"),
        ("https://www.kikk.be/fr/", "kikk.be"),
        ("https://kikk.be/en-be", "kikk.be"),
        ("http://KIKK.be:8080", "kikk.be"),
        ("https://www.ulb.be/faculties/our-lab", ""),
        ("https://facebook.com/", ""),
        ("https://studio.wixsite.com/", ""),
        ("https://studio.github.io/", ""),
        ("https://www.skynet.be", ""),
        ("ftp://kikk.be", ""),
        ("javascript:alert(1)", ""),
        ("https://[::1", ""),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("", ""),
    ],
)
def test_the_domain_that_is_an_organisations_own(website, domain):
    assert domains.own_domain(website) == domain


def test_the_address_the_directory_shows_proves_whatever_the_case():
    actor = actor_saying(email="info@studio.example")

    assert proofs.proof_of(actor, " INFO@Studio.example ") == Proof("code")


def test_even_a_public_mailbox_proves_when_the_directory_shows_exactly_it():
    actor = actor_saying(email="studio@gmail.com")

    assert proofs.proof_of(actor, "studio@gmail.com") == Proof("code")
    assert proofs.proof_of(actor, "other@gmail.com") is None


def test_an_address_on_the_organisations_own_domain_proves():
    actor = actor_saying(website="https://www.studio.example/")

    assert proofs.proof_of(actor, "ada@studio.example") == Proof("domain")


@pytest.mark.parametrize(
    "address",
    [
        "ada@notstudio.example",
        "ada@studio.example.evil.test",
        "ada@sub.studio.example",
        "ada@gmail.com",
        "",
        "@",
        "ada",
    ],
)
def test_any_other_address_proves_nothing(address):
    actor = actor_saying(website="https://www.studio.example/")

    assert proofs.proof_of(actor, address) is None


@pytest.mark.parametrize(
    "provider", ["gmail.com", "skynet.be", "outlook.com", "outlook.be", "proximus.be", "yahoo.co.uk"]
)
def test_a_website_at_a_mailbox_provider_makes_nobodys_mailbox_a_proof(provider):
    actor = actor_saying(website=f"https://{provider}/")

    assert domains.is_anybodys(provider)
    assert proofs.proof_of(actor, f"ada@{provider}") is None


@pytest.mark.parametrize("kind", [Actor.Kind.SCHOOL, Actor.Kind.RESEARCH, Actor.Kind.PUBLIC_BODY])
def test_in_a_house_that_gives_mailboxes_to_many_the_team_looks_too(kind):
    actor = actor_saying(website="https://school.example/", kind=kind)

    assert proofs.proof_of(actor, "student@school.example") == Proof("domain", needs_the_team=True)


def test_a_branch_of_a_larger_house_is_looked_at_by_the_team():
    actor = actor_saying(website="https://lab.house.example/")

    assert proofs.proof_of(actor, "ada@house.example") == Proof("domain", needs_the_team=True)


@pytest.mark.parametrize(
    "person", [{"kind": Actor.Kind.PERSON}, {"legal_form": Actor.LegalForm.NATURAL_PERSON}]
)
def test_the_register_address_of_a_natural_person_is_never_used(person):
    actor = actor_saying(Method.REGISTER, email="ada@home.example", **person)

    assert proofs.proof_of(actor, "ada@home.example") is None
    assert proofs.public_address(actor) == ""


def test_the_register_address_of_an_organisation_takes_a_code_but_no_other_mail():
    actor = actor_saying(Method.REGISTER, email="info@asbl.example")

    assert proofs.proof_of(actor, "info@asbl.example") == Proof("code")
    assert proofs.writable_address(actor) == ""


def test_what_only_a_visitor_suggested_or_nobody_signed_proves_nothing():
    suggested = actor_saying(Method.SUGGESTION, email="me@evil.example", website="https://evil.example/")
    unsigned = ActorFactory(email="me@evil.example", website="https://evil.example/")

    for actor in (suggested, unsigned):
        assert proofs.proof_of(actor, "me@evil.example") is None


def test_a_form_shows_of_an_address_its_domain_only():
    assert proofs.masked("info@studio.example") == "…@studio.example"
    assert proofs.masked("") == ""
