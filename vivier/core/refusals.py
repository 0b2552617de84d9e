"""Why a file or an address is not read; every text can be shown to a person."""


class SheetRefused(Exception):
    """A table that cannot be read."""


class NotFetched(Exception):
    """An address that is not asked, or did not answer as it should."""


class PdfUnavailable(Exception):
    """A PDF that this machine cannot make, and what to install."""


class TooOften(Exception):
    """Something asked for too often; `wait` says after how many seconds it may be asked again."""

    wait = 3600
