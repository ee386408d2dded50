"""States, countries and coordinates as people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from listopt.intake.language.clean import plain
from listopt.intake.language.vocabulary import words
from listopt.reference import read_reference, regions

HOME = "US"
_ZIP = re.compile(r"\s*\b\d{5}(-\d{4})?$")
_STATE_OF = re.compile(r"^(?:the )?(?:state|commonwealth) of ")
_PARENTHESES = re.compile(r"\s*\(([^)]*)\)$")
_LONG = 7
"""Letters of a name from which one of them may be wrong."""
_BOXES = ((17, 72, -180, -64), (13, 21, 144, 147), (-15, -10, -172, -168))
"""South, north, west and east of boxes around the states, Guam and the Northern Marianas, and American Samoa."""
_MEANS_ELSE = frozenset(("ID", "LA", "MD", "NE", "UT", "VA"))
"""Codes that before names also mean a number, Los Angeles, a degree, the north-east, other universities, Veterans."""
_FEWEST_STATES, _MOST_CELLS = 3, 0.9
"""Different states, and share of the cells that must begin with one, for a list by state."""
_DEGREES = re.compile(r"([-+]?\d{1,3}(?:[.,]\d+)?)\s*(?:°|deg)?\s*([nsew])?")


def find_state(text: str) -> str | None:
    """Two-letter code of the state or territory that a cell names in any usual way; None for anything else.

    Examples
    --------
    >>> find_state("State of New York"), find_state("Calif."), find_state("NY - New York"), find_state("Ontario")
    ('NY', 'CA', 'NY', None)
    """
    word = _STATE_OF.sub("", plain(text).replace(".", ""))
    found = _states().get(word)
    if found is None:
        parts = [part.strip() for part in re.split(r"\s+-\s+|-(?=[a-z]{2}$)|[()]|,", _ZIP.sub("", word))]
        codes = {_states().get(part) for part in parts if part and part not in words("usa")}
        found = codes.pop() if len(codes) == 1 else None
    return found


def misspelt_state(text: str) -> str | None:
    """Two-letter code of the one state whose long name a cell has but for a slip of the pen; None for anything else.

    Examples
    --------
    >>> misspelt_state("Massachusets"), misspelt_state("Illinios"), misspelt_state("Cansas")
    ('MA', 'IL', None)
    """
    from rapidfuzz.distance import OSA  # here because few tables need it

    word = plain(text)
    near = [code for code, name in state_names().items() if OSA.distance(word, name.casefold(), score_cutoff=1) <= 1]
    return near[0] if len(near) == 1 and len(word) >= _LONG else None


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
    return HOME if word in words("usa") or word.replace(".", "") in _states() else text


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


def state_in_front(text: str, *, listed: bool = False) -> tuple[str, str] | None:
    """State that stands in front of a name in one cell, and the name; None when none does for certain.

    Parameters
    ----------
    text
        Clean cell.
    listed
        Whether the cell is one of a list by state, so that any code before a blank is one.

    Examples
    --------
    >>> state_in_front("Ohio - Akron General Medical Center"), state_in_front("OH: Akron General Medical Center")
    (('OH', 'Akron General Medical Center'), ('OH', 'Akron General Medical Center'))
    >>> state_in_front("VA Greater Los Angeles"), state_in_front("New York - Presbyterian/Queens")
    (None, None)
    """
    found = _in_front().match(text)
    if found is None:
        return None
    code = _states()[found["state"].casefold()]
    sure = found["sign"].strip() and found["state"] not in _MEANS_ELSE
    return (code, found["name"]) if sure or (listed and found["state"] == code) else None


def listed_by_state(cells: Sequence[str]) -> bool:
    """Whether nearly all cells begin with the code of a state, and of several ones."""
    found = [placed[0] for cell in cells if (placed := state_in_front(cell, listed=True)) is not None]
    return len(set(found)) >= _FEWEST_STATES and len(found) >= _MOST_CELLS * len(cells)


@cache
def _in_front() -> re.Pattern[str]:
    """Pattern of a state's name or code, what parts it from a name, and the name: all but New York-Presbyterian's."""
    states = "|".join(map(re.escape, [*sorted(state_names().values(), key=len, reverse=True), *sorted(regions())]))
    return re.compile(rf"(?P<state>{states})(?P<sign>\s+[-–—]\s+|\s*[:|]\s*|\s+)(?P<name>(?!Presbyterian)\w.+)")


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
    return any(south <= latitude <= north and west <= longitude <= east for south, north, west, east in _BOXES)
