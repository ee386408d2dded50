"""How two catalogues differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from listopt.report.curating.cells import values, written
from listopt.report.curating.difference import Cell, Difference
from listopt.report.others import Named, titles

if TYPE_CHECKING:
    from listopt.catalogue import Catalogue


def difference(names: tuple[str, str], before: Catalogue, after: Catalogue) -> Difference:
    """Compare two catalogues program by program and cell by cell, by what the cells mean.

    ``names`` are what the user calls the two. Cells are told in the order of the programs, then of the columns.
    """
    columns = [str(name) for name in before.table if name in after.table]
    return Difference(
        *names,
        gone=_only_in(before, after),
        new=_only_in(after, before),
        columns_gone=_columns_only_in(before, after),
        columns_new=_columns_only_in(after, before),
        cells=tuple(sorted(_cells(before, after, columns), key=lambda cell: cell.program_id)),
    )


def _only_in(one: Catalogue, other: Catalogue) -> tuple[Named, ...]:
    table = one.table[~one.table.index.isin(other.table.index)]
    return tuple(map(Named, map(str, table.index), titles(table)))


def _columns_only_in(one: Catalogue, other: Catalogue) -> tuple[tuple[str, int], ...]:
    return tuple((str(name), int(one.table[name].notna().sum())) for name in one.table if name not in other.table)


def _cells(before: Catalogue, after: Catalogue, columns: Sequence[str]) -> Iterator[Cell]:
    """Cells of common programs and columns that would be written differently."""
    codes = [str(code) for code in before.table.index if code in after.table.index]
    for column in columns:
        pairs = zip(codes, *(values(one.table.loc[codes, column]) for one in (before, after)), strict=True)
        for code, old, new in pairs:
            if written(old, column) != written(new, column):
                yield Cell(code, column, old, new)
