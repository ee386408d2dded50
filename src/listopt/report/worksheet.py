"""The list as a sheet to work in: what listopt found, and columns for the applicant, which listopt reads back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from listopt.catalogue import column_of
from listopt.report.page import legible, tidy
from listopt.report.sections import page_of
from listopt.report.view import Choice, View, view_of

if TYPE_CHECKING:
    import pandas as pd

    from listopt.report.contents import Report
    from listopt.report.tables import Cell

KEY = "program_id"
MINE = ("status", "rating", "note", "ties", "verified")
"""Columns of the catalogue that an applicant fills in."""
FOUND: Mapping[str, Callable[[Choice], Cell]] = {
    "name": lambda choice: choice.name,
    "specialty": lambda choice: choice.specialty,
    "city": lambda choice: choice.city,
    "state": lambda choice: choice.state,
    "signal": lambda choice: choice.signal,
    "band": lambda choice: choice.band,
    "chance of interview": lambda choice: choice.p_interview,
    "chance of match": lambda choice: choice.p_match,
    "fee": lambda choice: choice.fee,
    "marginal": lambda choice: choice.marginal,
}
"""What listopt found, left of the applicant's columns."""
TOLD = ("reasons", "to verify", "page")
"""What listopt found, right of them."""
WHOLE = 1e15
"""Numbers below this are written without decimals when they have none."""

Own = Mapping[str, Mapping[str, "Cell"]]
"""Header of an applicant's column -> program_id -> what stands there."""


@dataclass(frozen=True)
class Worksheet:
    """A sheet to work in.

    Attributes
    ----------
    headers
        What listopt found stands in square brackets, which keeps it from being read back.
    rows
        One row per program of the list, in reading order, with a cell per header.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def own_cells(table: pd.DataFrame, programs: Sequence[str]) -> Own:
    """What a catalogue's table (index program_id) says about programs in the applicant's columns.

    These are `MINE` and those that listopt does not know; empty cells are left out.
    """
    names = dict.fromkeys([*MINE, *(str(name) for name in table if column_of(str(name)) is None)])
    rows = table.loc[list(programs)]
    return {name: _filled(rows[name], flags=("no", "yes") if name in MINE else ("false", "true"))
            for name in names if name in table}  # fmt: skip


def _filled(column: pd.Series, flags: tuple[str, str]) -> dict[str, Cell]:
    cells = column.dropna()
    if column.dtype == "boolean":
        return {str(code): flags[int(value)] for code, value in cells.items()}
    if column.dtype == object:
        return {str(code): legible(str(value)) for code, value in cells.items()}
    return {str(code): _number(float(value)) for code, value in cells.items()}


def _number(value: float) -> float:
    return int(value) if value.is_integer() and abs(value) < WHOLE else value


def worksheet(report: Report, own: Own) -> Worksheet:
    """Sheet of a report's list; the columns `MINE` are there even when they are empty."""
    view, mine = view_of(report), dict.fromkeys([*MINE, *own])
    codes, verify = _codes(report), _verify(view)
    rows = (
        (
            codes[choice.program_id],
            *(value(choice) for value in FOUND.values()),
            *(own.get(name, {}).get(codes[choice.program_id]) for name in mine),
            "; ".join(choice.reasons), "; ".join(verify.get(choice.program_id, ())), page_of(choice.program_id),
        )
        for choice in view.choices
    )  # fmt: skip
    return Worksheet((KEY, *map(found, FOUND), *map(legible, mine), *map(found, TOLD)), tuple(rows))


def found(name: str) -> str:
    """Header of a column that listopt fills and does not read back."""
    return f"[{name}]"


def _codes(report: Report) -> dict[str, str]:
    """Code as the report shows it -> as the catalogue has it, for the sheet joins by the latter."""
    rows = report.result["portfolio"]
    assert isinstance(rows, list)
    codes = (str(row["program_id"]) for row in rows if isinstance(row, dict))
    return {tidy(code): code for code in codes}


def _verify(view: View) -> Mapping[str, Sequence[str]]:
    """Facts to verify about each program."""
    told: dict[str, list[str]] = {}
    for check in view.checks:
        told.setdefault(check.program_id, []).append(f"{check.column}: {check.why}")
    return told
