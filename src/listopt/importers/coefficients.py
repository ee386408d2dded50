"""Reading own coefficients of the odds, as `listopt fit` writes them."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from listopt.catalogue import Column
from listopt.errors import Faults, did_you_mean
from listopt.importers.cells import convert, expectation
from listopt.importers.locate import locate
from listopt.odds.coefficients import LIMITS, Coefficients
from listopt.odds.tables import Parameter

NEEDED = ("name", "value", "sd")
"""Columns that are read; ``source_title`` as well, where there is one."""
Row = Mapping[str, str]


def read_coefficients(name: str, base: Path, place: str = "odds.coefficients") -> Coefficients:
    """Read a file of own coefficients.

    Parameters
    ----------
    name
        Path of a CSV file with the columns ``name``, ``value`` and ``sd``, and perhaps ``source_title``.
    base
        Folder from which the path counts: the scenario's.
    place
        Where the path is written, for messages.

    Raises
    ------
    InputError
        With every fault of the file: unknown names, what is no number, negative standard deviations, and values that
        would let a better fact lower a chance.
    """
    faults = Faults()
    path = locate(name, base, ("csv",), place, faults)
    rows = _rows(path, name, faults) if path is not None else {}
    numbers = {word: _parameter(f"{name}, row {row}", cells, faults) for word, (row, cells) in rows.items()}
    faults.raise_if_any()
    content = "\n".join(f"{word},{numbers[word].value!r},{numbers[word].sd!r}" for word in sorted(numbers))
    sources = dict.fromkeys(cells.get("source_title", "") for _, cells in rows.values())
    return Coefficients(name, numbers, "; ".join(filter(None, sources)), hashlib.sha256(content.encode()).hexdigest())


def _rows(path: Path, name: str, faults: Faults) -> Mapping[str, tuple[int, Row]]:
    """Row number and cells of each coefficient of known name."""
    lines = _lines(path, name, faults)
    if not lines:
        return {}
    header = [cell.strip().lower() for cell in lines[0]]
    missing = [column for column in NEEDED if column not in header]
    for column in missing:
        expected = f"the columns {', '.join(NEEDED)}"
        faults.add(f"{name}, header", f"no column {column!r}", expected, did_you_mean(column, header))
    found: dict[str, tuple[int, Row]] = {}
    for row, line in enumerate(lines[1:], start=2):
        filled = [cell.strip() for cell in line] + [""] * len(header)
        cells = dict(zip(header, filled, strict=False))
        if any(cells.values()) and not missing:
            _add(found, row, cells, name, faults)
    if not found and not faults.found:
        faults.add(name, "a header without rows", "at least one coefficient", "Write the file with listopt fit.")
    return found


def _add(found: dict[str, tuple[int, Row]], row: int, cells: Row, name: str, faults: Faults) -> None:
    word, place = cells["name"], f'{name}, row {row}, column "name"'
    if word not in LIMITS:
        faults.add(place, repr(word), f"one of {', '.join(LIMITS)}", did_you_mean(word, LIMITS))
    elif word in found:
        faults.add(place, f"{word!r} again, as in row {found[word][0]}", "each coefficient once")
    else:
        found[word] = (row, cells)


def _lines(path: Path, name: str, faults: Faults) -> Sequence[Sequence[str]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        faults.add(name, f"a file that cannot be opened ({error.strerror})", "a file that may be read")
        return []
    except UnicodeDecodeError as error:
        faults.add(name, f"the byte 0x{error.object[error.start]:02x}, which is not UTF-8", "text in UTF-8")
        return []
    if not text.strip():
        faults.add(name, "an empty file", f"the columns {', '.join(NEEDED)} and a row per coefficient")
        return []
    separator = max(",;\t", key=text.splitlines()[0].count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def _parameter(place: str, cells: Row, faults: Faults) -> Parameter:
    """Value and standard deviation; faults, and anything, when a cell holds no such number."""
    low, high = LIMITS[cells["name"]]
    value = _number(place, "value", cells, (low, high), faults)
    return Parameter(value, _number(place, "sd", cells, (0.0, high - low), faults))


def _number(place: str, name: str, cells: Row, limits: tuple[float, float], faults: Faults) -> float:
    column = Column(name, "number", "", "", low=limits[0], high=limits[1])
    cell = cells[name]
    converted = convert(column, [cell])
    if cell and not converted.bad:
        return float(converted.column[0])
    expected, advice = expectation(column, cell)
    found = repr(cell) if cell else "an empty cell"
    faults.add(f'{place}, column "{name}"', found, f"{expected} for {cells['name']}", advice if cell else "")
    return 0.0
