"""What a column holds, gathered cell by cell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from listopt.intake.language.clean import clean

_SAMPLE = 300
"""Different cells of a column kept to tell what it holds."""
_PLAIN_NUMBER = re.compile(r"[\s~<>=≤≥]*(\d+(?:[.,]\d+)?|[.,]\d+)\s*")
"""Number without a percent sign, perhaps with a decimal comma."""
_BEFORE_NUMBERS = " ~<>=≤≥.,0123456789"


@dataclass(frozen=True)
class Profile:
    """What a column holds.

    Attributes
    ----------
    n_filled
        How many cells are filled.
    sample
        Some of the different ones, clean.
    greatest
        Greatest plain number; minus infinity where there is none.
    fractions
        Whether a plain number lies between 0 and 1.
    stored
        Whether numbers are stored apart from how they look: 45 % as 0.45.
    alone
        Whether its cells stand alone in their lines, above rows that have none: headings.
    """

    n_filled: int
    sample: tuple[str, ...]
    greatest: float
    fractions: bool = False
    stored: bool = False
    alone: bool = False

    @property
    def ticks(self) -> bool:
        """Whether it holds only 0 and 1: where somebody did something, not how often."""
        return bool(self.sample) and all(cell in ("0", "1", "0.0", "1.0") for cell in self.sample)


class Filling:
    """Gathers the profile of one column."""

    def __init__(self) -> None:
        self._n_filled = self._n_alone = 0
        self._sample: dict[str, None] = {}
        self._greatest = float("-inf")
        self._fractions = False

    def add(self, cell: str, *, alone: bool) -> None:
        """Take in a cell that is not empty, and whether its line has no other."""
        self._n_filled += 1
        self._n_alone += alone
        if cell in self._sample:
            return
        if len(self._sample) < _SAMPLE:
            self._sample[cell] = None
        if cell[0] in _BEFORE_NUMBERS and (found := _PLAIN_NUMBER.fullmatch(cell)):
            number = float(found[1].replace(",", "."))
            self._greatest = max(self._greatest, number)
            self._fractions = self._fractions or 0 < number < 1

    def profile(self, n_rows: int, *, stored: bool) -> Profile:
        """Everything that was found in so many rows."""
        alone = 0 < self._n_alone == self._n_filled < n_rows
        sample = tuple(dict.fromkeys(text for cell in self._sample if (text := clean(cell))))
        return Profile(self._n_filled, sample, self._greatest, self._fractions, stored, alone)
