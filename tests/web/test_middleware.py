"""What every request passes: safe input, one language, strict policies."""

import pytest

from vivier.accounts.models import User


@pytest.mark.parametrize("path", ["/fr/?q=%00", "/fr/%00", "/fr/\x00", "/desk/actors/?q=%00"])
def test_characters_no_page_understands_are_refused(client, db, path):
    assert client.get(path).status_code in {400, 404}


def test_an_endless_query_is_refused(client, db):
    assert client.get("/fr/?q=" + "x" * 9000).status_code == 414


@pytest.mark.parametrize("language", ["fr", "en", "nl", "de"])
def test_the_log_in_speaks_the_language_of_the_page_one_came_from(client, db, language):
    by_link = client.get(
        "/accounts/login/", headers={"referer": f"http://testserver/{language}/", "accept-language": "es"}
    )
    by_choice = client.get(f"/accounts/login/?language={language}")

    assert f'<html lang="{language}">' in by_link.content.decode()
    assert f'<html lang="{language}">' in by_choice.content.decode()


def test_an_unknown_language_is_not_spoken(client, db):
    answer = client.get("/accounts/login/?language=xx", headers={"accept-language": "fr"})

    assert '<html lang="fr">' in answer.content.decode()


def test_the_language_is_remembered_for_who_is_logged_in(client, member):
    client.force_login(member)
    client.get("/espace/?language=de")

    assert '<html lang="de">' in client.get("/espace/", headers={"accept-language": "fr"}).content.decode()


def test_the_site_is_strict_and_the_desk_only_looser_for_its_own_styles_and_frames(client, db, settings):
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(User.objects.create_user("c@example.org", role="coordinator", is_staff=True))

    site = client.get("/espace/").headers["Content-Security-Policy"]
    desk = client.get("/desk/").headers["Content-Security-Policy"]

    for policy in (site, desk):
        scripts = next(part for part in policy.split(";") if "script-src" in part)
        assert "unsafe" not in scripts
        assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in site
    assert "unsafe-inline" not in site
    assert "frame-ancestors 'self'" in desk
    assert "style-src 'self' 'unsafe-inline'" in desk


def test_pages_are_compressed_for_who_asks(client, db):
    plain = client.get("/accounts/login/")
    packed = client.get("/accounts/login/", headers={"accept-encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Content-Encoding" not in plain.headers
    assert len(packed.content) < len(plain.content) / 2
