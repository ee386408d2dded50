"""Weights that meet targets: they do, they are small, and where there are none it is said why."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from listopt.cli import main
from listopt.errors import InputError
from listopt.formulation import Portfolio
from listopt.problem import Problem
from listopt.questions.frontier import Patience
from listopt.report.page import Page
from listopt.report.tuning.weighed import Aimed
from listopt.report.tuning.weigheddata import aimed_json
from listopt.report.tuning.weighedwriters import write_aimed_text
from listopt.solver.linear import least
from listopt.tuning.aims import meet_targets
from listopt.tuning.prices import CLOSE, Pricing, find_prices, rounded_up
from listopt.tuning.targets import Aim, read_aims
from listopt.tuning.weights import posed_with, weights_of, with_weights
from oracle import all_portfolios, best, remembering

pytestmark = pytest.mark.xdist_group("targets")  # tests share what they have solved
TODAY = datetime.date(2026, 11, 1)
ROWS = (
    # fee, p_interview, p_match, utility, region
    (30, 0.70, 0.15, 0.2, "South"),
    (25, 0.50, 0.20, 0.5, "South"),
    (90, 0.40, 0.25, 0.9, "West"),
    (60, 0.30, 0.20, 1.0, "West"),
    (20, 0.20, 0.10, 0.6, "Northeast"),
    (15, 0.15, 0.05, 1.0, "Northeast"),
    (10, 0.10, 0.04, 0.8, "Northeast"),
)


def scenario(folder: Path, rows: tuple[tuple[object, ...], ...] = ROWS, **more: object) -> Path:
    """Write a scenario with a tiny catalogue of its own odds."""
    lines = ["program_id,name,specialty,fee,p_interview,p_match,utility,region"]
    lines += [f"{n:010d},Program {n},Anesthesiology,{','.join(map(str, row))}" for n, row in enumerate(rows, 1)]
    (folder / "own.csv").write_text("\n".join(lines) + "\n")
    content = {
        "catalogue": "own.csv", "season": 2027, "applicant": {"type": "us_md"}, "specialties": ["Anesthesiology"],
        "signals": {}, "constraints": [{"kind": "count", "at_most": 4}], "odds": {"correlation": 0},
        "weights": {"utility": 1, "cost": 0.2}, "solver": {"gap": 1e-4}, **more,
    }  # fmt: skip
    path = folder / "tiny.yaml"
    path.write_text(json.dumps(content))
    return path


def problem_of(path: Path) -> Problem:
    """The problem as it stands."""
    return posed_with(path, [], "--target", today=TODAY).problem


def meeting(problem: Problem, aims: tuple[Aim, ...]) -> list[Portfolio]:
    """All lists that keep the rules and meet all targets, by enumeration."""
    problem = remembering(problem)
    lists = (one for one in all_portfolios(problem) if not problem.violations(one))
    return [one for one in lists if all(aim.met(problem, one) for aim in aims)]


def reachable(pricing: Pricing) -> bool:
    """Whether any prices make a list that meets all targets better than every other list, by enumeration."""
    problem = remembering(pricing.problem)
    lists = [one for one in all_portfolios(problem) if not problem.violations(one)]
    lines = np.array([pricing.line(one) for one in lists])
    good = np.array([all(aim.met(problem, one) for aim in pricing.aims) for one in lists])
    n_prices = lines.shape[1] - 1
    for line in lines[good]:
        apart = lines[~good] - line
        rows = np.hstack([apart[:, 1:], np.ones((len(apart), 1))])
        high = np.append(np.full(n_prices, 1000.0), 1.0)
        found = least(np.append(np.zeros(n_prices), -1.0), rows, -apart[:, 0], np.zeros(n_prices + 1), high)
        if found is not None and found[-1] > 1e-3:
            return True
    return False


def met(path: Path, *texts: str) -> Aimed:
    """Look for weights that meet targets."""
    return meet_targets(path, texts, today=TODAY)


TARGETS = (
    ("cost<=250",),
    ("interviews>=1.75",),
    ("match>=50%", "cost<=$330"),
    ("region=Northeast>=2", "cost<=320"),
    ("applications<=3", "region=South>=2"),
)


@pytest.mark.parametrize("texts", TARGETS)
def test_weights_meet_targets(tmp_path: Path, texts: tuple[str, ...]) -> None:
    """The best list under the weights found, by enumeration, meets all targets."""
    path = scenario(tmp_path)
    found, problem = met(path, *texts), problem_of(path)
    aims = read_aims(texts, problem)
    assert found.reached == "weights"
    assert all(target.met for target in found.targets)
    priced = with_weights(problem, found.weighed.after)
    soft = [aim.rule.model_copy(update={"soft": found.weighed.prices[aim.rule.title]}) for aim in aims
            if aim.rule.title in found.weighed.prices]  # fmt: skip
    truth = best(replace(priced, constraints=(*problem.constraints, *soft)), 60)
    assert found.weighed.change.after.objective == pytest.approx(truth.value, rel=2e-4)
    assert all(aim.met(problem, truth.portfolio) for aim in aims)
    assert found.weighed.after["utility"] == 1


@pytest.mark.parametrize("texts", TARGETS[1:4])
def test_prices_are_small(tmp_path: Path, texts: tuple[str, ...]) -> None:
    """With prices 5 % smaller, or without one of them, a target is missed."""
    posed = posed_with(scenario(tmp_path), [], "--target", today=TODAY)
    pricing = Pricing(posed, read_aims(texts, posed.problem), Patience())
    rules, free = (*posed.problem.constraints, *(aim.rule for aim in pricing.aims)), np.zeros(len(texts))
    hard = replace(pricing, posed=replace(posed, problem=replace(posed.problem, constraints=rules)))
    lists = [one.best(free).portfolio for one in (pricing, hard)]
    prices, solution = find_prices(pricing, hard, *lists)
    assert pricing.met(solution)
    assert not pricing.met(pricing.best((1 - CLOSE) * prices))
    for place in np.flatnonzero(prices):
        fewer = np.where(np.arange(len(prices)) == place, 0.0, prices)
        assert not pricing.met(pricing.best(fewer))


@pytest.mark.parametrize("seed", [0, 1, 2, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(3, 10))])
def test_weights_are_found_where_there_are_any(tmp_path: Path, seed: int) -> None:
    """Random targets: rules are proposed only where no prices do, and nothing only where no list does."""
    random, path = np.random.default_rng(seed), scenario(tmp_path)
    drawn = (
        f"cost<={random.integers(200, 350)}", f"match>={random.uniform(0.3, 0.6):.2f}",
        f"interviews>={random.uniform(0.8, 1.9):.2f}", f"region=Northeast>={random.integers(1, 3)}",
        f"applications<={random.integers(1, 4)}",
    )  # fmt: skip
    texts = [drawn[place] for place in random.choice(len(drawn), random.integers(2, 4), replace=False)]
    found = met(path, *texts)
    pricing = Pricing(posed_with(path, [], "--target", today=TODAY), read_aims(texts, problem_of(path)), Patience())
    assert (found.reached == "none") == (not meeting(pricing.problem, pricing.aims))
    if found.reached == "rules":
        assert not reachable(pricing)


def test_targets_that_hold_change_nothing(tmp_path: Path) -> None:
    """Where the list as it stands meets the targets, the weights stay."""
    found = met(scenario(tmp_path), "interviews>=0.1")
    assert found.reached == "already"
    assert found.weighed.before == found.weighed.after
    assert not found.weighed.change.moved


FAILING = (("interviews>=3",), ("interviews>=1.9", "cost<=250"), ("region=West>=2", "cost<=200", "match>=10%"))


@pytest.mark.parametrize("texts", FAILING)
def test_targets_that_fail_are_named(tmp_path: Path, texts: tuple[str, ...]) -> None:
    """No list meets the targets named, each of which is needed for that; nearest numbers are the nearest there are."""
    path = scenario(tmp_path)
    found, problem = met(path, *texts), problem_of(path)
    aims = read_aims(texts, problem)
    assert found.reached == "none"
    failing = [aim for aim, target in zip(aims, found.targets, strict=True) if target.clashes]
    assert not meeting(problem, tuple(failing))
    for aim, target in zip(aims, found.targets, strict=True):
        others = tuple(other for other in aims if other is not aim)
        if not target.clashes:
            continue
        assert meeting(problem, tuple(other for other in failing if other is not aim))
        values = [aim.quantity.of(problem, one) for one in meeting(problem, others)]
        truth = max(values) if aim.quantity.measure.better > 0 else min(values)
        assert target.nearest == pytest.approx(truth, rel=1e-4)
    assert "No list that keeps the rules meets" in write_aimed_text(found, Page())


INSIDE = ((100, 0.5, 0.3, 1, "South"), (200, 0.95, 0.9, 1, "West"))


def test_a_list_inside_the_hull(tmp_path: Path) -> None:
    """A list that no weights make the best one is found with the targets as rules, and said to be such."""
    path = scenario(tmp_path, INSIDE, constraints=[{"kind": "count", "at_most": 1}], weights={"utility": 1})
    problem = problem_of(path)
    middle = Portfolio({"0000000001": ""})
    cost = read_aims(["cost<=1"], problem)[0].quantity.of(problem, middle)
    texts = (f"cost<={cost:g}", "match>=0.25")
    assert [one.modes for one in meeting(problem, read_aims(texts, problem))] == [middle.modes]
    found = met(path, *texts)
    assert found.reached == "rules"
    assert all(target.met for target in found.targets)
    assert "no weights were found" in write_aimed_text(found, Page())
    assert not reachable(Pricing(posed_with(path, [], "--target", today=TODAY), read_aims(texts, problem), Patience()))


def test_no_list_at_all(tmp_path: Path) -> None:
    """Rules that clash without any target are named."""
    rules = [{"kind": "count", "at_least": 3}, {"kind": "budget", "at_most": 10}]
    found = met(scenario(tmp_path, constraints=rules), "cost<=5")
    assert found.reached == "none"
    assert found.weighed.change.before.conflict
    assert "whatever the targets" in write_aimed_text(found, Page())


def test_an_ended_search_says_so(tmp_path: Path) -> None:
    """After Ctrl-C nothing is claimed about how small the changes are."""
    found = meet_targets(scenario(tmp_path), ["cost<=200"], today=TODAY, patience=Patience(lambda: True))
    assert found.within is None
    assert found.reached != "already"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cost", "NAME>=NUMBER"),
        ("cost>=100", "cost<=NUMBER"),
        ("utility>=0.5", "a number that a rule can ask for"),
        ("intervews>=3", "'interviews'"),
        ("match>=2", "a chance below 1"),
        ("region=South>=1.5", "a whole number"),
        ("region=Sout>=1", "'South'"),
        ("regoin=South>=1", "'region'"),
        ("cost<=much", "a number"),
    ],
)
def test_faults(tmp_path: Path, text: str, words: str) -> None:
    """A text that is no target is refused with what is expected."""
    with pytest.raises(InputError, match="--target") as error:
        met(scenario(tmp_path), text, "cost<=200")
    assert words in str(error.value)


def test_rounding() -> None:
    """Prices are rounded up, never down."""
    assert [rounded_up(value, 3) for value in (0.0, 0.00012341, 12341.0, 0.5)] == [0.0, 0.000124, 12400.0, 0.5]


@pytest.mark.slow
def test_command(tmp_path: Path) -> None:
    """The command prints targets, weights and what changes; its exit code tells whether the targets are met."""
    path = str(scenario(tmp_path))
    done = CliRunner().invoke(main, ["tune", path, "--target", "cost<=200", "-q"])
    assert done.exit_code == 0
    assert "Other weights meet all targets." in done.stdout
    told = CliRunner().invoke(main, ["tune", path, "--target", "interviews>=9", "--format", "json", "-q"])
    assert told.exit_code == 3
    answer = json.loads(told.stdout)
    assert answer["reached"] == "none"
    assert answer["targets"][0]["clashes"]
    assert answer == json.loads(json.dumps(aimed_json(met(tmp_path / "tiny.yaml", "interviews>=9"))))
    assert weights_of(problem_of(tmp_path / "tiny.yaml")) == answer["weights"]["before"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--target", "cost<=200", "--trade", "utility,cost"], "two questions"),
        (["--target", "cost<=200", "--format", "csv"], "csv"),
        (["--target", "cost<=200", "--journal", "j.jsonl"], "--journal"),
        (["--target", "cost<=200", "--save", "s.yaml", "--pick", "1"], "--pick"),
        (["--save", "s.yaml"], "--pick"),
        (["--force"], "--save"),
    ],
)
def test_wrong_usage(tmp_path: Path, more: list[str], words: str) -> None:
    """Options that do not go together are refused before any search."""
    done = CliRunner().invoke(main, ["tune", str(scenario(tmp_path)), *more])
    assert done.exit_code == 2
    assert words in done.stderr
