"""Telling the specialty of a list that does not name it, from the programs that are on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from listopt.intake.matching.likeness import Identity
from listopt.intake.matching.matcher import Matcher
from listopt.reference import specialties

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


def likely_specialty(rows: Sequence[Identity], matcher: Matcher) -> Guess | None:
    """Specialty whose programs the rows name most; None when they name none."""
    named = [row for row in dict.fromkeys(rows) if not row.code and (row.name or row.institution)][:SAMPLED]
    hits = {
        name: sum(bool(matcher.match(replace(row, specialty=name)).code) for row in named) for name in specialties()
    }
    best, second = sorted(hits, key=lambda name: (-hits[name], name))[:2]
    return Guess(best, hits[best], len(named), second, hits[second]) if hits[best] else None
