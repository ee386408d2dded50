"""The project's own format: text files with a header line, separated by comma, semicolon or tab."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

from listopt.errors import Faults
from listopt.formulas import any_guarded, bare
from listopt.importers.sheet import Sheet, from_columns, from_lines

SEPARATORS = (",", ";", "\t")
AS_UTF8 = 'Save it again as "CSV UTF-8".'


def read_csv(path: Path, name: str, faults: Faults, *, overlay: bool) -> Sheet | None:
    """Table of a text file; None when it cannot be read.

    The header line decides the separator. UTF-8 with or without byte order mark and any line ends will do. An
    apostrophe that keeps a spreadsheet from running a text (``'=1+1``) or from dropping a zero is no part of the text.

    Parameters
    ----------
    path
        File to read.
    name
        Its name as written in the scenario, for faults.
    faults
        Gathers what is wrong.
    overlay
        True when an earlier table exists.
    """
    text = _text(path.read_bytes(), name, faults)
    if text is None:
        return None
    separator = _separator(text)
    columns = _regular(text, separator)
    if columns is not None:
        return from_columns(name, _plain(columns, text), 1, faults, overlay=overlay)
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    lines: list[list[str]] = []
    try:
        lines.extend(reader)
    except csv.Error as error:
        advice = "Close every quotation mark, and double it where it stands inside a cell."
        faults.add(f"{name}, line {reader.line_num}", f"broken quoting ({error})", "cells as in a CSV file", advice)
        return None
    return from_lines(name, _plain(lines, text), faults, overlay=overlay)


def _plain(cells: list[list[str]], text: str) -> list[list[str]]:
    """Cells without the apostrophes that guard them in a spreadsheet."""
    return [[bare(cell) if "'" in cell else cell for cell in line] for line in cells] if any_guarded(text) else cells


def _regular(text: str, separator: str) -> list[list[str]] | None:
    """Columns of a file that begins with its header and has no long lines; None for any other."""
    # The parser of pandas takes half the time, where it is loaded; the csv module says exactly where a file is broken.
    if "pandas" not in sys.modules:
        return None
    import pandas as pd

    try:
        table = pd.read_csv(
            io.StringIO(text), sep=separator, header=None, dtype=object, na_filter=False, skip_blank_lines=False
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError):
        return None
    columns = [table[column].tolist() for column in table]
    return columns if any(column[0].strip() for column in columns) else None


def _text(content: bytes, name: str, faults: Faults) -> str | None:
    """Text of a file with plain line ends; None when it is no UTF-8."""
    if content.startswith(b"PK\x03\x04"):
        faults.add(name, "a workbook", "a text file", "Give it the suffix .xlsx, or save it as CSV.")
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{content[error.start]:02x}, which is not UTF-8"
        faults.add(f"{name}, line {line}", found, "text in UTF-8", AS_UTF8)
        return None
    if "\0" in text:
        faults.add(name, "bytes that are not text", "text in UTF-8", AS_UTF8)
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _separator(text: str) -> str:
    """Separator that the header line uses most; the comma when it uses none."""
    header = next((line for line in io.StringIO(text) if line.strip()), "")
    unquoted = "".join(header.split('"')[::2])
    return max(SEPARATORS, key=unquoted.count)
