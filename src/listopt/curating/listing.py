"""Programs of a catalogue that meet a condition, in an order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from listopt.curating.columns import named_column
from listopt.curating.condition import Condition, read_condition
from listopt.errors import Faults, InputError
from listopt.importers.sheet import KEY
from listopt.report.curating.cells import kind_of, values
from listopt.report.curating.listed import Listed
from listopt.where import Mask, Where, column_in, meeting

if TYPE_CHECKING:
    import pandas as pd

FIRST, LAST = (KEY, "name"), ("specialty", "city", "state")
"""Columns shown unless told otherwise; between them stand those of the condition and of the order."""
SEARCHED = ("name", "institution", "city")


@dataclass(frozen=True)
class Wish:
    """What to list.

    Attributes
    ----------
    where
        A condition as `listopt.curating.condition.read_condition` reads it; empty for all programs.
    find
        Words of the name, the institution or the city; empty for all programs.
    sort
        Columns to sort by, the most important first; ``-`` before one begins with the largest.
    columns
        Columns to show; empty for the usual ones.
    limit
        Most programs to show; None for all.
    """

    where: str = ""
    find: str = ""
    sort: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    limit: int | None = None


def list_programs(table: pd.DataFrame, wish: Wish) -> Listed:
    """List programs of a table (index program_id) as wished; what is not known comes last in any order.

    Raises
    ------
    InputError
        With everything in the wish that means nothing.
    """
    faults = Faults()
    condition = _condition(wish.where, table, faults)
    order = [(key.startswith("-"), named_column(key.removeprefix("-"), table, "--sort", faults)) for key in wish.sort]
    asked = [named_column(name, table, "--columns", faults) for name in wish.columns]
    faults.raise_if_any()
    keys = [(down, name) for down, name in order if name is not None]
    used = [*FIRST, *condition.where, *(name for _, name in keys), *(LAST if "name" in table else map(str, table))]
    columns = tuple(dict.fromkeys(name for name in asked or used if name and (name == KEY or name in table)))
    found = _found(table, wish.find)
    unknown = _unknown(table, condition.where) & found
    fitting = _sorted(table[meeting(table, condition.where) & found], keys)
    shown = fitting.iloc[: wish.limit]
    cells = [values(column_in(shown, name)) for name in columns]
    missing = {name: int((column_in(table, name).isna() & unknown).sum()) for name in condition.where}
    return Listed(
        columns,
        tuple(zip(*cells, strict=True)),
        tuple(name for name in columns if kind_of(column_in(table, name)).numeric),
        len(fitting),
        len(table),
        {name: many for name, many in missing.items() if many},
        int(unknown.sum()),
        condition.remarks,
    )


def _condition(text: str, table: pd.DataFrame, faults: Faults) -> Condition:
    try:
        return read_condition(text, table) if text else Condition({})
    except InputError as error:
        faults.found += error.faults
        return Condition({})


def _found(table: pd.DataFrame, find: str) -> Mask:
    """Programs in whose name, institution and city each of the words occurs."""
    mask = np.ones(len(table), dtype=bool)
    searched = [table[name].fillna("").str.casefold() for name in SEARCHED if name in table]
    for word in find.casefold().split():
        mask &= np.logical_or.reduce(
            [column.str.contains(word, regex=False).to_numpy(dtype=bool) for column in searched],
            initial=False,
            axis=0,
        )
    return mask


def _unknown(table: pd.DataFrame, where: Where) -> Mask:
    """Programs that meet the condition as far as they are known, and of which something is not known."""
    possible = np.ones(len(table), dtype=bool)
    for name, wanted in where.items():
        possible &= meeting(table, {name: wanted}) | column_in(table, name).isna().to_numpy(dtype=bool)
    return possible & ~meeting(table, where)


def _sorted(table: pd.DataFrame, keys: Sequence[tuple[bool, str]]) -> pd.DataFrame:
    """Table in the order of the keys (downwards, column), equals by program_id."""
    ordered = table
    for down, name in reversed(keys):
        column = column_in(ordered, name)
        sortable = column.str.casefold() if column.dtype == object else column
        ordered = ordered.loc[sortable.sort_values(ascending=not down, kind="stable", na_position="last").index]
    return ordered
