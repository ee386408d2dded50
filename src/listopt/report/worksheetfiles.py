"""The sheet to work in as a file: a workbook with drop-downs and links, or CSV."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from listopt.catalogue import STATUSES
from listopt.formulas import bare, guarded
from listopt.report.workbook import GENERAL, MONEY, PERCENT, TEXT, add_sheet, new_workbook, to_bytes
from listopt.report.worksheet import KEY, Worksheet, found

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet as Sheet  # type: ignore[import-untyped]

    from listopt.report.tables import Cell

FORMATS = {
    **{found(name): PERCENT for name in ("chance of interview", "chance of match")}, found("fee"): MONEY,
    found("marginal"): "0.0000", **dict.fromkeys((KEY, "status", "note", "verified"), TEXT),
}  # fmt: skip
FOUND_SHADE, MINE_SHADE, LINK = "D9D9D9", "FFF2CC", "0563C1"
"""Colours behind the headers of what listopt found and of what the applicant fills in; colour of links."""
WIDTHS = {"status": 14.0, "note": 40.0, "verified": 24.0}
"""Room for what will be typed, in characters."""
ABOUT: tuple[tuple[str, str], ...] = (
    ("Columns", "What they hold"),
    ("[in brackets]", "What listopt found. Changes here are not read."),
    ("status", f"Where things stand: {', '.join(STATUSES)}, or words of your own."),
    ("rating", "How much you like the program: 1 to 5."),
    ("note", "Anything you want to remember."),
    ("ties", "yes, if you have a tie to the program or its place; else no, or nothing."),
    ("verified", "When and where you checked the program's facts."),
    ("others", "Add any column of the catalogue to correct a fact (such as j1, step2_min, fee), or one of your own."),
    ("To use it", "Name it last in the scenario: catalogue: [us-2025, list.xlsx]. An empty cell changes nothing."),
)


def worksheet_xlsx(sheet: Worksheet) -> bytes:
    """Workbook with the sheets List and About: drop-downs where words are fixed, links to the directory of programs.

    Texts are stored as texts, never as formulas; equal sheets are equal files.

    Raises
    ------
    ListoptError
        When openpyxl is not installed.
    """
    book = new_workbook()
    lines = [[_kept(cell) for cell in line] for line in (sheet.headers, *sheet.rows)]
    made = add_sheet(book, "List", lines, lambda header, line: FORMATS.get(header, GENERAL))
    made.freeze_panes = "C2"
    _shade(made, sheet)
    _link(made, sheet)
    _offer(made, sheet)
    add_sheet(book, "About", ABOUT, lambda header, line: GENERAL)
    return to_bytes(book)


def _kept(cell: Cell) -> Cell:
    """Cell that is read back as it is: a text that has an apostrophe to lose gets one more."""
    return f"'{cell}" if isinstance(cell, str) and bare(cell) != cell else cell


def worksheet_csv(sheet: Worksheet) -> bytes:
    """CSV in UTF-8 with byte order mark, every text in quotation marks.

    A text that a spreadsheet would run, or a code whose zero it would drop, is preceded by an apostrophe; listopt drops
    it on reading.
    """
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([_guarded(cell) for cell in line] for line in (sheet.headers, *sheet.rows))
    return target.getvalue().encode("utf-8-sig")


def _guarded(cell: Cell) -> Cell:
    return guarded(cell, codes=True) if isinstance(cell, str) else "" if cell is None else cell


def _shade(made: Sheet, sheet: Worksheet) -> None:
    """Colour the headers, and give the columns to fill in room for it."""
    from openpyxl.styles import PatternFill  # type: ignore[import-untyped]

    for cell, header in zip(made[1], sheet.headers, strict=True):
        given = header == KEY or header.startswith("[")
        cell.fill = PatternFill("solid", start_color=FOUND_SHADE if given else MINE_SHADE)
        if header in WIDTHS:
            made.column_dimensions[cell.column_letter].width = WIDTHS[header]


def _link(made: Sheet, sheet: Worksheet) -> None:
    """Make each program's name and address a link to its page."""
    from openpyxl.styles import Font

    font = Font(name="Calibri", size=11, color=LINK, underline="single")
    columns = [sheet.headers.index(found(name)) for name in ("name", "page")]
    for down, row in enumerate(sheet.rows, start=2):
        address = row[columns[1]]
        for column in columns if address else ():
            cell = made.cell(down, column + 1)
            cell.hyperlink = address
            cell.font = font


def _offer(made: Sheet, sheet: Worksheet) -> None:
    """Offer the words that a cell may hold: any other status will do, other ratings and ties will not."""
    from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

    for name, rule in (
        ("status", DataValidation("list", formula1=f'"{",".join(STATUSES)}"', showErrorMessage=False)),
        ("rating", DataValidation("whole", operator="between", formula1="1", formula2="5", showErrorMessage=True)),
        ("ties", DataValidation("list", formula1='"yes,no"', showErrorMessage=True)),
    ):
        letter = made.cell(1, sheet.headers.index(name) + 1).column_letter
        rule.add(f"{letter}2:{letter}{max(len(sheet.rows) + 1, 2)}")
        made.add_data_validation(rule)
