"""Workbooks: the first sheet of an .xlsx file, where openpyxl is installed."""

from __future__ import annotations

import datetime
import importlib.util
import zipfile
from pathlib import Path

from listopt.errors import Faults
from listopt.formulas import bare
from listopt.importers.sheet import Sheet, from_lines


def read_xlsx(path: Path, name: str, faults: Faults, *, overlay: bool) -> Sheet | None:
    """Table on the first sheet of a workbook; None when it cannot be read.

    Formulas count as the value last stored for them, and an apostrophe before a text that could be one is no part of
    it. Parameters as in `listopt.importers.listopt_csv.read_csv`.
    """
    if importlib.util.find_spec("openpyxl") is None:
        advice = "Save the sheet as CSV, or install listopt[xlsx]."
        faults.add(name, "a workbook", "a CSV file, as openpyxl is not installed", advice)
        return None
    import openpyxl  # type: ignore[import-untyped]  # here because it is slow to import and seldom needed

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError):
        faults.add(name, "a file that is no workbook", "an .xlsx file", "Save it again as .xlsx or as CSV.")
        return None
    lines = [[bare(_text(value)) for value in line] for line in book.worksheets[0].iter_rows(values_only=True)]
    book.close()
    return from_lines(name, lines, faults, overlay=overlay)


def _text(value: object) -> str:
    """Cell as a CSV file would hold it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat().removesuffix("T00:00:00") if isinstance(value, datetime.date) else str(value)
