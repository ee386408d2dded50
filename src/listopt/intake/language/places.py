"""States, countries and coordinates as people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from listopt.intake.language.clean import plain
from listopt.intake.language.vocabulary import words
from listopt.reference import read_reference, regions

HOME = "US"
_ZIP = re.compile(r"\s*\b\d{5}(-\d{4})?$")
_PARENTHESES = re.compile(r"\s*\(([^)]*)\)$")
_BOXES = ((17, 72, -180, -64), (13, 21, 144, 147), (-15, -10, -172, -168))
"""South, north, west and east of boxes around the states, Guam and the Northern Marianas, and American Samoa."""
_DEGREES = re.compile(r"([-+]?\d{1,3}(?:[.,]\d+)?)\s*(?:°|deg)?\s*([nsew])?")


def find_state(text: str) -> str | None:
    """Two-letter code of the state or territory that a cell names in any usual way; None for anything else.

    Examples
    --------
    >>> find_state("new york"), find_state("Calif."), find_state("NY - New York"), find_state("Ontario")
    ('NY', 'CA', 'NY', None)
    """
    word = plain(text)
    found = _states().get(word)
    if found is None:
        parts = [part for part in re.split(r"\s+-\s+|-(?=[a-z]{2}$)|[()]|,", _ZIP.sub("", word)) if part.strip()]
        codes = {_states().get(part.strip()) for part in parts if part.strip() not in words("usa")}
        found = codes.pop() if len(codes) == 1 else None
    return found


@cache
def state_names() -> Mapping[str, str]:
    """Name of each state and territory by its two-letter code."""
    return {row["state"]: row["name"] for row in read_reference("states")}


@cache
def _states() -> dict[str, str]:
    spelt = {name.casefold(): code for code, name in state_names().items()}
    return {**words("state"), **spelt, **{code.lower(): code for code in regions()}}


def find_country(text: str) -> str:
    """Country that a cell names: `HOME` for the United States and its territories, else the cell's own words."""
    word = plain(text)
    return HOME if word in words("usa") or word in _states() else text


def foreign(text: str) -> str | None:
    """Country of a cell that should name a state but names a province abroad; None for anything else."""
    return words("province").get(plain(text))


def split_place(text: str) -> dict[str, str]:
    """City, state and country in a cell such as ``Boston, MA 02115``; empty when it names no place that is known."""
    bare = _ZIP.sub("", text)
    parts = [part.strip() for part in bare.split(",") if part.strip()]
    found: dict[str, str] = {}
    if len(parts) > 1 and find_state(parts[-1]) is None and plain(parts[-1]) in words("usa"):
        found["country"], parts = HOME, parts[:-1]
        parts[-1] = _ZIP.sub("", parts[-1])
    inner = _PARENTHESES.search(parts[-1]) if parts else None
    if inner is not None and len(parts) == 1:
        parts = [parts[0][: inner.start()], inner[1]]
    elif len(parts) == 1 and find_state(parts[0]) is None:
        city, _, last = parts[0].rpartition(" ")
        parts = [city, last] if city and find_state(last) and len(last.strip(".")) == 2 else parts
    state = find_state(parts[-1]) if parts else None
    if state is not None:
        town = {"city": parts[-2]} if len(parts) > 1 else {}
        return {**found, "state": state, **town}
    abroad = foreign(parts[-1]) if len(parts) > 1 else None
    return {"city": parts[-2], "country": abroad} if abroad else {}


def degrees(text: str, low: float, high: float) -> float | None:
    """Degrees north or east that plain text means, south and west negative; None outside the limits."""
    found = _DEGREES.fullmatch(text.strip())
    if found is None:
        return None
    value = float(found[1].replace(",", ".")) * (-1 if found[2] in ("s", "w") and not found[1].startswith("-") else 1)
    return value if low <= value <= high else None


def located(latitude: float, longitude: float) -> tuple[float, float] | None:
    """Coordinates put right: swapped when only that gives a place in the United States, a lost sign restored.

    Examples
    --------
    >>> located(-87.6, 41.9), located(41.9, 87.6), located(51.5, -0.1)
    ((41.9, -87.6), (41.9, -87.6), None)
    """
    tries = ((latitude, longitude), (longitude, latitude), (latitude, -longitude), (longitude, -latitude))
    return next((pair for pair in tries if _at_home(*pair)), None)


def _at_home(latitude: float, longitude: float) -> bool:
    """Whether coordinates lie in the box around the states, or around the islands of the Pacific."""
    states = 17 <= latitude <= 72 and -180 <= longitude <= -64
    return (
        states
        or (13 <= latitude <= 21 and 144 <= longitude <= 147)
        or (-15 <= latitude <= -10 and -172 <= longitude <= -168)
    )
