"""Formats for other programs: JSON, and CSV of the list."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

from listopt.formulas import guarded
from listopt.report.page import tidy
from listopt.report.view import Choice, view_of

if TYPE_CHECKING:
    from listopt.report.contents import Json, Report
    from listopt.report.page import Page

COLUMNS = tuple(field.name for field in fields(Choice))
"""Columns of a table of the list, in order; the applicant's own columns follow."""
_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")

Cell = str | float | None


def write_json(report: Report, page: Page) -> str:
    """Write the result as JSON with its keys in the order of the contract; invisible characters as escapes."""
    return json_text(report.result, page)


def json_text(value: Json, page: Page) -> str:
    """Write plain values as JSON; invisible characters as escapes."""
    text = json.dumps(value, indent=2, ensure_ascii=page.ascii, allow_nan=False)
    return _UNSEEN.sub(lambda mark: f"\\u{ord(mark.group()):04x}", text) + "\n"


def write_csv(report: Report, page: Page) -> str:
    """Write the list as a table: one row per program, numbers unformatted, reasons joined by "; ", own columns last.

    A text that a spreadsheet would take for a formula is preceded by an apostrophe.
    """
    return csv_text(table_of(report), page)


def csv_text(rows: Iterable[Sequence[Cell]], page: Page) -> str:
    """Write rows as CSV; a text that a spreadsheet would take for a formula is preceded by an apostrophe."""
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows([_guarded(cell) for cell in row] for row in rows)
    text = target.getvalue()
    return text.encode("ascii", "replace").decode() if page.ascii else text


def table_of(report: Report) -> list[list[Cell]]:
    """Header and one row per program of the list, in reading order."""
    own = own_names(report)
    names = [tidy(name) for name in own]
    header: list[Cell] = [*COLUMNS, *(f"own {name}" if name in COLUMNS else name for name in names)]
    return [header, *(_row(choice, report, own) for choice in view_of(report).choices)]


def own_names(report: Report) -> list[str]:
    """Names of the applicant's own columns, in the order they first appear."""
    return list(dict.fromkeys(name for code in sorted(report.own_columns) for name in report.own_columns[code]))


def _row(choice: Choice, report: Report, own: Sequence[str]) -> list[Cell]:
    values: list[Cell] = []
    for name in COLUMNS:
        value = getattr(choice, name)
        values.append("; ".join(value) if isinstance(value, tuple) else value)
    mine = report.own_columns.get(choice.program_id, {})
    return [*values, *(tidy(mine.get(name, "")) for name in own)]


def _guarded(cell: Cell) -> Cell:
    return guarded(cell) if isinstance(cell, str) else cell
