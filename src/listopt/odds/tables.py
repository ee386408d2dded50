"""The published figures behind the odds, as arrays over specialties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from listopt.reference import read_reference

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Row = Mapping[str, str]

ALL = "all"
"""Key of the row that stands in for a specialty without figures of its own."""

CARRIED = {
    "interview_rates": "interview rates",
    "signal_effects": "signal effects",
    "scores": "score levels",
    "match_given_interview": "match given interview",
}


@dataclass(frozen=True)
class Parameter:
    """One number of ``odds_parameters.csv``: its value and standard deviation (0 where none is stated)."""

    value: float
    sd: float


Numbers = Mapping[str, Parameter]
"""Single numbers of the odds by name."""


@cache
def newest(table: str, season: int, *keys: str) -> Mapping[tuple[str, ...], Row]:
    """Rows of a reference table by key: the newest at or before the season, else the oldest there is."""
    chosen: dict[tuple[str, ...], Row] = {}
    for row in sorted(read_reference(table), key=lambda row: int(row["season"])):
        key = tuple(row[name] for name in keys)
        if key not in chosen or int(row["season"]) <= season:
            chosen[key] = row
    return chosen


@cache
def parameters(season: int) -> Mapping[str, Parameter]:
    """Single numbers of the odds by name."""
    rows = newest("odds_parameters", season, "name")
    return {name: Parameter(float(row["value"]), float(row["sd"] or 0)) for (name,), row in rows.items()}


@dataclass(frozen=True)
class Table:
    """A reference table keyed by specialty and applicant type, read for one type and one season."""

    name: str
    season: int
    who: str

    def row(self, specialty: str) -> Row:
        """Row of the specialty, else the one for all specialties."""
        rows = newest(self.name, self.season, "specialty", "applicant_type")
        return rows.get((specialty, self.who)) or rows[ALL, self.who]

    def known(self, specialties: Sequence[str]) -> Flags:
        """Whether each specialty has a row of its own that is not borrowed from another applicant type."""
        rows = (self.row(specialty) for specialty in specialties)
        return np.array([row["specialty"] != ALL and not row["note"].startswith("borrowed") for row in rows], bool)

    def column(self, name: str, specialties: Sequence[str]) -> Array:
        """One figure per specialty."""
        return np.array([float(self.row(specialty)[name]) for specialty in specialties], float)


def has_h1b_share(specialty: str, season: int) -> bool:
    """Whether the specialty has a published share of its own."""
    return (specialty, "H-1B") in newest("sponsorship", season, "specialty", "visa")


def carried_forward(season: int) -> str | None:
    """One sentence naming the tables older than the season; None when all are of the season."""
    latest = {words: max(int(row["season"]) for row in read_reference(name)) for name, words in CARRIED.items()}
    old = [f"{words} ({year})" for words, year in latest.items() if year < season]
    return f"Not known for the {season} Match, so carried forward: {', '.join(old)}." if old else None
