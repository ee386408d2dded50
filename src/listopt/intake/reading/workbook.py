"""Workbooks: every sheet of .xlsx, .xls, .xlsb and .ods files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from listopt.errors import Fault, InputError
from listopt.importers.xlsx import as_text
from listopt.intake.reading.grid import Grid, Line


def read_workbook(path: Path, name: str) -> tuple[Grid, ...]:
    """Sheets of a workbook that hold anything; formulas count as the value last stored for them.

    Raises
    ------
    InputError
        When the file is no workbook, or needs a password.
    """
    from python_calamine import CalamineError, load_workbook  # here because text files do without

    try:
        with path.open("rb") as stream:
            book = load_workbook(stream)
        sheets = [(sheet, book.get_sheet_by_name(sheet)) for sheet in book.sheet_names]
    except (CalamineError, ValueError) as error:
        advice = "Open it in a spreadsheet and save it again as .xlsx or CSV."
        raise InputError(
            [Fault(name, f"a file that is no readable workbook ({error})", "a workbook", advice)]
        ) from None
    filled = [(title, sheet) for title, sheet in sheets if sheet.total_height]
    several = len(filled) > 1

    def grid(title: str, position: int) -> Grid:
        sheet = filled[position][1]

        def lines() -> Iterator[Line]:
            for line in sheet.iter_rows():
                yield [as_text(cell) for cell in line]

        return Grid(name, title if several else "", lines, sheet.total_height, "a workbook")

    return tuple(grid(title, position) for position, (title, _) in enumerate(filled))
