"""How two catalogues differ, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from listopt.report.curating.cells import Value, written
from listopt.report.curating.grid import Grid, laid
from listopt.report.page import tidy, wrap
from listopt.report.paint import Line, render
from listopt.report.tables import json_text
from listopt.report.words import count

if TYPE_CHECKING:
    from listopt.report.others import Named
    from listopt.report.page import Page

MOST = 40
"""Lines that a screen shows of each kind of difference."""
HEADINGS = ("difference", "program_id", "column", "before", "after")


@dataclass(frozen=True)
class Cell:
    """One cell that differs; None where nothing is known."""

    program_id: str
    column: str
    before: Value
    after: Value


@dataclass(frozen=True)
class Difference:
    """How the catalogue ``after`` differs from ``before``.

    Attributes
    ----------
    before, after
        The two, as the user wrote them.
    gone, new
        Programs that only ``before`` has, and only ``after``.
    columns_gone, columns_new
        Columns that only one of them has, with the number of filled cells.
    cells
        Cells of the programs and columns of both that are not the same; an empty cell differs from a filled one.
    """

    before: str
    after: str
    gone: tuple[Named, ...]
    new: tuple[Named, ...]
    columns_gone: tuple[tuple[str, int], ...]
    columns_new: tuple[tuple[str, int], ...]
    cells: tuple[Cell, ...]

    @property
    def grid(self) -> Grid:
        """Every difference as a line of one table."""
        rows = [
            *(("program gone", code, "", title, "") for code, title in map(_program, self.gone)),
            *(("program new", code, "", "", title) for code, title in map(_program, self.new)),
            *(("column gone", "", name, f"{many} filled", "") for name, many in self.columns_gone),
            *(("column new", "", name, "", f"{many} filled") for name, many in self.columns_new),
            *(("cell", one.program_id, one.column, *_texts(one)) for one in self.cells),
        ]
        return Grid(HEADINGS, tuple(rows))


def _program(one: Named) -> tuple[str, str]:
    """Code and words, if there are any."""
    return one.program_id, "" if one.title == one.program_id else one.title


def _texts(cell: Cell) -> tuple[str, str]:
    return written(cell.before, cell.column), written(cell.after, cell.column)


def write_difference_text(found: Difference, page: Page) -> str:
    """Count the differences in a line, then the first of each kind."""
    lines: list[Line] = [((line, ""),) for line in wrap(tidy(_summary(found)), page.columns)]
    for heading, programs in ((found.before, found.gone), (found.after, found.new)):
        grid = Grid(("program_id", "program"), tuple(map(_program, programs)))
        lines += _block(f"Programs only in {heading}", grid, page)
    for heading, columns in ((found.before, found.columns_gone), (found.after, found.columns_new)):
        grid = Grid(("column", "filled"), tuple((name, f"{many:,}") for name, many in columns), ("filled",))
        lines += _block(f"Columns only in {heading}", grid, page)
    rows = tuple((one.program_id, one.column, *_texts(one)) for one in found.cells)
    lines += _block("Cells that differ", Grid(("program_id", "column", found.before, found.after), rows), page)
    return "\n".join(render(line, page) for line in lines) + "\n"


def _summary(found: Difference) -> str:
    kinds = (
        ("program", found.before, found.gone), ("program", found.after, found.new),
        ("column", found.before, found.columns_gone), ("column", found.after, found.columns_new),
    )  # fmt: skip
    told = [f"{count(len(some), noun)} only in {name}" for noun, name, some in kinds if some]
    if found.cells:
        changed = len({cell.program_id for cell in found.cells})
        told.append(f"{count(len(found.cells), 'cell')} of {count(changed, 'program')} not the same")
    return f"{'; '.join(told)}." if told else "No difference."


def _block(heading: str, grid: Grid, page: Page) -> Iterator[Line]:
    if not grid.rows:
        return
    yield ()
    yield ((tidy(heading, ascii=page.ascii), "heading"),)
    yield from laid(Grid(grid.headings, grid.rows[:MOST], grid.right), page).lines
    if len(grid.rows) > MOST:
        yield ((f"  and {len(grid.rows) - MOST:,} more; --format csv has them all", "dim"),)


def write_difference_markdown(found: Difference, page: Page) -> str:
    """Every difference as a line of a table for a document."""
    return found.grid.markdown()


def write_difference_csv(found: Difference, page: Page) -> str:
    """Every difference as a line of a table for a spreadsheet."""
    return found.grid.csv(page)


def write_difference_json(found: Difference, page: Page) -> str:
    """Every difference as plain values."""
    return json_text(
        {
            "before": found.before,
            "after": found.after,
            "programs_gone": [one.json() for one in found.gone],
            "programs_new": [one.json() for one in found.new],
            "columns_gone": [{"column": name, "filled": many} for name, many in found.columns_gone],
            "columns_new": [{"column": name, "filled": many} for name, many in found.columns_new],
            "cells": [
                {"program_id": one.program_id, "column": one.column, "before": one.before, "after": one.after}
                for one in found.cells
            ],
        },
        page,
    )


DIFFERENCE_WRITERS: Mapping[str, Callable[[Difference, Page], str]] = {
    "text": write_difference_text,
    "md": write_difference_markdown,
    "csv": write_difference_csv,
    "json": write_difference_json,
}
