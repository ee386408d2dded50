"""The columns of a table of outcomes, and its cells as values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import pandas as pd

from listopt.catalogue import APPLICANT_TYPES, REGIONS, TIERS, Column
from listopt.errors import Fault, Faults, did_you_mean, nearest
from listopt.importers.cells import convert, expectation
from listopt.importers.sheet import Sheet
from listopt.season import FIRST_SEASON, LAST_SEASON

FACTS = (
    Column("type", "choice", "", "Applicant type.", tuple(APPLICANT_TYPES)),
    Column("step2_ck", "integer", "points", "Step 2 CK score.", low=1, high=300),
    Column("step2_failures", "integer", "attempts", "Failures of Step 2 CK or Level 2; 0 is none.", low=0, high=10),
    Column("step1_failures", "integer", "attempts", "Failures of Step 1 or Level 1; 0 is none.", low=0, high=10),
    Column("graduation_year", "integer", "year", "Year of graduation from medical school.", low=1950, high=LAST_SEASON),
    Column("usce_months", "number", "months", "Months of clinical experience in the United States.", low=0, high=240),
    Column("needs_visa", "flag", "yes/no", "Whether a visa must be sponsored."),
)  # fmt: skip
"""Facts of the applicant, the same in all rows of an applicant and season."""
TIES = (
    Column("tie_states", "text", "", "Two-letter codes of states with a tie, separated by semicolons."),
    Column("tie_regions", "text", "", "Regions with a tie, separated by semicolons."),
    Column("tie_programs", "text", "", "Program codes with a tie, such as a rotation, separated by semicolons."),
)
RESULTS = (
    Column("applicant", "text", "", "What tells applicants apart; any word or number of your choosing."),
    Column("program_id", "code", "", "Code of the program applied to, as in the catalogue."),
    Column("signal", "choice", "", "Signal sent with the application; empty for none.", TIERS),
    Column("interviewed", "flag", "yes/no", "Whether the application led to an interview."),
    Column("matched", "flag", "yes/no", "Whether the applicant matched at this program; empty when not known."),
    Column("season", "integer", "year", "Year of the Match; by default the one given on the command line.",
           low=FIRST_SEASON, high=LAST_SEASON),
)  # fmt: skip
COLUMNS: Mapping[str, Column] = {column.name: column for column in (*FACTS, *TIES, *RESULTS)}
"""Every column that is read, by name."""
OPTIONAL = ("tie_states", "tie_regions", "tie_programs", "season")
"""Columns that may be left out; of the others, cells may be left empty."""
FILLED = ("applicant", "program_id", "interviewed")
"""Columns that need a value in every row."""
LISTED: Mapping[str, tuple[str, ...]] = {"tie_regions": REGIONS}
"""Column of lists -> the words that may be listed."""

Cell = str | float | int | bool | None


@dataclass
class Reading:
    """Values of the cells, and the faults found so far with the row each is in.

    Attributes
    ----------
    sheet
        Cells as written, under headers in the spelling of `COLUMNS`.
    columns
        Column -> one value per row; None for an empty cell, or one that is wrong.
    """

    sheet: Sheet
    columns: dict[str, list[Cell]] = field(default_factory=dict)
    found: list[tuple[int, Fault]] = field(default_factory=list)

    def fault(self, row: int, column: str, found: str, expected: str, advice: str = "") -> None:
        """Remember a fault in a cell; rows count from 0."""
        self.found.append((row, Fault(self.sheet.place(row, column), found, expected, advice)))

    def text(self, row: int, column: str) -> str:
        """Cell as written, empty where the column is missing."""
        cells = self.sheet.cells.get(column)
        return cells[row] if cells is not None else ""

    def faults(self) -> list[Fault]:
        """Faults in the order of the rows."""
        return [fault for _, fault in sorted(self.found, key=lambda found: found[0])]

    @property
    def rows(self) -> range:
        """Positions of the rows."""
        return range(len(self.sheet.rows))


def with_headers(sheet: Sheet, faults: Faults) -> tuple[Sheet, tuple[str, ...]]:
    """Sheet under the headers of `COLUMNS`, and the headers that mean nothing here; missing ones become faults."""
    spelled = {header: re.sub(r"[\s-]+", "_", header.strip().lower()) for header in sheet.cells}
    cells: dict[str, Sequence[str]] = {}
    unused = []
    for header, name in spelled.items():
        if name in cells:
            faults.add(f"{sheet.name}, header", f"{header!r} again", "each header once", "Rename or drop one of them.")
        elif name in COLUMNS:
            cells[name] = sheet.cells[header]
        else:
            unused.append(header)
    lacking = [name for name in COLUMNS if name not in cells]
    for name in lacking:
        meant = nearest(name, unused)
        if meant is not None or name not in OPTIONAL:
            advice = f"Rename the column {meant!r} to {name}." if meant else "Add it; leave empty what you do not know."
            faults.add(f"{sheet.name}, header", f"no column {name}", _described(COLUMNS[name]), advice)
    return Sheet(sheet.name, cells, sheet.rows), tuple(unused)


def _described(column: Column) -> str:
    return f"a column {column.name}: {column.meaning[0].lower()}{column.meaning[1:].rstrip('.')}"


def read_cells(sheet: Sheet) -> Reading:
    """Convert every cell; those of the wrong kind, and empty ones where a value is needed, become faults."""
    reading = Reading(sheet)
    for name, column in COLUMNS.items():
        cells = sheet.cells.get(name)
        if cells is None:
            reading.columns[name] = [None] * len(sheet.rows)
            continue
        converted = convert(column, cells)
        table = pd.Series(converted.column, dtype=object)
        reading.columns[name] = cast("list[Cell]", table.where(table.notna(), None).tolist())
        for row in converted.bad:
            expected, advice = expectation(column, cells[row])
            reading.fault(row, name, repr(cells[row]), expected, "" if name in FILLED else advice)
        for row in reading.rows if name in FILLED else ():
            if not cells[row]:
                reading.fault(row, name, "an empty cell", _needed(name))
    return reading


def _needed(name: str) -> str:
    words = {"interviewed": "yes or no", "program_id": "the code of a program"}
    return words.get(name, "a word or number that tells this applicant from the others")


def words_of(
    reading: Reading,
    row: int,
    column: str,
    meaning: Callable[[str], str | None],
    expected: str,
    valid: Sequence[str],
) -> tuple[str, ...]:
    """Words of a cell that holds a list, in listopt's spelling; those without a meaning become faults."""
    found = []
    for word in filter(None, map(str.strip, reading.text(row, column).split(";"))):
        known = meaning(word)
        if known is None:
            reading.fault(row, column, repr(word), expected, did_you_mean(word, valid))
        else:
            found.append(known)
    return tuple(found)
