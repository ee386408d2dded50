"""Workbooks: the first sheet of an .xlsx file."""

from __future__ import annotations

import datetime
from pathlib import Path

from listopt.errors import Faults
from listopt.formulas import bare
from listopt.importers.sheet import Sheet, from_lines

Cell = str | float | int | bool | datetime.date | datetime.time | datetime.timedelta
"""What a cell of a workbook holds; an empty one holds an empty text."""


def read_xlsx(path: Path, name: str, faults: Faults, *, overlay: bool) -> Sheet | None:
    """Table on the first sheet of a workbook; None when it cannot be read.

    Formulas count as the value last stored for them, and an apostrophe before a text that could be one is no part of
    it. Parameters as in `listopt.importers.listopt_csv.read_csv`.
    """
    from python_calamine import CalamineError, load_workbook  # here because most tables are CSV

    try:
        with path.open("rb") as stream:
            sheet = load_workbook(stream).get_sheet_by_index(0)
    except (CalamineError, ValueError):
        faults.add(name, "a file that is no workbook", "an .xlsx file", "Save it again as .xlsx or as CSV.")
        return None
    lines = [[bare(as_text(cell)) for cell in line] for line in sheet.iter_rows()]
    return from_lines(name, lines, faults, overlay=overlay)


def as_text(cell: Cell) -> str:
    """Cell of a workbook as a CSV file would hold it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(sep=" ").removesuffix(" 00:00:00")
    return str(cell)
