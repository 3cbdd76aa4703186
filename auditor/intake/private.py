"""Which columns may name a person, a place or a means to reach one, by their headers alone.

Where a header leaves it open it is taken for private: a mask too many costs a look at the file itself.
"""

from __future__ import annotations

import re

_PRIVATE = frozenset(
    [
        "name",
        "names",
        "surname",
        "alias",
        "aka",
        "moniker",
        "initials",
        "signature",
        "dob",
        "birth",
        "birthdate",
        "birthday",
        "born",
        "phone",
        "phones",
        "mobile",
        "cell",
        "telephone",
        "fax",
        "email",
        "mail",
        "address",
        "addresses",
        "addr",
        "street",
        "streets",
        "apt",
        "apartment",
        "unit",
        "intersection",
        "location",
        "place",
        "block",
        "lat",
        "latitude",
        "lon",
        "long",
        "lng",
        "longitude",
        "point",
        "coordinate",
        "coordinates",
        "geocode",
        "geom",
        "geolocation",
        "xcoord",
        "ycoord",
        "ssn",
        "license",
        "licence",
        "passport",
        "plate",
        "vin",
        "complainant",
        "victim",
        "witness",
        "suspect",
        "arrestee",
        "defendant",
        "person",
        "subject",
        "reportee",
        "contact",
        "guardian",
        "kin",
        "officer",
        "officers",
        "employee",
        "author",
        "narrative",
        "comment",
        "comments",
        "remarks",
        "note",
        "notes",
        "synopsis",
        "statement",
        "mo",
        "zip",
        "zipcode",
    ]
)
"""Words of which one makes a column private."""
_SAFE = frozenset(
    [
        "race",
        "sex",
        "gender",
        "ethnicity",
        "age",
        "role",
        "type",
        "status",
        "level",
        "code",
        "codes",
        "count",
        "flag",
        "kind",
        "district",
    ]
)
"""Words of which one makes it safe all the same: `victim race`."""
_NEVER = frozenset(
    ["name", "names", "birth", "dob", "phone", "address", "street", "email", "apartment", "zip", "zipcode"]
)
"""Words beside which nothing makes it safe."""
_THINGS = frozenset(
    ["offense", "crime", "charge", "statute", "agency", "department", "county", "city", "state"]
)
"""Words before `name` that make it the name of no person."""
_PRIVATE_PARTS = ("name", "phone", "address", "email", "birth")


def is_private(header: str) -> bool:
    """Whether a header says that its column may name a person, a place or a means to reach one."""
    words = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header).lower())
    words = [
        word
        for word, before in zip(words, ["", *words], strict=False)
        if word != "name" or before not in _THINGS
    ]
    if not words:
        return False
    if set(words) & _SAFE and not set(words) & _NEVER:
        return False
    return bool(set(words) & _PRIVATE) or any(part in word for word in words for part in _PRIVATE_PARTS)
