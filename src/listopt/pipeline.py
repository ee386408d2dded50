"""The straight line from a scenario to a report, one function per verb."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from listopt.adapt import fitted, specialties_of, with_usable_rules
from listopt.applicant import Applicant
from listopt.eligibility import screen
from listopt.errors import Faults, did_you_mean
from listopt.explain import Explanation, explain
from listopt.goals import in_dollars, nearest, solve_cheapest
from listopt.importers import read_catalogue
from listopt.importers.coefficients import read_coefficients
from listopt.odds import estimate
from listopt.odds.account import account
from listopt.odds.coefficients import Coefficients
from listopt.openness import openness
from listopt.pose import pose, tiers_of, with_scenario
from listopt.problem import Problem
from listopt.report.accounts import Accounted
from listopt.report.contents import Json, Report
from listopt.report.targets import with_nearest
from listopt.scenario import Scenario, parse_scenario, read_scenario
from listopt.season import coming_match, read_season
from listopt.simulation import SEASONS, SEED, Simulation, simulate
from listopt.solution import Solution, Status
from listopt.solver import Progress
from listopt.solver import solve as solve_problem
from listopt.writeup import Posed, write_up

if TYPE_CHECKING:
    from listopt.calibration.tables import Comparison
    from listopt.fitting import Fit

PUBLISHED = "us-2025"
"""Shipped catalogue that holds the published interview rates."""


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


@dataclass(frozen=True)
class Played:
    """A solved scenario and its list played many times; ``simulation`` is None when there is no list."""

    outcome: Outcome
    simulation: Simulation | None


def solve_scenario(
    scenario: Scenario,
    *,
    today: datetime.date,
    clock: Callable[[], float] | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Find the best list for a scenario and write up what it says."""
    posed = pose_scenario(scenario, today=today)
    solution = solve_posed(posed, clock=clock, progress=progress)
    explanation = explain(posed.valued, solution, posed.eligibility.doubtful, posed.odds.terms)
    report = write_up(posed, solution, explanation)
    if posed.ordinary is not None and solution.status is Status.INFEASIBLE:
        report = _with_nearest(posed, posed.ordinary, report, clock)
    return Outcome(posed, solution, explanation, report)


def solve_posed(
    posed: Posed, *, clock: Callable[[], float] | None = None, progress: Progress | None = None
) -> Solution:
    """Find the best list for a posed scenario, whatever its goal."""
    options = posed.scenario.solver
    if posed.ordinary is not None:
        return solve_cheapest(posed.problem, posed.ordinary, options, clock=clock, progress=progress)
    return solve_problem(posed.problem, options, clock=clock, progress=progress)


def _with_nearest(posed: Posed, ordinary: Problem, report: Report, clock: Callable[[], float] | None) -> Report:
    """Add the list that comes nearest to targets that no list reaches, where the other rules allow any."""
    solution = nearest(ordinary, posed.scenario.solver, clock=clock)
    if solution.portfolio is None:
        return report
    explanation = explain(ordinary, solution, posed.eligibility.doubtful, posed.odds.terms)
    return with_nearest(report, posed.scenario, solution, write_up(posed, solution, explanation))


def simulate_scenario(
    scenario: Scenario,
    *,
    today: datetime.date,
    seasons: int = SEASONS,
    seed: int = SEED,
    clock: Callable[[], float] | None = None,
    progress: Progress | None = None,
) -> Played:
    """Find the best list for a scenario, then play it season by season."""
    outcome = solve_scenario(scenario, today=today, clock=clock, progress=progress)
    portfolio = outcome.solution.portfolio
    played = None if portfolio is None else simulate(outcome.posed.problem, portfolio, seasons=seasons, seed=seed)
    return Played(outcome, played)


def account_for(
    scenario: Scenario, codes: Sequence[str], *, today: datetime.date
) -> tuple[Posed, tuple[Accounted, ...]]:
    """Take the odds of some programs apart, term by term.

    Raises
    ------
    InputError
        Naming the codes that the catalogue does not have.
    """
    posed = pose_scenario(scenario, today=today)
    everyone, faults, found = posed.catalogue.table, Faults(), []
    for written in codes:
        code = written if written in everyone.index else written.zfill(10)
        if code not in everyone.index:
            faults.add(
                "--program", repr(written), "a program_id of the catalogue", did_you_mean(written, everyone.index)
            )
            continue
        row = everyone.loc[code]
        title = ", ".join(str(row[name]) for name in ("name", "specialty", "city", "state") if pd.notna(row.get(name)))
        if code in posed.eligibility.excluded:
            found.append(Accounted(code, title, None, str(posed.eligibility.excluded[code])))
        else:
            sums = account(
                posed.odds,
                posed.problem.table,
                everyone,
                scenario.applicant,
                code,
                posed.season.year,
                posed.coefficients,
            )
            found.append(Accounted(code, title, sums))
    faults.raise_if_any()
    return posed, tuple(found)


def compare_with_published(season: int | None, *, today: datetime.date, hidden: bool = False) -> list[Comparison]:
    """Predicted beside published figures, over the shipped catalogue; see `listopt.calibration.tables.comparisons`."""
    from listopt.calibration.tables import comparisons  # here because solving does not need it

    everyone = read_catalogue([PUBLISHED], Path()).table
    return list(comparisons(everyone, season or coming_match(today), hidden=hidden))


def pose_scenario(scenario: Scenario, *, today: datetime.date) -> Posed:
    """Read the catalogue, screen the programs, estimate their odds and pose the problem."""
    places = [scenario.place("catalogue", position) for position in range(len(scenario.catalogue))]
    catalogue = read_catalogue(scenario.catalogue, scenario.base, places)
    scenario = fitted(scenario, catalogue)
    names = [choice.specialty for choice in scenario.specialties] or specialties_of(catalogue)
    year = scenario.season or coming_match(today)
    season = with_scenario(read_season(year, within=names), scenario)
    eligibility = screen(
        catalogue.table, scenario.applicant, specialties=[choice.specialty for choice in scenario.specialties],
        season=year, unknown=scenario.unknown.policy,
    )  # fmt: skip
    programs = _with_openness(catalogue.table.loc[eligibility.eligible], catalogue.table, scenario.applicant)
    own = _coefficients(scenario)
    odds = estimate(
        programs, scenario.applicant, season=year, tiers=tiers_of(season), participation=season.participation,
        everyone=catalogue.table, correlation=scenario.odds.correlation, coefficients=own.numbers if own else None,
    )  # fmt: skip
    scenario = with_usable_rules(scenario, programs, odds)
    problem, left_out = pose(programs, odds, scenario, season)
    warnings = (*season.warnings, *eligibility.warnings, *odds.warnings, *left_out)
    ordinary = problem if scenario.goal == "cheapest" else None
    problem = problem if ordinary is None else in_dollars(ordinary)
    return Posed(scenario, catalogue, season, eligibility, odds, problem, warnings, own, ordinary)


def _with_openness(programs: pd.DataFrame, everyone: pd.DataFrame, applicant: Applicant) -> pd.DataFrame:
    """Add how open the programs are to applicants of the type, unless the catalogue has such a column of its own."""
    if "openness" in programs:
        return programs
    return programs.assign(openness=openness(programs, everyone, applicant.type))


def _coefficients(scenario: Scenario) -> Coefficients | None:
    """Own numbers of the odds that the scenario names."""
    name = scenario.odds.coefficients
    return None if name is None else read_coefficients(name, scenario.base, scenario.place("odds", "coefficients"))


def fit_outcomes(
    path: Path,
    catalogue: Sequence[str],
    *,
    today: datetime.date,
    season: int | None = None,
    folds: int = 5,
    tell: Callable[[str], None] = lambda line: None,
) -> Fit:
    """Refit the numbers of the odds to own outcomes.

    Parameters
    ----------
    path
        A table of outcomes; docs/fit.md lists its columns.
    catalogue
        Shipped catalogues, and files counted from the current folder.
    today
        Date that decides which Match is the last one.
    season
        Year of the Match of rows that name none; by default the last one.
    folds
        Parts of the applicants for the check on held-out applicants.
    tell
        Told of progress.

    Raises
    ------
    InputError
        With every fault of the outcomes or the catalogue, or when statsmodels is not installed.
    """
    from listopt.fitting import Offer, fit, read_outcomes, require_statsmodels

    def offers(year: int) -> Offer:
        of = read_season(year)
        return Offer(tiers_of(of), of.participation)

    require_statsmodels()
    programs = read_catalogue(catalogue, Path.cwd()).table
    past = coming_match(today) - 1 if season is None else season
    outcomes = read_outcomes(path, programs, offers, season=past, told=season is not None)
    return fit(outcomes, programs, offers, folds=folds, tell=tell)


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
