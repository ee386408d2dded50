"""Whatever a table holds, it is imported with every row accounted for, or refused with a clear fault."""

from __future__ import annotations

import csv
import datetime
import json
import math
import re
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from listopt.cli import main
from listopt.importers import read_catalogue

Cell = str | int | float | bool | datetime.date | None
Table = tuple[list[str], list[list[Cell]]]

REAL = (
    pd.read_csv(Path(__file__).parents[1] / "catalogues/us-2025/programs.csv", dtype=str, na_filter=False)
    .iloc[::150][["program_id", "name", "institution", "specialty", "city", "state"]]
    .reset_index(drop=True)
)
"""Some real programs: against so few an import takes hundredths of a second."""
NAMED = REAL[["program_id", "name"]].to_numpy().tolist()
AGAINST = REAL.to_csv(index=False)
WORDS = (
    "-", "–", "N/A", "Negotiable", "Yes", "No", "J-1 only", "45%", "0.45", "220-230", "≥ 230", "1.4E+09", "=1+1",
    "\u200b", "<b>x</b>", "&nbsp;", "&#0;", "NY", "New York", "Ontario", "Anesthesiology", "Cardiology", "400121010",
    "0400121010", "0400121010.0", "040-01-21-010", "9999999999", "1601140C0", "٣٤", "²", "1e999", "nan", "inf", "-0",
    "1,000", "5/0", "91, 181", "-86.8", "33.5", "2024-13-45", "applied", "★★★", "10/5", "first attempt", "0/0", "''",
    '"', "a\nb", "a;b|c\td",
)  # fmt: skip
HEADERS = (
    "Program", "Program Name", "ACGME Code", "Specialty", "City", "State", "Location", "IMG %", "Visa", "J1", "H1B",
    "Step 2", "Step2 Min", "YOG", "USCE", "Attempts", "Lat", "Long", "Coordinates", "Rating", "Status", "Notes", "Type",
    "Country", "program_id", "NRMP code", "p_match", "Fee", "Year", "Verified", "Column 2", "column 2", "[fate]", "key",
    "",
)  # fmt: skip

texts = st.one_of(st.sampled_from(WORDS), st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
cells: st.SearchStrategy[Cell] = st.one_of(
    texts, texts, st.none(), st.booleans(), st.integers(-(10**12), 10**12), st.floats(),
    st.dates(datetime.date(1901, 1, 1)), st.sampled_from(REAL["program_id"].tolist() + REAL["name"].tolist()),
)  # fmt: skip
half = settings(max_examples=settings().max_examples // 2)
"""Half as many examples as others, for what is tried with every kind of file."""
headers = st.one_of(st.sampled_from(HEADERS), st.text(st.characters(exclude_categories=["Cs"]), max_size=12))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Any table: headers may be empty or stand twice, cells are of any kind."""
    width = draw(st.integers(1, 6))
    names = draw(st.lists(headers, min_size=width, max_size=width))
    return names, draw(st.lists(st.lists(cells, min_size=width, max_size=width), max_size=8))


@st.composite
def mixed(draw: st.DrawFn) -> Table:
    """Rows of real programs with columns of anything beside them, and fewer rows of anything between them."""
    names, rows = draw(tables())
    names = [f"my {name}" if "country" in name.lower() else name for name in names]
    real = draw(st.lists(st.sampled_from(range(len(REAL))), min_size=len(rows) + 1, max_size=12, unique=True))
    identities = [REAL.loc[one].tolist() for one in real]
    identities += [draw(st.lists(cells, min_size=6, max_size=6)) for _ in rows]
    blank: list[Cell] = [None] * len(names)
    lines = [[*line, *(rows[at] if at < len(rows) else blank)] for at, line in enumerate(identities)]
    return [*REAL.columns, *names], draw(st.permutations(lines))


def as_csv(table: Table, path: Path) -> None:
    """Write as pandas would."""
    names, rows = table
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([names, *rows])


def as_workbook(table: Table, path: Path) -> None:
    """Write with the characters and numbers that a workbook can hold."""
    names, rows = table
    book = openpyxl.Workbook()
    for line in [names, *rows]:
        book.active.append([_for_workbook(cell) for cell in line])
    book.save(path)


def _for_workbook(cell: Cell) -> Cell:
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    return re.sub(r"[\x00-\x1f\ufffe\uffff]", "", cell) if isinstance(cell, str) else cell


def as_json(table: Table, path: Path) -> None:
    """Write one object per row; of names that stand twice both are kept, as JSON lets them."""
    names, rows = table
    keys = [json.dumps(name) for name in names]
    objects = [
        ", ".join(f"{key}: {json.dumps(cell, default=str)}" for key, cell in zip(keys, row, strict=True))
        for row in rows
    ]
    path.write_text("[" + ",\n".join(f"{{{one}}}" for one in objects) + "]", encoding="utf-8")


def as_parquet(table: Table, path: Path) -> None:
    """Write columns of one kind as they are, the others as texts; names must differ."""
    names, rows = table
    unique = [f"{name}{position}" if name in names[:position] else name for position, name in enumerate(names)]
    columns: dict[str, Sequence[Cell]] = {}
    for position, name in enumerate(unique):
        column = [row[position] for row in rows]
        kinds = {type(cell) for cell in column if cell is not None}
        columns[name] = column if len(kinds) <= 1 else [None if cell is None else str(cell) for cell in column]
    pd.DataFrame(columns, columns=list(columns)).to_parquet(path)


WRITERS: dict[str, Callable[[Table, Path], None]] = {
    "csv": as_csv, "xlsx": as_workbook, "json": as_json, "parquet": as_parquet,
}  # fmt: skip


def accounted(path: Path) -> dict[str, int] | None:
    """Import a file through the command line: rows by fate, or None after a clear fault; nothing else may happen."""
    output = path.with_name("out.csv")
    against = path.with_name("against.csv")
    against.write_text(AGAINST, encoding="utf-8")
    arguments = ["-o", str(output), "--against", str(against), "--format", "json", "-q"]
    told = CliRunner().invoke(main, ["catalogue", "import", str(path), *arguments])
    if told.exception is not None and not isinstance(told.exception, SystemExit):
        raise told.exception
    assert told.exit_code in (0, 1), told.output
    if told.exit_code == 1:
        assert re.match(r"(Error: )?.+: found .+; expected .+", told.stderr, re.DOTALL), told.stderr
        assert not output.exists()
        return None
    rows: dict[str, int] = json.loads(told.stdout)["rows"]
    with path.with_name("out.rows.csv").open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert sum(rows.values()) == len(lines)
    assert len({line["row"] for line in lines}) == len(lines)
    read_catalogue([str(against), str(output)], Path())
    return rows


def imported(table: Table, kind: str) -> dict[str, int] | None:
    """Write a table in some format and import it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table.{kind}"
        WRITERS[kind](table, path)
        return accounted(path)


@pytest.mark.parametrize("kind", WRITERS)
@half
@given(table=tables())
def test_any_table(kind: str, table: Table) -> None:
    """Any table at all either imports with all its rows accounted for or ends with a clear fault."""
    imported(table, kind)


@pytest.mark.parametrize("kind", WRITERS)
@half
@given(table=mixed())
def test_real_rows_among_noise(kind: str, table: Table) -> None:
    """Rows of real programs are found whatever stands beside and between them, and every row counts."""
    rows = imported(table, kind)
    assert rows is not None
    assert rows["imported"] >= sum(line[:2] in NAMED for line in table[1])
    assert sum(rows.values()) == len(table[1])


SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".xlsb", ".json", ".jsonl", ".parquet", ".html", "")
STARTS = (
    b"", b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff",
    b"\xff\xfe\0\0", b"[{", b'{"a": [', b"<html>", b'program_id,"', b"program_id,name\n0400121010,\x9d\x81",
)  # fmt: skip


@given(st.sampled_from(STARTS), st.binary(max_size=200), st.sampled_from(SUFFIXES))
@example(b"[" * 100_000, b"", ".json")
@example(b'{"a":' * 100_000, b"", ".json")
@example(b"", b"", ".csv")
@example(b'[{"program_id": "0400121010", "\\ud800": "\\udfff"}]', b"", ".json")
@example(b'[{"program_id": "0400121010", "n": ' + b"9" * 5000 + b"}]", b"", ".json")
@example(b'{"program_id": "0400121010", "n": "a\xe2\x80\xa8b"}\n{"program_id": "1"}', b"", ".jsonl")
@example(b"program_id,n\n0400121010," + b"x" * 200_000, b"", ".csv")
@example(b"program_id,n\n" + b"9" * 5000 + b",1e" + b"9" * 5000, b"\n0400121010,1", ".csv")
def test_any_bytes(start: bytes, rest: bytes, suffix: str) -> None:
    """Files of any bytes under any ending are imported or refused with a clear fault."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table{suffix}"
        path.write_bytes(start + rest)
        accounted(path)


@cache
def whole(kind: str) -> bytes:
    """A file of some real rows; always the same, though workbooks hold the time of day."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table.{kind}"
        WRITERS[kind](([*REAL.columns], REAL.head(5).to_numpy().tolist()), path)
        return path.read_bytes()


@given(st.sampled_from(list(WRITERS)), st.data())
def test_broken_files(kind: str, data: st.DataObject) -> None:
    """Real files with bytes changed or cut off are imported or refused with a clear fault."""
    content = bytearray(whole(kind))
    for _ in range(data.draw(st.integers(0, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table.{kind}"
        path.write_bytes(content[: data.draw(st.integers(1, len(content)))])
        accounted(path)
