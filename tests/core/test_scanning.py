"""Files people send are shown to the virus scanner the settings name; a file nobody looked at is refused."""

import socket
import sys
import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import FileField
from django.forms.forms import BaseForm
from django.urls import get_resolver
from django.utils import translation

from vivier.core.scanning import refuse_infected
from vivier.desk.forms.media import ScannedDocumentForm, ScannedImageForm
from vivier.desk.receiving import SheetField
from vivier.web.forms.claims import EvidenceForm

FOUND = "The virus scanner found something"
UNCHECKED = "could not be checked for viruses"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def sent(content=b"a;b\n1;2\n", name="a.csv"):
    return SimpleUploadedFile(name, content)


def command(code):
    return f"{sys.executable} -c '{code}'"


CLEAN = command("import sys; open(sys.argv[1]).read()")
INFECTED = command('import sys; sys.exit("VIRUS" in open(sys.argv[1]).read())')


def test_without_a_scanner_nothing_is_asked(settings):
    settings.UPLOAD_SCANNER = ""

    refuse_infected(sent(b"VIRUS"))


def test_a_command_looks_at_a_copy_and_the_file_can_still_be_read(settings):
    settings.UPLOAD_SCANNER = INFECTED
    file = sent()

    refuse_infected(file)
    assert file.read() == b"a;b\n1;2\n"

    with pytest.raises(ValidationError, match=FOUND):
        refuse_infected(sent(b"VIRUS"))


@pytest.mark.parametrize(
    "scanner",
    [
        "/no/such/scanner",
        command("raise SystemExit(2)"),
        "clamd:/no/such/socket",
        "clamd:127.0.0.1:1",
        "clamd:x",
    ],
)
def test_a_scanner_that_does_not_answer_refuses_everything(settings, scanner):
    settings.UPLOAD_SCANNER = scanner

    with pytest.raises(ValidationError, match=UNCHECKED):
        refuse_infected(sent())


class Clamd(threading.Thread):
    """Answers one INSTREAM as clamd does."""

    def __init__(self, path, answer):
        super().__init__(daemon=True)
        self.answer, self.got = answer, b""
        self.listening = socket.socket(socket.AF_UNIX)
        self.listening.bind(str(path))
        self.listening.listen(1)
        self.start()

    def run(self):
        connection, _address = self.listening.accept()
        with connection, connection.makefile("rb") as lines:
            assert lines.read(10) == b"zINSTREAM\0"
            while size := int.from_bytes(lines.read(4), "big"):
                self.got += lines.read(size)
            connection.sendall(self.answer)
        self.listening.close()


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"stream: OK\0", ""),
        (b"stream: Eicar-Signature FOUND\0", FOUND),
        (b"INSTREAM size limit\0", UNCHECKED),
    ],
)
def test_clamd_is_sent_the_whole_file(settings, tmp_path, answer, why):
    clamd = Clamd(tmp_path / "clamd", answer)
    settings.UPLOAD_SCANNER = f"clamd:{tmp_path / 'clamd'}"
    content = b"x" * 2_500_000

    if why:
        with pytest.raises(ValidationError, match=why):
            refuse_infected(sent(content))
    else:
        refuse_infected(sent(content))
    clamd.join(10)
    assert clamd.got == content


def test_every_way_to_send_a_file_asks(settings):
    settings.UPLOAD_SCANNER = INFECTED
    virus = sent(b"VIRUS")

    with pytest.raises(ValidationError, match=FOUND):
        SheetField().clean(virus)
    for form in (ScannedImageForm, ScannedDocumentForm, EvidenceForm):
        made = form.__new__(form)
        made.cleaned_data = {"file": virus}
        with pytest.raises(ValidationError, match=FOUND):
            made.clean_file()


def _forms_of(kind):
    for one in kind.__subclasses__():
        yield one
        yield from _forms_of(one)


def test_no_form_takes_a_file_past_the_scanner(settings):
    """Every file field of ours asks by itself, or its form is named here and tried above."""
    asked_by_the_form = {"ExtractForm", "vivier.web.forms.claims.EvidenceForm"}
    settings.UPLOAD_SCANNER = f"{sys.executable} -c exit(1)"
    get_resolver().url_patterns  # noqa: B018 -- every page, so every form, is read
    found, unasked = set(), []
    for form in {one for one in _forms_of(BaseForm) if one.__module__.startswith("vivier.")}:
        for name, field in form.base_fields.items():
            whole = f"{form.__module__}.{form.__name__}"
            if not isinstance(field, FileField) or {form.__name__, whole} & asked_by_the_form:
                continue
            found.add(whole)
            try:
                field.clean(SimpleUploadedFile("a.pdf", b"%PDF-1.4"))
            except ValidationError as error:
                if "scanner" not in str(error):
                    unasked.append(f"{whole}.{name}")
            else:
                unasked.append(f"{whole}.{name}")

    assert unasked == []
    assert {"vivier.web.forms.cases.DocumentForm", "vivier.desk.forms.expenses.EvidenceForm"} <= found
