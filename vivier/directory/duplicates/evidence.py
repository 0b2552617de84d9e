"""What identifiers and addresses are worth, as log odds: for the same value, and for different ones.

Numbers, sites, e-mail and phones are set by rule, since no labelled set we may use holds them: a company
number identifies its holder, a phone or a site may be shared by a house and its tenants.
"""

EVIDENCE: dict[str, tuple[float, float]] = {
    "number": (8.0, -7.0),
    "domain": (3.5, -0.7),
    "email": (3.5, -0.3),
    "phone": (3.0, -0.3),
    "street": (2.4, -0.8),
    "house": (0.8, -0.8),
    "postal_code": (0.8, -1.0),
    "city": (0.6, -0.8),
    "activity": (0.6, -0.6),
}
