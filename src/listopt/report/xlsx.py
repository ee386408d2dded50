"""The report as a workbook: the list, the summary, what was left out, what to verify."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING

from listopt.errors import ListoptError
from listopt.report.sections import facts_of, failure_of, in_words, title_of
from listopt.report.tables import Cell, table_of
from listopt.report.view import View, view_of

if TYPE_CHECKING:
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

    from listopt.report.contents import Report
    from listopt.report.page import Page

_PERCENTS = frozenset(f"{stem}{end}" for stem in ("p_interview", "p_match") for end in ("", "_low", "_high"))
_MONEY = frozenset(("fee", "cost"))
_FIGURES = frozenset(("Chance of a match", "Cost", "Expected interviews", "Expected utility"))
"""Facts of the summary that the sheet gives as plain numbers instead."""
_LONGEST = 32_767
"""Characters that fit a cell."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def write_xlsx(report: Report, page: Page) -> bytes:
    """Report as a workbook with the sheets List, Summary, Excluded and Verify; the same bytes every time.

    Texts are stored as texts, never as formulas; numbers unrounded, with money and percent formats.

    Raises
    ------
    ListoptError
        When openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook  # here because it is slow to import and seldom needed
    except ImportError:
        raise ListoptError("an .xlsx file needs openpyxl; install it with: pip install 'listopt[xlsx]'") from None

    view = view_of(report)
    book: Workbook = Workbook()
    book.remove(book.active)
    _sheet(book, "List", table_of(report))
    _sheet(book, "Summary", _summary(view))
    _sheet(book, "Excluded", _excluded(view))
    _sheet(book, "Verify", _verify(view))
    target = io.BytesIO()
    book.save(target)
    return _timeless(target.getvalue())


def _summary(view: View) -> list[list[Cell]]:
    name, season = title_of(view)
    finding, clashing, advice = failure_of(view)
    lines: list[list[Cell]] = [["what", "value"], ["Scenario", name], ["Season", season], ["Ended as", view.status]]
    lines += [["Finding", finding]] if finding else []
    lines += [["Clashing rule", rule] for rule in clashing]
    lines += [["Advice", advice]] if advice else []
    lines += [[key, view.summary.number(key)] for key in view.summary.values if view.summary.number(key) is not None]
    lines += [[f"Bill: {view.result.clean(what)}", amount] for what, amount in view.report.bill]
    told = [fact for fact in facts_of(view) if fact.label not in _FIGURES]
    lines += [[fact.label, fact.text] for fact in told if fact.text]
    lines += [[fact.label, in_words(row)] for fact in told for row in fact.rows]
    objective = view.result.record("objective")
    lines += [[f"Objective: {key}", objective.number(key)] for key in ("value", "bound", "gap")]
    terms = objective.record("terms")
    lines += [[f"Term: {view.result.clean(term)}", terms.number(term)] for term in terms.values]
    lines += [[f"Left out: {kind}", many] for kind, many in view.left_out]
    lines += [["Warning", sentence] for sentence in view.sentences(view.report.warnings)]
    lines += [["Assumption", sentence] for sentence in view.sentences(view.report.assumptions)]
    for key in ("versions", "inputs"):
        record = view.result.record(key)
        lines += [[f"{key.title()[:-1]}: {view.result.clean(of)}", record.text(of)] for of in record.values]
    return lines


def _excluded(view: View) -> list[list[Cell]]:
    lines: list[list[Cell]] = [["program_id", "reason"]]
    lines += [[row.text("program_id"), row.text("reason")] for row in view.result.records("excluded")]
    return lines


def _verify(view: View) -> list[list[Cell]]:
    lines: list[list[Cell]] = [["program_id", "program", "column", "why", "worth"]]
    lines += [[check.program_id, check.program, check.column, check.why, check.worth] for check in view.checks]
    return lines


def _sheet(book: Workbook, title: str, lines: Sequence[Sequence[Cell]]) -> None:
    from openpyxl.styles import Font  # type: ignore[import-untyped]

    sheet: Worksheet = book.create_sheet(title)
    bold = Font(bold=True)
    for down, line in enumerate(lines, start=1):
        for across, value in enumerate(line, start=1):
            kind = str(lines[0][across - 1]) if title == "List" else str(line[0])
            _put(sheet, down, across, value, _format(kind))
    for cell in sheet[1]:
        cell.font = bold
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    _widen(sheet, lines)


def _put(sheet: Worksheet, down: int, across: int, value: Cell, style: str) -> None:
    if value is None or value == "":
        return
    cell = sheet.cell(down, across)
    if isinstance(value, str):
        cell.value = value[:_LONGEST]
        cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula
        cell.quotePrefix = value[0] in "=+-@"
    else:
        cell.value = value
        cell.number_format = style


def _format(kind: str) -> str:
    if kind in _PERCENTS:
        return "0.0%"
    return '"$"#,##0.00' if kind in _MONEY or kind.startswith("Bill: ") else "General"


def _widen(sheet: Worksheet, lines: Sequence[Sequence[Cell]]) -> None:
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

    for across in range(len(lines[0])):
        longest = max(len(_shown(line[across])) for line in lines if across < len(line))
        sheet.column_dimensions[get_column_letter(across + 1)].width = min(max(longest + 3, 9), 52)


def _shown(value: Cell) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value or "")


def _timeless(book: bytes) -> bytes:
    """Workbook with every time stamp set to a fixed one, so that equal reports are equal files."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(info, content)
    return target.getvalue()
