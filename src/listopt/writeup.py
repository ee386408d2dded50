"""What a solved scenario has to say: the result object, warnings, assumptions."""

from __future__ import annotations

import importlib.metadata
import math
import platform
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from listopt.candidate import Candidate
from listopt.catalogue import COLUMNS, Catalogue
from listopt.eligibility import Eligibility
from listopt.explain import Explanation
from listopt.fees import bill
from listopt.formulation import Portfolio
from listopt.odds import Odds
from listopt.odds.coefficients import Coefficients
from listopt.problem import Constraint, Problem, Selecting
from listopt.reasons import percent
from listopt.report.contents import Json, Report, bill_lines, entries, number, pools_in_play, summarise
from listopt.report.guided import guided_json
from listopt.report.rulewords import clash_sentences
from listopt.report.targets import aims
from listopt.scenario import Scenario
from listopt.scenario.guidance import Guided, guide
from listopt.season import Season
from listopt.solution import Solution

MOST_TOLD = 3
"""Programs of one rule that are told one by one when it is not kept."""


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
    coefficients: Coefficients | None = None
    """Own numbers of the odds, where the scenario names some."""
    ordinary: Problem | None = None
    """With the goal `cheapest`: the problem with the applicant's own goals and soft rules, which decide ties."""

    @property
    def valued(self) -> Problem:
        """The problem that says what programs and lists are worth to the applicant."""
        return self.ordinary or self.problem


def write_up(posed: Posed, solution: Solution, explanation: Explanation) -> Report:
    """Numbers and sentences of the report."""
    problem = posed.problem
    portfolio = solution.portfolio
    soft = [rule for rule in posed.valued.constraints if rule.soft is not None]
    guided = guided_of(posed)
    told: dict[str, Json] = {"strategy": guided_json(guided)} if guided else {}
    return Report(
        result=_result(posed, solution, explanation) | told,
        season=posed.season.year,
        asked_gap=posed.scenario.solver.gap,
        warnings=warnings_of(posed, portfolio),
        assumptions=_assumptions(posed),
        bill=bill_lines(problem, solution),
        pools=pools_in_play(problem),
        rules=tuple(told for rule in soft if portfolio for told in _broken(rule, problem, portfolio)),
        excluded_by_reason=_by_reason(posed.eligibility.excluded_by),
        own_columns=_own_columns(posed.catalogue, portfolio),
        aims=aims(posed.scenario),
        clash=clash_sentences(posed.scenario, problem.constraints, solution.conflict),
        guided=guided,
    )


def _broken(rule: Constraint, problem: Problem, portfolio: Portfolio) -> list[str]:
    """Say how a soft rule is not kept; of a rule that names many programs, for how many it is not."""
    told = [violation.sentence for violation in rule.violations(problem, portfolio)]
    if len(told) <= MOST_TOLD:
        return told
    first = told[0].removeprefix(f"{rule.title}: ")
    return [f"{rule.title}: {first}, and so for {len(told) - 1:,} more programs"]


def warnings_of(posed: Posed, portfolio: Portfolio | None) -> tuple[str, ...]:
    """Warnings of a report: those of the strategy, about bands, rules and the bill, and all from posing."""
    guided = guided_of(posed)
    return (
        *(guided.warnings if guided else ()),
        *_band_warnings(posed.problem),
        *_rule_warnings(posed),
        *_bill_warnings(posed.problem, portfolio),
        *posed.warnings,
    )


def guided_of(posed: Posed) -> Guided | None:
    """What the strategy says to the applicant; None when the scenario names none."""
    scenario = posed.scenario
    if scenario.guidance is None:
        return None
    names = tuple(choice.specialty for choice in scenario.specialties)
    return guide(scenario.guidance, Candidate(scenario.applicant, posed.season.year, names))


def _result(posed: Posed, solution: Solution, explanation: Explanation) -> dict[str, Json]:
    """The JSON object of the contract."""
    problem, verify, own = posed.problem, explanation.to_verify, posed.coefficients
    value = None if solution.value is None else number(solution.value)
    bound = None if solution.bound is None or not math.isfinite(solution.bound) else number(solution.bound)
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
        "summary": summarise(problem, solution, posed.odds),
        "portfolio": entries(problem, solution, explanation),
        "excluded": [{"program_id": str(code), "reason": reason} for code, reason in excluded.items()],
        "to_verify": [
            {"program_id": row["program_id"], "column": row["column"], "why": row["why"], "worth": number(row["worth"])}
            for row in verify.to_dict("records")
        ],
        "conflict": list(solution.conflict),
        "versions": versions(),
        "inputs": {**posed.catalogue.digests, **({own.name: own.digest} if own else {})},
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
    excluded, found, guidance = posed.eligibility.excluded, [], posed.scenario.guidance
    supplied = guidance.supplied if guidance is not None else ()
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
        elif rule.where and rule.title not in supplied and not posed.problem.where(rule.where).any():
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
        *_own_numbers(posed.coefficients),
        "Ranges are 80 % ranges: within the whole list, errors about single programs even out and shared ones do not.",
        "Odds are estimates from past seasons' interview rates, not promises; docs/odds.md says what they rest on.",
    )


def _own_numbers(own: Coefficients | None) -> tuple[str, ...]:
    """Say which numbers of the odds are the office's own."""
    if own is None:
        return ()
    source = f" ({own.source})" if own.source else ""
    names = ", ".join(own.numbers)
    return (f"Own coefficients from {own.name}{source} replace the published numbers of: {names}.",)
