"""The whole page of a report: which parts there are, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from listopt.catalogue import BANDS
from listopt.report.guided import when_of
from listopt.report.html.charts import bar_chart
from listopt.report.html.extras import Extras
from listopt.report.html.further import frontier_of, left_out_of, map_of, seasons_of, verify_of
from listopt.report.html.page import render
from listopt.report.html.parts import (
    Answer,
    Listed,
    Pool,
    Row,
    Signalled,
    Specialty,
    answer_of,
    choices_of,
    counts_of,
    listed,
    mix_of,
    pools_of,
    rows_of,
    signalled,
    specialties_of,
)
from listopt.report.html.shown import total
from listopt.report.html.sources import sources_of
from listopt.report.saved import guided_of
from listopt.report.sections import N_CHECKS, failure_of, note_of, title_of
from listopt.report.view import View, view_of

if TYPE_CHECKING:
    from listopt.report.contents import Report

FILTERS = (("specialty", "Specialty", "none"), ("band", "Band", "none"), ("signal", "Signal", "no signal"),
           ("state", "State", "unknown"))  # fmt: skip
"""Columns to filter the list by: name, label, and what an empty cell is called."""

Filter = tuple[str, str, tuple[str, ...], str]


@dataclass(frozen=True)
class Programs:
    """The list as a page shows it."""

    answer: Answer
    rows: tuple[Row, ...]
    filters: tuple[Filter, ...]
    pools: tuple[Pool, ...]
    signalled: tuple[Signalled, ...]
    specialties: tuple[Specialty, ...]
    note: str


@dataclass(frozen=True)
class Failure:
    """Why there is no list, and what would help; empty when there is one."""

    finding: str
    clashing: tuple[str, ...]
    advice: str
    repairs: tuple[str, ...]
    notes: tuple[str, ...]
    nearest: str


def write_page(report: Report, extras: Extras | None = None) -> str:
    """Report as one HTML page that needs no network: style, script and drawings are inside.

    The same report and extras give the same page, with the same versions of Jinja2 and matplotlib.

    Parameters
    ----------
    report
        The report.
    extras
        What the page shows beside it: the places of the programs, played seasons, the curve over the budget.

    Raises
    ------
    InputError
        When Jinja2 or matplotlib is not installed.
    """
    from listopt.report.html.page import require_jinja

    require_jinja("an HTML page")
    view, extras = view_of(report), extras or Extras()
    title, season = title_of(view)
    parts = _parts(view, listed(report), extras)
    return render("report.html", title, {**parts, "season": season, "contents": _contents(parts)})


def _parts(view: View, one: Listed, extras: Extras) -> dict[str, object]:
    """Everything that the template shows."""
    report, programs = view.report, programs_of(one)
    verify, meant = verify_of(view, extras.programs)
    guided, clean = guided_of(view.result.record("strategy")), view.result.clean
    versions, inputs = (view.result.record(key) for key in ("versions", "inputs"))
    return {
        "list": programs,
        "failure": _failure(view),
        "warnings": view.sentences(report.warnings),
        "map": map_of(programs.rows, extras.programs),
        "bands": [band for band in choices_of(programs.rows, "band") if band in BANDS],
        "mix": bar_chart("mix", "Bands", "Band", mix_of(one)),
        "region": bar_chart("region", "Regions", "Region", counts_of(one, "by_region")),
        "seasons": seasons_of(extras.simulation),
        "frontier": frontier_of(extras.curve),
        "verify": verify,
        "meant": meant,
        "n_checks": N_CHECKS,
        "guided": guided,
        "timeline": [(clean(when_of(entry)), clean(entry.text)) for entry in guided.timeline] if guided else [],
        "left_out": left_out_of(view, extras.programs),
        "kinds": [(kind, total(many)) for kind, many in view.left_out],
        "missing": extras.missing,
        "assumptions": view.sentences(report.assumptions),
        "sources": sources_of([row.choice.specialty for row in programs.rows]),
        "versions": [(clean(name), versions.text(name)) for name in versions.values],
        "inputs": [(clean(name), inputs.text(name)) for name in inputs.values],
    }


def programs_of(one: Listed) -> Programs:
    """Everything that a page shows of one list."""
    rows = rows_of(one)
    filters = []
    for name, label, empty in FILTERS:
        values = choices_of(rows, name)
        if len(values) > 1:
            filters.append((name, label, values, empty))
    return Programs(
        answer_of(one), rows, tuple(filters), pools_of(one), signalled(rows), specialties_of(one), note_of(one.view)
    )


def _failure(view: View) -> Failure:
    finding, clashing, advice = failure_of(view)
    report = view.report
    nearest = view.result.clean(report.nearest[0]) if report.nearest else ""
    return Failure(
        finding, clashing, advice, view.sentences(report.repairs), view.sentences(report.repair_notes), nearest
    )


def _contents(parts: Mapping[str, object]) -> list[tuple[str, str]]:
    """Sections that the page has, in its order."""
    programs = parts["list"]
    assert isinstance(programs, Programs)
    rows = bool(programs.rows)
    sections = (
        ("answer", "Answer", True),
        ("warnings", "Warnings", bool(parts["warnings"])),
        ("list", "List", rows),
        ("signals", "Signals", rows and bool(programs.pools)),
        ("map", "Map", rows),
        ("mix", "Mix", rows),
        ("interviews", "Interviews", rows),
        ("budget", "Budget", rows),
        ("verify", "Check", bool(parts["verify"])),
        ("strategy", "Strategy", parts["guided"] is not None),
        ("left-out", "Left out", bool(parts["left_out"])),
        ("notes", "Notes", True),
    )
    return [(id_, label) for id_, label, there in sections if there]
