"""From odds and wishes to a problem: utilities, bands, signal pools, rules and goals."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pandas as pd

from listopt.applicant import Ties
from listopt.catalogue import PROGRAM_TYPES
from listopt.constraints import PoolLimit
from listopt.constraints.statuses import standing
from listopt.constraints.targets import targets
from listopt.errors import Faults, did_you_mean
from listopt.objectives import OBJECTIVES
from listopt.odds import Odds
from listopt.openness import CLOSED, OPEN
from listopt.problem import Constraint, Problem, Wishes, check_columns
from listopt.scenario import Bands, Preferences, Scenario
from listopt.season import Season

TIER_ORDER = ("gold", "silver", "signal")
"""Signal tiers, best first."""
NEEDS = {"balance": "band", "interviews": "p_interview"}
"""Objective terms that need a column which own odds may leave empty."""


def with_scenario(season: Season, scenario: Scenario) -> Season:
    """Let a scenario's own signal pools and fees replace the season's.

    ``signals`` names a pool or one of its specialties; the pool's tiers are replaced. Empty ``signals`` means none.
    """
    pools = {} if scenario.signals == {} else dict(season.pools)
    pool_of = dict(season.pool_of)
    for name, tiers in (scenario.signals or {}).items():
        pool = name if name in season.pools else pool_of.setdefault(name, name)
        pools[pool] = {tier: tiers[tier] for tier in TIER_ORDER if tier in tiers}
    return replace(
        season,
        pools=MappingProxyType(pools),
        pool_of=MappingProxyType(pool_of),
        tiers=MappingProxyType({**season.tiers, **scenario.fee_tiers}),
    )


def tiers_of(season: Season) -> dict[str, tuple[str, ...]]:
    """Specialty -> signal tiers on offer, best first."""
    offered = {name: season.pools.get(pool, {}) for name, pool in season.pool_of.items()}
    return {name: tuple(tier for tier in TIER_ORDER if tiers.get(tier)) for name, tiers in offered.items()}


def pose(programs: pd.DataFrame, odds: Odds, scenario: Scenario, season: Season) -> tuple[Problem, tuple[str, ...]]:
    """Put eligible programs, odds, rules and goals together.

    Parameters
    ----------
    programs
        Eligible rows of the catalogue, index program_id in order.
    odds
        Odds of the same programs.
    scenario
        Rules and goals.
    season
        Fees and signals, the scenario's own worked in.

    Returns
    -------
    tuple of Problem and str
        The problem, and warnings.

    Raises
    ------
    InputError
        When a rule or goal needs a column that is missing or empty, or a fee that nobody has published.
    """
    table = programs.drop(columns=[name for name in programs if name in odds.table], errors="ignore")
    table = table.join(odds.table.rename(columns={"source": "odds_source"}))
    table["utility"] = _utility(programs, scenario)
    table["band"] = _bands(programs, table["p_interview"], scenario.bands)
    weights = {name: weight for name, weight in scenario.weights.items() if weight > 0}
    dropped = [name for name, needed in NEEDS.items() if name in weights and name in scenario.weights_from_strategy
               and table[needed].isna().any()]  # fmt: skip
    mix = scenario.mix
    problem = Problem(
        table=table,
        tiers=tuple(tier for tier in TIER_ORDER if f"p_match_{tier}" in table),
        loading=_loading(odds),
        season=season,
        applicant=scenario.applicant,
        constraints=(
            *scenario.constraints,
            *targets(scenario.p_match_at_least, scenario.interviews_at_least),
            *standing(table),
            *_pool_limits(season, table),
        ),
        objectives=tuple(
            OBJECTIVES[name](weights[name]) for name in OBJECTIVES if name in weights and name not in dropped
        ),
        wishes=Wishes(
            shares={} if mix is None else {"reach": mix.reach, "target": mix.target, "safety": mix.safety},
            spread_column=scenario.spread.column,
            spread_most=scenario.spread.at_most,
            capacity=scenario.applicant.interview_capacity,
        ),
    )
    _check(problem, scenario)
    warnings = [f"The strategy's term {name!r} is left out: some programs have no {NEEDS[name]}." for name in dropped]
    return problem, (*warnings, *_unknown_types(programs, scenario.preferences))


def _utility(programs: pd.DataFrame, scenario: Scenario) -> pd.Series[float]:
    """Own utility where given, else the specialty's times the preference factors."""
    worth = {choice.specialty: choice.utility for choice in scenario.specialties}
    specialty = _text(programs, "specialty")
    utility = specialty.map(worth).fillna(0.0 if worth else 1.0) * _preference(programs, scenario)
    return programs["utility"].fillna(utility).astype(float) if "utility" in programs else utility


def _preference(programs: pd.DataFrame, scenario: Scenario) -> pd.Series[float]:
    """Product of the preference factors of region, state, program type, rating and ties."""
    wishes: Preferences = scenario.preferences
    factor = pd.Series(1.0, index=programs.index)
    for name, factors in (("region", wishes.regions), ("state", wishes.states), ("metro", wishes.metros)):
        factor *= _text(programs, name).map(dict(factors)).fillna(1.0).astype(float)
    factor *= _type_factor(programs, wishes)
    if wishes.rating is not None and "rating" in programs:
        factor *= programs["rating"].astype("Float64").map({float(k): v for k, v in wishes.rating.items()}).fillna(1.0)
    if wishes.ties < 1:
        factor = factor.where(_tied(programs, scenario.applicant.ties), factor * wishes.ties)
    return factor.astype(float)


def _type_factor(programs: pd.DataFrame, wishes: Preferences) -> pd.Series[float]:
    """Factor of each program's type; where that is unknown, of its openness or 1, as the scenario wants."""
    factors = {name: wishes.program_types.get(name, 1.0) for name in PROGRAM_TYPES}
    known = _text(programs, "program_type").map(factors).astype(float)
    if not wishes.program_types or wishes.unknown_types == "full":
        return known.fillna(1.0)
    best, worst = max(factors.values()), min(factors.values())
    instead = _text(programs, "openness").map({OPEN: best, CLOSED: worst}).astype(float)
    return known.fillna(instead.fillna((best + worst) / 2))


def _unknown_types(programs: pd.DataFrame, wishes: Preferences) -> list[str]:
    """Say how many programs are judged by their openness because nobody told their type."""
    count = int(_text(programs, "program_type").isna().sum())
    if not count or not wishes.program_types or wishes.unknown_types == "full":
        return []
    return [
        f"The catalogue does not tell the type of {count:,} of {len(programs):,} open programs: what is preferred "
        "among types goes, for them, by how readily they interview applicants like this one (column openness)."
    ]


def _tied(programs: pd.DataFrame, ties: Ties) -> pd.Series[bool]:
    """Programs that the applicant has a tie to."""
    tied = _text(programs, "state").isin(ties.states) | _text(programs, "region").isin(ties.regions)
    tied |= programs.index.to_series().isin(ties.programs)
    return tied | programs["ties"].fillna(False).astype(bool) if "ties" in programs else tied


def _text(programs: pd.DataFrame, name: str) -> pd.Series[str]:
    return programs[name] if name in programs else pd.Series(np.nan, index=programs.index, dtype=object)


def _bands(programs: pd.DataFrame, p_interview: pd.Series[float], bands: Bands | None) -> pd.Series[str]:
    """Own band where given, else by the chance of an interview without a signal; missing where that is unknown."""
    names = np.full(len(programs), None, dtype=object)
    if bands is not None:
        names[p_interview.notna()] = "target"
        names[p_interview < bands.reach_below] = "reach"
        names[p_interview >= bands.safety_from] = "safety"
    band: pd.Series[str] = pd.Series(names, index=programs.index, dtype=object)
    return programs["band"].where(programs["band"].notna(), band) if "band" in programs else band


def _loading(odds: Odds) -> pd.DataFrame:
    ranges = {name: (rho.value, rho.low, rho.high) for name, rho in odds.correlation.items()}
    return pd.DataFrame.from_dict(ranges, orient="index", columns=["value", "low", "high"])


def _pool_limits(season: Season, table: pd.DataFrame) -> list[Constraint]:
    """One rule per pool and tier that programs in play can use."""
    present = set(_text(table, "specialty").dropna())
    rules: list[Constraint] = []
    for pool, tiers in season.pools.items():
        members = tuple(sorted(name for name, its in season.pool_of.items() if its == pool and name in present))
        if members:
            rules += [
                PoolLimit(pool=pool, specialties=members, tier=tier, at_most=count) for tier, count in tiers.items()
            ]
    return rules


def _check(problem: Problem, scenario: Scenario) -> None:
    """Refuse rules and goals over columns that are missing or empty, and unpublished fees; all at once."""
    faults = Faults()
    needs = []
    for position, rule in enumerate(scenario.constraints):
        check_columns(problem, rule, scenario.place("constraints", position), faults)
        who = f"the rule {rule.title!r}"
        needs += [(scenario.place("constraints", position), who, name) for name in rule.columns()]
    for target in targets(scenario.p_match_at_least, scenario.interviews_at_least):
        needs += [(scenario.place(target.title), f"the target {target.title}", name) for name in target.columns()]
    goals = [goal.name for goal in problem.objectives if goal.name in NEEDS]
    needs += [(scenario.place("weights", name), f"the term {name!r}", NEEDS[name]) for name in goals]
    for place, who, name in needs:
        if name in NEEDS.values() and problem.table[name].isna().any():
            code = problem.table.index[problem.table[name].isna()][0]
            faults.add(
                place,
                f"programs without {name}, for example {code}",
                f"{name} for every eligible program, which {who} needs",
                f"Own odds without p_interview give no {name}; add the column to the catalogue, or leave this out.",
            )
    if any(goal.name == "spread" for goal in problem.objectives) and problem.wishes.spread_column not in problem.table:
        name = problem.wishes.spread_column
        advice = did_you_mean(name, problem.table.columns.astype(str))
        faults.add(scenario.place("spread", "column"), repr(name), "a column of the catalogue", advice)
    _check_fees(problem, scenario.place("fees" if scenario.fees else "specialties"), faults)
    faults.raise_if_any()


def _check_fees(problem: Problem, place: str, faults: Faults) -> None:
    fee = problem.table["fee"] if "fee" in problem.table else pd.Series(np.nan, index=problem.table.index)
    for specialty in sorted(set(problem.specialty[fee.isna()])):
        service = problem.season.service.get(specialty)
        if service is None:
            found = f"programs without fee and specialty, for example {problem.specialty[fee.isna()].index[0]}"
            faults.add("catalogue", found, "a fee or a specialty for every program")
        elif not problem.season.tiers[service]:
            found = f"no published fees for {service}, through which one applies in {specialty}"
            advice = f'Add what you were told, e.g. fees: {{"{service}": 25}} for 25 dollars per application.'
            faults.add(place, found, "fees in the scenario", advice)
