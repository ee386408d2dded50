"""Tuning: sweeps over weights, exact trade-offs, and journals that let both go on where they were ended."""

from __future__ import annotations

import csv
import datetime
import io
import itertools
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from listopt.cli import main
from listopt.constraints.shortfall import ShortfallLimit
from listopt.errors import InputError
from listopt.formulation import Portfolio
from listopt.objectives import OBJECTIVES
from listopt.objectives.totals import Total
from listopt.pipeline import pose_scenario
from listopt.problem import CHECK_NODES, Problem
from listopt.questions.frontier import Patience
from listopt.report.page import Page
from listopt.report.tuning.plots import draw_sweep, draw_trade
from listopt.report.tuning.sweep import Sweep
from listopt.report.tuning.sweepdata import write_sweep_csv, write_sweep_json
from listopt.report.tuning.sweeps import write_sweep_text
from listopt.report.tuning.tradedata import write_trade_csv, write_trade_json
from listopt.report.tuning.tradeoff import Tradeoff, below_hull
from listopt.report.tuning.trades import write_trade_text
from listopt.scenario import with_settings
from listopt.solver import formulate, solve
from listopt.solver.evaluate import evaluator
from listopt.tuning import journal as journals
from listopt.tuning.grid import read_weight
from listopt.tuning.grid import settings as planned
from listopt.tuning.quantities import Quantity, quantity
from listopt.tuning.sweep import sweep
from listopt.tuning.tradeoff import tradeoff
from listopt.tuning.weights import posed_with, with_weights
from oracle import all_portfolios, remembering
from strategies import conditions, examples, portfolios, problems, taken

pytestmark = pytest.mark.xdist_group("tune")  # tests share what they have solved
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
    "constraints": [{"kind": "budget", "at_most": 600}, {"kind": "count", "at_most": 20}],
    "solver": {"gap": GAP},
}
QUICK = {**SMALL, "specialties": ["Anesthesiology"], "odds": {"correlation": 0}}
"""A scenario that is solved in no time."""
PRESENT = {"utility": 1.0, "cost": 0.02, "balance": 0.1}


@pytest.fixture(scope="module")
def swept() -> Sweep:
    """Each weight of the small scenario changed by itself."""
    return sweep(SMALL, today=TODAY)


@pytest.fixture(scope="module")
def traded() -> Tradeoff:
    """Utility against cost in the small scenario."""
    return tradeoff(SMALL, "utility,cost", today=TODAY, steps=4)


def test_settings_looked_at() -> None:
    """Without a grid each weight goes through 0, 1/2, 2 and 4 times its value; a grid has all combinations, once."""
    plan = planned(PRESENT, [])
    assert plan[0] == PRESENT
    assert len(plan) == 13
    assert all(sum(one[name] != PRESENT[name] for name in PRESENT) == 1 for one in plan[1:])
    assert [one["cost"] for one in plan if one["cost"] != 0.02] == [0, 0.01, 0.04, 0.08]
    grid = planned(PRESENT, [read_weight("cost=0,0.02"), read_weight("match=0..1/3")])
    assert grid[0] == {**PRESENT, "match": 0.0}
    assert len(grid) == 6
    assert planned({"utility": 1.0}, [read_weight("utility=0,2")]) == [{"utility": 1.0}, {"utility": 2.0}]


@pytest.mark.slow
def test_each_setting_is_a_fresh_solve(swept: Sweep) -> None:
    """Every setting's objective agrees with that of a cold solve under its weights, within both gaps; all are proven.

    The two may rest on different numbers of quadrature nodes, which agree to a quarter of the gap.
    """
    problem = pose_scenario(with_settings(SMALL, [], today=TODAY), today=TODAY).problem
    options = with_settings(SMALL, [], today=TODAY).solver
    assert len(swept.settings) == 13
    for one in swept.settings:
        fresh = solve(with_weights(problem, one.weights), options)
        quadrature = GAP / 4 * abs(fresh.value)
        assert one.point.status == "optimal"
        assert one.point.objective <= fresh.bound + quadrature
        assert fresh.value <= one.point.bound + quadrature
        assert sum(one.terms.values()) == pytest.approx(one.point.objective)


def test_no_setting_prefers_the_list_of_another(swept: Sweep) -> None:
    """Valued by the weights of any setting, no list of the sweep is better than that setting's own, up to the gap."""
    problem = pose_scenario(with_settings(SMALL, [], today=TODAY), today=TODAY).problem
    lists = {tuple(sorted(one.point.modes)): Portfolio(one.point.modes) for one in swept.settings}
    for one, other in itertools.product(swept.settings, lists.values()):
        value = sum(with_weights(problem, one.weights).terms(other, 60).values())
        assert value <= one.point.bound + GAP / 4 * abs(value) + 1e-9


def test_what_lists_share(swept: Sweep) -> None:
    """Core, changes and counts follow from the lists: list 0, less what leaves, with what enters, is each list."""
    lists = [set(one.point.modes) for one in swept.settings]
    assert {program.program_id for program in swept.core} == set.intersection(*lists)
    everyone = {one.program.program_id: one.settings for one in swept.members}
    assert set(everyone) == set.union(*lists)
    assert all(numbers == tuple(k for k, one in enumerate(lists) if code in one) for code, numbers in everyone.items())
    for one, codes in zip(swept.settings, lists, strict=True):
        leave, enter = ({program.program_id for program, _ in side} for side in (one.change.leave, one.change.enter))
        assert (lists[0] - leave) | enter == codes
    assert swept.label(swept.settings[0].weights) == "as it stands"
    assert swept.label(swept.settings[1].weights) == "utility 0"


def test_a_term_without_a_weight_can_get_one() -> None:
    """A grid may name a term that the scenario does not weigh; with the weight 0 the list is the one as it stands."""
    found = sweep(QUICK, ["interviews=0,1"], today=TODAY)
    assert [one.weights["interviews"] for one in found.settings] == [0.0, 1.0]
    assert found.terms == ("interviews",)
    assert set(found.settings[1].terms) == {"utility", "interviews", "cost", "balance"}


def test_clashing_rules_end_a_sweep_at_once() -> None:
    """Weights do not change which lists are allowed: the clash is told once."""
    clash = {**QUICK, "constraints": [{"kind": "budget", "at_most": 50}, {"kind": "count", "at_least": 10}]}
    found = sweep(clash, today=TODAY)
    assert [one.point.status for one in found.settings] == ["infeasible"]
    assert not found.missing
    assert "no list keeps the rules: budget, count" in write_sweep_text(found, Page())
    assert tradeoff(clash, "utility,cost", today=TODAY).conflict == ("budget", "count")


HEADER = ("program_id", "specialty", "region", "p_interview", "p_match", "utility", "fee", "band")


def tiny(folder: Path, seed: int) -> dict[str, object]:
    """A scenario over seven random programs; equal ones, whole fees and a soft rule among the facts."""
    draw = random.Random(seed)
    kinds = [
        ["Anesthesiology", region, chance := draw.randint(1, 9) / 10, round(chance * draw.choice([0.3, 0.6, 1.0]), 3),
         draw.choice([0.4, 0.7, 1.0]), draw.choice([10, 20, 35, 60]), draw.choice(["reach", "target", "safety"])]
        for region in ("West", "Midwest", "West", "Midwest", "West")
    ]  # fmt: skip
    rows = [*kinds[:2], *(draw.choice(kinds) for _ in range(5))]
    path = folder / f"tiny-{seed}.csv"
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows([HEADER, *([f"p{k}", *row] for k, row in enumerate(rows))])
    return {
        "catalogue": str(path),
        "season": 2027,
        "signals": {},
        "odds": {"correlation": 0.2 if seed % 4 == 2 else 0},
        "spread": {"column": "region", "at_most": 0.5},
        "constraints": [
            {"kind": "count", "at_most": 5},
            {"kind": "count", "where": {"region": "West"}, "at_least": draw.randint(0, 1)},
            {"kind": "interviews", "at_least": 9, "soft": 1},
        ],
        "solver": {"gap": 1e-6, "seconds": 10},
    }


def every_pair(problem: Problem, best: Quantity, limited: Quantity) -> list[tuple[float, float]]:
    """Both measures, signed so that more is better, of every list that keeps the hard rules."""
    problem = remembering(problem)
    return [
        (best.worth(problem, one), limited.worth(problem, one))
        for one in all_portfolios(problem)
        if not problem.violations(one)
    ]


def compare(source: dict[str, object], text: str) -> Tradeoff:
    """Check a trade-off against all lists: limits hold, and points called optimal are the best there are, unbeaten."""
    found = tradeoff(source, text, today=TODAY, steps=6)
    problem = posed_with(source, [], "", today=TODAY).problem
    best, limited = (quantity(one.name, problem, "") for one in (found.first, found.second))
    pairs = np.array(every_pair(problem, best, limited))
    slack = np.maximum(np.abs(pairs).max(axis=0), 1.0) * (2e-4 if "match" in (best.name, limited.name) else 1e-5)
    for one in found.points:
        here = np.array([one.first / best.scale, one.second / limited.scale])
        within = pairs[pairs[:, 1] >= one.point.value / limited.scale - 1e-9]
        assert one.limit / best.scale >= within[:, 0].max() - slack[0]
        assert (one.point.status == "optimal") == (one.point.gap <= 1e-6)
        if one.point.status == "optimal":
            assert here[0] >= within[:, 0].max() - slack[0]
            better = (pairs >= here - 1e-9).all(axis=1) & (pairs > here + slack).any(axis=1)
            assert not better.any(), (text, here, pairs[better])
    if found.second.whole and all(one.point.status == "optimal" for one in found.points):
        numbers = sorted(set(pairs[:, 1]))
        most = [pairs[pairs[:, 1] >= number, 0].max() for number in numbers] + [-np.inf]
        efficient = [number for number, one, two in zip(numbers, most, most[1:], strict=False) if one > two + slack[0]]
        assert sorted(one.second / limited.scale for one in found.points) == efficient
    return found


PAIRS = ("utility,cost", "match,region=West", "utility,balance", "cost,spread", "interviews,cost",
         "applications,region=West", "utility,match", "match,applications")  # fmt: skip


SOON = ("match,region=West", "cost,spread", "match,applications")
"""Pairs that are enumerated quickly."""


@pytest.mark.parametrize(
    ("seed", "text"),
    [pytest.param(seed, text, marks=() if text in SOON else pytest.mark.slow) for seed, text in enumerate(PAIRS)],
)
def test_trade_off_agrees_with_enumeration(tmp_path: Path, seed: int, text: str) -> None:
    """On problems small enough to look at every list, points are the best there are, and none is beaten in both."""
    assert all(one.point.status == "optimal" for one in compare(tiny(tmp_path, seed), text).points)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 108))
def test_trade_off_agrees_with_enumeration_at_length(tmp_path: Path, seed: int) -> None:
    """The same for all pairs over more problems."""
    for text in PAIRS:
        compare(tiny(tmp_path, seed), text)


def test_a_point_that_no_weights_find(tmp_path: Path) -> None:
    """A list inside the hull is found and marked: whatever the weights, one of its neighbours is worth more.

    A budget allows one dear and good program in the Midwest, or two cheap ones in the West, or one of each kind.
    """
    rows = [["m", "Midwest", 0.9, 100], ["n", "Midwest", 0.3, 90], ["v", "West", 0.1, 10], ["w", "West", 0.25, 90]]
    with (tmp_path / "four.csv").open("w", newline="") as stream:
        head = ["program_id", "region", "p_match", "fee", "utility"]
        csv.writer(stream).writerows([head, *([*row, 1] for row in rows)])
    source: dict[str, object] = {
        "catalogue": str(tmp_path / "four.csv"),
        "season": 2027,
        "odds": {"correlation": 0},
        "weights": {"utility": 1},
        "constraints": [{"kind": "budget", "at_most": 100, "covers": "applications"}],
        "solver": {"gap": 1e-6},
    }
    found = compare(source, "match,region=West")
    assert [(one.second, round(one.first, 6)) for one in found.points] == [(0, 0.9), (1, 0.37), (2, 0.325)]
    assert found.inside == (False, True, False)
    for price in np.linspace(0, 2, 400):
        sums = [one.first + price * one.second for one in found.points]
        assert sums[1] < max(sums[0], sums[2])
    assert "No weights of the two would find 1 of them." in write_trade_text(found, Page())


def test_certain_match(tmp_path: Path) -> None:
    """A chance of a match of 1 can be asked for: the dull and certain program is the last point, proven."""
    rows = [["a", 1, 50, 0.1], ["b", 0.5, 20, 1], ["c", 0.3, 20, 1]]
    with (tmp_path / "three.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([["program_id", "p_match", "fee", "utility"], *rows])
    rules = [{"kind": "count", "at_most": 1}]
    source = {"catalogue": str(tmp_path / "three.csv"), "odds": {"correlation": 0}, "constraints": rules}
    found = compare({**source, "season": 2027, "weights": {"utility": 1}, "solver": {"gap": 1e-6}}, "utility,match")
    assert [(one.first, one.second, one.point.status) for one in found.points] == [
        (0.5, 0.5, "optimal"),
        (0.1, 1.0, "optimal"),
    ]


spots = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=7)


@given(spots)
def test_below_the_hull_means_found_by_no_weights(points: list[tuple[int, int]]) -> None:
    """A spot marked as below the hull is the best one for no weights."""
    marks = below_hull(points)
    angles = np.linspace(1e-6, np.pi / 2 - 1e-6, 721)
    weights = np.column_stack([np.cos(angles), np.sin(angles)])
    sums = weights @ np.array(points, dtype=float).T
    for place, below in enumerate(marks):
        if below:
            assert (sums[:, place] < sums.max(axis=1)).all()


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [("cost,utility", "utility", "cost"), ("region=West,cost", "cost", "region=West"), ("match,cost", "match", "cost")],
)
def test_which_measure_is_limited(text: str, first: str, second: str) -> None:
    """Utility is never limited, and a whole number rather than another measure; otherwise the second one is."""
    found = tradeoff(QUICK, text, today=TODAY, steps=2)
    assert (found.first.name, found.second.name) == (first, second)


def test_points_of_a_trade_off(traded: Tradeoff) -> None:
    """More money buys more; figures are those of the list, and the terms those of the scenario's own objective."""
    problem = pose_scenario(with_settings(SMALL, [], today=TODAY), today=TODAY).problem
    assert [one.second for one in traded.points] == sorted(one.second for one in traded.points)
    assert [one.first for one in traded.points] == sorted(one.first for one in traded.points)
    for one in traded.points:
        assert one.second == one.point.figure("cost") <= one.point.value
        assert one.first == pytest.approx(one.point.figure("expected_utility"))
        terms = problem.terms(Portfolio(one.point.modes), CHECK_NODES)
        assert one.objective == pytest.approx(sum(terms.values()), abs=1e-8)
        assert one.point.gap <= GAP
        assert one.limit >= one.first


def test_no_trade_off_where_one_list_is_best_in_both() -> None:
    """Where one list is best in both measures it is the only point, and the text says so."""
    found = tradeoff({**QUICK, "spread": {"column": "region", "at_most": 1}}, "utility,spread", today=TODAY)
    assert len(found.points) == 1
    assert "There is no trade-off" in write_trade_text(found, Page())


@st.composite
def limited_cases(draw: st.DrawFn) -> tuple[Problem, Portfolio]:
    """A problem with a limit on what balance or spread count as missing, and a portfolio."""
    problem = draw(problems(most=6, least=1, tiers=draw(st.sampled_from([(), ("signal",)])), most_rules=0))
    goal = OBJECTIVES[draw(st.sampled_from(["balance", "spread"]))](1.0)
    most = draw(st.sampled_from([0.0, 0.003, 0.01, 0.02, 1.0]))
    return replace(problem, constraints=(ShortfallLimit(goal=goal, at_most=most),)), draw(portfolios(problem))


@pytest.mark.slow
@examples(25)
@given(limited_cases())
def test_shortfall_is_limited_alike_for_the_solver_and_for_people(case: tuple[Problem, Portfolio]) -> None:
    """The solver's judge and the plain check call the same portfolios unlawful."""
    problem, portfolio = case
    named = {violation.name for violation in problem.violations(portfolio)}
    assert evaluator(formulate(problem, 15)).broken(taken(problem, portfolio)) == named


@pytest.mark.slow
@examples(25)
@given(st.data())
def test_total_is_worth_the_same_for_the_solver_and_from_the_table(data: st.DataObject) -> None:
    """Numbers of applications and of expected interviews, over any condition, agree from both sides."""
    problem = data.draw(problems(most=6, tiers=data.draw(st.sampled_from([(), ("signal",)])), most_rules=0))
    portfolio, interviews = data.draw(portfolios(problem)), data.draw(st.booleans())
    weight = data.draw(st.sampled_from([1.0, -1.0, 0.3]))
    goal = Total(weight, "total", data.draw(conditions()), interviews)
    problem = replace(problem, constraints=(), objectives=(goal,))
    value = evaluator(formulate(problem, 1)).value(taken(problem, portfolio))
    assert value == pytest.approx(weight * goal.valuation(problem, portfolio, 1), rel=1e-9, abs=1e-9)


def stopping(after: int) -> Patience:
    """Patience that ends after so many finished solves."""
    done: list[int] = []
    return Patience(lambda: len(done) >= after, lambda done_, all_: done.append(done_))


def test_interruption_keeps_what_is_finished(tmp_path: Path) -> None:
    """An ended sweep has its finished settings, names the others, and a journal goes on with exactly those."""
    path = tmp_path / "journal.jsonl"
    ended = sweep(QUICK, ["cost=0..0.1/5"], today=TODAY, journal=path, patience=stopping(3))
    assert len(ended.settings) == 3
    assert len(ended.missing) == 3
    assert "The search was ended before 3 settings: cost 0.05, cost 0.075, cost 0.1." in write_sweep_text(ended, Page())
    assert len(path.read_text().splitlines()) == 4
    whole = sweep(QUICK, ["cost=0..0.1/5"], today=TODAY, journal=path)
    assert len(path.read_text().splitlines()) == 6 + 1
    assert write_sweep_json(whole, Page()) == write_sweep_json(sweep(QUICK, ["cost=0..0.1/5"], today=TODAY), Page())


@pytest.mark.slow
def test_journal_is_read_not_solved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a finished journal nothing is solved, and the result is the same; a sweep and a trade-off share the file."""
    path = tmp_path / "journal.jsonl"
    first = sweep(QUICK, today=TODAY, journal=path)
    trade = tradeoff(QUICK, "utility,cost", today=TODAY, steps=3, journal=path)
    kept = path.read_bytes()
    monkeypatch.setattr("listopt.questions.nested.solve", None)
    assert write_sweep_json(sweep(QUICK, today=TODAY, journal=path), Page()) == write_sweep_json(first, Page())
    again = tradeoff(QUICK, "utility,cost", today=TODAY, steps=3, journal=path)
    assert write_trade_json(again, Page()) == write_trade_json(trade, Page())
    assert path.read_bytes() == kept


@pytest.mark.slow
def test_trade_off_goes_on_from_its_journal(tmp_path: Path) -> None:
    """A trade-off ended in the middle names the limits that are left; run again, it ends as if it never had been."""
    path = tmp_path / "journal.jsonl"
    ended = tradeoff(QUICK, "utility,cost", today=TODAY, steps=4, journal=path, patience=stopping(2))
    assert len(ended.points) == 2
    assert ended.missing
    assert "The search was ended before" in write_trade_text(ended, Page())
    again = tradeoff(QUICK, "utility,cost", today=TODAY, steps=4, journal=path)
    whole = tradeoff(QUICK, "utility,cost", today=TODAY, steps=4)
    assert write_trade_json(again, Page()) == write_trade_json(whole, Page())
    unknown = tradeoff(QUICK, "utility,cost", today=TODAY, patience=Patience(lambda: True))
    assert unknown.missing is None
    assert "ended before its range was known" in write_trade_text(unknown, Page())


@pytest.mark.parametrize("cut", [1, 30, 10_000])
def test_half_written_line_is_overwritten(tmp_path: Path, cut: int) -> None:
    """A crash in the middle of a line, the first one even, costs that line alone."""
    path = tmp_path / "journal.jsonl"
    sweep(QUICK, ["cost=0,0.1"], today=TODAY, journal=path)
    whole = path.read_bytes()
    *before, last = whole.splitlines(keepends=True)
    path.write_bytes(b"".join(before) + last[:cut].removesuffix(b"\n") if cut < 10_000 else before[0][:20])
    sweep(QUICK, ["cost=0,0.1"], today=TODAY, journal=path)
    assert path.read_bytes() == whole


def test_journals_that_do_not_fit(tmp_path: Path) -> None:
    """A journal of another problem, a file that is none, and a damaged line are refused, and left as they are."""
    path, other = tmp_path / "journal.jsonl", {**QUICK, "constraints": [{"kind": "budget", "at_most": 601}]}
    sweep(QUICK, ["cost=0"], today=TODAY, journal=path)
    whole = path.read_text()
    with pytest.raises(InputError, match="journal of another problem"):
        sweep(other, ["cost=0"], today=TODAY, journal=path)
    for text, said in (
        ("name: my scenario\n", "a file that is no journal"),
        (whole.replace('"modes": {', '"modes": {"0000000000": "", '), "damaged line"),
        (whole.replace('"status"', '"state"'), "damaged line"),
        (whole.splitlines()[0] + "\nnonsense\n", "2: found a damaged line"),
    ):
        path.write_text(text)
        with pytest.raises(InputError, match=said):
            sweep(QUICK, ["cost=0"], today=TODAY, journal=path)
        assert path.read_text() == text


def test_digest_follows_what_decides(tmp_path: Path) -> None:
    """The digest changes with rules, facts and solver limits, and not with names."""

    def digest(**changes: object) -> str:
        return journals.digest_of(pose_scenario(with_settings({**QUICK, **changes}, [], today=TODAY), today=TODAY))

    assert digest() == digest(name="Another name")
    different = [digest(), digest(solver={"gap": 0.01}), digest(season=2026), digest(weights={"cost": 1})]
    assert len(set(different)) == len(different)


@pytest.mark.slow
def test_sweep_writers(swept: Sweep) -> None:
    """Text fits its page, JSON and CSV hold the same numbers, pictures are of their kind and the same every time."""
    for page in (Page(60), Page(100), Page(200, ascii=True)):
        text = write_sweep_text(swept, page)
        assert max(map(len, text.splitlines())) <= page.columns
        assert text.isascii() or not page.ascii
    rows = list(csv.DictReader(io.StringIO(write_sweep_csv(swept, Page()))))
    told = json.loads(write_sweep_json(swept, Page()))
    assert [float(row["objective"]) for row in rows] == [one["objective"]["value"] for one in told["settings"]]
    assert [float(row["weight_cost"]) for row in rows] == [one["weights"]["cost"] for one in told["settings"]]
    assert told["never"] == swept.n_open - len(told["core"]) - len(told["sometimes"])
    assert draw_sweep(swept, "png").startswith(b"\x89PNG")
    assert draw_sweep(swept, "svg") == draw_sweep(swept, "svg")


@pytest.mark.slow
def test_trade_writers(traded: Tradeoff) -> None:
    """The same for a trade-off, one without any point included."""
    for page in (Page(60), Page(100), Page(200, ascii=True)):
        text = write_trade_text(traded, page)
        assert max(map(len, text.splitlines())) <= page.columns
        assert text.isascii() or not page.ascii
    rows = list(csv.DictReader(io.StringIO(write_trade_csv(traded, Page()))))
    told = json.loads(write_trade_json(traded, Page()))
    assert [float(row["utility (first)"]) for row in rows] == [one["first"] for one in told["points"]]
    assert [one["inside_hull"] for one in told["points"]] == list(traded.inside)
    assert draw_trade(traded, "png").startswith(b"\x89PNG")
    assert draw_trade(traded, "svg") == draw_trade(traded, "svg")
    assert draw_trade(replace(traded, points=()), "svg").startswith(b"<?xml")


FAULTS = [
    (["--weight", "cost"], 1, "TERM=VALUES"),
    (["--weight", "cots=1"], 1, "Did you mean 'cost'?"),
    (["--weight", "cost=a,b"], 1, "such as cost=0,0.02,0.05"),
    (["--weight", "cost=-1"], 1, "weights of 0 or more"),
    (["--weight", "cost=nan"], 1, "weights of 0 or more"),
    (["--weight", "cost=1..0/3"], 1, "TERM=VALUES"),
    (["--weight", "cost=0..1/1"], 1, "TERM=VALUES"),
    (["--weight", "cost=1", "--weight", "cost=2"], 1, "cost a second time"),
    (["--weight", "cost=0..1/30", "--weight", "match=0..1/30"], 1, "a grid of 900 settings; expected at most 500"),
    (["--trade", "utility"], 1, "two different measures"),
    (["--trade", "cost,cost"], 1, "two different measures"),
    (["--trade", "utility,costs"], 1, "Did you mean 'cost'?"),
    (["--trade", "utility,region=Wset"], 1, "Did you mean 'West'?"),
    (["--trade", "utility,regoin=West"], 1, "Did you mean 'region'?"),
    (["--trade", "utility,city=Nowhere"], 1, "a condition that open programs meet"),
    (["--trade", "utility,region=1.."], 1, "a column of numbers"),
    (["--trade", "utility,cost", "--weight", "cost=1"], 2, "two questions"),
    (["--steps", "4"], 2, "--steps belongs to --trade"),
    (["-o", "sweep.pdf"], 2, "the ending must be one of"),
    (["--journal", "nowhere/journal.jsonl"], 1, "Make the folder first."),
    (["--journal", "small.yaml"], 1, "a file that is no journal"),
]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory that holds the small scenario."""
    (tmp_path / "small.yaml").write_text(json.dumps(QUICK))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("options", "code", "text"), FAULTS)
def test_faults(here: Path, options: list[str], code: int, text: str) -> None:
    """Weights, measures and files that make no sense are refused with what is expected."""
    result = CliRunner().invoke(main, ["tune", "small.yaml", *options])
    assert result.exit_code == code, result.output
    assert text in " ".join(result.output.split())


def test_goal_cheapest_has_no_weights_to_tune(here: Path) -> None:
    """With the goal `cheapest` weights only decide ties, and the command says so."""
    (here / "cheap.yaml").write_text(json.dumps({**QUICK, "goal": "cheapest", "p_match_at_least": 0.1}))
    result = CliRunner().invoke(main, ["tune", "cheap.yaml"])
    assert result.exit_code == 1
    assert "goal: best, in which weights decide" in result.output


@pytest.mark.slow
def test_command(here: Path) -> None:
    """The command writes the format that the ending means, and exits 3 when nothing is possible."""
    run = CliRunner().invoke
    assert run(main, ["tune", "small.yaml", "--weight", "cost=0,0.1", "-q", "-o", "s.csv"]).exit_code == 0
    assert (here / "s.csv").read_text().startswith("number,weight_utility,weight_cost,weight_balance,status,p_match")
    trade = ["tune", "small.yaml", "--trade", "match,applications", "--steps", "2", "-q"]
    assert run(main, [*trade, "-o", "t.svg"]).exit_code == 0
    assert (here / "t.svg").read_bytes().startswith(b"<?xml")
    told = json.loads(run(main, [*trade, "--format", "json"]).stdout)
    assert told["second"] == {"name": "applications", "better": "less", "noun": None}
    (here / "clash.yaml").write_text(json.dumps({**QUICK, "constraints": [{"kind": "count", "at_least": 999}]}))
    assert run(main, ["tune", "clash.yaml"]).exit_code == 3
    assert run(main, ["tune", "clash.yaml", "--trade", "utility,cost"]).exit_code == 3


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_ctrl_c_and_going_on(here: Path) -> None:
    """Ctrl-C prints the finished settings and how to go on; the same command then ends as if nothing had happened."""
    options = ["--weight", "cost=0..0.1/12", "--format", "json", "--journal", "j.jsonl"]
    command = [sys.executable, "-m", "listopt", "tune", "small.yaml", *options]
    process = subprocess.Popen(command, cwd=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and (here / "j.jsonl").exists() < 1:
            time.sleep(0.02)
        while time.monotonic() < deadline and len((here / "j.jsonl").read_bytes().splitlines()) < 4:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 0, stderr.decode()
    ended = json.loads(stdout)
    assert 3 <= len(ended["settings"]) < 13
    assert len(ended["settings"]) + len(ended["missing"]) == 13
    assert b"run the same command again: what is finished is kept in j.jsonl" in stderr
    whole = CliRunner().invoke(main, ["tune", "small.yaml", *options])
    again = json.loads(whole.stdout)
    assert not again["missing"]
    assert again["settings"][: len(ended["settings"])] == ended["settings"]
    assert not re.search("run the same command again", whole.stderr)


@pytest.mark.slow
def test_main_scenario() -> None:
    """On a shipped scenario 25 settings are proven, and equal to cold solves."""
    found = sweep(MAIN, ["cost=0..0.08/5", "balance=0..0.4/5"], today=TODAY)
    assert len(found.settings) == 25
    posed = pose_scenario(with_settings(MAIN, [], today=TODAY), today=TODAY)
    for one in found.settings:
        fresh = solve(with_weights(posed.problem, one.weights), posed.scenario.solver)
        assert one.point.gap <= 5e-4
        assert one.point.objective <= fresh.bound + 1e-4
        assert fresh.value <= one.point.bound + 1e-4
