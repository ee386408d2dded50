"""A catalogue at a glance, and all facts of one program with where each is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from listopt.catalogue import column_of
from listopt.errors import Faults
from listopt.importers import read_stack, typed
from listopt.importers.cells import same
from listopt.importers.origins import Origin, read_origins
from listopt.importers.sheet import KEY
from listopt.report.curating.cells import HOLDS, kind_of, values
from listopt.report.curating.facts import Fact, Facts
from listopt.report.curating.overview import Coverage, Overview, Source

if TYPE_CHECKING:
    from listopt.importers.stack import Stack
    from listopt.report.others import Named

DERIVED = "follows from the state and the city"
"""Place of a fact that no table holds: a region, a metropolitan area."""


def read_tables(names: Sequence[str], base: Path) -> tuple[pd.DataFrame, Stack]:
    """Catalogue (index program_id) and the tables it is made of; paths of files count from ``base``.

    Raises
    ------
    InputError
        With the faults of the tables.
    """
    faults = Faults()
    stack = read_stack(names, base, (), faults)
    table = typed(stack, faults)
    faults.raise_if_any()
    return table, stack


def overview(table: pd.DataFrame, digests: Mapping[str, str]) -> Overview:
    """Sum up a catalogue; ``table`` has the index program_id, ``digests`` are those of `Stack.digests`."""
    named = table["specialty"].fillna("") if "specialty" in table else pd.Series("", index=table.index)
    many = named.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    filled = table.notna().sum()
    columns = (
        Coverage(name, HOLDS[kind_of(table[name]).kind], column_of(name) is None, int(filled[name]))
        for name in map(str, table)
    )
    return Overview(
        digests, len(table), tuple((str(name), int(n)) for name, n in many.items()), tuple(columns), _sources(table)
    )


def _sources(table: pd.DataFrame) -> tuple[Source, ...]:
    """Sources, those of most programs first."""
    if "source" not in table:
        return ()
    years = table["source_year"] if "source_year" in table else pd.Series(pd.NA, index=table.index, dtype="Int64")
    grouped = years.groupby(table["source"]).agg(["size", "min", "max"]).reset_index()
    ordered = grouped.sort_values(["size", "source"], ascending=[False, True])
    return tuple(
        Source(
            str(row["source"]), int(row["size"]), None if pd.isna(row["min"]) else (int(row["min"]), int(row["max"]))
        )
        for row in ordered.to_dict("records")
    )


def facts(table: pd.DataFrame, stack: Stack, programs: Sequence[Named]) -> tuple[Facts, ...]:
    """Tell all that is known about programs.

    Parameters
    ----------
    table
        The catalogue, index program_id.
    stack
        The tables it was read from.
    programs
        Those to tell of.
    """
    codes = [program.program_id for program in programs]
    origins = [read_origins(path, codes) for path in stack.paths]
    return tuple(_facts(table.loc[[program.program_id]], stack, origins, program) for program in programs)


def _facts(
    row: pd.DataFrame, stack: Stack, origins: Sequence[Mapping[tuple[str, str], Origin]], program: Named
) -> Facts:
    known = {KEY: program.program_id, **{name: values(row[name])[0] for name in map(str, row)}}
    found = []
    for column, value in known.items():
        if value is not None:
            found.append(Fact(column, value, *_written(stack, origins, program.program_id, column)))
    return Facts(program, tuple(found), tuple(name for name, value in known.items() if value is None))


def _written(
    stack: Stack, origins: Sequence[Mapping[tuple[str, str], Origin]], code: str, column: str
) -> tuple[str, str]:
    """Table and row of the cell that counts, and where an import read it, if the cell is still as it was then."""
    written = stack.written(code, column)
    for position, row in written[-1:] if column == KEY else written:
        sheet = stack.sheets[position]
        origin = origins[position].get((code, column))
        fresh = origin is not None and same(column, sheet.cells[column][row], origin.value)
        return f"{sheet.name}, row {sheet.rows[row]}", origin.text if origin and fresh else ""
    return DERIVED, ""
