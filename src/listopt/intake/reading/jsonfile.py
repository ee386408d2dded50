"""JSON, and scripts with lists of plain values: what the file holds as sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from listopt.errors import Fault, InputError
from listopt.intake.reading.grid import Grid, Line
from listopt.intake.reading.jsonrecords import read_records
from listopt.intake.reading.jsontables import line_tables
from listopt.intake.reading.jsonvalues import read_values


def read_json(path: Path, name: str) -> tuple[Grid, ...]:
    """Sheets of a JSON file or a script.

    One line per record, its nested parts under names joined by a full stop; tables that are spelt line by line are
    taken as they are.

    Raises
    ------
    InputError
        When it is no JSON, or holds no records.
    """
    try:
        node, how = read_values(path, name)
        tables = line_tables(node)
        records = [] if tables else list(read_records(node))
    except RecursionError:
        raise InputError([Fault(name, "JSON nested too deeply", "a list of programs")]) from None
    if tables:
        return tuple(_grid(name, sheet, lines.__iter__, how) for sheet, lines in tables)
    headers = list(dict.fromkeys(header for record in records for header in record))
    if not headers:
        raise InputError([Fault(name, "JSON without records", "a list of programs, or an object per program")])

    def lines() -> Iterator[Line]:
        yield headers
        yield from ([record.get(header, "") for header in headers] for record in records)

    return (_grid(name, "", lines, how),)


def _grid(name: str, sheet: str, lines: Callable[[], Iterator[Line]], how: str) -> Grid:
    def sound() -> Iterator[Line]:
        return (list(map(_sound, line)) for line in lines())

    return Grid(name, _sound(sheet), sound, how, _sound(sheet))


def _sound(text: str) -> str:
    """Text with halves of characters replaced, which JSON can spell but no file can hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
