"""Values of a catalogue: as plain values, and as a catalogue file would have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from listopt.catalogue import Column, Kind, column_of

if TYPE_CHECKING:
    import pandas as pd

Value = str | bool | int | float | None
"""Cell of a table; None is not known."""
HOLDS: dict[Kind, str] = {
    "code": "code", "text": "text", "choice": "choice", "flag": "yes/no", "share": "share", "number": "number",
    "integer": "whole number", "dollars": "dollars",
}  # fmt: skip
"""Kinds of columns in words."""
WHOLE = 1e15
"""Numbers below this are written without decimals when they have none."""


def values(column: pd.Series[Any]) -> list[Value]:
    """Plain values of a column: true and false, numbers, text; None where nothing is known."""
    if column.dtype == object:
        return [value if isinstance(value, str) else None for value in column.tolist()]
    found = zip(column.tolist(), column.isna().tolist(), strict=True)
    return [None if missing else _plain(value) for value, missing in found]


def _plain(value: bool | int | float) -> Value:
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < WHOLE else value


def written(value: Value, column: str) -> str:
    """Value as a catalogue file has it: flags yes and no (one's own true and false); empty where nothing is known."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return ("no", "yes")[value] if column_of(column) else ("false", "true")[value]
    return str(value)


def kind_of(column: pd.Series[Any]) -> Column:
    """What a column holds: of a registered one its entry, of one's own what its cells are."""
    name = str(column.name)
    known = column_of(name)
    if known is not None:
        return known
    return Column(name, "flag" if column.dtype == "boolean" else "text" if column.dtype == object else "number", "", "")
