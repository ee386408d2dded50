"""Hypothesis strategies: small problems, rules of every kind, portfolios. Ties, equal programs, 0 and 1 are common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st

from listopt.applicant import Applicant
from listopt.constraints import KINDS, PoolLimit
from listopt.formulation import Portfolio
from listopt.objectives import OBJECTIVES
from listopt.problem import BANDS, Constraint, Objective, Problem, Wishes
from listopt.season import FeeAssistance, FeeTier, Season, read_season

SPECIALTIES = ("Anesthesiology", "Internal Medicine", "Emergency Medicine")
STATES = ("NY", "TX", "OH")
REGIONS = {"NY": "Northeast", "TX": "South", "OH": "Midwest"}
TIERS = ("gold", "silver", "signal")


def examples(quick: int) -> settings:
    """Examples of a costly test: ``quick`` of them in the quick profile, in proportion in others."""
    return settings(max_examples=max(1, settings().max_examples * quick // 40))


chances = st.one_of(
    st.sampled_from([0.0, 1.0, 0.5, 0.1, 0.001]),
    st.integers(1, 999).map(lambda k: k / 1000),
    st.floats(0.001, 0.999),
)
"""Probabilities, the certain and the hopeless among them."""
utilities = st.one_of(st.sampled_from([0.0, 0.5, 1.0]), st.integers(0, 20).map(lambda k: k / 20), st.floats(0.01, 2.0))
loadings = st.one_of(st.sampled_from([0.0, 0.2]), st.floats(0.0, 0.6))
penalties = st.one_of(st.sampled_from([0.01, 1.0, 100.0]), st.floats(0.001, 20.0))
"""``soft`` of a rule that may be broken."""


@st.composite
def ladders(draw: st.DrawFn) -> tuple[FeeTier, ...]:
    """Fee tiers that change after one to three applications, the first one flat now and then."""
    prices = sorted(draw(st.lists(st.sampled_from([5.0, 11.0, 19.0, 30.0, 12.5]), min_size=1, max_size=3)))
    flat = draw(st.booleans())
    first, tiers = 1, []
    for position, dollars in enumerate(prices):
        last = None if position == len(prices) - 1 else first + draw(st.integers(0, 2))
        tiers.append(FeeTier(first, last, 99.0 if flat and position == 0 else dollars, flat and position == 0))
        first = (last or 0) + 1
    return tuple(tiers)


@cache
def shipped_season() -> Season:
    """Read the shipped season that random ones start from; what no problem looks at is left out."""
    return replace(read_season(2027), pools={}, pool_of={}, warnings=(), sources=())


@st.composite
def seasons(draw: st.DrawFn, *, small_tiers: bool = True) -> Season:
    """Seasons with fee tiers of a few applications each, and few applications with fee assistance."""
    season = shipped_season()
    if not small_tiers or draw(st.booleans()):
        return season
    services = ("ERAS", season.service["Emergency Medicine"])
    tiers = {**season.tiers, **{service: draw(ladders()) for service in services}}
    assistance = FeeAssistance(draw(st.sampled_from([0.6, 0.25, 1.0])), draw(st.integers(1, 4)), "test")
    return replace(season, tiers=tiers, assistance=assistance)


applicants = st.builds(
    Applicant,
    type=st.sampled_from(["us_img", "us_md", "us_do", None]),
    fee_assistance=st.booleans(),
    step1=st.sampled_from([None, "pass"]),
)
"""Applicants who owe different fixed fees."""


def _columns(draw: st.DrawFn, tiers: Sequence[str], own_fees: bool) -> dict[str, object]:
    """One program: odds of each mode (None where it is not on offer), utility and facts."""
    state = draw(st.sampled_from(STATES))
    row: dict[str, object] = {
        "utility": draw(utilities),
        "band": draw(st.sampled_from(BANDS)),
        "specialty": draw(st.sampled_from(SPECIALTIES)),
        "state": state,
        "region": REGIONS[state],
        "fee": draw(st.sampled_from([None, None, 0.0, 10.0, 33.33, 120.0])) if own_fees else None,
        "takes_signals": draw(st.sampled_from([True, False, None])),
        "odds_source": "own odds",
    }
    for mode in ("", *tiers):
        offered = mode == "" or draw(st.booleans())
        chance = draw(chances) if offered else None
        end = f"_{mode}" if mode else ""
        row[f"p_match{end}"] = None if chance is None else chance * draw(st.sampled_from([1.0, 0.5]))
        row[f"p_interview{end}"] = chance
    if draw(st.integers(0, 9)) == 0 and any(row[f"p_match_{tier}"] is not None for tier in tiers):
        row["p_match"] = row["p_interview"] = None
    return row


@st.composite
def tables(draw: st.DrawFn, *, most: int, tiers: Sequence[str], least: int = 0) -> pd.DataFrame:
    """Tables of at most ``most`` programs, many of them equal in everything."""
    own_fees = draw(st.booleans())
    kinds = [_columns(draw, tiers, own_fees) for _ in range(draw(st.integers(1, max(1, most))))]
    rows = draw(st.lists(st.sampled_from(kinds), min_size=least, max_size=most))
    named = {name: [row[name] for row in rows] for name in kinds[0]}
    for stem in ("p_interview", "p_match"):
        for mode in ("", *tiers):
            for end in ("low", "high"):
                named["_".join(filter(None, (stem, end, mode)))] = named["_".join(filter(None, (stem, mode)))]
    numbers = [name for name in named if name.startswith("p_") or name in ("utility", "fee")]
    types = {**dict.fromkeys(numbers, "float64"), "takes_signals": "boolean"}
    codes = pd.Index([f"p{number}" for number in range(len(rows))], name="program_id", dtype=object)
    table = pd.DataFrame(
        {name: pd.array(cells, dtype=types[name]) if name in types else cells for name, cells in named.items()},
        index=codes,
    )
    table = table.astype(dict.fromkeys(numbers, "float64"))
    return table if own_fees else table.drop(columns="fee")


@st.composite
def conditions(draw: st.DrawFn) -> Mapping[str, object] | None:
    """``where`` of a rule, also one that holds for no program, and None."""
    picked = draw(st.sampled_from(["none", "state", "states", "specialty", "utility", "two", "nobody", "program_id"]))
    return {
        "none": None,
        "state": {"state": "NY"},
        "states": {"state": ("NY", "OH")},
        "specialty": {"specialty": "Internal Medicine"},
        "utility": {"utility": {"min": 0.5}},
        "two": {"region": "South", "takes_signals": True},
        "nobody": {"state": "AK"},
        "program_id": {"program_id": ("p0", "p2")},
    }[picked]


def _limits(draw: st.DrawFn, numbers: st.SearchStrategy[float]) -> dict[str, float]:
    """``at_least`` or ``at_most``, or both in order."""
    low, high = sorted((draw(numbers), draw(numbers)))
    return draw(st.sampled_from([{"at_least": low}, {"at_most": high}, {"at_least": low, "at_most": high}]))


_counts = st.one_of(st.integers(0, 4).map(float), st.sampled_from([0.5, 2.5, 100.0]))
_shares = st.sampled_from([0.0, 0.1, 0.25, 1 / 3, 0.5, 0.75, 1.0])
_spans = st.tuples(_shares, _shares).map(sorted)
_count_spans = st.tuples(_counts, _counts).map(sorted)


def _settings(draw: st.DrawFn, kind: str, tiers: Sequence[str]) -> dict[str, object]:
    """Fields of a rule of one kind beside its name and ``soft``."""
    where = draw(conditions())
    if kind == "budget":
        dollars = st.one_of(st.sampled_from([0.0, 11.0, 70.0, 81.0, 400.0, 1e6]), st.floats(0, 500))
        return {"at_most": draw(dollars), "covers": draw(st.sampled_from(["all", "applications"]))}
    if kind == "count":
        unit = draw(st.sampled_from(["count", "share"]))
        return {"where": where, "unit": unit, **_limits(draw, _shares if unit == "share" else _counts)}
    if kind == "mix":
        unit = draw(st.sampled_from(["count", "share"]))
        bands = draw(st.lists(st.sampled_from(BANDS), min_size=1, unique=True))
        spans = {band: draw(_spans if unit == "share" else _count_spans) for band in bands}
        if unit == "share" and sum(low for low, _ in spans.values()) > 1:
            spans = {band: [0.0, high] for band, (_, high) in spans.items()}
        return {"where": where, "unit": unit, **spans}
    if kind == "signals":
        return {"where": where, "tier": draw(st.sampled_from([None, *tiers])), **_limits(draw, _counts)}
    if kind in ("include", "exclude"):
        codes = draw(st.lists(st.sampled_from([f"p{k}" for k in range(8)]), max_size=2, unique=True))
        signal = {"signal": draw(st.sampled_from([None, None, *tiers]))} if kind == "include" else {}
        return {"programs": tuple(codes or ["p1"]), "where": where, **signal}
    if kind == "interviews":
        return {"where": where, **_limits(draw, st.sampled_from([0.0, 0.1, 0.5, 1.0, 2.0, 50.0]))}
    return {"where": where, "at_least": draw(st.sampled_from([0.0, 0.01, 0.1, 0.3, 0.7, 0.99, 0.99999]))}


@st.composite
def rules(
    draw: st.DrawFn,
    number: int,
    *,
    tiers: Sequence[str] = (),
    kinds: Sequence[str] = tuple(KINDS),
    soft: bool | None = None,
) -> Constraint:
    """One rule of one of the kinds, hard or soft (either without being told), under a name of its own."""
    kind = draw(st.sampled_from(list(kinds)))
    fields = _settings(draw, kind, tiers)
    weight = draw(penalties) if (draw(st.booleans()) if soft is None else soft) else None
    return KINDS[kind].model_validate({"kind": kind, "name": f"rule {number}", "soft": weight, **fields})


@st.composite
def pools(draw: st.DrawFn, tiers: Sequence[str]) -> list[Constraint]:
    """Signal pools: one shared by two specialties, or one per specialty; some of them empty."""
    groups = draw(st.sampled_from([[SPECIALTIES[:2], SPECIALTIES[2:]], [(name,) for name in SPECIALTIES]]))
    return [
        PoolLimit(pool=group[0], specialties=group, tier=tier, at_most=draw(st.integers(0, 3)))
        for group in groups
        for tier in tiers
    ]


weights = st.one_of(st.sampled_from([1.0, 0.1, 20.0]), st.floats(0.01, 5.0))


@st.composite
def goals(draw: st.DrawFn, names: Sequence[str] = tuple(OBJECTIVES), least: int = 1) -> tuple[Objective, ...]:
    """Weighted terms in the order of the register."""
    picked = draw(st.lists(st.sampled_from(list(names)), min_size=least, unique=True))
    return tuple(OBJECTIVES[name](draw(weights)) for name in OBJECTIVES if name in picked)


wishes = st.builds(
    Wishes,
    shares=st.sampled_from(
        [{"reach": 0.2, "target": 0.5, "safety": 0.3}, {"reach": 0.0, "target": 0.0, "safety": 1.0}]
    ),
    spread_column=st.sampled_from(["state", "region", "takes_signals", "utility"]),
    spread_most=_shares,
    capacity=st.sampled_from([1, 2, 20]),
)


@st.composite
def loading_tables(draw: st.DrawFn) -> pd.DataFrame:
    """Correlations per specialty: none, one for all, or all different."""
    alike = draw(st.booleans())
    rho = [0.0 if alike else draw(loadings) for _ in SPECIALTIES]
    return pd.DataFrame({"value": rho, "low": rho, "high": rho}, index=list(SPECIALTIES))


@st.composite
def problems(
    draw: st.DrawFn,
    *,
    most: int = 8,
    least: int = 0,
    tiers: Sequence[str] = (),
    most_rules: int = 3,
    kinds: Sequence[str] = tuple(KINDS),
    terms: Sequence[str] = tuple(OBJECTIVES),
) -> Problem:
    """Whole problems of at most ``most`` programs."""
    table = draw(tables(most=most, tiers=tiers, least=least))
    stated = [draw(rules(number, tiers=tiers, kinds=kinds)) for number in range(draw(st.integers(0, most_rules)))]
    return Problem(
        table=table,
        tiers=tuple(tiers),
        loading=draw(loading_tables()),
        season=draw(seasons()),
        applicant=draw(applicants),
        constraints=(*stated, *draw(pools(tiers))),
        objectives=draw(goals(terms)),
        wishes=draw(wishes),
    )


@st.composite
def portfolios(draw: st.DrawFn, problem: Problem) -> Portfolio:
    """Any portfolio of a problem: each program not at all or in one of the modes on offer."""
    picks = problem.picks
    offered: dict[str, list[str]] = {}
    for code, mode in zip(picks.codes, picks.mode, strict=True):
        offered.setdefault(str(code), []).append(str(mode))
    chosen = {code: draw(st.sampled_from([None, *modes])) for code, modes in offered.items()}
    return Portfolio({code: mode for code, mode in chosen.items() if mode is not None})


def taken(problem: Problem, portfolio: Portfolio) -> np.ndarray:
    """Write a portfolio as the solver's Booleans, one per pick."""
    picks = problem.picks
    pairs = zip(picks.codes, picks.mode, strict=True)
    return np.array([portfolio.modes.get(str(code)) == str(mode) for code, mode in pairs], dtype=bool)
