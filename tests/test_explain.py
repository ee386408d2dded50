"""`listopt explain` and `listopt near`: every statement against fresh solves, enumeration and the facts themselves."""

from __future__ import annotations

import csv
import datetime
import json
import re
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import assume, given
from hypothesis import strategies as st

import oracle
from golden.solved import SCENARIOS
from listopt.cli import main
from listopt.constraints import KINDS
from listopt.errors import InputError
from listopt.explain import explain
from listopt.formulation import Portfolio
from listopt.options import SolverOptions
from listopt.pipeline import Outcome, pose_scenario, solve_scenario
from listopt.problem import Problem
from listopt.quadrature import conditional, nodes
from listopt.questions.asking import Asking, excluding, including, with_cells
from listopt.questions.barriers import barriers
from listopt.questions.counting import at_least_so_many, every_list
from listopt.questions.explanation import _listed, explain_programs
from listopt.questions.naming import meant
from listopt.questions.near import near_lists, survey
from listopt.questions.needs import utility_need
from listopt.questions.provenance import read_tables
from listopt.reasons import percent
from listopt.report import Page
from listopt.report.answers import Answer, Answers
from listopt.report.explained import write_answers_json, write_answers_text
from listopt.report.nearby import Near, in_words, write_near_json
from listopt.scenario import Scenario, parse_scenario, read_scenario
from listopt.solver import solve
from listopt.solver.outline import outline
from strategies import examples, problems

pytestmark = pytest.mark.xdist_group("explain")
"""One process solves for all tests of this file."""
TODAY = datetime.date(2026, 8, 1)
FINE = SolverOptions(gap=1e-6)
MAIN = "anesthesiology-with-im-backup"
LINEAR = [kind for kind in KINDS if kind != "p_match"]
LISTED, OPEN, SHUT = ("0403811123", "0400421013"), ("0403822120", "1402211149"), "0400121009"


@cache
def scenario(name: str = MAIN) -> Scenario:
    """A shipped scenario."""
    return read_scenario(SCENARIOS[name])


@cache
def solved(name: str = MAIN) -> Outcome:
    """A shipped scenario, solved."""
    return solve_scenario(scenario(name), today=TODAY)


@cache
def answers() -> Answers:
    """Answers about two programs of the list and two that are not on it."""
    return explain_programs(scenario(), (*LISTED, *OPEN), today=TODAY)


def answer(code: str) -> Answer:
    """The answer about one of them."""
    return next(one for one in answers().answers if one.program.program_id == code)


def within_gaps(found: float, expected: float, *values: float) -> None:
    """Two losses agree as far as the asked gap leaves it open."""
    slack = scenario().solver.gap * sum(abs(value) for value in values)
    assert found == pytest.approx(expected, abs=slack)


# Programs of the list


@pytest.mark.slow
@pytest.mark.parametrize("code", LISTED)
def test_marginal_and_loss_are_those_of_fresh_solves(code: str) -> None:
    """Dropping a program, and solving from nothing without it, lose what is said; the list named keeps the rules."""
    told, problem = answer(code).listed, solved().posed.problem
    base, solution = answers().figures, solved().solution
    assert told is not None
    assert told.without is not None
    assert base is not None
    assert solution.portfolio is not None
    rest = Portfolio({one: mode for one, mode in solution.portfolio.modes.items() if one != code})
    value = sum(problem.terms(rest, 480).values())
    assert told.marginal == pytest.approx(base.value - value, abs=2e-5)
    assert told.dropped.value == pytest.approx(value, abs=2e-5)
    cold = solve(excluding(problem, code), scenario().solver)
    assert cold.value is not None
    assert cold.bound is not None
    within_gaps(told.without.loss, base.value - cold.value, base.value)
    assert told.without.least - 1e-9 <= told.without.loss <= told.without.most + 1e-9
    assert told.without.figures.value <= cold.bound + 1e-5
    changed = after(solution.portfolio, told.without)
    assert code not in changed.modes
    assert problem.violations(changed) == []
    assert sum(problem.terms(changed, 120).values()) == pytest.approx(told.without.figures.value)


def after(portfolio: Portfolio, other: object) -> Portfolio:
    """The list that the changes told of lead to."""
    change = other.change  # type: ignore[attr-defined]
    modes = dict(portfolio.modes)
    for program, mode in change.leave:
        assert modes.pop(program.program_id) == mode
    for program, mode in change.enter:
        assert program.program_id not in modes
        modes[program.program_id] = mode
    for program, before, now in change.resignalled:
        assert modes[program.program_id] == before
        modes[program.program_id] = now
    return Portfolio(modes)


# Open programs


@pytest.mark.slow
@pytest.mark.parametrize("code", OPEN)
def test_forcing_in_costs_what_a_fresh_solve_says(code: str) -> None:
    """The list with a program forced in is real, and as good as one found from nothing."""
    told, problem, solution = answer(code).unlisted, solved().posed.problem, solved().solution
    assert told is not None
    assert told.forced is not None
    assert solution.portfolio is not None
    assert solution.value is not None
    cold = solve(including(problem, code), scenario().solver)
    assert cold.value is not None
    assert cold.bound is not None
    within_gaps(told.forced.loss, solution.value - cold.value, solution.value)
    assert told.forced.figures.value <= cold.bound + 1e-5
    changed = after(solution.portfolio, told.forced)
    assert changed.modes[code] == told.signal
    assert problem.violations(changed) == []
    assert sum(problem.terms(changed, 120).values()) == pytest.approx(told.forced.figures.value)


def cold_has(path: Path, code: str, **cells: float) -> bool:
    """Whether the best list, from the files on, has a program when a table of one's own gives it some facts."""
    own = path / "own.csv"
    with own.open("w", newline="") as stream:
        csv.writer(stream).writerows([["program_id", *cells], [code, *cells.values()]])
    text = SCENARIOS[MAIN].read_text(encoding="utf-8")
    text = text.replace("catalogue: us-2025", "catalogue: [us-2025, own.csv]")
    (path / "scenario.yaml").write_text(text, encoding="utf-8")
    posed = pose_scenario(read_scenario(path / "scenario.yaml"), today=TODAY)
    found = solve(posed.problem, posed.scenario.solver)
    assert found.portfolio is not None
    return code in found.portfolio.modes


@pytest.mark.parametrize(("code", "column"), [(OPEN[0], "p_interview"), (OPEN[1], "utility")])
def test_what_brings_a_program_in_does(tmp_path: Path, code: str, column: str) -> None:
    """With the value told in a table of one's own the program is on the list; with three percent less it is not."""
    told = answer(code).unlisted
    assert told is not None
    need = next(need for need in told.needs if need.column == column)
    assert need.settled
    assert need.needed is not None
    assert need.now is not None
    assert cold_has(tmp_path, code, **{column: need.needed})
    assert not cold_has(tmp_path, code, **{column: max(need.now, need.needed * 0.97)})


def test_one_more_signal_adds_what_is_told() -> None:
    """The list with one more signal, sent to the program in place of the one named, is worth as much more."""
    problem, solution = solved().posed.problem, solved().solution
    assert solution.portfolio is not None
    assert solution.value is not None
    for code in OPEN:
        told = answer(code).unlisted
        assert told is not None
        for one in told.extra:
            modes = {**solution.portfolio.modes, code: one.tier}
            if one.instead is not None:
                del modes[one.instead.program_id]
            lists = (Portfolio(modes), solution.portfolio)
            value, before = (sum(problem.terms(one_list, 120).values()) for one_list in lists)
            assert value - before == pytest.approx(one.gain, abs=1e-9)


@examples(6)
@given(problems(most=5, least=2, most_rules=2, kinds=LINEAR))
def test_losses_are_those_of_enumeration(problem: Problem) -> None:
    """Small problems: what is lost without each listed program, and with each other one, is what enumeration finds."""
    solution = solve(problem, FINE)
    assume(solution.portfolio is not None)
    assert solution.portfolio is not None
    assert solution.value is not None
    asking = Asking(problem, solution, FINE, lambda: 1e6)
    why = explain(problem, solution, pd.DataFrame(columns=["program_id", "column", "why"]))
    values = all_values(problem, asking.n_nodes)
    slack = 4e-6 * max(1.0, abs(solution.value))
    for code in problem.table.index:
        if code in solution.portfolio.modes:
            told = _listed(asking, why, str(code))
            rest = [value for portfolio, value in values if code not in portfolio.modes]
            other, conflict = told.without, told.conflict
        else:
            found = asking.again(including(problem, str(code)))
            rest = [value for portfolio, value in values if code in portfolio.modes]
            other, conflict = asking.other(found), found.conflict
        assert (other is None) == (not rest)
        if other is None:
            assert conflict or not rest
        else:
            assert other.loss == pytest.approx(max(0.0, asking.value - max(rest)), abs=slack)
            assert other.least - slack <= asking.value - max(rest) <= other.most + slack


def all_values(problem: Problem, n_nodes: int) -> list[tuple[Portfolio, float]]:
    """Every list that keeps the rules, with its value."""
    small = oracle.remembering(problem)
    lawful = (portfolio for portfolio in oracle.all_portfolios(small) if not small.violations(portfolio))
    return [(portfolio, sum(small.terms(portfolio, n_nodes).values())) for portfolio in lawful]


@examples(4)
@given(problems(most=3, least=2, most_rules=1, kinds=["count", "budget"], terms=["utility", "match", "cost"]))
def test_least_utility_is_that_of_enumeration(problem: Problem) -> None:
    """Small problems: with the utility told a best list has the program; with clearly less no best list has."""
    solution = solve(problem, FINE)
    assume(solution.portfolio is not None and len(solution.portfolio.modes) < len(problem.table))
    assert solution.portfolio is not None
    assert solution.value is not None
    asking = Asking(problem, solution, FINE, lambda: 1e6)
    code = next(str(code) for code in problem.table.index if code not in solution.portfolio.modes)
    forced = asking.again(including(problem, code))
    assume(forced.portfolio is not None)
    need = utility_need(asking, code, forced)
    slack = 1e-5 * max(1.0, abs(solution.value))

    def lead(utility: float) -> float:
        values = all_values(with_cells(problem, code, {"utility": utility}), asking.n_nodes)
        inside, outside = ([v for p, v in values if (code in p.modes) is inside] for inside in (True, False))
        return max(inside) - max(outside)

    if need.needed is not None:
        assert lead(need.needed) >= -slack
        if need.needed > need.now * 1.02 + 1e-6:
            assert lead(max(need.now, need.needed * 0.95 - 1e-4)) <= slack
    elif need.settled:
        assert lead(1000.0) <= slack


# Excluded programs


FACTS = {
    "step2_min": 260, "max_years_since_graduation": 1, "min_usce_months": 12, "requires_step3": "yes",
    "requires_ecfmg": "yes", "entry": "after_training", "j1": "no", "max_attempts": 1, "accepts_failures": "no",
    "requires_step1": "yes", "h1b_requires_step3": "yes",
}  # fmt: skip
BESIDE: dict[str, dict[str, object]] = {"h1b_requires_step3": {"h1b": "yes"}}
"""Further facts of the program beside one of `FACTS`."""
WHO = {"requires_step1": {"step1": "not_taken"}, "h1b_requires_step3": {"visa": ["H-1B"]}}
"""Facts of the applicant whom one of `FACTS` shuts out."""


def own_catalogue(path: Path, **cells: object) -> dict[str, object]:
    """A scenario over one program with these facts."""
    row = {"program_id": "0400000001", "specialty": "Anesthesiology", "state": "NY", "h1b": "no", "j1": "yes",
           "p_match": 0.1, "p_interview": 0.2, "source": "its own page", "source_year": 2025,
           "visa_year": 2026} | cells  # fmt: skip
    with (path / "programs.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([list(row), list(row.values())])
    applicant = {"type": "non_us_img", "visa": ["J-1"], "step2_ck": {"score": 230, "attempts": 2}, "step1": "pass",
                 "graduation_year": 2020, "usce_months": 2, "step3": "not_taken", "ecfmg_certified": False}  # fmt: skip
    return {"catalogue": str(path / "programs.csv"), "season": 2027, "applicant": applicant,
            "specialties": ["Anesthesiology"], "weights": {"match": 1}}  # fmt: skip


@pytest.mark.parametrize("column", FACTS)
def test_what_opens_a_program_does(tmp_path: Path, column: str) -> None:
    """Each fact that shuts a program out is named with its source and year; each way in that is told leads in."""
    cells = {column: FACTS[column]} | BESIDE.get(column, {})
    given_facts = own_catalogue(tmp_path, **cells)
    given_facts["applicant"] |= WHO.get(column, {})  # type: ignore[operator]
    posed = pose_scenario(parse_scenario(given_facts), today=TODAY)
    (barrier,) = barriers(posed, "0400000001", read_tables(posed.scenario, ["0400000001"]))
    assert column in barrier.columns
    assert barrier.reason == posed.eligibility.excluded["0400000001"]
    assert "its own page" in barrier.source
    assert ("2026" if "j1" in barrier.columns else "2025") in barrier.source
    assert barrier.openings
    for opening in barrier.openings:
        changed = json.loads(json.dumps(given_facts))
        folder = tmp_path / opening.name
        folder.mkdir(exist_ok=True)
        corrected = {opening.name: opening.value} if opening.where == "catalogue" else {}
        changed["catalogue"] = own_catalogue(folder, **cells | corrected)["catalogue"]
        if opening.where == "scenario":
            name = opening.name.removeprefix("applicant.")
            value = opening.value
            changed["applicant"][name] = value
        again = pose_scenario(parse_scenario(changed), today=TODAY)
        assert list(again.eligibility.eligible) == ["0400000001"], opening


def test_all_barriers_are_named(tmp_path: Path) -> None:
    """A program that fails several filters names all of them, the official reason first."""
    facts = own_catalogue(tmp_path, step2_min=260, requires_step3="yes", j1="no")
    posed = pose_scenario(parse_scenario(facts), today=TODAY)
    found = barriers(posed, "0400000001", read_tables(posed.scenario, ["0400000001"]))
    assert [one.columns[0] for one in found] == ["j1", "step2_min", "requires_step3"]


# Names


def table() -> pd.DataFrame:
    """The shipped catalogue."""
    found = solved().posed.catalogue.table
    assert isinstance(found, pd.DataFrame)
    return found


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("403822120", "0403822120"),
        ("0403822120", "0403822120"),
        ("cleveland clinic foundation anesthesiology ohio", "0403822120"),
        ("Johns Hopkins University anesthesiology", "0402321058"),
        ("mainehealth portland internal medicine", "1402211149"),
        ("jons hopkins universty anesthesiology", "0402321058"),
    ],
)
def test_programs_are_found_by_code_and_words(words: str, code: str) -> None:
    """Codes, codes without their leading zeros, and words of a name with slips lead to the program."""
    (found,) = meant(table(), [words], ["Anesthesiology", "Internal Medicine"])
    assert found.program.program_id == code
    assert found.guessed == (not words.isdigit())


@pytest.mark.parametrize("words", ["cleveland", "medical center", "qwertyuiop", "9999999999", ""])
def test_words_that_fit_none_or_several_are_refused(words: str) -> None:
    """Ambiguous and unknown words are one fault each, ambiguous ones with candidates and their codes."""
    with pytest.raises(InputError) as caught:
        meant(table(), [words], ["Anesthesiology", "Internal Medicine"])
    text = str(caught.value)
    assert repr(words) in text
    if words == "cleveland":
        assert "0403822120" in text
        assert "several" in text


# Near-equal lists


@cache
def near() -> Near:
    """Lists within half a percent of the main scenario's."""
    return near_lists(scenario(), today=TODAY)


@pytest.mark.slow
def test_core_is_proven_and_the_rest_is_exchangeable() -> None:
    """Without a program of the core a solve falls short; exchanges named keep the rules and are worth what is told."""
    found, problem, solution = near(), solved().posed.problem, solved().solution
    assert found.least is not None
    assert solution.portfolio is not None
    listed = set(solution.portfolio.modes)
    groups = (found.core, found.exchangeable, found.open_listed)
    assert {one.program.program_id for group in groups for one in group} == listed
    for one in found.core[:1]:
        cold = solve(excluding(problem, one.program.program_id), scenario().solver)
        assert cold.bound is not None
        assert cold.bound < found.least
    for one in (*found.exchangeable[:5], *found.alternatives[:5]):
        if one.instead is None or one.loss is None:
            continue
        out, into = one.program.program_id, one.instead.program_id
        out, into = (out, into) if out in listed else (into, out)
        modes = {code: mode for code, mode in solution.portfolio.modes.items() if code != out}
        offered = [
            mode for mode in problem.modes if not np.isnan(problem.table[f"p_match{'_' + mode if mode else ''}"][into])
        ]
        values = [value_of(problem, Portfolio({**modes, into: mode}), solution.n_nodes) for mode in offered]
        assert any(value == pytest.approx(solution.value - one.loss, abs=1e-8) for value in values)
    assert found.lists is not None
    assert found.lists > 10**6
    assert not found.exact


def value_of(problem: Problem, portfolio: Portfolio, n_nodes: int) -> float:
    """Value of a list, minus infinity when it breaks a rule."""
    return -np.inf if problem.violations(portfolio) else sum(problem.terms(portfolio, n_nodes).values())


@pytest.mark.slow
@examples(8)
@given(
    problems(most=4, least=2, most_rules=2, kinds=LINEAR, tiers=("signal",)),
    st.sampled_from([0.005, 0.05, 0.3]),
    st.booleans(),
)
def test_near_lists_are_those_of_enumeration(problem: Problem, within: float, looking: bool) -> None:
    """Small problems: the number of lists, the core and the rest are those that enumeration finds.

    Without looking at lists one by one nothing wrong is said either, and the number is no larger.
    """
    solution = solve(problem, FINE)
    assume(solution.portfolio is not None)
    assert solution.portfolio is not None
    assert solution.value is not None
    least = solution.value - within * max(abs(solution.value), 1e-9)
    values = all_values(problem, solution.n_nodes)
    assume(all(abs(value - least) > 1e-7 for _, value in values))
    good = [portfolio for portfolio, value in values if value >= least]
    asking = Asking(problem, solution, FINE, lambda: 1e6)
    found = survey(asking, Near("", "", 0, within), most=4096 if looking else 0)
    core = {code for code in solution.portfolio.modes if all(code in one.modes for one in good)}
    outside = {str(code) for code in problem.table.index} - set(solution.portfolio.modes)
    others = {code for code in outside if any(code in one.modes for one in good)}
    told = {name: {one.program.program_id for one in getattr(found, name)}
            for name in ("core", "exchangeable", "alternatives", "open_listed", "open_others")}  # fmt: skip
    assert found.lists is not None
    if looking:
        assert (found.lists, found.exact) == (len(good), True)
        assert (told["core"], told["alternatives"]) == (core, others)
        assert not told["open_listed"] | told["open_others"]
    else:
        assert found.lists <= len(good)
    assert told["core"] <= core
    assert not told["exchangeable"] & core
    assert told["alternatives"] <= others
    assert found.out <= len(outside - others)


@examples(6)
@given(problems(most=5, least=4, most_rules=1, kinds=["count", "budget"], terms=["utility", "match", "interviews"]))
def test_count_by_exchanges_never_says_too_much(problem: Problem) -> None:
    """The number of lists that exchanges prove is at most their true number."""
    solution = solve(problem, FINE)
    assume(solution.portfolio is not None)
    assert solution.portfolio is not None
    assert solution.value is not None
    of = outline(problem, solution.portfolio, solution.n_nodes, lambda: 1e6)
    assert of is not None
    for share in (0.01, 0.2, 0.9):
        least = solution.value - share * abs(solution.value) - 1e-7
        every = every_list(of, least)
        assert every is not None
        assert 1 <= at_least_so_many(of, least) <= len(every)


def test_numbers_of_lists_in_words() -> None:
    """Small numbers are written out, large ones with a power of ten rounded down."""
    assert in_words(1, True) == "exactly 1 list"
    assert in_words(32175, False) == "at least 32,175 lists"
    assert in_words(6_599_999 * 10**15, False) == "at least 6.5 x 10^21 lists"


# Reasons


@pytest.mark.parametrize("name", [MAIN, "us-img-interventional-and-diagnostic-radiology", "everything"])
def test_every_reason_holds(name: str) -> None:
    """Each claim of each reason is recomputed from the result, the catalogue and the odds; every program has one."""
    outcome = solved(name)
    case = _Checked(outcome)
    for code, reasons in outcome.explanation.reasons.items():
        assert reasons, code
        for reason in reasons:
            assert any(check(case, code, reason) for check in CHECKS), (code, reason)


class _Checked:
    """A solved scenario with what the checks look up."""

    def __init__(self, outcome: Outcome) -> None:
        assert outcome.solution.portfolio is not None
        self.outcome, self.problem = outcome, outcome.posed.problem
        self.modes = outcome.solution.portfolio.modes
        self.table, self.names = self.problem.table, self.problem.specialty

    def peers(self, code: str, column: str) -> pd.Series:  # type: ignore[type-arg]
        """A column over the open programs of a program's specialty."""
        return self.table[column][self.names == self.names[code]].astype(float)

    def without(self, code: str) -> Portfolio:
        """The list less one program."""
        return Portfolio({one: mode for one, mode in self.modes.items() if one != code})


def says(pattern: str, reason: str) -> SimpleNamespace | None:
    """Named parts of a reason."""
    found = re.fullmatch(pattern, reason)
    return None if found is None else SimpleNamespace(**found.groupdict())


def _signal(case: _Checked, code: str, reason: str) -> bool:
    part = says(
        r"(?:(?P<tier>gold|silver) )?signal lifts the chance of an interview from (?P<low>.*) to (?P<high>.*)", reason
    )
    if part is None:
        return False
    tier = part.tier or "signal"
    assert case.modes[code] == tier
    assert part.low == percent(case.table["p_interview"][code])
    assert part.high == percent(case.table[f"p_interview_{tier}"][code])
    return True


def _most(case: _Checked, code: str, reason: str) -> bool:
    part = says(r"no other open program's chance gains more from a (?:(?P<tier>gold|silver) )?signal", reason)
    if part is None:
        return False
    tier = part.tier or "signal"
    lift = case.table[f"p_match_{tier}"] - case.table["p_match"]
    assert case.modes[code] == tier
    assert lift.idxmax() == code
    return True


def _rule(case: _Checked, code: str, reason: str) -> bool:
    part = says(r"(?P<claim>needed for|keeps the list closer to) the rule '(?P<rule>.*?)'(?:; (?P<more>.*))?", reason)
    if part is None:
        return False
    rule = next(rule for rule in case.problem.constraints if rule.title == part.rule)
    now, then = (
        sum(v.amount for v in rule.violations(case.problem, p)) for p in (Portfolio(case.modes), case.without(code))
    )
    assert then > now + 1e-9
    assert (rule.soft is None) == (part.claim == "needed for")
    return part.more is None or _rank(case, code, part.more)


def _asked(case: _Checked, code: str, reason: str) -> bool:
    part = says(r"asked for by the rule '(?P<rule>.*)'", reason)
    return part is not None and any(
        r.title == part.rule and code in getattr(r, "programs", ()) for r in case.problem.constraints
    )


def _wished(case: _Checked, code: str, reason: str) -> bool:
    part = says(r"one of the (?P<band>reach|target|safety) programs that the wished mix asks for", reason)
    if part is None:
        return False
    goal = next(goal for goal in case.problem.objectives if goal.name == "balance")
    assert case.table["band"][code] == part.band
    assert goal.valuation(case.problem, case.without(code), 15) < goal.valuation(
        case.problem, Portfolio(case.modes), 15
    )
    return True


def _rate(case: _Checked, code: str, reason: str) -> bool:
    part = says(
        r"interviewed (?P<own>[\d.]+) % of (?P<who>.*), the typical program (?P<typical>[\d.]+ %|hardly any)", reason
    )
    if part is None:
        return False
    column = {"US IMGs": "us_img", "non-US IMGs": "non_us_img", "US MD seniors": "us_md", "US DO seniors": "us_do"}[
        part.who
    ]
    rates = case.peers(code, f"interview_rate_{column}")
    typical = 0.0 if part.typical == "hardly any" else float(part.typical.removesuffix(" %"))
    assert column == case.problem.applicant.type
    assert float(part.own) == pytest.approx(100 * rates[code], rel=0.006)
    assert typical == pytest.approx(100 * rates.median(), rel=0.006)
    assert float(part.own) >= 1.24 * typical
    return True


def _tie(case: _Checked, code: str, reason: str) -> bool:
    part = says(r"your tie lifts the chance of an interview from (?P<low>.*) to (?P<high>.*)", reason)
    if part is None:
        return False
    terms = case.outcome.posed.odds.terms.loc[code]
    chance = case.table["p_interview"][code]
    odds = chance / (1 - chance) / np.exp(terms["ties"])
    assert (part.low, part.high) == (percent(odds / (1 + odds)), percent(chance))
    assert terms["ties"] > 0
    return True


def _sponsor(case: _Checked, code: str, reason: str) -> bool:
    part = says(r"said to sponsor (?P<visa>J-1|H-1B): chance of an interview (?P<high>.*), else (?P<low>.*)", reason)
    if part is None:
        return False
    terms = case.outcome.posed.odds.terms["visa"]
    ahead = terms[code] - terms[case.names == case.names[code]].median()
    chance = case.table["p_interview"][code]
    odds = chance / (1 - chance) / np.exp(ahead)
    assert bool(case.table[{"J-1": "j1", "H-1B": "h1b"}[part.visa]][code])
    assert (part.low, part.high) == (percent(odds / (1 + odds)), percent(chance))
    assert ahead > 0
    return True


def _worth(case: _Checked, code: str, reason: str) -> bool:
    part = says(r"worth (?P<own>[\d.]+) to you, the typical program (?P<typical>[\d.]+)", reason)
    if part is None:
        return False
    worth = case.peers(code, "utility")
    assert (part.own, part.typical) == (f"{worth[code]:.2f}", f"{worth.median():.2f}")
    assert worth[code] > worth.median()
    return True


def _likeliest(case: _Checked, code: str, reason: str) -> bool:
    if not re.fullmatch(r"highest chance of the .* programs that get no signal", reason):
        return False
    chances = case.peers(code, "p_match")
    plain = chances[[one for one in chances.index if not case.modes.get(one)]]
    assert case.modes[code] == ""
    assert plain.idxmax() == code
    return True


def _hedge(case: _Checked, code: str, reason: str) -> bool:
    part = says(r"hedge: (?P<missed>.*) of seasons bring no match at a program worth more to you", reason)
    if part is None:
        return False
    chosen = case.problem.chosen(Portfolio(case.modes))
    better = chosen[chosen["utility"] > chosen["utility"][code]]
    rule = nodes(480)
    chance = conditional(better["p_match"].to_numpy(float), better["rho"].to_numpy(float), rule)
    missed = float(np.prod(1 - chance, axis=0) @ rule.weight)
    assert float(part.missed.removesuffix(" %")) == pytest.approx(100 * missed, abs=0.6)
    return len(better) > 0


def _cheap(case: _Checked, code: str, reason: str) -> bool:
    part = says(
        r"cheap: one of the first (?P<last>\d+) in (?P<name>.*), "
        r"\$(?P<each>[\d.]+) each; beyond them \$(?P<then>[\d.]+)",
        reason,
    )
    if part is None:
        return False
    steps = case.problem.season.tiers[case.problem.season.service[part.name]]
    many = sum(1 for one in case.modes if case.names[one] == part.name)
    assert case.names[code] == part.name
    assert many <= int(part.last) == steps[0].last
    assert (float(part.each), float(part.then)) == (steps[0].dollars, steps[1].dollars)
    return float(part.then) > float(part.each)


def _nothing(case: _Checked, code: str, reason: str) -> bool:
    return reason == "adds nothing to the objective by itself" and case.outcome.explanation.marginal[code] <= 0


def _rank(case: _Checked, code: str, reason: str) -> bool:
    part = says(r"(?:(?P<rank>\d+)(?:st|nd|rd|th) )?best chance of (?P<size>\d+) open (?P<name>.*) programs", reason)
    if part is None:
        return reason == "offered with a signal only" and pd.isna(case.table["p_match"][code])
    chances = case.peers(code, "p_match")
    assert int(part.rank or 1) == (chances > chances[code]).sum() + 1
    assert (int(part.size), part.name) == (len(chances), case.names[code] or "listed")
    return True


CHECKS = (
    _signal,
    _most,
    _rule,
    _asked,
    _wished,
    _rate,
    _tie,
    _sponsor,
    _worth,
    _likeliest,
    _hedge,
    _cheap,
    _nothing,
    _rank,
)


def test_reasons_differ() -> None:
    """The main reasons of the main scenario are of at least five kinds, and none is that of most programs."""
    kinds = pd.Series([re.sub(r"[\d.]+", "#", reasons[0]) for reasons in solved().explanation.reasons.values()])
    counts = kinds.value_counts()
    assert len(counts) >= 5
    assert counts.iloc[0] <= 0.5 * len(kinds)


# The commands


def run(*words: str) -> tuple[int, str, str]:
    """Exit code, output and error stream of a command."""
    result = CliRunner().invoke(main, list(words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def written(path: Path, facts: dict[str, object]) -> str:
    """File of a scenario."""
    file = path / "scenario.yaml"
    file.write_text(json.dumps(facts), encoding="utf-8")
    return str(file)


def test_text_and_json_speak_of_the_same_programs() -> None:
    """Text has a label for everything that is told; JSON holds the programs in the order asked."""
    text = write_answers_text(answers(), Page())
    labels = ("On the list", "Why", "Left empty", "Without it", "Not listed", "Forced in", "Displaces", "Comes in with")
    assert all(label in text for label in labels)
    found = json.loads(write_answers_json(answers(), Page()))
    assert [one["program_id"] for one in found["programs"]] == [*LISTED, *OPEN]
    assert [one["standing"] for one in found["programs"]] == ["listed", "listed", "open", "open"]


def test_explain_command_tells_what_shuts_a_program_out(tmp_path: Path) -> None:
    """An excluded program ends with exit code 0, its reason, source and ways in; words are said to be guessed."""
    file = written(tmp_path, own_catalogue(tmp_path, step2_min=260, name="Fictional Hospital"))
    code, text, _ = run("explain", file, "fictional hospital", "-q")
    assert code == 0
    assert all(label in text for label in ("Left out", "Source", "Would open", "is taken to mean"))


def test_ambiguous_words_end_with_exit_code_one() -> None:
    """The candidates and their codes are on the error stream."""
    code, text, error = run("explain", str(SCENARIOS[MAIN]), "cleveland", "-q")
    assert (code, text) == (1, "")
    assert "0403822120" in error


@pytest.mark.slow
def test_near_command() -> None:
    """Within a millionth the lists are counted exactly; JSON tells the groups and the number."""
    code, text, _ = run("near", str(SCENARIOS[MAIN]), "--within", "1e-6", "-q")
    assert code == 0
    assert re.search(r"exactly \d+ lists?", text)
    found = json.loads(write_near_json(near(), Page()))
    assert found["lists"] == {"at_least": near().lists, "exact": False}
    assert len(found["core"]) + len(found["exchangeable"]) + len(found["open_listed"]) == found["list"]["applications"]


def test_ended_early_says_what_is_missing() -> None:
    """With no time left the programs are named as not answered, and nothing is claimed of them."""
    late = explain_programs(scenario(), OPEN, today=TODAY, clock=lambda: 0.0)
    assert [one.standing for one in late.answers] == ["unanswered", "unanswered"]
    assert late.notes
    assert all(code in late.notes[-1] for code in OPEN)


def test_infeasible_scenario_still_tells_what_is_shut(tmp_path: Path) -> None:
    """Without any list the barriers are told, the exit code is 3 and the clashing rules are named."""
    facts = own_catalogue(tmp_path, step2_min=260) | {"constraints": [{"kind": "count", "at_least": 5}]}
    file = written(tmp_path, facts)
    code, output, _ = run("explain", file, "0400000001", "-q")
    assert code == 3
    assert "Left out" in output
    assert "clash: count" in output
    assert run("near", file, "-q")[0] == 3
