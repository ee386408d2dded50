"""An empty table to fill in, as a workbook that says what each column holds, or as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from listopt.catalogue import COLUMNS, STATUSES, Column, column_of
from listopt.reference import regions, specialties
from listopt.report.curating.cells import HOLDS
from listopt.report.workbook import GENERAL, TEXT, add_sheet, new_workbook, to_bytes

if TYPE_CHECKING:
    from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]
    from openpyxl.worksheet.worksheet import Worksheet as Sheet  # type: ignore[import-untyped]

    from listopt.report.worksheet import Worksheet

LAST = 1_048_576
"""Last row of a sheet: what is typed below the programs is looked at, too."""
NARROWEST = 12.0
"""Room of a column to fill in, in characters."""
SPECIALTIES = "Specialties"


def template_xlsx(sheet: Worksheet) -> bytes:
    """Workbook with the sheets Programs, Columns (what each column of listopt holds) and Specialties.

    Columns to fill in offer the words and take the numbers that a catalogue may hold; those of texts keep what is typed
    as it is. Equal templates are equal files.

    Raises
    ------
    ListoptError
        When openpyxl is not installed.
    """
    book = new_workbook()
    kinds = {header: column_of(header) or Column(header, "text", "", "") for header in sheet.headers}
    made = add_sheet(book, "Programs", (sheet.headers, *sheet.rows), lambda header, line: _format(kinds[header]))
    made.freeze_panes = "B2"
    for cell, header in zip(made[1], sheet.headers, strict=True):
        dimension = made.column_dimensions[cell.column_letter]
        dimension.number_format = _format(kinds[header])
        dimension.width = max(dimension.width, NARROWEST)
    for letter, column in zip((cell.column_letter for cell in made[1]), kinds.values(), strict=True):
        _offer(made, letter, column)
    add_sheet(book, "Columns", [("column", "holds", "unit", "meaning"), *_register()], lambda header, line: GENERAL)
    names = [(name,) for name in ("specialty", *specialties())]
    add_sheet(book, SPECIALTIES, names, lambda header, line: GENERAL)
    return to_bytes(book)


def _format(column: Column) -> str:
    return TEXT if column.kind in ("code", "text") else GENERAL


def _register() -> Iterator[tuple[str, ...]]:
    for column in COLUMNS:
        holds = f"{HOLDS[column.kind]}: {', '.join(column.choices)}" if column.choices else HOLDS[column.kind]
        yield column.name, holds, column.unit, column.meaning


def _offer(made: Sheet, letter: str, column: Column) -> None:
    rule = _rule(column)
    if rule is not None:
        rule.add(f"{letter}2:{letter}{LAST}")
        made.add_data_validation(rule)


def _rule(column: Column) -> DataValidation | None:
    """What may be typed into a column; None where anything may."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if column.numeric:
        kind = "whole" if column.kind == "integer" else "decimal"
        low, high = -1e9 if column.low is None else column.low, 1e9 if column.high is None else column.high
        rule = DataValidation(kind, operator="between", formula1=f"{low:.0f}", formula2=f"{high:.0f}")
        rule.error = f"{column.name} holds a {HOLDS[column.kind]} from {low:g} to {high:g}."
    elif column.name == "specialty":
        rule = DataValidation("list", formula1=f"{SPECIALTIES}!$A$2:$A${len(specialties()) + 1}")
    elif column.name == "status":
        return DataValidation("list", formula1=_words(tuple(STATUSES)), showErrorMessage=False)
    else:
        words = {"flag": ("yes", "no"), "choice": column.choices or tuple(regions())}.get(column.kind)
        if words is None:
            return None
        rule = DataValidation("list", formula1=_words(words))
    rule.showErrorMessage = True
    return rule


def _words(words: Sequence[str]) -> str:
    return f'"{",".join(words)}"'
