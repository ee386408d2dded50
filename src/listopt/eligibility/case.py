"""What every filter is given, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from listopt.applicant import Applicant

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Case:
    """One applicant before one table of programs.

    Attributes
    ----------
    table
        Index: ``program_id``, sorted. Columns: those of the catalogue; one that is absent is unknown everywhere.
    applicant
        Whoever applies.
    specialties
        Canonical names in play; empty means all.
    season
        Year of the Match.
    unknown
        Column of the catalogue to ``allow`` or ``exclude``: what to do when its fact is unknown.
    """

    table: pd.DataFrame
    applicant: Applicant
    specialties: tuple[str, ...]
    season: int
    unknown: Callable[[str], str]

    def numbers(self, column: str) -> Array:
        """Give one column as floats, flags as 1 and 0; NaN where the program's fact is unknown."""
        if column not in self.table:
            return np.full(len(self.table), np.nan)
        return self.table[column].to_numpy(float, na_value=np.nan)

    def words(self, column: str) -> pd.Series[str]:
        """Give one column as text, empty where unknown."""
        if column not in self.table:
            return pd.Series("", index=self.table.index, dtype=object)
        return self.table[column].astype(object).fillna("").astype(str)

    def excludes(self, column: str) -> bool:
        """Whether an unknown fact of this column shuts a program out."""
        return self.unknown(column) == "exclude"

    @cached_property
    def silent(self) -> Flags:
        """Programs with an own ``p_match`` before an applicant whose type is unknown.

        Nothing of such an applicant is needed, so what is not told of them raises no doubt.
        """
        return ~np.isnan(self.numbers("p_match")) & (self.applicant.type is None)

    def judged(self, known: bool) -> Flags:
        """Programs a filter may question, given whether what it needs of the applicant is known."""
        return ~self.silent | known

    @property
    def step3_passed(self) -> bool | None:
        """Whether the applicant has passed Step 3; None when nothing is told."""
        return None if self.applicant.step3 is None else self.applicant.step3.passed

    @property
    def nobody(self) -> Flags:
        """No program at all."""
        return np.zeros(len(self.table), bool)


@dataclass(frozen=True, eq=False)
class Doubt:
    """Programs for which one fact is unknown or unverified, and why that matters."""

    column: str
    where: Flags
    why: str


@dataclass(frozen=True, eq=False)
class Filter:
    """What one filter says of every program.

    Attributes
    ----------
    kind
        What the filter looks at, in the words reports count by.
    fails
        Programs the applicant is known not to satisfy.
    reason
        Why such a program is excluded, given its ``value``.
    value
        Limit of each program, for ``reason``.
    shut
        Programs excluded because their own fact is unknown.
    unasked
        Programs whose answer depends on a fact of the applicant that is unknown.
    bars
        Whether ``unasked`` programs are excluded.
    fact, field
        The applicant's fact that is unknown for ``unasked``, in words, and its field in the scenario.
    doubts
        Facts worth looking up when the program turns out eligible.
    notes
        Further sentences for the applicant, given the programs that this filter alone excludes and the eligible ones.
    """

    kind: str
    fails: Flags
    reason: Callable[[float], str]
    value: Array
    shut: Flags
    unasked: Flags
    bars: bool = False
    fact: str = ""
    field: str = ""
    doubts: tuple[Doubt, ...] = ()
    notes: Callable[[Flags, Flags], Iterable[str]] = lambda alone, eligible: ()

    @property
    def excludes(self) -> Flags:
        """Programs this filter excludes."""
        return self.fails | self.shut | (self.unasked & self.bars)

    def reasons(self, where: Flags) -> list[str]:
        """Why each of these programs is excluded; a known failure goes before an unknown fact."""
        applicants = f"the applicant's {self.fact} is unknown (unknown: exclude)"
        unknown = np.where(self.shut, f"{self.kind} unknown (unknown: exclude)", applicants)
        rows = zip(self.fails[where].tolist(), self.value[where].tolist(), unknown[where].tolist(), strict=True)
        return [self.reason(value) if fails else text for fails, value, text in rows]

    def warning(self, excluded_here: Flags, eligible: Flags) -> str:
        """Sentence about an unknown fact of the applicant; empty when nothing depends on it."""
        depends = self.unasked & ~self.fails & ~self.shut
        count = int((depends & (excluded_here if self.bars else eligible)).sum())
        if not count:
            return ""
        programs = "1 program that depends on it is" if count == 1 else f"{count:,} programs that depend on it are"
        return (
            f"The applicant's {self.fact} is unknown ({self.field}): {programs} {'excluded' if self.bars else 'kept'}."
        )
