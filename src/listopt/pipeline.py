"""The straight line from a scenario to a report, one function per verb."""

from __future__ import annotations

import datetime
import importlib.metadata
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from listopt.catalogue import COLUMNS, Catalogue
from listopt.constraints import Constraint
from listopt.constraints.membership import Membership
from listopt.eligibility import Eligibility, screen
from listopt.errors import Faults, did_you_mean
from listopt.explain import Explanation, explain, percent
from listopt.fees import bill
from listopt.formulation import Portfolio
from listopt.importers import read_catalogue
from listopt.odds import Odds, estimate
from listopt.pose import pose, tiers_of, with_scenario
from listopt.problem import Problem, Selecting
from listopt.report.contents import Json, Report, bill_lines, entries, number, pools_in_play, summarise
from listopt.scenario import Scenario, parse_scenario, read_scenario
from listopt.season import Season, coming_match, read_season
from listopt.solution import Solution, Status
from listopt.solver import Progress
from listopt.solver import solve as solve_problem


@dataclass(frozen=True)
class Posed:
    """A scenario's problem, ready to be solved, and what was learned on the way."""

    scenario: Scenario
    catalogue: Catalogue
    season: Season
    eligibility: Eligibility
    odds: Odds
    problem: Problem
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """A solved scenario: every step's result, and the report.

    Tables: ``portfolio`` (index program_id; columns as in the JSON result), ``excluded`` (program_id -> reason),
    ``to_verify`` (program_id, column, why, worth).
    """

    posed: Posed
    solution: Solution
    explanation: Explanation
    report: Report

    @property
    def status(self) -> Status:
        """How the solve ended."""
        return self.solution.status

    @property
    def summary(self) -> dict[str, Json]:
        """Figures of the list as a whole."""
        summary = self.report.result["summary"]
        assert isinstance(summary, dict)
        return summary

    @cached_property
    def portfolio(self) -> pd.DataFrame:
        """The list, index program_id."""
        columns = ["program_id", "name", "specialty", "city", "state", "signal", "band", "p_interview", "p_match",
                   "utility", "fee", "marginal", "reasons"]  # fmt: skip
        rows = self.report.result["portfolio"]
        assert isinstance(rows, list)
        return pd.DataFrame(rows, columns=None if rows else columns).set_index("program_id")

    @property
    def excluded(self) -> pd.Series[str]:
        """Reason of each excluded program, index program_id."""
        return self.posed.eligibility.excluded

    @property
    def to_verify(self) -> pd.DataFrame:
        """Facts to check before paying, the most valuable first."""
        return self.explanation.to_verify


def solve_scenario(
    scenario: Scenario,
    *,
    today: datetime.date,
    clock: Callable[[], float] | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Find the best list for a scenario and write up what it says."""
    posed = pose_scenario(scenario, today=today)
    solution = solve_problem(posed.problem, scenario.solver, clock=clock, progress=progress)
    explanation = explain(posed.problem, solution, posed.eligibility.doubtful)
    return Outcome(posed, solution, explanation, write_up(posed, solution, explanation))


def pose_scenario(scenario: Scenario, *, today: datetime.date) -> Posed:
    """Read the catalogue, screen the programs, estimate their odds and pose the problem."""
    places = [scenario.place("catalogue", position) for position in range(len(scenario.catalogue))]
    catalogue = read_catalogue(scenario.catalogue, scenario.base, places)
    scenario = _fitting(scenario, catalogue)
    names = [choice.specialty for choice in scenario.specialties] or _specialties(catalogue)
    year = scenario.season or coming_match(today)
    season = with_scenario(read_season(year, within=names), scenario)
    eligibility = screen(
        catalogue.table, scenario.applicant, specialties=[choice.specialty for choice in scenario.specialties],
        season=year, unknown=scenario.unknown.policy,
    )  # fmt: skip
    programs = catalogue.table.loc[eligibility.eligible]
    odds = estimate(
        programs, scenario.applicant, season=year, tiers=tiers_of(season), participation=season.participation,
        correlation=scenario.odds.correlation,
    )  # fmt: skip
    problem, left_out = pose(programs, odds, scenario, season)
    warnings = (*season.warnings, *eligibility.warnings, *odds.warnings, *left_out)
    return Posed(scenario, catalogue, season, eligibility, odds, problem, warnings)


def _specialties(catalogue: Catalogue) -> list[str]:
    return sorted(catalogue.table["specialty"].dropna().unique()) if "specialty" in catalogue.table else []


def _fitting(scenario: Scenario, catalogue: Catalogue) -> Scenario:
    """Check a scenario's columns, specialties and program codes against the catalogue; repair lost leading zeros.

    Raises
    ------
    InputError
        Naming everything that the catalogue does not have.
    """
    faults = Faults()
    known = [column.name for column in COLUMNS] + list(catalogue.table.columns)
    for name in scenario.unknown.columns:
        if name not in known:
            place = scenario.place("unknown", name)
            faults.add(place, repr(name), "a column of the catalogue", did_you_mean(name, known))
    present = _specialties(catalogue)
    for position, choice in enumerate(scenario.specialties):
        if choice.specialty not in present:
            expected = f"a specialty that {', '.join(scenario.catalogue)} has programs of"
            place = scenario.place("specialties", position)
            faults.add(place, repr(choice.specialty), expected, did_you_mean(choice.specialty, present))
    rules = tuple(
        _with_known_codes(rule, catalogue, scenario.place("constraints", position, "programs"), faults)
        for position, rule in enumerate(scenario.constraints)
    )
    faults.raise_if_any()
    return scenario.model_copy(update={"constraints": rules})


def _with_known_codes(rule: Constraint, catalogue: Catalogue, place: str, faults: Faults) -> Constraint:
    if not isinstance(rule, Membership):
        return rule
    codes = catalogue.table.index
    repaired = tuple(code if code in codes else code.zfill(10) for code in rule.programs)
    for written, code in zip(rule.programs, repaired, strict=True):
        if code not in codes:
            found = f"{written!r} in the rule {rule.title!r}"
            faults.add(place, found, "a program_id of the catalogue", did_you_mean(written, codes))
    return rule if repaired == rule.programs else rule.model_copy(update={"programs": repaired})


def write_up(posed: Posed, solution: Solution, explanation: Explanation) -> Report:
    """Numbers and sentences of the report."""
    problem = posed.problem
    portfolio = solution.portfolio
    soft = [rule for rule in problem.constraints if rule.soft is not None]
    return Report(
        result=_result(posed, solution, explanation),
        season=posed.season.year,
        asked_gap=posed.scenario.solver.gap,
        warnings=(
            *_band_warnings(problem),
            *_rule_warnings(posed),
            *_bill_warnings(problem, portfolio),
            *posed.warnings,
        ),
        assumptions=_assumptions(posed),
        bill=bill_lines(problem, solution),
        pools=pools_in_play(problem),
        rules=tuple(v.sentence for rule in soft if portfolio for v in rule.violations(problem, portfolio)),
        excluded_by_reason=_by_reason(posed.eligibility.excluded_by),
        own_columns=_own_columns(posed.catalogue, portfolio),
    )


def _result(posed: Posed, solution: Solution, explanation: Explanation) -> dict[str, Json]:
    """The JSON object of the contract."""
    problem, verify = posed.problem, explanation.to_verify
    value = None if solution.value is None else number(solution.value)
    bound = None if solution.bound is None else number(solution.bound)
    gap = None if value is None or bound is None else max(0.0, bound - value) / max(abs(value), 1e-9)
    excluded = posed.eligibility.excluded
    return {
        "scenario": posed.scenario.name,
        "status": solution.status.value,
        "objective": {
            "value": value,
            "bound": bound,
            "gap": gap,
            "terms": {name: number(term) for name, term in solution.terms.items()},
        },
        "summary": summarise(problem, solution),
        "portfolio": entries(problem, solution, explanation),
        "excluded": [{"program_id": str(code), "reason": reason} for code, reason in excluded.items()],
        "to_verify": [
            {"program_id": row["program_id"], "column": row["column"], "why": row["why"], "worth": number(row["worth"])}
            for row in verify.to_dict("records")
        ],
        "conflict": list(solution.conflict),
        "versions": versions(),
        "inputs": dict(posed.catalogue.digests),
    }


def versions() -> dict[str, Json]:
    """Versions that decide the result."""
    packages = {name: importlib.metadata.version(name) for name in ("listopt", "numpy", "ortools", "pandas")}
    return {**packages, "python": platform.python_version()}


def _by_reason(kinds: pd.Series[str]) -> Mapping[str, int]:
    """Count the kinds of reasons, most frequent first."""
    counts = kinds.replace("specialty", "another specialty").value_counts(sort=False)
    return {str(kind): int(counts[kind]) for kind in sorted(counts.index, key=lambda kind: (-counts[kind], kind))}


def _own_columns(catalogue: Catalogue, portfolio: Portfolio | None) -> Mapping[str, Mapping[str, str]]:
    """The user's own columns, and notes, of the chosen programs."""
    registered = {column.name for column in COLUMNS} - {"note", "status", "rating"}
    names = [str(name) for name in catalogue.table if name not in registered]
    if portfolio is None or not names:
        return {}
    rows = catalogue.table[names].loc[portfolio.programs]
    return {
        str(code): {str(name): str(cell) for name, cell in row.items() if pd.notna(cell)}
        for code, row in rows.iterrows()
    }


def _bill_warnings(problem: Problem, portfolio: Portfolio | None) -> list[str]:
    fees = bill(problem, portfolio or Portfolio({}))
    found = []
    if problem.applicant.fee_assistance and problem.applicant.type == "non_us_img":
        found.append(
            "Fee assistance is in practice limited to applicants who had it when they applied to a US medical school: "
            "check that it holds for you before counting on the discount."
        )
    if fees.assistance - fees.least_assistance > 0.005:
        most = fees.total + fees.assistance - fees.least_assistance
        found.append(
            "Fee assistance covers a limited number of applications, and which ones is not published; the cost assumes "
            f"the dearest. If the cheapest are meant, the list costs ${most:,.2f}."
        )
    return found


def _band_warnings(problem: Problem) -> list[str]:
    if problem.table.empty:
        return ["No program is open to this applicant; the counts of what was left out say why."]
    bands = problem.table["band"].dropna()
    if bands.empty or (bands == "safety").any():
        return []
    return ["No open program is a safety for this applicant: consider a backup specialty in which some are."]


def _rule_warnings(posed: Posed) -> list[str]:
    """Say which rules speak of programs that are not open, and why."""
    excluded, found = posed.eligibility.excluded, []
    for rule in posed.scenario.constraints:
        if not isinstance(rule, Selecting):
            continue
        codes = set(getattr(rule, "programs", ()))
        everyone = replace(posed.problem, table=posed.catalogue.table)
        if rule.where and all(name == "program_id" or name in everyone.table for name in rule.where):
            codes |= set(everyone.table.index[everyone.where(rule.where)])
        shut = sorted(codes & set(excluded.index))
        if rule.kind == "include" and shut:
            first = f"{shut[0]} ({excluded[shut[0]]})"
            more = f" and {len(shut) - 1} more" if len(shut) > 1 else ""
            found.append(f"The rule {rule.title!r} names programs that are not open: {first}{more}.")
        elif rule.where and not posed.problem.where(rule.where).any():
            found.append(f"No open program meets the condition of the rule {rule.title!r}.")
    return found


def _assumptions(posed: Posed) -> tuple[str, ...]:
    """What the numbers rest on."""
    loading, scenario = posed.problem.loading, posed.scenario
    spread = sorted({f"{row.value:g} ({row.low:g} to {row.high:g})" for row in loading.itertuples()})
    alike = (
        f"Programs judge alike to the degree of a correlation of {', '.join(spread)}; independent programs would make "
        "a match look likelier.",
    )
    bands = (
        f"Without a signal, a program is a reach below {percent(scenario.bands.reach_below)} chance of interview and "
        f"a safety from {percent(scenario.bands.safety_from)}: words for this type of applicant, not a promise.",
    ) if scenario.bands else ()  # fmt: skip
    return (
        *(alike if (loading["value"] > 0).any() else ()),
        *bands,
        "The range of the chance of a match takes all odds at their low, or all at their high, end (80 % ranges).",
        "Odds are estimates from past seasons' interview rates, not promises; docs/odds.md says what they rest on.",
    )


def solve(scenario: Scenario | Mapping[str, object] | str | Path, *, today: datetime.date | None = None) -> Outcome:
    """Solve a scenario from Python.

    Parameters
    ----------
    scenario
        Path of a scenario file, its content as a mapping, or a `Scenario`.
    today
        Date that decides which Match is the coming one when the scenario names none; the present day by default.

    Returns
    -------
    Outcome
        Typed results and tables; ``outcome.report`` feeds the writers.

    Raises
    ------
    InputError
        With every fault of the scenario or catalogue.
    """
    if isinstance(scenario, Scenario):
        given = scenario
    else:
        given = parse_scenario(scenario) if isinstance(scenario, Mapping) else read_scenario(Path(scenario))
    return solve_scenario(given, today=today or datetime.date.today(), clock=stopwatch(given.solver.seconds))


def stopwatch(seconds: float) -> Callable[[], float]:
    """Seconds left of a time limit that starts now."""
    import time

    end = time.monotonic() + seconds
    return lambda: end - time.monotonic()
