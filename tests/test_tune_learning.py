"""Weights from choices: planted ones are found again, contradictions are named, sessions go on where they ended."""

from __future__ import annotations

import datetime
import itertools
import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from listopt.cli import main
from listopt.errors import InputError
from listopt.formulation import Portfolio, Vector
from listopt.questions.nested import best_list
from listopt.report.page import Page
from listopt.report.tuning.weigheddata import learned_json
from listopt.report.tuning.weighedwriters import write_choice_text, write_learned_text
from listopt.solver.linear import inmost, least
from listopt.tuning.answers import read_answers, write_answers
from listopt.tuning.choices import Chooser, chooser, first_state, widened
from listopt.tuning.conclusions import clash, conclusion
from listopt.tuning.learning import FEW, MOST_ASKED, State, next_question
from listopt.tuning.session import User, learn
from listopt.tuning.tastes import RULES, Answer, Option, scale_of
from listopt.tuning.weights import with_weights

pytestmark = pytest.mark.xdist_group("learning")  # tests share what they have solved
ROOT = Path(__file__).parents[1]
TODAY = datetime.date(2026, 11, 1)
USERS = 10
MAIN = ROOT / "scenarios" / "anesthesiology-with-im-backup.yaml"


def medium(folder: Path, n_programs: int = 40, **more: object) -> Path:
    """Write a scenario of some programs with odds, utilities and fees drawn at random."""
    random, rows = np.random.default_rng(7), ["program_id,specialty,region,fee,p_interview,p_match,utility"]
    for number in range(n_programs):
        interview = random.uniform(0.05, 0.5)
        region = ("South", "West", "Midwest")[number % 3]
        fee, utility = random.integers(10, 60), random.uniform(0.3, 1)
        rows.append(f"{number:010d},Anesthesiology,{region},{fee},{interview:.3f},{interview / 4:.4f},{utility:.2f}")
    (folder / "own.csv").write_text("\n".join([*rows, ""]))
    content = {
        "catalogue": "own.csv", "season": 2027, "applicant": {"type": "us_md"}, "specialties": ["Anesthesiology"],
        "signals": {}, "constraints": [{"kind": "count", "at_most": n_programs // 2}], "odds": {"correlation": 0},
        "weights": {"utility": 1, "interviews": 0.2, "cost": 0.15}, "solver": {"gap": 1e-3}, **more,
    }  # fmt: skip
    path = folder / "medium.yaml"
    path.write_text(json.dumps(content))
    return path


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Chooser:
    """The medium scenario, ready to choose from."""
    return chooser(medium(tmp_path_factory.mktemp("medium")), today=TODAY)


@pytest.fixture(scope="module")
def started(given: Chooser) -> State:
    """What is known before the first question."""
    return first_state(given)


def worth(state: State, option: Option, truth: Vector) -> float:
    """Value of a list to a user with planted weights."""
    return float(state.scale.line(option.terms) @ np.append(1.0, truth))


def session(given: Chooser, state: State, truth: Vector) -> State:
    """Answer as a user with planted weights does, until nothing is left to ask."""
    while True:
        state = widened(given, state)
        question = next_question(state)
        if question is None:
            return state
        apart = worth(state, question.first, truth) - worth(state, question.second, truth)
        state = state.having(question.answered(1 if apart > 0 else 2))


def recovered(given: Chooser, start: State, seed: int) -> tuple[int, float, bool]:
    """Answers that a planted user gave, what the list learned lacks as a share, and whether it is the same list."""
    truth = np.random.default_rng(seed).random(len(start.scale.most))
    (best,) = given.options([truth], start.options[0].portfolio)
    state = session(given, start, truth)
    assert not clash(state)
    posed = replace(given.posed, problem=with_weights(given.posed.problem, conclusion(state).weights))
    found = given.option(best_list(posed, given.patience.clock(60)).portfolio)
    lost = (worth(state, best, truth) - worth(state, found, truth)) / abs(worth(state, best, truth))
    return len(state.answers), lost, found.portfolio.modes == best.portfolio.modes


@pytest.mark.parametrize("seeds", [range(1), pytest.param(range(1, 1 + USERS), marks=pytest.mark.slow)])
def test_planted_weights_are_found_again(given: Chooser, started: State, seeds: range) -> None:
    """In 9 of 10 users with planted weights, at most 12 answers give their list; more differ only within the gap."""
    users = [recovered(given, started, seed) for seed in seeds]
    assert all(asked <= MOST_ASKED for asked, _, _ in users)
    assert all(lost <= given.posed.scenario.solver.gap for _, lost, _ in users)
    assert sum(same for _, _, same in users) >= 0.9 * len(users)


@pytest.mark.slow
def test_planted_weights_on_the_shipped_scenario() -> None:
    """The same holds for the shipped anesthesiology scenario, where most lists are the very same."""
    given = chooser(MAIN, today=TODAY)
    start = first_state(given)
    users = [recovered(given, start, 100 + seed) for seed in range(USERS)]
    assert all(asked <= MOST_ASKED for asked, _, _ in users)
    assert all(lost <= given.posed.scenario.solver.gap for _, lost, _ in users)
    assert sum(same for _, _, same in users) >= 0.8 * USERS


@pytest.mark.slow
def test_questions_are_small_and_divide(given: Chooser, started: State) -> None:
    """Most questions differ in few programs; each one but the check can go either way, and the check cannot."""
    truth, state, apart = np.array([0.3, 0.4]), started, []
    while (question := next_question(state := widened(given, state))) is not None:
        values = [state.scale.line(one.terms) for one in (question.first, question.second)]
        signs = np.sign((values[0] - values[1]) @ np.vstack([np.ones(len(state.sample)), state.sample.T]))
        assert (len(set(signs)) == 1) == question.check
        apart.append(question.apart)
        better = worth(state, question.first, truth) > worth(state, question.second, truth)
        state = state.having(question.answered(1 if better else 2))
    assert state.answers[-1].check
    assert sum(many <= FEW for many in apart) >= len(apart) / 2
    assert next_question(state) is None


def tiny(*answers: tuple[float, float, int]) -> State:
    """A state with two weights, ``match`` and ``cost`` from 0 to 1, and answers: what list 1 has more of each, word."""
    scale = replace(scale_of({"utility": 1.0, "match": 0.2, "cost": 0.2}), most={"match": 1.0, "cost": 1.0})
    zero = {"utility": 0.0, "match": 0.0, "cost": 0.0}
    told = [Answer({"utility": 0.1, "match": match, "cost": cost}, zero, prefers) for match, cost, prefers in answers]
    option = Option(Portfolio({"a": ""}), zero)
    return replace(TINY, options=(option,), agreement=replace(TINY.agreement, scale=scale)).answering(told)


@cache
def _tiny() -> State:
    from listopt.tuning.tastes import Agreement

    return State(Agreement(scale_of({"utility": 1.0, "cost": 1.0}), 0.005, 1), (), 1.0, 1e-3)


TINY = _tiny()


def agree(state: State) -> bool:
    """Whether any weights on a fine grid agree with the answers."""
    axis = np.linspace(0, 1, 401)
    grid = np.array(list(itertools.product(axis, axis)))
    rows, limits = state.agreement.limits
    return bool((grid @ rows.T <= limits + 2e-3).all(axis=1).any())


def test_answers_that_clash_are_named() -> None:
    """The smallest set of answers that no weights agree with is named; leaving out any of them repairs it."""
    state = tiny((1.0, -1.0, 1), (-1.0, 0.0, 2), (0.0, -1.0, 2), (1.0, -1.0, 2), (0.5, 0.5, 1))
    assert clash(state) == (0, 3)
    rest = state.answering(answer for at, answer in enumerate(state.answers) if at != 3)
    assert clash(rest) == ()
    three = tiny((-1.0, 0.0, 2), (0.0, -1.0, 2), (-0.4, -0.4, 1), (0.3, 0.1, 1))
    assert clash(three) == ()
    assert clash(tiny((-0.2, 0.0, 2), (0.0, -0.2, 2), (-0.15, -0.15, 1))) == (0, 1, 2)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_clashes_agree_with_a_grid(seed: int) -> None:
    """Random answers: what is called a clash has no weights on a fine grid, any smaller set has some."""
    random = np.random.default_rng(seed)
    state = tiny(*((*random.normal(0, 0.5, 2), int(random.integers(0, 3))) for _ in range(5)))
    found = clash(state)
    if not found:
        assert agree(state)
        return
    told = [state.answers[at] for at in found]
    assert not state.agreement.among(told).possible
    for size in range(1, len(found)):
        assert all(agree(state.answering(some)) for some in itertools.combinations(state.answers, size))


def test_ties_make_a_band() -> None:
    """An answer that both are as good leaves weights on both sides of the plane, and not far from it."""
    state = tiny((-1.0, 0.0, 0))
    found = conclusion(state)
    assert found.ranges["match"] == pytest.approx((0.095, 0.105), abs=1e-6)
    assert found.ranges["cost"] == pytest.approx((0.0, 1.0))
    assert 0.095 <= found.weights["match"] <= 0.105


def test_sample_agrees_with_all_answers() -> None:
    """Every point of the sample, and the weights concluded from it, keep all limits."""
    state = tiny((-0.3, 0.1, 1), (0.4, -0.8, 2), (0.2, 0.2, 1))
    rows, limits = state.agreement.limits
    assert (state.sample @ rows.T <= limits + 1e-9).all()
    assert ((state.sample >= 0) & (state.sample <= 1)).all()
    assert (rows @ state.scale.point(conclusion(state).weights) <= limits + 1e-7).all()


def test_small_linear_programs() -> None:
    """The inmost point of a square and of nothing; the least point of a triangle, and of nothing."""
    none = np.zeros((0, 2))
    centre, radius = inmost(none, np.zeros(0))
    assert (centre, radius) == (pytest.approx([0.5, 0.5]), pytest.approx(0.5))
    apart = np.array([[1.0, 0.0], [-1.0, 0.0]])
    assert inmost(apart, np.array([0.2, -0.6]))[1] == pytest.approx(-0.2)
    corner = least(np.ones(2), np.array([[-1.0, -2.0]]), np.array([-1.0]), np.zeros(2), np.ones(2))
    assert corner == pytest.approx([0.0, 0.5])
    assert least(np.ones(2), apart, np.array([0.2, -0.6]), np.zeros(2), np.ones(2)) is None


def test_answers_survive_a_file(tmp_path: Path) -> None:
    """What is written is read again, the words 1, 2 and = alike; the places say where each answer stands."""
    state = tiny((0.25, -1.0, 1), (0.5, 0.125, 0))
    path = tmp_path / "answers.yaml"
    path.write_text(write_answers(state.answers) + "  - 2\n  - =\n")
    read = read_answers(path, state.scale)
    assert [(one.first, one.second, one.prefers) for one, _ in read[:2]] == [
        (one.first, one.second, one.prefers) for one in state.answers
    ]
    assert [one for one, _ in read[2:]] == [2, 0]
    assert [place.split(":")[1] for _, place in read] == ["4", "5", "6", "7"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("answers: [3]", "1, 2 or ="),
        ("answers: {}", "a list of answers"),
        ("other: [1]", "'other'"),
        ("answers: [{prefer: 1, first: {match: 1}, second: {utility: 1, match: 0, cost: 0}}]", "no utility, cost in"),
        ("answers: [{prefer: 1, first: {utility: a, match: 1, cost: 0}, second: {}}]", "a number"),
        ("answers: [{first: {utility: 1, match: 1, cost: 0}, second: {utility: 1, match: 0, cost: 0}}]", "no `prefer`"),
        ("answers: [{prefer: 1, rather: 2, first: {}, second: {}}]", "'rather'"),
    ],
)  # fmt: skip
def test_faults_of_answers(tmp_path: Path, text: str, words: str) -> None:
    """A file of answers that cannot be read says where, and what is expected."""
    path = tmp_path / "answers.yaml"
    path.write_text(text)
    with pytest.raises(InputError) as error:
        read_answers(path, tiny().scale)
    assert words in str(error.value)
    assert "answers.yaml" in str(error.value)


def test_nothing_to_learn() -> None:
    """Without a scale, or without a weight beside it, it is said what to do."""
    with pytest.raises(InputError, match="--learn-terms"):
        scale_of({"utility": 1.0})
    with pytest.raises(InputError, match="which is the scale"):
        scale_of({"cost": 1.0})
    assert list(scale_of({"utility": 1.0}, ["match", "utility"]).most) == ["match"]


@pytest.mark.slow
def test_sessions_go_on(tmp_path: Path) -> None:
    """A session that is ended and taken up again from its file ends with the same weights as one in one piece."""
    path, file = medium(tmp_path, 25), tmp_path / "answers.yaml"
    truth = np.array([0.6, 0.3])

    def prefers(choice: object) -> int:
        sides = (choice.change.before, choice.change.after)
        assert choice.change.moved
        scores = [side.figure("expected_utility") + 0.03 * side.figure("expected_interviews") for side in sides]
        costs = [side.figure("cost") / 1000 for side in sides]
        first, second = (score - truth[1] * 0.75 * cost for score, cost in zip(scores, costs, strict=True))
        return 1 if first > second else 2

    def keep(answers: object) -> None:
        file.write_text(write_answers(answers))

    asked: list[int] = []

    def twice(choice: object) -> int | None:
        asked.append(choice.number)
        return None if len(asked) > 2 else prefers(choice)

    part = learn(path, today=TODAY, user=User(ask=twice, keep=keep))
    assert part.n_answers == 2
    assert not part.settled
    rest = learn(path, today=TODAY, answers=file, user=User(ask=prefers, keep=keep))
    assert rest.settled
    again = learn(path, today=TODAY, answers=file)
    assert (again.n_answers, again.settled) == (rest.n_answers, True)
    assert again.weighed.after == rest.weighed.after
    assert write_learned_text(again, Page()).count("agree") >= 1
    assert learned_json(again)["answers"] == rest.n_answers


CLASHING = """\
answers:
  - {prefer: 1, first: {utility: 0.5, interviews: 0.2, cost: -0.5}, second: {utility: 0.4, interviews: 0.2, cost: -0.1}}
  - {prefer: 2, first: {utility: 0.5, interviews: 0.2, cost: -0.5}, second: {utility: 0.4, interviews: 0.2, cost: -0.1}}
"""


@pytest.mark.slow
def test_command(tmp_path: Path) -> None:
    """At the command line: answers of a file, contradictions with their lines, choices typed and kept."""
    path, file = str(medium(tmp_path, 15)), tmp_path / "answers.yaml"
    file.write_text(CLASHING.replace("prefer: 2", "prefer: 1"))
    done = CliRunner().invoke(main, ["tune", path, "--answers", str(file), "--format", "json", "-q"])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["answers"] == 2
    file.write_text(CLASHING)
    clashing = CliRunner().invoke(main, ["tune", path, "--answers", str(file)])
    assert clashing.exit_code == 1
    assert "answers 1 (1) and 2 (2) cannot all hold" in clashing.stderr
    assert "answers.yaml:2" in clashing.stderr
    assert "answers.yaml:3" in clashing.stderr
    typed = CliRunner().invoke(main, ["tune", path, "--learn", "--answers", str(file)], input="2\n1\nq\n")
    assert typed.exit_code == 0
    assert "Which answer do you take back" in typed.stderr
    assert "Question 2: which list do you prefer?" in typed.stderr
    assert file.read_text().count("prefer:") >= 2
    fresh = tmp_path / "new.yaml"
    assert CliRunner().invoke(main, ["tune", path, "--learn", "--answers", str(fresh)], input="1\n").exit_code == 0
    assert fresh.exists()
    assert CliRunner().invoke(main, ["tune", path, "--answers", str(tmp_path / "none.yaml")]).exit_code == 1


def test_rules_that_clash(tmp_path: Path) -> None:
    """Without any list there is nothing to choose, and the rules that clash are named."""
    rules = [{"kind": "count", "at_least": 30}, {"kind": "budget", "at_most": 50}]
    found = learn(medium(tmp_path, constraints=rules), today=TODAY)
    assert found.weighed.change.before.conflict
    assert "no list keeps all of these rules" in write_learned_text(found, Page())


def test_choices_are_shown(given: Chooser, started: State) -> None:
    """A question shows both lists, and what is on one of them only."""
    from listopt.tuning.session import choice_of

    question = next_question(widened(given, started))
    text = write_choice_text(choice_of(given, 3, question), Page())
    assert "Question 3: which list do you prefer?" in text
    assert "Reach, target, safety" in text
    assert RULES not in text
