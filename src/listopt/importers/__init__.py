"""Reading catalogues: the register of formats, and how one table is laid over another."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from listopt.catalogue import Catalogue, Column, column_of, registered
from listopt.errors import Faults
from listopt.importers.cells import convert, convert_own, expectation
from listopt.importers.listopt_csv import read_csv
from listopt.importers.locate import locate, shipped_catalogues
from listopt.importers.sheet import KEY, Sheet, check_ids
from listopt.importers.stack import Stack
from listopt.importers.xlsx import read_xlsx
from listopt.reference import find_metro, regions

if TYPE_CHECKING:
    import pandas as pd

    from listopt.importers.cells import Values

__all__ = ["IMPORTERS", "Importer", "in_order", "read_catalogue", "read_stack", "shipped_catalogues", "typed"]

MOST_FAULTS = 10
"""Cells of one column named one by one; the rest are counted."""


class Importer(Protocol):
    """Reads one file into a table of text cells."""

    def __call__(self, path: Path, name: str, faults: Faults, *, overlay: bool) -> Sheet | None:
        """Table of the file, or None with a fault."""


IMPORTERS: Mapping[str, Importer] = {"csv": read_csv, "tsv": read_csv, "xlsx": read_xlsx}
"""Reader of each format by suffix."""


def read_catalogue(names: Sequence[str], base: Path, places: Sequence[str] = ()) -> Catalogue:
    """Programs of one or more tables, each laid over the ones before it.

    A later table overrides an earlier one cell by cell by ``program_id``; an empty cell overrides nothing, a new
    ``program_id`` adds a program. Regions and metropolitan areas follow from state and city where they are empty,
    specialties get listopt's name.

    Parameters
    ----------
    names
        Shipped catalogues (names without a suffix) and files, in order.
    base
        Folder from which the paths of files count: the scenario's.
    places
        Where each name is written, for messages; the names themselves by default.

    Raises
    ------
    InputError
        With every fault of every file.
    """
    faults = Faults()
    stack = read_stack(names, base, places, faults)
    table = typed(stack, faults)
    faults.raise_if_any()
    return Catalogue(table, stack.digests)


def read_stack(names: Sequence[str], base: Path, places: Sequence[str], faults: Faults) -> Stack:
    """Tables of these names with their program codes checked, all cells still text; parameters as `read_catalogue`."""
    if not names:
        faults.add("catalogue", "no name", "at least one catalogue", "Write catalogue: us-2025.")
    sheets: list[Sheet] = []
    paths: list[Path] = []
    digests: dict[str, str] = {}
    known: dict[str, int] = {}
    for position, name in enumerate(names):
        place = places[position] if places else "catalogue"
        path = locate(name, base, tuple(IMPORTERS), place, faults)
        sheet = _read(path, name, faults, overlay=position > 0) if path else None
        if path and sheet:
            digests[name] = sheet.digest()
            paths.append(path)
            sheets.append(check_ids(sheet, known, faults))
            known |= dict.fromkeys(sheets[-1].cells[KEY], position)
    return Stack(tuple(sheets), tuple(paths), digests)


def _read(path: Path, name: str, faults: Faults, *, overlay: bool) -> Sheet | None:
    try:
        return IMPORTERS[path.suffix[1:].lower()](path, name, faults, overlay=overlay)
    except OSError as error:
        faults.add(name, f"a file that cannot be opened ({error.strerror})", "a file that may be read")
        return None


def typed(stack: Stack, faults: Faults, most: int | None = MOST_FAULTS) -> pd.DataFrame:
    """Table with a type per column, empty regions and metropolitan areas filled in from states and cities.

    Cells of the wrong kind become faults, ``most`` of a column named one by one (None: all of them).
    """
    import numpy as np
    import pandas as pd

    cells = stack.merged()
    codes = cells[KEY]
    columns: dict[str, Values] = {}
    for header in in_order(cells.keys() - {KEY}):
        column = column_of(header)
        if column is None:
            columns[header] = convert_own(cells[header])
            continue
        converted = convert(column, cells[header])
        columns[header] = converted.column
        wrong = [(stack.origin(codes[row], header), cells[header][row]) for row in converted.bad[:most]]
        _add_faults(column, wrong, len(converted.bad), faults)
    index = pd.Index(np.array(codes, dtype=object), name=KEY, dtype=object)
    # Without a dtype pandas 3 turns text into its own string type, pandas 2 does not.
    series = {header: pd.Series(values, index=index, dtype=values.dtype) for header, values in columns.items()}
    return _with_places(pd.DataFrame(series, index=index))


def in_order(headers: Iterable[str]) -> list[str]:
    """Columns in the order in which a catalogue holds them: the registered ones, then the others by name."""
    order = {name: place for place, name in enumerate(registered())}
    return sorted(headers, key=lambda name: (order.get(name, len(order)), name))


def _add_faults(column: Column, wrong: Sequence[tuple[str, str]], total: int, faults: Faults) -> None:
    for place, cell in wrong:
        faults.add(place, repr(cell), *expectation(column, cell))
    if total > len(wrong):
        faults.add(f'column "{column.name}"', f"{total - len(wrong)} more such cells", "the same")


def _with_places(table: pd.DataFrame) -> pd.DataFrame:
    """Table whose empty regions and metropolitan areas follow from the states and the cities."""
    if "state" not in table:
        return table
    region_of = regions()
    table = _filled(table, "region", [region_of.get(state, math.nan) for state in table["state"]])
    if "city" not in table:
        return table
    places = zip(table["state"], table["city"].fillna(""), strict=True)
    return _filled(table, "metro", [find_metro(state, city) or math.nan for state, city in places])


def _filled(table: pd.DataFrame, name: str, derived: list[str | float]) -> pd.DataFrame:
    """Table whose empty cells of a column are derived ones; a column that is new stands where the register has it."""
    import pandas as pd

    found = pd.Series(derived, index=table.index, dtype=object, name=name)
    if name in table:
        return table.assign(**{name: table[name].where(table[name].notna(), found)})
    names = list(registered())
    before = [column for column in table if column in names[: names.index(name)]]
    return pd.concat([table[before], found, table.drop(columns=before)], axis=1)
