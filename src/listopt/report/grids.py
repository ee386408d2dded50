"""Plain tables of figures: for a screen, for a document, for a spreadsheet."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from listopt.report.page import breadth, pad, wrap
from listopt.report.paint import Line, render

if TYPE_CHECKING:
    import pandas as pd

    from listopt.calibration.tables import Comparison
    from listopt.report.page import Page

LONG = ("source", "note")
"""Columns too long for a screen; they are in the other formats."""


def write_grids_text(grids: Iterable[Comparison], page: Page) -> str:
    """Lay tables out one below the other."""
    lines: list[Line] = []
    for grid in grids:
        lines += [((grid.title, "heading"),), *(((line, "dim"),) for line in wrap(grid.sentence, page.columns))]
        lines += [*_rows(grid.table, page), (("", ""),)]
    return "\n".join(render(line, page) for line in lines).rstrip() + "\n"


def _rows(table: pd.DataFrame, page: Page) -> Iterable[Line]:
    shown = table.drop(columns=[name for name in LONG if name in table])
    cells = [[str(name).replace("_", " ") for name in shown], *_cells(shown)]
    widths = [max(breadth(row[at]) for row in cells) for at in range(len(cells[0]))]
    right = [_is_number(shown[name]) for name in shown]
    for at, row in enumerate(cells):
        text = "  ".join(pad(cell, width, right=side) for cell, width, side in zip(row, widths, right, strict=True))
        yield (("  " + text, "label" if at == 0 else ""),)


def write_grids_markdown(grids: Iterable[Comparison], page: Page) -> str:
    """Write tables as Markdown, each below its heading; long texts are left out."""
    parts = []
    for grid in grids:
        shown = grid.table.drop(columns=[name for name in LONG if name in grid.table])
        head = [str(name).replace("_", " ") for name in shown]
        rule = ["---:" if _is_number(shown[name]) else "---" for name in shown]
        rows = [head, rule, *_cells(shown)]
        parts.append(
            f"### {grid.title}\n\n{grid.sentence}\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"
        )
    return "\n".join(parts)


def write_grids_json(grids: Iterable[Comparison], page: Page) -> str:
    """Write one object: the name of each table -> its rows, missing figures as null."""
    tables = {
        grid.name: [{str(name): _plain(cell) for name, cell in row.items()} for row in grid.table.to_dict("records")]
        for grid in grids
    }
    return json.dumps(tables, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


GRID_WRITERS: dict[str, Callable[[Iterable[Comparison], Page], str]] = {
    "text": write_grids_text,
    "md": write_grids_markdown,
    "json": write_grids_json,
}


def _is_number(column: pd.Series[Any]) -> bool:
    return column.dtype.kind in "fi"


def _cells(table: pd.DataFrame) -> Sequence[list[str]]:
    return [[_written(cell) for cell in row] for row in table.itertuples(index=False)]


def _written(cell: object) -> str:
    """Write a cell: three significant digits, a dash for what is missing."""
    if isinstance(cell, bool):
        return "yes" if cell else ""
    if isinstance(cell, float):
        if math.isnan(cell):
            return "-"
        return f"{cell:,.0f}" if abs(cell) >= 100 else f"{cell:.3g}" if abs(cell) >= 1 else f"{cell:.3f}"
    return str(cell)


def _plain(cell: object) -> object:
    if isinstance(cell, float):
        return None if math.isnan(cell) else round(cell, 6)
    return cell if isinstance(cell, bool | int | str) or cell is None else str(cell)
