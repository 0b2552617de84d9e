"""Every reason for which the readers leave a row out is known to the catalogues."""

import re
from pathlib import Path

from django.utils import translation

from vivier.registers import left_out
from vivier.registers.readers import kbo_tables

READERS = Path(kbo_tables.__file__).parent


def test_no_reader_writes_a_reason_that_nobody_translates():
    written = {why for faults in kbo_tables.FAULTS.values() for _test, why in faults}
    for path in READERS.glob("kbo_*.py"):
        text = path.read_text(encoding="utf-8")
        written |= set(re.findall(r'(?:why|NOBODY|NO_ENTERPRISE) = "([^"]+)"', text))

    assert written == set(left_out.REASONS)


def test_a_reason_nobody_knows_is_given_as_it_was_written():
    with translation.override("en"):
        assert left_out.in_words("100% of %(this)s") == "100% of %(this)s"
        assert left_out.in_words("there is no name") == "there is no name"
