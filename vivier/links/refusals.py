"""Why a deed on links is refused; every text can be shown to the person who tried."""


class LinkRefusal(Exception):
    """The deed is refused; `str()` of it is a sentence for people."""
