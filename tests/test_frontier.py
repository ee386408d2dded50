"""Frontiers: monotone, proven point by point, equal to fresh solves, and bent where the points say so."""

from __future__ import annotations

import csv
import datetime
import io
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from listopt.cli import main
from listopt.errors import InputError
from listopt.pipeline import pose_scenario, solve_scenario
from listopt.questions.frontier import Patience, Window, frontier
from listopt.questions.levers import lever_of, shared_out
from listopt.report.curve import Axis, Curve, Point, bend_of, gains
from listopt.report.curvedata import write_curve_csv, write_curve_json
from listopt.report.curves import write_curve_text
from listopt.report.curvewords import bend_sentence
from listopt.report.page import Page
from listopt.report.plots import draw_curve
from listopt.scenario import with_settings
from listopt.solver import solve

pytestmark = pytest.mark.xdist_group("frontier")  # tests share what they have solved
ROOT = Path(__file__).parents[1]
TODAY = datetime.date(2026, 11, 1)
MAIN = ROOT / "scenarios" / "anesthesiology-with-im-backup.yaml"
GAP = 1e-3
SMALL: dict[str, object] = {
    "name": "Small",
    "catalogue": "sample",
    "season": 2027,
    "applicant": {"type": "non_us_img", "step2_ck": 240, "step1": "pass", "graduation_year": 2024, "visa": ["J-1"]},
    "specialties": ["Anesthesiology", {"specialty": "Internal Medicine", "utility": 0.5}],
    "constraints": [
        {"kind": "budget", "at_most": 600},
        {"kind": "count", "at_most": 20},
        {"kind": "count", "where": {"region": "West"}, "at_least": 3, "name": "West"},
        {"kind": "count", "where": {"region": "Midwest"}, "at_least": 12, "soft": 0.01, "name": "Midwest"},
    ],
    "solver": {"gap": GAP},
}
FIELDS = ("budget", "applications", "signals", "constraints.West.at_least", "constraints.Midwest.at_least")


@pytest.fixture(scope="module")
def curves() -> Callable[[str], Curve]:
    """Curves of the small scenario over a field, each computed once."""
    known: dict[str, Curve] = {}

    def curve(over: str) -> Curve:
        if over not in known:
            window = Window(8.0, 14.0, 4) if "Midwest" in over else Window(steps=5)
            known[over] = frontier(SMALL, over, today=TODAY, window=window)
        return known[over]

    return curve


@pytest.mark.parametrize("over", FIELDS)
def test_monotone_and_proven(curves: Callable[[str], Curve], over: str) -> None:
    """What allows more is never worth less; every point has a bound above its value and the gap between them."""
    curve = curves(over)
    points = curve.rising
    assert len(curve.points) >= 3
    assert len(points) == len(curve.points)
    assert all(one.objective <= two.objective for one, two in pairwise(points))
    assert all(one.bound <= two.bound + GAP * abs(two.bound) for one, two in pairwise(points))
    for point in points:
        assert point.bound >= point.objective
        assert point.gap <= GAP
        assert point.status == "optimal"


@pytest.mark.parametrize("over", FIELDS)
def test_points_are_fresh_solves(curves: Callable[[str], Curve], over: str) -> None:
    """Every second point's objective agrees with that of a cold solve at its value, within both gaps.

    The two may rest on different numbers of quadrature nodes, which agree to a quarter of the gap.
    """
    curve, lever = curves(over), lever_of(SMALL, over, today=TODAY)
    for point in curve.points[::2]:
        posed = lever.at(point.value) if over == "signals" else None
        if posed is None:
            posed = pose_scenario(with_settings(SMALL, [f"{over}={point.value:.12g}"], today=TODAY), today=TODAY)
        fresh = solve(posed.problem, posed.scenario.solver)
        quadrature = GAP / 4 * abs(fresh.value)
        assert point.objective <= fresh.bound + quadrature
        assert fresh.value <= point.bound + quadrature


def test_figures_are_those_of_the_list(curves: Callable[[str], Curve]) -> None:
    """Chance, cost and number of applications of a point are those that `listopt solve` reports there."""
    for point in curves("budget").points[1::2]:
        outcome = solve_scenario(with_settings(SMALL, [f"budget={point.value:g}"], today=TODAY), today=TODAY)
        assert point.figure("cost") <= point.value
        assert len(point.modes) == point.figure("applications")
        if dict(outcome.solution.portfolio.modes) == dict(point.modes):
            assert {name: outcome.summary[name] for name in point.summary} == dict(point.summary)


def test_signals_are_scaled(curves: Callable[[str], Curve]) -> None:
    """At every total the pools are shares of it that only grow, and the present total gives the present pools."""
    lever = lever_of(SMALL, "signals", today=TODAY)
    limits = []
    for point in curves("signals").points:
        pools = [rule.at_most for rule in lever.at(point.value).problem.constraints if rule.kind == "pool"]
        assert sum(pools) == point.value
        limits.append(pools)
    assert all(few <= many for one, two in pairwise(limits) for few, many in zip(one, two, strict=True))
    present = pose_scenario(with_settings(SMALL, [], today=TODAY), today=TODAY).problem.constraints
    assert lever.at(lever.axis.present).problem.constraints == present


@given(st.lists(st.integers(1, 30), min_size=1, max_size=5), st.integers(0, 60))
def test_sharing_out_is_monotone(counts: list[int], total: int) -> None:
    """A larger total takes nothing away from anybody, and the sum of the counts gives back the counts."""
    fewer, more = shared_out(total, counts), shared_out(total + 1, counts)
    assert sum(fewer) == total
    assert all(one <= two for one, two in zip(fewer, more, strict=True))
    assert shared_out(sum(counts), counts) == counts


def test_infeasible_points_say_so() -> None:
    """Points that allow no list name the rules that clash; the others have their list."""
    curve = frontier(SMALL, "budget", today=TODAY, window=Window(100, 400, 4))
    assert [point.status for point in curve.points] == ["infeasible"] * 3 + ["optimal"]
    assert all(set(point.conflict) == {"budget", "West"} for point in curve.points[:3])
    text = write_curve_text(curve, Page())
    assert text.count("no list keeps the rules: budget, West") == 3
    assert draw_curve(replace(curve, points=curve.points[:3]), "svg").startswith(b"<?xml")


def test_default_range(curves: Callable[[str], Curve]) -> None:
    """The default range begins where a list becomes possible and ends where more changes nothing, or at 1.5 times."""
    budget, applications = curves("budget"), curves("applications")
    assert 600 in [point.value for point in budget.points]
    assert budget.points[0].status == "optimal"
    below = with_settings(SMALL, [f"budget={budget.points[0].value - 11:g}"], today=TODAY)
    assert solve_scenario(below, today=TODAY).status == "infeasible"
    assert applications.points[0].value == 3
    assert applications.points[-1].value <= 30
    assert 20 in [point.value for point in applications.points]


def test_without_a_rule_the_field_still_works() -> None:
    """A field that no rule limits yet gets a rule for the frontier."""
    bare = {**SMALL, "constraints": []}
    curve = frontier(bare, "applications", today=TODAY, window=Window(2, 10, 3))
    assert [point.figure("applications") for point in curve.points] == [2, 6, 10]
    assert curve.axis.present is None


@pytest.mark.slow
def test_fields_of_no_rule(curves: Callable[[str], Curve]) -> None:
    """A fact or a setting is posed anew at every value; no direction is claimed, and each point is a fresh solve."""
    for over, window in (("applicant.step2_ck", Window(230, 250, 2)), ("odds.correlation", Window(0, 0.4, 2))):
        curve = frontier(SMALL, over, today=TODAY, window=window)
        assert curve.axis.looser == 0
        for point in curve.points:
            fresh = solve_scenario(with_settings(SMALL, [f"{over}={point.value:g}"], today=TODAY), today=TODAY)
            assert point.objective == pytest.approx(fresh.solution.value, rel=2 * GAP)
            assert point.figure("p_match") == pytest.approx(fresh.summary["p_match"], rel=0.02)


@pytest.mark.slow
def test_cheapest_list_over_its_target() -> None:
    """With the goal `cheapest`, a smaller target never costs more."""
    one = {"specialties": ["Anesthesiology"], "constraints": [{"kind": "budget", "at_most": 600}]}
    cheapest = {**SMALL, **one, "goal": "cheapest", "p_match_at_least": 0.05}
    curve = frontier(cheapest, "p_match_at_least", today=TODAY, window=Window(0.02, 0.05, 2))
    costs = [point.figure("cost") for point in curve.points]
    assert costs == sorted(costs)
    assert all(point.figure("p_match") >= point.value - 1e-4 for point in curve.points)
    assert curve.bend is None


def point_at(value: float, chance: float) -> Point:
    """A point with a chance of a match."""
    return Point(value, "optimal", {"p_match": chance}, chance, chance, {})


rising = st.lists(st.tuples(st.integers(1, 300), st.integers(0, 100)), min_size=2, max_size=8)


@given(rising, st.sampled_from([0.25, 0.5, 1.0, 2.0]), st.sampled_from([1.0, 100.0]))
@settings(max_examples=200)
def test_bend_follows_its_definition(steps: list[tuple[int, int]], threshold: float, unit: float) -> None:
    """From the bend on every step gains less than the threshold, and the step before it does not."""
    points, value, chance = [point_at(0.0, 0.0)], 0, 0
    for width, gain in steps:
        value, chance = value + width, chance + gain
        points.append(point_at(float(value), chance / 1000))
    bend, rates = bend_of(points, unit, threshold), []
    for one, two in pairwise(points):
        rates.append(100 * (two.chance - one.chance) / (two.value - one.value) * unit)
    assert gains(points, unit) == pytest.approx(rates)
    assert bend is not None
    if bend.value is None:
        assert rates[-1] >= threshold - 1e-9
        return
    place = [point.value for point in points].index(bend.value)
    assert all(rate < threshold + 1e-9 for rate in rates[place:])
    assert place == 0 or rates[place - 1] >= threshold - 1e-9
    assert bend.beyond == pytest.approx(max(rates[place:]))


@pytest.mark.parametrize("over", ["budget", "signals"])
def test_bend_of_a_curve(curves: Callable[[str], Curve], over: str) -> None:
    """The bend that a curve states is the one its points have, and its sentence has the same numbers."""
    curve = curves(over)
    bend = curve.bend
    assert bend is not None
    assert bend.value is not None
    points = list(curve.points)
    place = [point.value for point in points].index(bend.value)
    rates = [
        100 * (two.chance - one.chance) * curve.axis.unit / (two.value - one.value) for one, two in pairwise(points)
    ]
    assert all(rate < 0.5 for rate in rates[place:])
    assert place == 0 or rates[place - 1] >= 0.5
    sentence = bend_sentence(curve)
    assert sentence.startswith(f"Beyond {curve.axis.written(bend.value)} each further ")
    assert "less than half a point to the chance of a match" in sentence
    assert bend_sentence(replace(curve, threshold=1e-9)) != sentence


def test_sentences_of_other_directions() -> None:
    """A limit that loosens downwards says below and fewer; a curve that still rises says so."""
    axis = Axis("constraints.West.at_least", noun="application", looser=-1, unit=1.0)
    points = (point_at(1, 0.61), point_at(2, 0.609), point_at(3, 0.5))
    curve = Curve("mine", 2027, axis, points, (), 1e-3, 0.5)
    assert bend_sentence(curve).startswith("Below 2 each application fewer adds less than half a point")
    steep = Curve("mine", 2027, replace(axis, looser=1), (point_at(1, 0.1), point_at(2, 0.3)), (), 1e-3, 0.5)
    assert bend_sentence(steep) == (
        "Up to 2 there is no point of diminishing returns: the last step still gains 20 points per 1 application."
    )
    assert bend_sentence(replace(steep, points=steep.points[:1])) == ""


def test_interruption_keeps_what_is_finished() -> None:
    """After an interruption the finished points are there, and the missing ones are named."""
    done: list[int] = []
    patience = Patience(lambda: len(done) >= 2, lambda done_, all_: done.append(done_))
    curve = frontier(SMALL, "budget", today=TODAY, window=Window(350, 550, 5), patience=patience)
    assert [point.value for point in curve.points] == [500, 550]
    assert curve.missing == (350, 400, 450)
    assert "The search was ended before 3 points: $350, $400, $450." in write_curve_text(curve, Page())
    assert curve.bend is None or curve.bend.value != 500


def test_writers(curves: Callable[[str], Curve]) -> None:
    """Text fits its page, JSON and CSV hold the same numbers, pictures are of their kind and the same every time."""
    curve = curves("budget")
    for page in (Page(60), Page(100), Page(200, ascii=True)):
        text = write_curve_text(curve, page)
        assert max(map(len, text.splitlines())) <= page.columns
        assert text.isascii() or not page.ascii
    rows = list(csv.DictReader(io.StringIO(write_curve_csv(curve, Page()))))
    told = json.loads(write_curve_json(curve, Page()))
    assert [float(row["objective"]) for row in rows] == [point["objective"]["value"] for point in told["points"]]
    assert told["diminishing"]["value"] == curve.bend.value
    assert sum("diminishing returns" in row["mark"] for row in rows) == 1
    assert draw_curve(curve, "png").startswith(b"\x89PNG")
    svg = draw_curve(curve, "svg")
    assert svg == draw_curve(curve, "svg")


FAULTS = [
    (["--over", "name"], 1, "a field that holds a number"),
    (["--over", "nonsense"], 1, "one of the keys"),
    (["--over", "specialties.Internal Medicine.utlity"], 1, "Did you mean 'utility'?"),
    (["--over", "odds.correlation"], 1, "Give --from and --to."),
    (["--over", "budget", "--from", "500", "--to", "400"], 1, "the smaller first"),
    (["--over", "applicant.step2_ck", "--from", "290", "--to", "310"], 1, "a score from 1 to 300"),
    (["--over", "budget", "-o", "curve.pdf"], 2, "the ending must be one of"),
    (["--over", "budget", "--plot", "curve.txt"], 2, "the ending must be one of .svg, .png"),
    (["--over", "budget", "--steps", "1"], 2, "--steps"),
]


@pytest.mark.parametrize(("options", "code", "text"), FAULTS)
def test_faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], code: int, text: str) -> None:
    """Fields and ranges that make no sense are refused with what is expected."""
    (tmp_path / "small.yaml").write_text(json.dumps(SMALL))
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["frontier", "small.yaml", *options])
    assert result.exit_code == code, result.output
    assert text in result.output


def test_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command writes the format that the ending means and a picture, and exits 3 when nothing is possible."""
    (tmp_path / "small.yaml").write_text(json.dumps(SMALL))
    monkeypatch.chdir(tmp_path)
    over = ["frontier", "small.yaml", "--over", "budget", "--steps", "2", "-q"]
    result = CliRunner().invoke(main, [*over, "--from", "400", "--to", "500", "-o", "c.csv", "--plot", "c.png"])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "c.csv").read_text().startswith("value,status,p_match")
    assert (tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")
    result = CliRunner().invoke(main, [*over, "--from", "10", "--to", "20"])
    assert result.exit_code == 3


def test_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without matplotlib a picture is refused before anything is solved, with what to install."""
    import importlib.util

    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == "matplotlib" else found(name))
    result = CliRunner().invoke(main, ["frontier", str(MAIN), "--over", "budget", "-o", str(tmp_path / "c.svg")])
    assert result.exit_code == 1
    assert "pip install 'listopt[plot]'" in result.output


def test_no_plotting_library_is_loaded_for_text(curves: Callable[[str], Curve]) -> None:
    """Importing the questions loads no plotting library."""
    import subprocess

    code = "import sys, listopt.questions.frontier, listopt.report.curvedata; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.slow
def test_main_scenario() -> None:
    """On a shipped scenario twelve points over the budget are monotone, proven, and equal to cold solves."""
    curve = frontier(MAIN, "budget", today=TODAY)
    assert len(curve.points) == 12
    assert all(one.objective <= two.objective for one, two in pairwise(curve.points))
    for point in curve.points:
        posed = pose_scenario(with_settings(MAIN, [f"budget={point.value:g}"], today=TODAY), today=TODAY)
        fresh = solve(posed.problem, posed.scenario.solver)
        assert point.gap <= 5e-4
        assert point.objective <= fresh.bound + 1e-6
        assert fresh.value <= point.bound + 1e-6


def test_unknown_scenarios_are_faults() -> None:
    """Signals cannot be scaled where there are none."""
    with pytest.raises(InputError, match="without signals"):
        frontier({**SMALL, "signals": {}}, "signals", today=TODAY)
