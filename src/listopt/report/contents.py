"""What a report says: numbers and sentences, no layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd

from listopt.explain import Explanation
from listopt.fees import Bill, bill, in_tiers
from listopt.formulation import Portfolio
from listopt.odds import Odds, p_match_range
from listopt.problem import BANDS, Problem
from listopt.quadrature import any_match, expected_best, nodes
from listopt.scenario.guidance import Guided
from listopt.solution import Solution

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

SUMMARY_NODES = 480
"""Quadrature nodes behind the summary's chances."""
DIGITS = 9
"""Decimals of chances and values in the result."""


@dataclass(frozen=True)
class Report:
    """Everything a writer needs.

    Attributes
    ----------
    result
        The JSON object that ``--format json`` prints; plain values only.
    season
        Year of the Match; None when it is not known.
    asked_gap
        Relative gap asked of the solver; None when it is not known.
    warnings, assumptions
        Sentences.
    bill
        Lines of the cost, which add up to ``summary.cost``.
    pools
        Signal limits of the pools in play.
    rules
        Soft rules that are not fully kept, as sentences.
    excluded_by_reason
        Reason, the numbers in it left out -> how many programs, most frequent first.
    own_columns
        program_id -> the user's own columns and notes.
    aims
        Targets of the goal `cheapest` in words; empty with another goal.
    clash
        Rules that clash, with their numbers and places.
    repairs
        What would make the rules fit together: a heading, then the changes.
    repair_notes
        What does not help by itself, and what there was no time for.
    nearest
        With targets that no list reaches: what is reached, and the report of the list that comes nearest.
    guided
        What the strategy says to the applicant; None when the scenario names none.
    """

    result: dict[str, Json]
    season: int | None
    asked_gap: float | None
    warnings: tuple[str, ...]
    assumptions: tuple[str, ...]
    bill: tuple[tuple[str, float], ...]
    pools: Mapping[str, Mapping[str, int]]
    rules: tuple[str, ...]
    excluded_by_reason: Mapping[str, int]
    own_columns: Mapping[str, Mapping[str, str]]
    aims: tuple[str, ...] = ()
    clash: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    repair_notes: tuple[str, ...] = ()
    nearest: tuple[str, Report] | None = None
    guided: Guided | None = None


def summarise(problem: Problem, solution: Solution, odds: Odds) -> dict[str, Json]:
    """Figures of the list as a whole, re-evaluated from the table with many quadrature nodes."""
    portfolio = solution.portfolio or Portfolio({})
    rows = problem.chosen(portfolio)
    fees = bill(problem, portfolio)
    p, utility = rows["p_match"].to_numpy(dtype=float), rows["utility"].to_numpy(dtype=float)
    rho, rule = rows["rho"].to_numpy(dtype=float), nodes(SUMMARY_NODES)
    chance = any_match(p, rho, rule)
    low, high = p_match_range(odds, portfolio.modes, problem.specialty)
    bands = rows["band"].tolist()
    return {
        "applications": len(rows),
        "cost": round(fees.total, 2),
        "signals": _signals(problem, portfolio),
        "expected_interviews": _expected(rows["p_interview"]),
        "p_match": number(chance),
        "p_match_low": number(min(low, chance)),
        "p_match_high": number(max(high, chance)),
        "expected_utility": number(expected_best(p, utility, rho, rule)),
        "mix": {band: bands.count(band) for band in BANDS},
        "by_specialty": _by_specialty(problem, rows, fees),
        "by_region": _counts(rows, "region"),
        "correlation": {str(name): number(rho) for name, rho in problem.loading["value"].sort_index().items()},
    }


def _expected(chances: pd.Series[float]) -> float | None:
    """Expected interviews; None when a chance is unknown."""
    return None if chances.isna().any() else number(float(chances.sum()))


def _signals(problem: Problem, portfolio: Portfolio) -> dict[str, Json]:
    """Pool -> tier -> signals sent, for the pools in play."""
    used: dict[str, Json] = {}
    for pool, tiers in pools_in_play(problem).items():
        members = {name for name, its in problem.season.pool_of.items() if its == pool}
        used[pool] = {
            tier: sum(1 for code in portfolio.signals(tier) if problem.specialty[code] in members) for tier in tiers
        }
    return used


def pools_in_play(problem: Problem) -> dict[str, Mapping[str, int]]:
    """Signal pools of the specialties among the eligible programs."""
    present = set(problem.specialty)
    names = sorted({pool for name, pool in problem.season.pool_of.items() if name in present})
    return {name: problem.season.pools[name] for name in names if problem.season.pools.get(name)}


def _by_specialty(problem: Problem, rows: pd.DataFrame, fees: Bill) -> dict[str, Json]:
    found: dict[str, Json] = {}
    specialty = problem.specialty[rows.index]
    rule = nodes(SUMMARY_NODES)
    for name in sorted(set(specialty)):
        part = rows[(specialty == name).to_numpy(dtype=bool)]
        own = part["fee"].sum() if "fee" in part else 0.0
        signal = part["signal"].tolist()
        found[name] = {
            "applications": len(part),
            "signals": {tier: signal.count(tier) for tier in problem.tiers if tier in signal},
            "cost": round(fees.applications.get(name, 0.0) + float(own), 2),
            "expected_interviews": _expected(part["p_interview"]),
            "p_match": number(any_match(part["p_match"].to_numpy(dtype=float), part["rho"].to_numpy(float), rule)),
        }
    return found


def _counts(rows: pd.DataFrame, name: str) -> dict[str, Json]:
    if name not in rows:
        return {}
    counts = rows[name].dropna().value_counts()
    return {str(value): int(counts[value]) for value in sorted(counts.index, key=str)}


def entries(problem: Problem, solution: Solution, explanation: Explanation) -> list[Json]:
    """One object per program of the list, in order of code."""
    portfolio = solution.portfolio or Portfolio({})
    rows = problem.chosen(portfolio)
    rows["fee"] = program_fees(problem, portfolio)
    rows["marginal"] = explanation.marginal
    listed: list[Json] = []
    for code, row in zip(rows.index, rows.to_dict("records"), strict=True):
        texts = {name: _plain(row.get(name)) for name in ("name", "specialty", "city", "state")}
        figures = {
            name: _plain(row[name])
            for name in ("p_interview", "p_interview_low", "p_interview_high", "p_match", "p_match_low", "p_match_high",
                         "utility", "fee", "marginal")
        }  # fmt: skip
        listed.append(
            {"program_id": str(code), **texts, "signal": row["signal"] or None, "band": _plain(row["band"]), **figures,
             "reasons": list(explanation.reasons[code])}
        )  # fmt: skip
    return listed


def program_fees(problem: Problem, portfolio: Portfolio) -> pd.Series[float]:
    """Dollars of each chosen program: its own fee, else the average of its specialty's bill before assistance."""
    fees = bill(problem, portfolio)
    tiered = pd.Series(in_tiers(problem), index=problem.table.index)[portfolio.programs]
    specialty = problem.specialty[portfolio.programs]
    counts = specialty[tiered].value_counts()
    average = specialty.map({name: total / counts[name] for name, total in fees.applications.items()})
    own = problem.table["fee"] if "fee" in problem.table else pd.Series(np.nan, index=problem.table.index)
    return own[portfolio.programs].where(~tiered, average).astype(float)


def bill_lines(problem: Problem, solution: Solution) -> tuple[tuple[str, float], ...]:
    """Lines of the bill, which add up to the cost."""
    portfolio = solution.portfolio or Portfolio({})
    fees = bill(problem, portfolio)
    tiered = pd.Series(in_tiers(problem), index=problem.table.index)
    counts = problem.specialty[[code for code in portfolio.programs if tiered[code]]].value_counts()
    lines = [(_line(name, int(counts[name])), total) for name, total in fees.applications.items()]
    if fees.own:
        lines.append(("Programs with a fee of their own", fees.own))
    if fees.assistance:
        lines.append(("Fee assistance", -fees.assistance))
    return (*lines, *fees.fixed.items())


def _line(specialty: str, count: int) -> str:
    return f"{specialty or 'Other'}, {count} application{'' if count == 1 else 's'}"


def number(value: float) -> float:
    """Round a chance or value for the result; minus zero becomes zero."""
    return round(float(value), DIGITS) + 0.0


def _plain(value: object) -> Json:
    """Turn a cell into a plain value; a missing one becomes None."""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, float | np.floating):
        return number(float(value))
    if isinstance(value, np.integer | int):
        return int(value)
    return str(value)
