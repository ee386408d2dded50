"""Specialty of a table that has no column for it: by what it is called, else by the programs on it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from listopt.intake.language.specialties import mentioned, read_specialty, says_nothing
from listopt.intake.matching import Identity, Matcher
from listopt.intake.table import Table
from listopt.reference import specialties

_TELLING = 4
"""Letters of a short name from which it tells a specialty among other words: ``dr`` and ``im`` may be anything."""
_VAGUE = frozenset(("medicine", "path", "surgery", "transitional"))
"""Short names that may mean something else beside other words."""
SAMPLED = 60
"""Rows looked at."""
_FEWEST, _MOST_BE, _LESS = 20, 0.9, 0.7
"""Rows needed; share of them that must be programs of the specialty; share of those that the next may reach."""


@dataclass(frozen=True)
class Guess:
    """Specialty whose programs a list names, and the one that fits next.

    Attributes
    ----------
    specialty
        Canonical name.
    hits, rows
        Rows that name a program of it, and rows looked at.
    second, second_hits
        The next specialty, and the rows that name a program of that one.
    """

    specialty: str
    hits: int
    rows: int
    second: str
    second_hits: int

    @property
    def sure(self) -> bool:
        """Whether the list can hardly be about another specialty."""
        enough = self.rows >= _FEWEST and self.hits >= _MOST_BE * self.rows
        return enough and self.second_hits <= _LESS * self.hits

    def __str__(self) -> str:
        return (f"{self.hits} of {self.rows} rows name programs in {self.specialty}, "
                f"{self.second_hits} in {self.second}")  # fmt: skip


def specialty_of(table: Table) -> tuple[str, str]:
    """Specialty that a sheet, its file or its title is named after, and which of them; empty when it is none."""
    named = {"the name of the sheet": table.grid.called, "the name of the file": Path(table.grid.source).stem}
    named |= {f'the title "{title}"': title for title in table.titles[:3]}
    for place, text in named.items():
        parted = re.sub(r"[_.]+|(?<=[a-z])(?=[A-Z])", " ", text)
        telling = re.sub(r"\w+", lambda word: "" if says_nothing(word[0].lower()) else word[0], parted)
        told = " ".join(telling.split()).strip(" -,()")
        read = [found[0] for one in (text, parted, told) if one and (found := read_specialty(one)) is not None]
        specialty = read[0] if read else mentioned(parted) or _abbreviated(parted)
        if specialty:
            return specialty, place
    return "", ""


def _abbreviated(text: str) -> str:
    """Specialty of the one short name among the words of a text; empty when there is none, or several.

    Examples
    --------
    >>> _abbreviated("do-ortho-programs"), _abbreviated("Dr Lee, ortho"), _abbreviated("med-peds backup")
    ('Orthopaedic Surgery', '', 'Internal Medicine/Pediatrics')
    """
    rest = f" {_spaced(text)} "
    found: list[str] = []
    for alias in sorted(_short_names(), key=lambda alias: (-len(alias), alias)):
        if f" {alias} " in rest:
            found.append(alias)
            rest = rest.replace(f" {alias} ", " | ")
    telling = len(found) == 1 and len(found[0]) >= _TELLING and found[0] not in _VAGUE
    return _short_names()[found[0]] if telling else ""


@cache
def _short_names() -> Mapping[str, str]:
    """Specialty by each of its other names, in plain words."""
    return {_spaced(alias): one.name for one in specialties().values() for alias in one.aliases}


def _spaced(text: str) -> str:
    return " ".join(re.findall("[a-z0-9]+", text.lower()))


def likely_specialty(rows: Sequence[Identity], matcher: Matcher) -> Guess | None:
    """Specialty whose programs the rows name most; None when they name none."""
    named = [row for row in dict.fromkeys(rows) if not row.code and (row.name or row.institution)][:SAMPLED]
    hits = {
        name: sum(bool(matcher.match(replace(row, specialty=name)).code) for row in named) for name in specialties()
    }
    best, second = sorted(hits, key=lambda name: (-hits[name], name))[:2]
    return Guess(best, hits[best], len(named), second, hits[second]) if hits[best] else None
