"""The page of a comparison: sides beside each other, with the parts of a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from listopt.catalogue import BANDS
from listopt.report.comparing.beside import INDENT
from listopt.report.comparing.comparison import Comparison, Contender, Listed
from listopt.report.comparing.data import comparison_json
from listopt.report.comparing.figures import STATUS
from listopt.report.comparing.sections import CLOSED, sections_of
from listopt.report.comparing.words import comparison_sentence, legends, notes_of, remarks_of
from listopt.report.html.charts import Chart, bar_chart
from listopt.report.html.extras import Located
from listopt.report.html.page import render, require_jinja
from listopt.report.html.shown import Shown, Step, shown, whole
from listopt.report.html.usmap import Dot, map_chart
from listopt.report.page import Page, tidy
from listopt.report.sections import page_of
from listopt.report.words import commas, dollars, number, percent

if TYPE_CHECKING:
    from listopt.report.contents import Json

PROGRAMS = ("On every list", "On some lists", "Only on list")
"""How the headings of tables begin whose programs stand in the list of all programs."""
NAMES = {"Side by side": "figures", "Which ends better": "better", "Inputs that differ": "inputs",
         "Signals that move": "signals", "Why odds differ": "why", "Odds that differ": "odds",
         "Cells behind it": "cells"}  # fmt: skip
"""Heading of a table -> its name in addresses."""
MOST = 30
"""Rows of a table that are shown at once."""
ROLES = {"every list": "safety", "some lists": "target"}
"""Where a program is -> role of its colour on the map; on one list alone it is that of a reach."""


@dataclass(frozen=True)
class Beside:
    """One of the sides: its letter and name, how it ended, its figures, its bands and its regions."""

    key: str
    name: str
    status: str
    message: str
    chance: Shown
    low: Shown
    high: Shown
    applications: Shown
    cost: Shown
    interviews: Shown
    mix: Chart | None
    region: Chart | None


@dataclass(frozen=True)
class Use:
    """How a side applies to a program: chance of an interview and signal, or a word where it does not."""

    chance: Shown
    signal: str
    otherwise: str


@dataclass(frozen=True)
class Both:
    """A program on any list: on which lists, and how each side applies."""

    program: Listed
    address: str
    where: str
    uses: tuple[Use, ...]


@dataclass(frozen=True)
class Table:
    """A table of a comparison in words; rows with their names, whether they are indented, and their cells."""

    id: str
    heading: str
    remark: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, bool, tuple[str, ...]], ...]
    left: tuple[str, ...]

    @property
    def long(self) -> bool:
        """Whether it has more rows than are shown at once."""
        return len(self.rows) > MOST


def write_comparison_page(comparison: Comparison, programs: Mapping[str, Located] | None = None) -> str:
    """Comparison as one HTML page that needs no network; see `listopt.report.html.write_page`.

    Parameters
    ----------
    comparison
        The comparison.
    programs
        Places of programs by program_id, for the map.

    Raises
    ------
    InputError
        When Jinja2 or matplotlib is not installed.
    """
    require_jinja("an HTML page")
    names = [tidy(one.name) for one in comparison.contenders]
    tables = {table.id: table for table in _tables(comparison)}
    rows = tuple(_rows(comparison))
    remarks = [(keys, tidy(remark)) for keys, remark in remarks_of(comparison)]
    parts: dict[str, object] = {
        "sentence": tidy(comparison_sentence(comparison)),
        "legends": [(key, tidy(text)) for key, text in legends(comparison)],
        "sides": tuple(_sides(comparison)),
        "listed": [one.key for one in comparison.listed],
        "rows": rows,
        "filters": _filters(rows),
        "map": _map(rows, comparison, programs or {}),
        "tables": tables,
        "remarks": remarks,
        "notes": list(notes_of(comparison)),
        "season": "",
    }
    parts["contents"] = _contents(tables, bool(rows), bool(remarks))
    return render("comparison.html", f"{commas(names[:-1])} and {names[-1]}", parts)


def _contents(tables: Mapping[str, Table], rows: bool, remarks: bool) -> list[tuple[str, str]]:
    sections = (
        ("answer", "Answer", True),
        *((name, table.heading, True) for name, table in tables.items() if name in ("figures", "better", "inputs")),
        ("list", "Programs", rows),
        ("map", "Map", rows),
        ("mix", "Mix", rows),
        *((name, table.heading, True) for name, table in tables.items() if name not in ("figures", "better", "inputs")),
        ("remarks", "Remarks", remarks),
        ("notes", "Notes", True),
    )
    return [(name, label) for name, label, there in sections if there]


def _tables(comparison: Comparison) -> Iterator[Table]:
    """Tables of the other formats but those of programs."""
    for section in sections_of(comparison, Page()):
        if section.heading.startswith(PROGRAMS):
            continue
        rows = tuple(
            (tidy(name), name.startswith(INDENT), tuple(tidy(cell) for cell in cells)) for name, *cells in section.rows
        )
        yield Table(NAMES[section.heading], section.heading, section.remark, section.head, rows, section.left)


def _sides(comparison: Comparison) -> Iterator[Beside]:
    result = comparison_json(comparison)
    most_in_band, most_in_region = _most(comparison, "mix"), _most(comparison, "by_region")
    for place, one in enumerate(comparison.contenders):
        at: tuple[Step, ...] = ("sides", place, "summary")
        summary = one.side.summary
        bands = _counts(result, (*at, "mix"), [band for band in BANDS if band in _part(summary, "mix")])
        regions = _counts(result, (*at, "by_region"), sorted(_part(summary, "by_region")))
        yield Beside(
            one.key, tidy(one.name), STATUS[one.side.status], _message(one),
            shown(result, percent, *at, "p_match", of="compare"),
            shown(result, percent, *at, "p_match_low", of="compare"),
            shown(result, percent, *at, "p_match_high", of="compare"),
            shown(result, whole, *at, "applications", of="compare"),
            shown(result, dollars, *at, "cost", of="compare"),
            shown(result, number, *at, "expected_interviews", of="compare"),
            bar_chart(f"mix-{one.key}", f"Bands of {one.key}", "Band", bands, most_in_band),
            bar_chart(f"region-{one.key}", f"Regions of {one.key}", "Region", regions, most_in_region),
        )  # fmt: skip


def _most(comparison: Comparison, name: str) -> float:
    """Largest count of a part of the summaries, so that the bars of all sides have one scale."""
    counts = [many for one in comparison.listed for many in _part(one.side.summary, name).values()]
    return max((float(many) for many in counts if isinstance(many, int | float)), default=0.0)


def _message(one: Contender) -> str:
    return "; ".join(tidy(line) for line in one.message.splitlines())


def _part(summary: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    found = summary.get(name)
    return found if isinstance(found, dict) else {}


def _counts(result: Mapping[str, Json], at: Sequence[Step], names: Sequence[str]) -> tuple[tuple[str, Shown], ...]:
    return tuple((tidy(name), shown(result, whole, *at, name, of="compare")) for name in names)


def _rows(comparison: Comparison) -> Iterator[Both]:
    """Programs on any list, with how each side that has a list applies."""
    result, listed = comparison_json(comparison), [one.key for one in comparison.listed]
    for place, program in enumerate(comparison.programs):
        many = len(program.applications)
        where = "every list" if many == len(listed) else "some lists" if many > 1 else f"only {_only(program)}"
        uses = tuple(_use(result, place, program, key) for key in listed)
        yield Both(program, page_of(program.program_id), where, uses)


def _only(program: Listed) -> str:
    return next(iter(program.applications))


def _use(result: Mapping[str, Json], place: int, program: Listed, key: str) -> Use:
    if key not in program.applications:
        return Use(Shown("–", None), "", CLOSED if key in program.shut else "–")
    chance = shown(result, percent, "programs", place, "applications", key, "p_interview", of="compare")
    return Use(chance, tidy(program.applications[key].signal), "")


def _filters(rows: Sequence[Both]) -> list[tuple[str, str, list[str], str]]:
    """Columns to filter the programs by: name, label, values, and what an empty cell is called."""
    found = (
        ("where", "On", [row.where for row in rows], ""),
        ("specialty", "Specialty", [tidy(row.program.specialty) for row in rows], "none"),
        ("state", "State", [tidy(row.program.state) for row in rows], "unknown"),
    )
    return [(name, label, sorted(set(values)), empty) for name, label, values, empty in found if len(set(values)) > 1]


def _map(rows: Sequence[Both], comparison: Comparison, programs: Mapping[str, Located]) -> Chart | None:
    """Map of all programs: coloured by the lists that they are on, a ring where any side sends a signal."""
    dots = []
    for row in rows:
        place, program = programs.get(row.program.program_id), row.program
        if place is not None and place.latitude is not None and place.longitude is not None:
            chance = max(use.p_match or 0.0 for use in program.applications.values())
            tip = f"{tidy(program.title)}: {row.where}"
            dots.append(Dot(program.program_id, tidy(program.state), place.longitude, place.latitude,
                            ROLES.get(row.where, "reach"), program.signalled, chance, tip))  # fmt: skip
    states = [tidy(row.program.state) for row in rows]
    return map_chart(dots, states, f"Programs on {commas(one.key for one in comparison.listed)}.")
