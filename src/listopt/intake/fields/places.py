"""Readers of where a program is."""

from __future__ import annotations

import re

from listopt.intake.fields.told import Reader, Setting, Told
from listopt.intake.language.amounts import written
from listopt.intake.language.clean import plain
from listopt.intake.language.places import degrees, find_country, find_state, foreign, misspelt_state, split_place

_MOST_DEGREES = 180
"""Latitudes are let through so far as well, for they change places with longitudes in some tables."""


def state(cell: str, setting: Setting) -> Told | None:
    """States by name or code; provinces and the like tell a country."""
    found = find_state(cell)
    if found is not None:
        return Told({"state": found})
    abroad, misspelt = foreign(cell), misspelt_state(cell)
    if abroad is None and misspelt is not None:
        return Told({"state": misspelt}, "spelling mended")
    return None if abroad is None else Told({"country": abroad})


def city(cell: str, setting: Setting) -> Told | None:
    """Cities, with which a state may stand."""
    if not re.search(r"[^\W\d_]", cell):
        return None
    place = split_place(cell) if "," in cell or "(" in cell else {}
    return Told(place) if "city" in place else Told({"city": cell})


def whole_place(cell: str, setting: Setting) -> Told | None:
    """City and state in one cell."""
    found = split_place(cell)
    return Told(found) if found else None


def country(cell: str, setting: Setting) -> Told | None:
    """Countries; empty for the United States."""
    return Told({"country": find_country(cell)})


def angle(name: str) -> Reader:
    """Latitudes and longitudes."""

    def read(cell: str, setting: Setting) -> Told | None:
        value = degrees(plain(cell), -_MOST_DEGREES, _MOST_DEGREES)
        return None if value is None else Told({name: written(value)})

    return read


def coordinates(cell: str, setting: Setting) -> Told | None:
    """Latitude and longitude in one cell."""
    text = plain(cell).strip("()[] ")
    parts = re.split(r"[,;/]" if re.search(r"[,;/]", text) else r"\s+", text)
    values = [degrees(part, -_MOST_DEGREES, _MOST_DEGREES) for part in parts]
    if len(values) != 2 or values[0] is None or values[1] is None:
        return None
    return Told({"latitude": written(values[0]), "longitude": written(values[1])})
