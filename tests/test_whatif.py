"""What-ifs: both sides are fresh solves, and every difference told is one."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from listopt.cli import main
from listopt.errors import InputError
from listopt.pipeline import Outcome, solve_scenario
from listopt.questions.frontier import Patience
from listopt.questions.whatif import what_if
from listopt.report.changes import Change, change_sentence
from listopt.report.changewriters import write_change_json, write_change_text
from listopt.report.page import Page
from listopt.scenario import with_settings

pytestmark = pytest.mark.xdist_group("whatif")  # tests share what they have solved
TODAY = datetime.date(2026, 11, 1)
SMALL: dict[str, object] = {
    "name": "Small",
    "catalogue": "sample",
    "season": 2027,
    "applicant": {"type": "non_us_img", "step2_ck": 240, "step1": "pass", "graduation_year": 2024, "visa": ["J-1"]},
    "specialties": ["Anesthesiology", {"specialty": "Internal Medicine", "utility": 0.5}],
    "constraints": [
        {"kind": "budget", "at_most": 480},
        {"kind": "count", "where": {"region": "West"}, "at_least": 3, "name": "West"},
    ],
    "solver": {"gap": 1e-3},
}


@cache
def change_with(*settings: str) -> Change:
    """What the settings do to the small scenario."""
    return what_if(SMALL, settings, today=TODAY)


@cache
def fresh(*settings: str) -> Outcome:
    """A cold solve of the small scenario with settings."""
    return solve_scenario(with_settings(SMALL, settings, today=TODAY), today=TODAY)


@pytest.fixture(scope="module")
def scored() -> Change:
    """A better score and a wider visa, which change odds and what is open."""
    return change_with("applicant.step2_ck=250", "applicant.visa=[]")


def test_sides_are_fresh_solves(scored: Change) -> None:
    """Value, bound and figures of both sides agree with cold solves within the gaps and the quadrature."""
    for side, outcome in ((scored.before, fresh()), (scored.after, fresh(*scored.settings))):
        assert side.status == outcome.status.value
        assert side.objective <= outcome.solution.bound + 2.5e-4 * abs(side.objective)
        assert outcome.solution.value <= side.bound + 2.5e-4 * abs(side.objective)
        assert side.gap <= 1e-3
        assert side.summary["p_match"] == pytest.approx(outcome.summary["p_match"], rel=0.02)


def test_moved_programs_are_the_difference_of_the_lists() -> None:
    """Programs that enter, leave or change their signal turn the first list into the second."""
    change = change_with("budget=560")
    before, after = fresh().solution.portfolio.modes, fresh("budget=560").solution.portfolio.modes
    moved = dict(before)
    for one in change.moved:
        assert moved.get(one.program_id) == one.before
        moved = {code: mode for code, mode in moved.items() if code != one.program_id}
        if one.after is not None:
            moved[one.program_id] = one.after
    if sum(one.after is not None for one in change.moved) or before != after:
        assert len(moved) == change.after.summary["applications"]
    assert change.after.objective >= change.before.objective
    assert not change.shifted
    assert not change.opened


def test_odds_that_change(scored: Change) -> None:
    """Programs whose odds change are all there, the largest change first, with the odds of both sides."""
    one, other = (outcome.posed.problem.table["p_interview"] for outcome in (fresh(), fresh(*scored.settings)))
    both = one.index.intersection(other.index)
    assert {row.program_id for row in scored.shifted} == set(both[(one[both] - other[both]).abs() > 1e-9])
    sizes = [abs(row.after - row.before) for row in scored.shifted]
    assert sizes == sorted(sizes, reverse=True)
    first = scored.shifted[0]
    assert (first.before, first.after) == pytest.approx((one[first.program_id], other[first.program_id]))


def test_programs_open_on_one_side_only(scored: Change) -> None:
    """Programs newly open have the reason that kept them out; the other way round they are newly excluded."""
    before, after = fresh(), fresh(*scored.settings)
    opened = set(after.posed.problem.table.index) - set(before.posed.problem.table.index)
    assert opened
    assert {row.program_id: row.reason for row in scored.opened} == {code: before.excluded[code] for code in opened}
    back = what_if({**SMALL, "applicant": {**SMALL["applicant"], "visa": []}}, ["applicant.visa=[J-1]"], today=TODAY)
    assert opened <= {row.program_id for row in back.closed}


def test_sentences() -> None:
    """The first sentence says what the chance does, and for how much; also where one side has no list."""
    change = change_with("budget=560")
    before, after = (side.summary["p_match"] for side in (change.before, change.after))
    more = change.after.summary["cost"] - change.before.summary["cost"]
    assert change_sentence(change) == (
        f"With budget=560 the chance of a match rises from {100 * before:.1f} % to {100 * after:.1f} %, "
        f"for ${more:,.0f} more."
    )
    swapped = replace(change, before=change.after, after=change.before)
    assert f"falls from {100 * after:.1f} % to {100 * before:.1f} %, for ${more:,.0f} less" in change_sentence(swapped)
    same = change_sentence(replace(change, after=change.before))
    assert f"stays at {100 * before:.1f} %, at the same cost." in same
    two = change_sentence(replace(change, settings=("a=1", "b=2")))
    assert two.startswith("With a=1 and b=2 the")


def test_infeasible_sides() -> None:
    """An infeasible side says so, with the rules that clash, whichever side it is."""
    tight = change_with("budget=100")
    assert tight.after.status == "infeasible"
    assert change_sentence(tight).startswith("With budget=100 no list keeps all the rules; as it stands the chance")
    assert "- budget" in write_change_text(tight, Page())
    short = {**SMALL, "constraints": [{"kind": "budget", "at_most": 100}, *SMALL["constraints"][1:]]}
    freed = what_if(short, ["budget=500"], today=TODAY)
    assert freed.before.status == "infeasible"
    assert "as it stands no list keeps all the rules" in change_sentence(freed)
    assert all(one.before is None for one in freed.moved)
    neither = what_if(short, ["budget=120"], today=TODAY)
    assert change_sentence(neither) == "With budget=120 as without no list keeps all the rules."


def test_different_goals_are_not_compared() -> None:
    """Where the settings change the goals, the report says that objectives cannot be compared."""
    change = change_with("weights.cost=0.5")
    assert not change.comparable
    assert "cannot be compared" in " ".join(write_change_text(change, Page()).split())


def test_interruption_shows_both_sides() -> None:
    """After an interruption both sides still have a list, with the gap that is proven."""
    change = what_if(SMALL, ["budget=560"], today=TODAY, patience=Patience(lambda: True))
    for side in (change.before, change.after):
        assert side.status in ("optimal", "feasible")
        assert side.gap is not None


def test_writers(scored: Change) -> None:
    """Text fits its page and counts what it leaves out; JSON holds everything."""
    for page in (Page(60), Page(100), Page(160, ascii=True)):
        text = write_change_text(scored, page)
        assert max(map(len, text.splitlines())) <= page.columns
        assert text.isascii() or not page.ascii
    told = json.loads(write_change_json(scored, Page()))
    assert len(told["odds"]) == len(scored.shifted)
    assert told["sentence"] == change_sentence(scored)
    assert told["set"] == list(scored.settings)


def test_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command prints the sentence, exits 3 when nothing is possible, and names faulty settings."""
    (tmp_path / "small.yaml").write_text(json.dumps(SMALL))
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["whatif", "small.yaml", "--set", "budget=560", "-q"])
    assert result.exit_code == 0, result.output
    assert "With budget=560 the chance of a match rises from" in " ".join(result.output.split())
    assert CliRunner().invoke(main, ["whatif", "small.yaml", "--set", "budget=9", "-q"]).exit_code == 3
    result = CliRunner().invoke(main, ["whatif", "small.yaml", "--set", "bugdet=9"])
    assert result.exit_code == 1
    assert "--set bugdet=9: found bugdet: 9; expected one of the keys" in result.output


def test_faults_of_the_scenario_come_first() -> None:
    """A scenario that is wrong by itself is refused without its settings."""
    with pytest.raises(InputError, match="bugdet"):
        what_if({**SMALL, "bugdet": 3}, ["budget=500"], today=TODAY)
