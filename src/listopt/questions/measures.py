"""What a list has of the things that rules limit, and which programs `include` and `exclude` speak of."""

from __future__ import annotations

from listopt.constraints import PoolLimit
from listopt.constraints.budget import Budget
from listopt.constraints.chances import InterviewLimit, MatchFloor
from listopt.constraints.counts import Count
from listopt.constraints.membership import Exclude, Include
from listopt.constraints.mix import Mix
from listopt.constraints.signals import SignalLimit
from listopt.fees import bill
from listopt.formulation import Portfolio
from listopt.problem import CHECK_NODES, Constraint, Problem
from listopt.quadrature import any_match, nodes


def measure(rule: Constraint, band: str, problem: Problem, portfolio: Portfolio) -> float | None:
    """What a list has of the thing that a rule limits, in a mix of one band; None where a share is of nothing."""
    if isinstance(rule, Budget):
        fees = bill(problem, portfolio)
        return fees.total if rule.covers == "all" else fees.application_total
    if isinstance(rule, PoolLimit):
        return sum(1 for code in portfolio.signals(rule.tier) if problem.specialty[code] in rule.specialties)
    if not isinstance(rule, Count | Mix | SignalLimit | InterviewLimit | MatchFloor):
        return None
    inside = rule.concerned(problem, portfolio)
    if isinstance(rule, Count | Mix):
        total = len(inside) if isinstance(rule, Mix) else len(portfolio.programs)
        bands = {code: str(name) for code, name in problem.table["band"].items()} if band else {}
        many = sum(1 for code, _ in inside if not band or bands[code] == band)
        return many if rule.unit == "count" else (many / total if total else None)
    if isinstance(rule, SignalLimit):
        return sum(1 for _, mode in inside if mode and rule.tier in (None, mode))
    rows = problem.chosen(portfolio).loc[[code for code, _ in inside]]
    if isinstance(rule, InterviewLimit):
        return float(rows["p_interview"].sum())
    return any_match(rows["p_match"].to_numpy(float), rows["rho"].to_numpy(float), nodes(CHECK_NODES))


def named(problem: Problem, rule: Include | Exclude) -> tuple[str, ...]:
    """Codes that a rule names or that meet its condition, in order; those not open only where they are named."""
    return tuple(sorted({*rule.programs, *map(str, problem.table.index[rule.members(problem)])}))


def given_up(problem: Problem, rule: Include | Exclude, portfolio: Portfolio) -> tuple[str, ...]:
    """Programs for which a list does not keep the rule."""
    wrong = {
        code
        for code in named(problem, rule)
        if (code in portfolio.modes if isinstance(rule, Exclude) else not _as_asked(rule, portfolio, code))
    }
    return tuple(sorted(wrong))


def _as_asked(rule: Include, portfolio: Portfolio, code: str) -> bool:
    mode = portfolio.modes.get(code)
    return mode is not None and rule.signal in (None, mode)


def without(problem: Problem, rule: Include | Exclude, codes: tuple[str, ...]) -> list[Constraint]:
    """Give the rule without some programs; nothing when none is left."""
    rest = tuple(code for code in named(problem, rule) if code not in codes)
    return [rule.model_copy(update={"programs": rest, "where": None, "name": rule.title})] if rest else []
