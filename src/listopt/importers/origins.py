"""Where imported values are from: the side file ``mine.sources.csv`` beside a catalogue file ``mine.csv``."""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from listopt.errors import Fault, InputError
from listopt.formulas import bare

HEADER = ("program_id", "column", "value", "written", "source", "sheet", "row", "date")
"""Columns of a side file, in order; one line for each cell that was imported."""
SUFFIX = ".sources.csv"
AGAIN = "Import the table again, or remove the file: only where values are from is lost."
_ROW = re.compile(r"[0-9]{0,9}")


class Origin(NamedTuple):
    """Where the value of one cell was read.

    Attributes
    ----------
    value
        The cell as the catalogue file has it since the import.
    written
        The cell as it stands in the source.
    source
        Name of the file it was read from.
    sheet
        Sheet of a workbook; empty for other files.
    row
        Row as a spreadsheet counts; None where the source has no rows.
    date
        Day of the import (ISO 8601); may be empty.
    """

    value: str
    written: str
    source: str
    sheet: str = ""
    row: int | None = None
    date: str = ""

    @property
    def place(self) -> str:
        """Source, sheet, row and date; what is empty is left out."""
        sheet = f'sheet "{self.sheet}"' if self.sheet else ""
        row = "" if self.row is None else f"row {self.row}"
        return ", ".join(part for part in (self.source, sheet, row, self.date) if part)

    @property
    def rewritten(self) -> bool:
        """Whether the source writes the value in other words."""
        return self.written != self.value

    @property
    def text(self) -> str:
        """The place, and what is written there where that is not the value."""
        return f"{self.place}, written {self.written!r}" if self.rewritten else self.place


def origins_file(path: Path) -> Path:
    """Side file of a catalogue file: ``mine.sources.csv`` of ``mine.csv``."""
    return path.with_suffix(SUFFIX)


def read_origins(catalogue_file: Path, programs: Collection[str] | None = None) -> Mapping[tuple[str, str], Origin]:
    """Origins of the values of a catalogue file.

    Parameters
    ----------
    catalogue_file
        The catalogue file, not its side file.
    programs
        Codes of the programs asked for; all by default.

    Returns
    -------
    Mapping
        ``program_id`` and column -> origin; of several lines about a cell the last one counts. Empty without a side
        file.

    Raises
    ------
    InputError
        When the side file cannot be read, or is none; the first fault is named.
    """
    path = origins_file(catalogue_file)
    if not path.exists():
        return {}
    asked = programs if programs is None else frozenset(programs)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return dict(_origins(path.name, csv.reader(file, strict=True), asked))
    except OSError as error:
        raise _fault(path.name, f"a file that cannot be opened ({error.strerror})", "a file that may be read") from None
    except UnicodeDecodeError as error:
        found = f"the byte 0x{error.object[error.start]:02x}, which is not UTF-8"
        raise _fault(path.name, found, "text in UTF-8") from None


def _origins(
    name: str, lines: Iterator[Sequence[str]], asked: Collection[str] | None
) -> Iterator[tuple[tuple[str, str], Origin]]:
    """Origins line by line; nothing but the lines asked for is interpreted."""
    number = 1
    try:
        header = next(lines, [])
        if tuple(header) != HEADER:
            raise _fault(f"{name}, row 1", repr(",".join(header)), f"the header {','.join(HEADER)}")
        for number, line in enumerate(lines, start=2):
            if asked is None or (line and line[0].lstrip("'") in asked):
                yield _origin(f"{name}, row {number}", line)
    except csv.Error as error:
        raise _fault(f"{name}, row {number + 1}", f"broken quoting ({error})", "cells as in a CSV file") from None


def _origin(place: str, line: Sequence[str]) -> tuple[tuple[str, str], Origin]:
    if len(line) != len(HEADER):
        raise _fault(place, f"{len(line)} cells", f"{len(HEADER)}, as in the header")
    code, column, value, written, source, sheet, row, date = (bare(cell) if "'" in cell else cell for cell in line)
    if not _ROW.fullmatch(row):
        raise _fault(f'{place}, column "row"', repr(row), "a whole number, or nothing")
    if date and not _is_day(date):
        raise _fault(f'{place}, column "date"', repr(date), "a day such as 2026-11-01, or nothing")
    return (code, column), Origin(value, written, source, sheet, int(row) if row else None, date)


@cache
def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _fault(place: str, found: str, expected: str) -> InputError:
    return InputError([Fault(place, found, expected, AGAIN)])
