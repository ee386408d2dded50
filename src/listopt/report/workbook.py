"""Workbooks: sheets of plain cells, texts never taken for formulas, the same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from listopt.errors import ListoptError
from listopt.report.tables import Cell

if TYPE_CHECKING:
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

MONEY, PERCENT, GENERAL, TEXT = '"$"#,##0.00', "0.0%", "General", "@"
"""Formats of cells; a cell for text keeps what is typed into it as it is."""
_LONGEST = 32_767
"""Characters that fit a cell."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")

Format = Callable[[str, Sequence[Cell]], str]
"""Header of a column and a line of the table -> format of the cell."""


def new_workbook() -> Workbook:
    """Workbook without sheets.

    Raises
    ------
    ListoptError
        When openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook  # here because it is slow to import and seldom needed
    except ImportError:
        raise ListoptError("an .xlsx file needs openpyxl; install it with: pip install 'listopt[xlsx]'") from None

    book: Workbook = Workbook()
    book.remove(book.active)
    return book


def add_sheet(book: Workbook, title: str, lines: Sequence[Sequence[Cell]], format_of: Format) -> Worksheet:
    """Add a sheet of lines, the first of which are its headers: bold, frozen, and with a filter."""
    from openpyxl.styles import Font  # type: ignore[import-untyped]

    sheet: Worksheet = book.create_sheet(title)
    bold = Font(bold=True)
    for down, line in enumerate(lines, start=1):
        for across, value in enumerate(line, start=1):
            _put(sheet, down, across, value, format_of(str(lines[0][across - 1]), line))
    for cell in sheet[1]:
        cell.font = bold
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    _widen(sheet, lines)
    return sheet


def to_bytes(book: Workbook) -> bytes:
    """Content of the file, with every time stamp set to a fixed one, so that equal workbooks are equal files."""
    saved, target = io.BytesIO(), io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(info, content)
    return target.getvalue()


def _put(sheet: Worksheet, down: int, across: int, value: Cell, style: str) -> None:
    if value is None or value == "":
        if style == TEXT:
            sheet.cell(down, across).number_format = TEXT
        return
    cell = sheet.cell(down, across)
    if isinstance(value, str):
        cell.value = value[:_LONGEST]
        cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula
        cell.quotePrefix = value[0] in "=+-@"
        cell.number_format = TEXT if style == TEXT else GENERAL
    else:
        cell.value = value
        cell.number_format = style


def _widen(sheet: Worksheet, lines: Sequence[Sequence[Cell]]) -> None:
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

    for across in range(len(lines[0])):
        longest = max(len(_shown(line[across])) for line in lines if across < len(line))
        sheet.column_dimensions[get_column_letter(across + 1)].width = min(max(longest + 3, 9), 52)


def _shown(value: Cell) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value or "")
