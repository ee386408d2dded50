"""Workbooks: every sheet of .xlsx, .xls, .xlsb and .ods files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from listopt.errors import Fault, InputError
from listopt.importers.xlsx import as_text
from listopt.intake.reading.grid import Grid, Line

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, SheetMetadata


def read_workbook(path: Path, name: str) -> tuple[Grid, ...]:
    """Sheets of a workbook that hold anything; formulas count as the value last stored for them.

    Raises
    ------
    InputError
        When the file is no workbook, or needs a password.
    """
    from python_calamine import CalamineError, SheetTypeEnum, SheetVisibleEnum, load_workbook  # here: text does without

    try:
        with path.open("rb") as stream:
            book = load_workbook(stream)
        sheets = [
            (one, book.get_sheet_by_name(one.name))
            for one in book.sheets_metadata
            if one.typ == SheetTypeEnum.WorkSheet
        ]
    except (CalamineError, ValueError) as error:
        advice = "Open it in a spreadsheet and save it again as .xlsx or CSV."
        raise InputError(
            [Fault(name, f"a file that is no readable workbook ({error})", "a workbook", advice)]
        ) from None
    filled = [(about, sheet) for about, sheet in sheets if sheet.height]
    several = len(filled) > 1

    def grid(about: SheetMetadata, sheet: CalamineSheet) -> Grid:
        def lines() -> Iterator[Line]:
            for line in sheet.iter_rows():
                yield [as_text(cell) for cell in line]

        hidden = about.visible != SheetVisibleEnum.Visible
        return Grid(name, about.name if several or hidden else "", lines, "a workbook", about.name, hidden)

    return tuple(grid(*one) for one in filled)
