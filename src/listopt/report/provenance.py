"""Where the values of a program are from: the tables of a scenario, and what imported ones were read from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from listopt.report.page import cut, tidy
from listopt.report.words import commas

if TYPE_CHECKING:
    from listopt.importers.origins import Origin
    from listopt.report.contents import Json

WIDTH = 60
"""Widest value that is shown whole, in columns of the terminal."""


@dataclass(frozen=True)
class Given:
    """A value that counts.

    Attributes
    ----------
    column, cell
        Column of the catalogue, and what its table has there.
    origin
        Where the cell was imported from; None when it was not, or was edited since.
    edited
        Whether the cell was imported and now holds another value.
    """

    column: str
    cell: str
    origin: Origin | None = None
    edited: bool = False

    @property
    def text(self) -> str:
        """Column and value, and how the source writes it where that differs."""
        told = f"{self.column} {_short(self.cell)}"
        if self.origin is None or not self.origin.rewritten:
            return told
        return f"{told} (written {_short(self.origin.written)!r})"

    def json(self) -> dict[str, Json]:
        """Plain values."""
        of = self.origin
        origin: dict[str, Json] | None = None
        if of is not None:
            origin = {"written": of.written, "source": of.source, "sheet": of.sheet or None, "row": of.row}
            origin["date"] = of.date or None
        return {"column": self.column, "value": self.cell, "edited": self.edited, "origin": origin}


@dataclass(frozen=True)
class FromTable:
    """What one table of a scenario says of a program where no later one says otherwise.

    Attributes
    ----------
    catalogue
        The table, as the scenario names it.
    values
        Its values that count; empty for a table that says once where its rows are from.
    source, year
        What such a table says of the row: its `source` and `source_year`.
    """

    catalogue: str
    values: tuple[Given, ...] = ()
    source: str = ""
    year: int | None = None

    def sentences(self) -> Iterator[str]:
        """Values of one place in one line, imported ones first; a table without values in a line of its own."""
        if not self.values:
            year = "" if self.year is None else f"listed in {self.year}"
            about = "; ".join(part for part in (self.source, year) if part)
            yield f"{self.catalogue}: {about}" if about else self.catalogue
        places: dict[str, list[str]] = {}
        for value in sorted(self.values, key=lambda value: value.origin is None):
            places.setdefault(self._place(value), []).append(value.text)
        yield from (f"{place}: {commas(texts)}" for place, texts in places.items())

    def _place(self, value: Given) -> str:
        if value.origin is not None:
            return value.origin.place
        return f"{self.catalogue}, edited since the import" if value.edited else self.catalogue

    def json(self) -> dict[str, Json]:
        """Plain values."""
        values: list[Json] = [value.json() for value in self.values]
        return {"catalogue": self.catalogue, "source": self.source or None, "year": self.year, "values": values}


def sentences(tables: Sequence[FromTable]) -> list[str]:
    """Say where all values are from, the first table first."""
    return [sentence for table in tables for sentence in table.sentences()]


def _short(cell: str) -> str:
    return cut(tidy(cell), WIDTH)
