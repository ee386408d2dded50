"""What `listopt catalogue import` found: columns, rows and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MOST_EXAMPLES = 3
"""Examples shown of each kind."""
UNKNOWN_CODE = "the code is not in the catalogue"
"""Reason of rows whose code the catalogue matched does not have."""


@dataclass(frozen=True)
class ColumnRead:
    """One column: what it is taken for and what could be read.

    Attributes
    ----------
    header
        Its header.
    field
        Field it is taken for; empty for a column of the user's own.
    how
        How that was told; see `listopt.intake.columns.Meant`.
    guesses
        Fields that it may be.
    filled
        Cells that are not empty.
    percent
        Whether its numbers were read as percentages.
    remarks
        What had to be decided to read cells, and how often.
    unclear
        How many cells could not be read; they are kept in a column of the user's own.
    examples
        Some of these cells.
    own
        Name of the column of the user's own that keeps its cells, or those that could not be read.
    """

    header: str
    field: str
    how: str
    guesses: tuple[str, ...]
    filled: int
    percent: bool
    remarks: Mapping[str, int]
    unclear: int
    examples: tuple[str, ...]
    own: str


@dataclass(frozen=True)
class SheetRead:
    """One sheet: what it is, its columns and what became of its rows."""

    source: str
    sheet: str
    how: str
    date: str
    header_row: int
    specialty: str
    specialty_from: str
    columns: tuple[ColumnRead, ...]
    rows: Mapping[str, int]


@dataclass(frozen=True)
class Example:
    """One row, for the report."""

    place: str
    name: str
    program: str
    score: float
    candidates: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Rows with the same fate for the same reason: how many, and some of them."""

    fate: str
    reason: str
    count: int
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class Imported:
    """What an import found.

    Attributes
    ----------
    sheets
        Every sheet, in the order in which they count: the ones that count most last.
    rows
        ``imported``, ``unmatched``, ``refused`` -> how many rows; together they are all rows that were read.
    matched
        How rows were matched (``code``, ``name``, ``new``) -> how many.
    programs
        Programs in the catalogue written.
    by_name
        Rows matched by name that fit worst.
    left
        Rows that were not imported, by reason.
    contradictions
        How many cells are told differently, by source; ``clashes`` some of them as (program, column, value that
        counts, its place, the other value, its place).
    overrides
        How many cells differ from the catalogue matched, which they will override.
    mistaken
        How many specialties and states are not those of the program with the row's code or name; the program's stand.
    files
        Name of each file written -> what it holds.
    skipped
        Sentences about sheets that were not read: without rows, or hidden.
    written
        Whether the files were written, or would be.
    """

    against: str
    sheets: tuple[SheetRead, ...]
    rows: Mapping[str, int]
    matched: Mapping[str, int]
    programs: int
    by_name: tuple[Example, ...]
    left: tuple[Group, ...]
    contradictions: int
    overrides: int
    mistaken: int
    clashes: tuple[tuple[str, str, str, str, str, str], ...]
    files: Mapping[str, str]
    skipped: tuple[str, ...]
    written: bool = True

    @property
    def rows_read(self) -> int:
        """Rows read, whatever became of them."""
        return sum(self.rows.values())
