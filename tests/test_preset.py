"""Strategy files that tune writes: read again, they give the list that was chosen."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from listopt.cli import main
from listopt.constraints.budget import Budget
from listopt.constraints.counts import Count
from listopt.constraints.shortfall import ShortfallLimit
from listopt.errors import InputError
from listopt.objectives import OBJECTIVES
from listopt.pipeline import solve_scenario
from listopt.questions.frontier import Patience
from listopt.questions.nested import best_list
from listopt.report.curve import Point
from listopt.report.tuning.tradeoff import Measure, Traded, Tradeoff
from listopt.report.tuning.weighed import Saved, Weighed
from listopt.report.tuning.weighedwriters import saved_notes
from listopt.scenario import read_scenario, under_strategy
from listopt.scenario.preset import read_preset
from listopt.solution import Solution, Status
from listopt.tuning.aims import meet_targets
from listopt.tuning.chosen import Chosen
from listopt.tuning.picking import picked_point
from listopt.tuning.preset import Preset, check_name, preset_text
from listopt.tuning.weights import posed_with, with_weights

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("preset")]  # tests share what they have solved
TODAY = datetime.date(2026, 11, 1)
SMALL: dict[str, object] = {
    "name": 'A "small" one: #1',
    "catalogue": "sample",
    "season": 2027,
    "applicant": {"type": "non_us_img", "step2_ck": 240, "step1": "pass", "graduation_year": 2024, "visa": ["J-1"]},
    "specialties": ["Anesthesiology", {"specialty": "Internal Medicine", "utility": 0.5}],
    "constraints": [{"kind": "budget", "at_most": 480}],
    "solver": {"gap": 1e-3},
}


def scenario(folder: Path, **more: object) -> Path:
    """Write the small scenario."""
    path = folder / "small.yaml"
    path.write_text(json.dumps({**SMALL, **more}))
    return path


def chosen(source: Path, weights: dict[str, float], *rules: Budget | Count) -> Chosen:
    """Best list under weights and rules."""
    posed = posed_with(source, [], "test", today=TODAY)
    problem = with_weights(posed.problem, weights)
    solution = best_list(
        replace(posed, problem=replace(problem, constraints=(*problem.constraints, *rules))), lambda: 60
    )
    return Chosen(weights, rules, solution, "Chosen in a test.")


def kept(source: Path, file: Path, one: Chosen) -> tuple[Chosen, Saved]:
    """Save a list."""
    posed = posed_with(source, [], "test", today=TODAY)
    return Preset(source, file, TODAY, Patience()).keep(posed, one)


def relieved(source: Path, strategy: str) -> Path:
    """Write the scenario as the output says: with the strategy, without weights of its own."""
    content = {key: value for key, value in json.loads(source.read_text()).items() if key != "weights"}
    path = source.with_name("relieved.yaml")
    path.write_text(json.dumps({**content, "strategy": strategy}))
    return path


RULES = (
    Count(name="target region=South>=9", where={"region": "South"}, at_least=9, soft=0.0123),
    Count(name="odd: 'name' #2", where={"state": ("NY", "TX"), "positions": {"max": 12}}, at_most=7.0),
    Budget(name="target cost<=420.5", at_most=420.5),
)
WEIGHTS = {"utility": 1.0, "interviews": 0.5, "cost": 0.0368}


@pytest.mark.parametrize("rules", [(), RULES])
def test_a_saved_strategy_gives_the_list(tmp_path: Path, rules: tuple[Budget | Count, ...]) -> None:
    """A solve of the scenario with the strategy written into it gives the list chosen, weights and rules included."""
    source, file = scenario(tmp_path), tmp_path / "mine.yaml"
    one = chosen(source, WEIGHTS, *rules)
    again, saved = kept(source, file, one)
    assert (saved.same, saved.use, saved.drop) == (True, "strategy: mine.yaml", ())
    outcome = solve_scenario(read_scenario(relieved(source, "mine.yaml"), today=TODAY), today=TODAY)
    assert outcome.solution.portfolio.modes == one.solution.portfolio.modes == again.solution.portfolio.modes
    assert {name: weight for name, weight in outcome.posed.scenario.weights.items() if weight} == WEIGHTS
    written = [rule for rule in outcome.posed.scenario.constraints if rule.title in {rule.title for rule in rules}]
    assert sorted(written, key=lambda rule: rule.title) == sorted(rules, key=lambda rule: rule.title)


def test_own_weights_are_named(tmp_path: Path) -> None:
    """Weights of the scenario's own would override the strategy: the output says where they are."""
    source = scenario(tmp_path, weights={"utility": 1, "cost": 0.3})
    again, saved = kept(source, tmp_path / "mine.yaml", chosen(source, WEIGHTS))
    assert saved.same
    assert [place.partition(" ")[0] for place in saved.drop] == ["weights.utility", "weights.cost"]
    assert all("small.yaml:1:" in place for place in saved.drop)
    told = " ".join(saved_notes(Weighed(change=None, before={}, after={}, saved=saved)))
    assert "strategy: mine.yaml" in told
    assert "weights.cost" in told
    under = under_strategy(source, "mine.yaml", today=TODAY)
    assert under.weights["cost"] == again.weights["cost"] == 0.0368


def test_a_strategy_of_ones_own_is_extended(tmp_path: Path) -> None:
    """What the scenario's strategy says beside weights still holds, and paths count from the file that is written."""
    (tmp_path / "strategies").mkdir()
    (tmp_path / "strategies" / "base.yaml").write_text(
        "name: base\nextends: default\nconstraints: [{kind: count, name: few, at_most: 9}]\n"
    )
    source = scenario(tmp_path, strategy="strategies/base.yaml")
    (tmp_path / "saved").mkdir()
    again, saved = kept(source, tmp_path / "saved" / "mine.yaml", chosen(source, WEIGHTS))
    assert saved.use == "strategy: saved/mine.yaml"
    assert 'extends: "../strategies/base.yaml"' in (tmp_path / "saved" / "mine.yaml").read_text()
    assert saved.same
    assert len(again.solution.portfolio.modes) <= 9


def test_text_names_no_machine(tmp_path: Path) -> None:
    """The file names neither folders nor days, is the same every time, and is a strategy without faults."""
    source = scenario(tmp_path)
    one = chosen(source, WEIGHTS, *RULES)
    texts = {preset_text(read_scenario(source, today=TODAY), 2027, one, tmp_path / "mine.yaml") for _ in range(2)}
    (text,) = texts
    assert str(tmp_path) not in text
    assert str(datetime.date.today()) not in text
    (tmp_path / "mine.yaml").write_text(text)
    assert read_preset(str(tmp_path / "mine.yaml")).name == "mine"


def test_names_are_checked_first(tmp_path: Path) -> None:
    """A file that exists is only replaced when asked, and a strategy ends as YAML files do."""
    file = tmp_path / "mine.yaml"
    file.write_text("precious")
    with pytest.raises(InputError, match="--force"):
        check_name(file, force=False)
    check_name(file, force=True)
    with pytest.raises(InputError, match=r"\.yaml"):
        check_name(tmp_path / "mine.txt", force=True)
    done = CliRunner().invoke(main, ["tune", str(scenario(tmp_path)), "--target", "cost<=400", "--save", str(file)])
    assert done.exit_code == 1
    assert file.read_text() == "precious"


def test_targets_are_saved(tmp_path: Path) -> None:
    """The list that is told is that of a solve under the file, and it meets the targets."""
    source, file = scenario(tmp_path), tmp_path / "mine.yaml"
    texts = ["cost<=400", "region=South>=5"]
    preset = Preset(source, file, TODAY, Patience())
    found = meet_targets(source, texts, today=TODAY, preset=preset)
    assert found.reached == "weights"
    assert all(target.met for target in found.targets)
    outcome = solve_scenario(read_scenario(relieved(source, "mine.yaml"), today=TODAY), today=TODAY)
    assert found.weighed.change.after.summary == outcome.summary
    assert outcome.summary["cost"] <= 400
    assert found.weighed.saved.same is not None


@pytest.mark.parametrize(
    ("question", "pick"),
    [(["--weight", "cost=0,0.1"], "2"), (["--trade", "match,cost", "--steps", "3"], "2")],
)
def test_points_are_saved(tmp_path: Path, question: list[str], pick: str) -> None:
    """A setting of a sweep and a point of a trade-off give their list again."""
    source, file = scenario(tmp_path), tmp_path / "mine.yaml"
    common = ["tune", str(source), *question, "--format", "json", "-q"]
    done = CliRunner().invoke(main, [*common, "--save", str(file), "--pick", pick])
    assert done.exit_code == 0
    assert "Saved as" in done.stderr
    points = json.loads(done.stdout)
    point = next(one for one in points.get("settings", points.get("points")) if str(one["number"]) == pick)
    outcome = solve_scenario(read_scenario(relieved(source, "mine.yaml"), today=TODAY), today=TODAY)
    assert outcome.solution.portfolio.modes == {one["program_id"]: one["signal"] or "" for one in point["portfolio"]}
    assert "gives this list." in done.stderr


def test_points_that_are_not_there(tmp_path: Path) -> None:
    """A number of no setting is refused after the result is told, and nothing is written."""
    file = tmp_path / "mine.yaml"
    question = ["tune", str(scenario(tmp_path)), "--weight", "cost=0", "--save", str(file), "--pick", "7", "-q"]
    done = CliRunner().invoke(main, question)
    assert done.exit_code == 1
    assert "a number from 0 to 1" in done.stderr
    assert done.stdout
    assert not file.exists()


def test_a_rule_of_no_file_cannot_be_saved(tmp_path: Path) -> None:
    """A limit on what a term counts as missing, which a trade-off makes, has no place in a file."""
    source = scenario(tmp_path)
    rule = ShortfallLimit(name="limit", goal=OBJECTIVES["balance"](1.0), at_most=0.1)
    one = Chosen(WEIGHTS, (rule,), Solution(Status.UNKNOWN), "Chosen in a test.")
    with pytest.raises(InputError, match="a rule that files can state"):
        preset_text(read_scenario(source, today=TODAY), 2027, one, tmp_path / "mine.yaml")


def test_a_measure_without_a_weight_cannot_be_saved(tmp_path: Path) -> None:
    """The best list in a number of applications follows from no weight of a file."""
    source, file = scenario(tmp_path), tmp_path / "mine.yaml"
    point = Traded(Point(3, "optimal", {}, 3.0, 3.0, {}), 3.0, 5.0, 3.0, {})
    trade = Tradeoff("Small", 2027, Measure("region=South"), Measure("cost", -1), (point,), "optimal", 1e-3)
    with pytest.raises(InputError, match="a measure that has a weight"):
        picked_point(trade, 1, Preset(source, file, TODAY, Patience()))
    assert not file.exists()
