"""Numbers, phones, sites and addresses for e-mail, written alike."""

import re

from vivier.directory.duplicates.vocabulary import SHARED_DOMAINS

_PREFIX = re.compile("1|3[0-469]|3[578].|4[013-9]|42.")
_SITE = re.compile(r"^(?:[a-z]+://)?(?:[^/@\s]*@)?(?:www\d?\.)?([^/:?#\s]+)", re.IGNORECASE)


def digits_of(number: str) -> str:
    """Return the digits of a company number, without leading zeros ("BE 0412.345.678" → "412345678")."""
    return "".join(one for one in number[:60] if one in "0123456789").lstrip("0")


def phone_of(phone: str) -> str:
    """Return the last eight digits of a phone number, or "" when there are fewer than six."""
    digits = "".join(one for one in phone[:60] if one in "0123456789")
    return digits[-8:] if len(digits) >= 6 else ""


def zone_of(phone: str) -> str:
    """Return the digits of a phone number that tell its area or network, or "" when there are too few."""
    digits = "".join(one for one in phone[:60] if one in "0123456789").removeprefix("00")
    is_abroad = phone.strip().startswith(("+", "00"))
    abroad = _PREFIX.match(digits) if is_abroad else None
    national = digits[abroad.end() if abroad else 0 :].lstrip("0")
    return national[: 3 if len(national) >= 10 else 2] if len(national) >= 6 else ""


def domain_of(site: str, email: str) -> str:
    """Return the organisation's own domain, from its site or else its e-mail; "" when it is shared."""
    for text in (site, email.rpartition("@")[2]):
        found = _SITE.match(text.strip()[:300])
        domain = found.group(1).casefold().rstrip(".") if found else ""
        if "." in domain and domain not in SHARED_DOMAINS:
            return domain
    return ""
