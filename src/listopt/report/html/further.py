"""Parts of a page around the list: what to verify, what was left out, where programs are, seasons, the budget."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from listopt.catalogue import BANDS
from listopt.report.bars import bars_of
from listopt.report.curvedata import curve_json
from listopt.report.curvewords import bend_sentence, mark_of, missing_sentence
from listopt.report.html.charts import Chart, curve_chart, distribution
from listopt.report.html.shown import Shown, shown, total, whole
from listopt.report.html.usmap import Dot, map_chart
from listopt.report.page import tidy
from listopt.report.seasons import played_json
from listopt.report.sections import page_of
from listopt.report.words import commas, dollars, number, percent

if TYPE_CHECKING:
    from listopt.report.curve import Curve
    from listopt.report.html.extras import Located
    from listopt.report.html.parts import Row
    from listopt.report.view import View
    from listopt.simulation import Simulation


@dataclass(frozen=True)
class Verify:
    """A program with facts to look up, in short, and the address of the page that tells them."""

    key: str
    program: str
    address: str
    facts: str


def verify_of(view: View, programs: Mapping[str, Located]) -> tuple[tuple[Verify, ...], tuple[str, ...]]:
    """Programs to look up, the one most worth knowing first, and what the unknown facts mean."""
    found = []
    for named, checks in view.programs_to_check if view.choices else ():
        code = checks[0].program_id
        other = programs.get(code)
        program = name_of(other) if named == code and other else named
        facts = commas(dict.fromkeys(check.why.partition(":")[0] for check in checks))
        found.append(Verify(code, program, page_of(code), facts))
    meant = sorted({check.why for check in view.checks if ":" in check.why}) if found else []
    return tuple(found), tuple(meant)


def name_of(program: Located) -> str:
    """Name and place of a program of the catalogue, harmless and without the word that ends most names."""
    name = tidy(program.name).removesuffix(" Program").strip()
    return ", ".join(filter(None, (name, tidy(program.city), program.state)))


@dataclass(frozen=True)
class LeftOut:
    """Programs left out for one reason: by specialty, each with its name and its code."""

    reason: str
    many: Shown
    specialties: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def left_out_of(view: View, programs: Mapping[str, Located]) -> tuple[LeftOut, ...]:
    """Programs left out, by reason, the most frequent first."""
    rows = [(row.text("reason"), row.text("program_id")) for row in view.result.records("excluded")]
    counts = Counter(reason for reason, _ in rows)
    ranked = sorted(rows, key=lambda row: (-counts[row[0]], row))
    found = []
    for reason, group in groupby(ranked, key=lambda row: row[0]):
        codes = [code for _, code in group]
        found.append(LeftOut(reason, total(len(codes)), _by_specialty(codes, programs)))
    return tuple(found)


def _by_specialty(
    codes: Sequence[str], programs: Mapping[str, Located]
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    named = [
        (tidy(programs[code].specialty), name_of(programs[code]), code) if code in programs else ("", "", code)
        for code in codes
    ]
    return tuple(
        (specialty, tuple((name, code) for _, name, code in group))
        for specialty, group in groupby(sorted(named), key=lambda row: row[0])
    )


def map_of(rows: Sequence[Row], programs: Mapping[str, Located]) -> Chart | None:
    """Map of the programs of the list, and how many are in each state; None when none can be placed."""
    dots = [dot for row in rows if (dot := _dot(row, programs.get(row.choice.program_id))) is not None]
    return map_chart(dots, [row.choice.state for row in rows])


def _dot(row: Row, program: Located | None) -> Dot | None:
    """Mark of a program; None when it is not known where it is."""
    choice = row.choice
    if program is None or program.latitude is None or program.longitude is None:
        return None
    role = choice.band if choice.band in BANDS else "plain"
    tip = f"{choice.title}, {choice.place}: {row.match.text}"
    return Dot(choice.program_id, choice.state, program.longitude, program.latitude, role, bool(choice.signal),
               row.match.value or 0.0, tip)  # fmt: skip


def seasons_of(simulation: Simulation | None) -> Chart | None:
    """Distribution of the interviews; None when they were not played."""
    if simulation is None or simulation.unlimited.interviews is None:
        return None
    interviews, capacity = simulation.unlimited.interviews, simulation.capacity
    played = played_json(simulation)
    shares = bars_of(interviews.distribution)
    rows = tuple(
        (label, shown(played, percent, "interviews", "distribution", int(label), of="simulate"))
        if label.isdigit()
        else (label, Shown(percent(share), share))
        for label, share in shares
    )
    mean = number(interviews.mean.value)
    over = percent(math.fsum(interviews.distribution[capacity + 1 :]))
    about = f"On average {mean} interviews; none at all in {percent(interviews.none.value)} of the seasons."
    limit = f"{over} of the seasons bring more than the {capacity} interviews you can attend, drawn in grey."
    svg = distribution("seasons", shares, capacity, title="Interviews in a season", about=about)
    told = f"The list played {simulation.seasons:,} times (seed {simulation.seed})."
    crowded = (limit,) if any(interviews.distribution[capacity + 1 :]) else ()
    return Chart(svg, (about, *crowded, told), ("Interviews", "Share of seasons"), rows)


def frontier_of(curve: Curve | None) -> Chart | None:
    """Best lists over the budget; None without two of them."""
    if curve is None or len(curve.solved) < 2:
        return None
    written = curve_json(curve)
    rows = []
    for place, point in enumerate(curve.points):
        if point.objective is None:
            continue
        at = ("points", place)
        rows.append((
            shown(written, curve.axis.written, *at, "value", of="frontier"),
            shown(written, percent, *at, "p_match", of="frontier"),
            Shown(f"{percent(point.figure('p_match_low'))} to {percent(point.figure('p_match_high'))}", None),
            shown(written, number, *at, "expected_interviews", of="frontier"),
            shown(written, whole, *at, "applications", of="frontier"),
            shown(written, dollars, *at, "cost", of="frontier"),
            mark_of(curve, point),
        ))  # fmt: skip
    first, last = curve.solved[0], curve.solved[-1]
    about = (f"With {curve.axis.written(first.value)} the chance of a match is {percent(first.chance)}, with "
             f"{curve.axis.written(last.value)} it is {percent(last.chance)}.")  # fmt: skip
    svg = curve_chart("frontier", curve, title="Chance of a match over the budget", about=about)
    sentences = tuple(filter(None, (about, bend_sentence(curve), missing_sentence(curve))))
    headings = ("Budget", "Match", "Range", "Interviews", "Programs", "Cost", "")
    return Chart(svg, sentences, headings, tuple(rows))
