"""A table as somebody wrote it: text cells under checked headers, nothing interpreted yet."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from listopt.catalogue import TIERS, column_of, own_tier, registered
from listopt.errors import Faults, nearest

KEY = "program_id"
OWN_PREFIX = "my_"
_REMARK = re.compile(r"\[.*\]", re.DOTALL)
_ROUNDED = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)


@dataclass(frozen=True)
class Sheet:
    """One file's table.

    Attributes
    ----------
    name
        Name of the file as written in the scenario.
    cells
        Trimmed text of each column by header; registered headers in listopt's spelling. Empty text is missing.
    rows
        Number of each row as a spreadsheet shows it (the header is usually row 1).
    """

    name: str
    cells: Mapping[str, Sequence[str]]
    rows: Sequence[int]

    def place(self, row: int, column: str) -> str:
        """Where a cell is, for a fault; ``row`` counts the sheet's own rows from 0."""
        return f'{self.name}, row {self.rows[row]}, column "{column}"'

    def digest(self) -> str:
        """SHA-256 of the content, whatever the order of its rows and columns."""
        cells = ordered(self.cells)
        content = hashlib.sha256(f"{len(self.rows)}".encode())
        for header in sorted(cells):
            content.update(f"\x1e{header}\x1f".encode())
            content.update("\x1f".join(cells[header]).encode())
        return content.hexdigest()


def ordered(cells: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    """Cells of every column in the order of the program codes."""
    codes = cells[KEY]
    order = sorted(range(len(codes)), key=codes.__getitem__)
    if order == list(range(len(codes))):
        return cells
    return {header: [column[row] for row in order] for header, column in cells.items()}


def from_lines(name: str, lines: Sequence[Sequence[str]], faults: Faults, *, overlay: bool) -> Sheet | None:
    """Table from the lines of a file, blank ones included; None when its headers cannot be used.

    Lines may be shorter than the header, and longer by empty cells; parameters as in `from_columns`.
    """
    first = next((number for number, line in enumerate(lines) if any(map(str.strip, line))), None)
    if first is None:
        faults.add(name, "an empty file", "a header line and one line per program")
        return None
    width = len(lines[first])
    for row, line in enumerate(lines[first:], start=first + 1):
        if any(map(str.strip, line[width:])):
            advice = "Put quotes around a cell that holds the separator."
            faults.add(f"{name}, row {row}", f"{len(line)} cells", f"at most {width}, as in the header", advice)
    filled = [[*line[:width], *[""] * (width - len(line))] for line in lines[first:]]
    return from_columns(name, list(zip(*filled, strict=True)), first + 1, faults, overlay=overlay)


def from_columns(
    name: str, columns: Sequence[Sequence[str]], first: int, faults: Faults, *, overlay: bool
) -> Sheet | None:
    """Table from columns of cells, each headed by its header; None when the headers cannot be used.

    A column whose header stands in square brackets is a remark: it is left out.

    Parameters
    ----------
    name
        Name of the file as written in the scenario.
    columns
        Columns of equal length.
    first
        Row of the header as a spreadsheet counts.
    faults
        Gathers what is wrong.
    overlay
        True when an earlier table exists, for then a table without rows is harmless.
    """
    trimmed = [list(map(str.strip, column)) for column in columns]
    headers = [column.pop(0) for column in trimmed]
    names = _names(name, headers, trimmed, faults)
    if KEY not in names:
        coded = (header for header, column in zip(headers, trimmed, strict=True) if header and _all_codes(column))
        close = next(coded, None) or nearest(KEY, headers)
        advice = f"Rename the column {close!r} to {KEY}." if close else "Name the column with the ACGME codes so."
        advice = f"{advice} A table that is kept another way can be read with listopt catalogue import."
        faults.add(name, f"no column {KEY}", f"a column {KEY} that names each row's program", advice)
        return None
    cells = {header: trimmed[position] for header, position in names.items()}
    sheet = _without_blanks(Sheet(name, cells, range(first + 1, first + 1 + len(cells[KEY]))))
    if not sheet.rows and not overlay:
        faults.add(name, "a header without rows", "at least one program")
    return sheet


def _all_codes(column: Sequence[str]) -> bool:
    """Whether a column holds ACGME codes, perhaps without their leading zero, and nothing else."""
    filled = list(filter(None, column))
    return bool(filled) and all(cell.isdigit() and len(cell) in (9, 10) for cell in filled)


def check_ids(sheet: Sheet, known: Mapping[str, int], faults: Faults) -> Sheet:
    """Sheet whose program codes are checked, with leading zeros restored that a spreadsheet dropped.

    A code of fewer than ten digits that is unknown becomes the ten-digit code of an earlier table where filling with
    zeros gives one; every other code stays as it is written.
    """
    ids = [
        code.zfill(10) if len(code) < 10 and code not in known and code.isdigit() and code.zfill(10) in known else code
        for code in sheet.cells[KEY]
    ]
    seen: dict[str, int] = {}
    for row, code in enumerate(ids):
        if not code:
            faults.add(sheet.place(row, KEY), "an empty cell", "the code of the program")
        elif seen.setdefault(code, row) != row:
            faults.add(
                sheet.place(row, KEY),
                f"{sheet.cells[KEY][row]!r} again, as in row {sheet.rows[seen[code]]}",
                "each program once",
                "Merge the two rows or drop one.",
            )
        elif _ROUNDED.fullmatch(code):
            advice = "A spreadsheet rounded it: format the column as text and enter the codes again."
            faults.add(sheet.place(row, KEY), repr(code), "a program code with all its digits", advice)
    return replace(sheet, cells={**sheet.cells, KEY: ids})


def _without_blanks(sheet: Sheet) -> Sheet:
    """Sheet without rows in which nothing is written."""
    blank = {
        row
        for row, code in enumerate(sheet.cells[KEY])
        if not code and not any(cells[row] for cells in sheet.cells.values())
    }
    if not blank:
        return sheet
    kept = [row for row in range(len(sheet.rows)) if row not in blank]
    cells = {header: [column[row] for row in kept] for header, column in sheet.cells.items()}
    return replace(sheet, cells=cells, rows=[sheet.rows[row] for row in kept])


def _names(name: str, headers: Sequence[str], columns: Sequence[Sequence[str]], faults: Faults) -> dict[str, int]:
    """Position of each column by its name in listopt's spelling; none for remarks."""
    positions: dict[str, int] = {}
    for position, header in enumerate(headers):
        column = canonical(header)
        if _REMARK.fullmatch(header):
            continue
        if not header:
            if any(columns[position]):
                faults.add(f"{name}, column {position + 1}", "no header", "a name above every column in use")
        elif column in positions:
            advice = "Rename one of them or drop it."
            found = f"{header!r} again, as in column {positions[column] + 1}"
            faults.add(f"{name}, column {position + 1}", found, "each header once", advice)
        else:
            positions[column] = position
            _check_near_miss(name, header, column, faults)
    return positions


def _check_near_miss(name: str, header: str, column: str, faults: Faults) -> None:
    meant = near_miss(column)
    if meant:
        tier = own_tier(column)[1]
        keep = "choose a tier name less like it" if tier else f"prefix it with {OWN_PREFIX} to keep it as your own"
        advice = f"Did you mean {meant!r}? Rename it, or {keep}."
        faults.add(f"{name}, header", repr(header), "a column of listopt, or a name unlike any of them", advice)


def near_miss(column: str) -> str:
    """Column of the register that a header looks like without being it; empty when there is none."""
    if column in registered() or column.startswith(OWN_PREFIX):
        return ""
    stem, tier = own_tier(column)
    close = difflib.get_close_matches(tier or column.lower(), TIERS if tier else list(registered()), n=1, cutoff=0.85)
    return (f"{stem}_{close[0]}" if tier else close[0]) if close else ""


def canonical(header: str) -> str:
    """Name of a registered column that differs only in case, blanks or hyphens; else the header itself."""
    lower = header.lower()
    for name in (lower, re.sub(r"[\s-]+", "_", lower), re.sub(r"[\s-]+", "", lower)):
        if column_of(name) is not None:
            return name
    return header
