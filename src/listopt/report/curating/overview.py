"""A catalogue at a glance: how many programs, which columns are filled, where the facts are from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from listopt.report.bars import bar
from listopt.report.curating.grid import Grid, laid
from listopt.report.page import tidy, wrap
from listopt.report.paint import Line, render
from listopt.report.tables import json_text
from listopt.report.words import commas, count, percent

if TYPE_CHECKING:
    from listopt.report.page import Page

LONGEST_BAR, BESIDE = 20, 70
"""Columns of the bar of a column that is filled throughout, and those that the table takes beside it."""
MOST_SOURCES = 10
"""Sources that a screen names."""
NO_SPECIALTY = "(no specialty)"


@dataclass(frozen=True)
class Coverage:
    """A column: what it holds, whether it is one's own, and for how many programs it is filled."""

    column: str
    holds: str
    own: bool
    filled: int


@dataclass(frozen=True)
class Source:
    """A source of facts: how many programs name it, and the first and last year they give; None without years."""

    source: str
    programs: int
    years: tuple[int, int] | None

    @property
    def span(self) -> str:
        """The years in words; empty without any."""
        if self.years is None:
            return ""
        first, last = self.years
        return f"{first}" if first == last else f"{first} to {last}"


@dataclass(frozen=True)
class Overview:
    """A catalogue at a glance; ``digests`` by the name of each table, ``by_specialty`` with the largest first."""

    digests: Mapping[str, str]
    n_programs: int
    by_specialty: tuple[tuple[str, int], ...]
    columns: tuple[Coverage, ...]
    sources: tuple[Source, ...]

    def share(self, filled: int) -> float:
        """Part of all programs."""
        return filled / self.n_programs if self.n_programs else 0.0


def write_overview_text(found: Overview, page: Page) -> str:
    """Lay out programs by specialty, columns with the share that is filled, and sources."""
    lines: list[Line] = [((tidy(commas(found.digests)), "title"),), ((_size(found), ""),), ()]
    for heading, grid in (("Programs", _specialties(found)), ("Columns", _columns(found, page)), _sources(found)):
        if grid.rows:
            lines += [((heading, "heading"),), *laid(grid, page).lines, ()]
    for name, digest in found.digests.items():
        lines += [((line, "dim"),) for line in wrap(tidy(f"SHA-256 of {name}: {digest}"), page.columns)]
    return "\n".join(render(line, page) for line in lines) + "\n"


def _size(found: Overview) -> str:
    own = sum(one.own for one in found.columns)
    told = f"{count(found.n_programs, 'program')}, {count(len(found.columns) - own, 'column')}"
    return f"{told}, {own} of your own" if own else told


def _specialties(found: Overview) -> Grid:
    rows = ((name or NO_SPECIALTY, f"{many:,}", percent(found.share(many))) for name, many in found.by_specialty)
    return Grid(("specialty", "programs", "share"), tuple(rows), ("programs", "share"))


def _columns(found: Overview, page: Page) -> Grid:
    longest = max(0, min(LONGEST_BAR, page.columns - BESIDE))
    rows = (
        (
            one.column, f"{one.holds} (own)" if one.own else one.holds, f"{one.filled:,}",
            percent(found.share(one.filled)), bar(found.share(one.filled) * longest, page) or " ",
        )
        for one in found.columns
    )  # fmt: skip
    return Grid(("column", "holds", "filled", "share", " "), tuple(rows), ("filled", "share"))


def _sources(found: Overview) -> tuple[str, Grid]:
    rows = tuple((f"{one.programs:,}", one.span, one.source) for one in found.sources[:MOST_SOURCES])
    grid = Grid(("programs", "years", "source"), rows, ("programs",))
    more = len(found.sources) - MOST_SOURCES
    return f"Sources ({more:,} more are not shown)" if more > 0 else "Sources", grid


def write_overview_json(found: Overview, page: Page) -> str:
    """Everything as plain values."""
    return json_text(
        {
            "digests": dict(found.digests),
            "n_programs": found.n_programs,
            "by_specialty": [{"specialty": name or None, "programs": many} for name, many in found.by_specialty],
            "columns": [
                {"column": one.column, "holds": one.holds, "own": one.own, "filled": one.filled}
                for one in found.columns
            ],
            "sources": [
                {"source": one.source, "programs": one.programs, "years": None if one.years is None else [*one.years]}
                for one in found.sources
            ],
        },
        page,
    )
