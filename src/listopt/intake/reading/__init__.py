"""Files of any kind as sheets of text cells: the register of readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from listopt.errors import Fault, InputError, did_you_mean
from listopt.intake.reading.grid import Grid, Line
from listopt.intake.reading.jsonfile import read_json
from listopt.intake.reading.parquet import read_parquet
from listopt.intake.reading.textfile import read_text
from listopt.intake.reading.workbook import read_workbook

__all__ = ["READERS", "Grid", "Line", "read_grids"]

Reader = Callable[[Path, str], Sequence[Grid]]
"""Reads the file at a path, to be called by a name; raises `InputError`."""
READERS: Mapping[str, Reader] = {
    **dict.fromkeys((".csv", ".tsv", ".tab", ".txt", ".md"), read_text),
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"), read_workbook),
    **dict.fromkeys((".json", ".jsonl", ".ndjson", ".json5", ".js", ".mjs", ".ts"), read_json),
    ".parquet": read_parquet,
}
"""Reader of each ending."""
_MAGIC: Mapping[bytes, Reader] = {
    b"PK\x03\x04": read_workbook,
    b"\xd0\xcf\x11\xe0": read_workbook,
    b"PAR1": read_parquet,
}
"""Reader of files that begin so, whatever they are called."""
_PAGE = (b"<!doctype html", b"<html", b"<table", b"<?xml")


def read_grids(path: Path) -> Sequence[Grid]:
    """Sheets of a file; what it begins with goes before what its name ends with.

    Raises
    ------
    InputError
        When there is no such file, it cannot be read, or no reader knows its kind.
    """
    name = str(path)
    if not path.is_file():
        beside = sorted(one.name for one in path.parent.glob("*") if one.is_file()) if path.parent.is_dir() else []
        found = "a folder" if path.is_dir() else "no such file"
        raise InputError([Fault(name, found, "a file with programs", did_you_mean(path.name, beside))])
    try:
        with path.open("rb") as stream:
            start = stream.read(64)
        return _reader(path, start)(path, name)
    except OSError as error:
        found = f"a file that cannot be opened ({error.strerror or error})"
        raise InputError([Fault(name, found, "a file that may be read")]) from error


def _reader(path: Path, start: bytes) -> Reader:
    by_content = next((reader for magic, reader in _MAGIC.items() if start.startswith(magic)), None)
    if by_content is not None:
        return by_content
    if start.lstrip().lower().startswith(_PAGE):
        advice = "Open it in a spreadsheet or browser and save the table as CSV or .xlsx."
        raise InputError([Fault(str(path), "a web page", "a table", advice)])
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        endings = ", ".join(READERS)
        raise InputError([Fault(str(path), f"the ending {path.suffix!r}", f"one of {endings}", "Save it as CSV.")])
    # Exports called .xls are often plain text.
    return read_text if reader in (read_workbook, read_parquet) else reader
