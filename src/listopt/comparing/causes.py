"""Why the odds of a program differ between the sides of a comparison: inputs, terms of the log odds, cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from listopt.comparing.inputs import SCENARIO
from listopt.comparing.sides import Facts, Rows, by_program
from listopt.odds.estimate import TERMS
from listopt.report.comparing.comparison import OTHER_PROGRAMS, Cell, Difference
from listopt.report.contents import Json, number

SAME = 2e-9
"""Chances and log odds that differ by less are the same: a saved result holds nine decimals."""
EXAMS = ("score", "attempts")
TERMS_OF: Mapping[str, tuple[str, ...]] = {
    "applicant.type": TERMS,
    "applicant.step1": EXAMS,
    "applicant.step2_ck": EXAMS,
    "applicant.comlex1": EXAMS,
    "applicant.comlex2": EXAMS,
    "applicant.graduation_year": ("years_since_graduation",),
    "applicant.usce_months": ("usce",),
    "applicant.visa": ("visa",),
    "applicant.ties": ("ties",),
    "season": TERMS,
    "odds.coefficients": TERMS,
    "signals": ("base",),
}
"""Input -> terms of the log odds that it enters; what enters all of them may change any chance."""


@dataclass(frozen=True)
class Reasons:
    """Why odds differ.

    Attributes
    ----------
    saved
        Side -> whether it is a saved result, which has neither terms nor cells.
    inputs
        Input that differs -> terms that it enters.
    terms, cells
        Side -> program -> terms of the log odds, or cells; of programs where any differ.
    moved, changed
        Program -> names of the terms, or of the cells, that differ.
    files
        Whether catalogues differ.
    titles
        Program -> name and place.
    """

    saved: Mapping[str, bool]
    inputs: Mapping[str, tuple[str, ...]]
    terms: Mapping[str, Rows]
    cells: Mapping[str, Rows]
    moved: Mapping[str, tuple[str, ...]]
    changed: Mapping[str, tuple[str, ...]]
    files: bool
    titles: Mapping[str, str]

    @classmethod
    def of(cls, sides: Mapping[str, Facts], differences: Sequence[Difference]) -> Reasons:
        """Look through the inputs, the terms of the log odds, and the cells."""
        terms = {key: one.terms for key, one in sides.items() if one.terms is not None}
        cells = {key: one.cells for key, one in sides.items() if one.cells is not None}
        files = any(one.part == "files" for one in differences)
        moved = _named(spread(list(terms.values())) > SAME) if len(terms) > 1 else {}
        changed = _named(pd.concat(cells.values()).groupby(level=0).nunique(dropna=False).ne(1)) if files else {}
        return cls(
            saved={key: one.saved for key, one in sides.items()},
            inputs=_entering(differences, sides),
            terms=_rows(terms, moved),
            cells=_rows(cells, changed),
            moved=moved,
            changed=changed,
            files=files,
            titles={code: title for one in sides.values() for code, title in one.titles.items()},
        )

    def of_terms(self, code: str, names: Sequence[str]) -> dict[str, dict[str, float]]:
        """Those of some terms of the log odds that differ, by side."""
        rows = {key: programs[code] for key, programs in self.terms.items() if code in programs}
        found = {}
        for name in self.moved.get(code, ()):
            values = {key: plain_number(row.get(name)) for key, row in rows.items()}
            if name in names:
                found[name] = {key: value for key, value in values.items() if value is not None}
        return found

    def of_cells(self, code: str) -> Iterator[Cell]:
        """Cells of a program that differ, by side."""
        rows = {key: programs[code] for key, programs in self.cells.items() if code in programs}
        for name in self.changed.get(code, ()):
            yield Cell(name, {key: _plain(row.get(name)) for key, row in rows.items()})

    def causes(self, code: str, *, any_cell: bool) -> tuple[str, ...]:
        """Inputs that explain a difference."""
        moved = set(self.moved.get(code, ()))
        found = tuple(name for name, terms in self.inputs.items() if terms == TERMS or moved & set(terms))
        others = self.files and "base" in moved and not found and not any_cell
        return (OTHER_PROGRAMS,) if others else found


def _rows(tables: Mapping[str, pd.DataFrame], codes: Iterable[str]) -> dict[str, Rows]:
    """Side -> program -> row, of some programs."""
    wanted = set(codes)
    return {key: by_program(table[table.index.isin(wanted)]) for key, table in tables.items()}


def _entering(differences: Sequence[Difference], sides: Mapping[str, Facts]) -> dict[str, tuple[str, ...]]:
    """Inputs that differ and enter the odds: name -> terms."""
    own = {one.inputs.get(SCENARIO, {}).get("odds.coefficients") for one in sides.values()} - {None}
    found: dict[str, tuple[str, ...]] = {}
    for one in differences:
        if one.part == "files" and one.name in own:
            found[one.name] = TERMS
        entered = [terms for name, terms in TERMS_OF.items() if f"{one.name}.".startswith(f"{name}.")]
        if one.part == SCENARIO and entered:
            found[one.name] = entered[0]
    return found


def _named(flags: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Program -> names of the columns whose flag is set; programs without any are left out."""
    some = flags[flags.any(axis=1)]
    names = np.asarray(some.columns, dtype=object)
    return {str(code): tuple(names[row]) for code, row in zip(some.index, some.to_numpy(bool), strict=True)}


def spread(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Largest less smallest number of each program and column; missing numbers do not count."""
    together = pd.concat(frames).groupby(level=0)
    return together.max() - together.min()


def plain_number(value: object) -> float | None:
    """Turn a number of a table into a plain value; a missing one becomes None."""
    return number(float(value)) if isinstance(value, int | float) and value == value else None


def _plain(value: object) -> Json:
    """Turn a cell into a plain value; a missing one becomes None."""
    if value is None or value is pd.NA or value != value:
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    return number(float(value)) if isinstance(value, int | float | np.number) else str(value)
