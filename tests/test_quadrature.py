"""Correlated risk: the quadrature against simulation, a fine trapezoid, and the closed forms of easy cases."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from listopt.quadrature import MOST_HAZARD, any_match, any_matches, conditional, expected_best, hazards, nodes
from strategies import chances

FINE = 480
"""As many nodes as the solver uses at most."""
programs = st.lists(
    st.tuples(chances, st.one_of(st.sampled_from([0.0, 0.5, 1.0]), st.floats(0, 5)), st.floats(0, 0.6)), max_size=12
)
phi = np.vectorize(lambda x: 0.5 * math.erfc(-x / math.sqrt(2)), otypes=[float])


def quantile(p: float) -> float:
    """Threshold of the normal variable below which probability ``p`` lies, infinite for 0 and 1."""
    return NormalDist().inv_cdf(p) if 0 < p < 1 else math.copysign(math.inf, p - 0.5)


def columns(listed: list[tuple[float, float, float]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Chances, utilities and correlations of programs."""
    table = np.array(listed, dtype=float).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def by_trapezoid(p: np.ndarray, utility: np.ndarray, rho: np.ndarray) -> tuple[float, float]:
    """P(match) and expected utility by 2,000 points of the factor from -8.5 to 8.5."""
    m = np.linspace(-8.5, 8.5, 2000)
    density = np.exp(-m * m / 2) / math.sqrt(2 * math.pi)
    thresholds = np.array([quantile(chance) for chance in p])
    at_m = phi((thresholds[:, None] + np.sqrt(rho)[:, None] * m) / np.sqrt(1 - rho)[:, None])
    missed, worth = np.ones(len(m)), np.zeros(len(m))
    for program in np.argsort(-utility, kind="stable"):
        worth += utility[program] * missed * at_m[program]
        missed *= 1 - at_m[program]
    return float(np.trapezoid((1 - missed) * density, m)), float(np.trapezoid(worth * density, m))


@pytest.mark.parametrize("count", [1, 2, 15, 30, 60, 400, FINE])
def test_weights_add_up_to_one(count: int) -> None:
    """The nodes are a probability rule: positive weights with sum 1, symmetric around 0."""
    rule = nodes(count)
    assert len(rule) == count
    assert rule.weight.sum() == pytest.approx(1)
    assert (rule.weight > 0).all()
    assert rule.m == pytest.approx(-rule.m[::-1], abs=1e-9)


@given(st.lists(st.tuples(chances, st.floats(0, 0.6)), min_size=1, max_size=8))
def test_conditional_chances_integrate_back(pairs: list[tuple[float, float]]) -> None:
    """The average over the factor of the chance given the factor is the chance itself."""
    p, rho = np.array(pairs).T
    assert conditional(p, rho, nodes(FINE)) @ nodes(FINE).weight == pytest.approx(p, abs=2e-5)
    assert conditional(p, rho, nodes(15)) @ nodes(15).weight == pytest.approx(p, abs=5e-3)


@given(st.lists(st.tuples(st.floats(0.001, 0.999), st.floats(0.001, 0.9)), min_size=1, max_size=8))
def test_conditional_chances_rise_with_the_factor(pairs: list[tuple[float, float]]) -> None:
    """A better applicant has a better chance everywhere."""
    p, rho = np.array(pairs).T
    table = conditional(p, rho, nodes(60))
    assert (np.diff(table, axis=1) >= 0).all()
    assert ((table >= 0) & (table <= 1)).all()


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.9])
def test_certain_and_hopeless_stay_so(rho: float) -> None:
    """Chances of 0 and 1 are the same at every value of the factor; a certain match has a finite hazard."""
    table = conditional(np.array([0.0, 1.0]), np.array([rho, rho]), nodes(15))
    assert (table[0] == 0).all()
    assert (table[1] == 1).all()
    caps = hazards(np.array([0.0, 1.0]), np.array([rho, rho]), nodes(15))
    assert (caps[0] == 0).all()
    assert caps[1] == pytest.approx(MOST_HAZARD, rel=1e-4)


@given(programs)
def test_independent_programs_have_the_closed_form(listed: list[tuple[float, float, float]]) -> None:
    """Without correlation one node is exact: 1 - prod(1 - p), and Chade and Smith's sum for the best offer."""
    p, utility, _ = columns(listed)
    rho = np.zeros(len(p))
    expected, missed = 0.0, 1.0
    for program in np.argsort(-utility, kind="stable"):
        expected += utility[program] * p[program] * missed
        missed *= 1 - p[program]
    for count in (1, 15):
        assert any_match(p, rho, nodes(count)) == pytest.approx(1 - missed, abs=1e-12)
        assert expected_best(p, utility, rho, nodes(count)) == pytest.approx(expected, abs=1e-12)


@given(programs)
def test_agrees_with_a_fine_trapezoid(listed: list[tuple[float, float, float]]) -> None:
    """P(match) and expected utility equal integration over 2,000 values of the factor."""
    p, utility, rho = columns(listed)
    match, best = by_trapezoid(p, utility, rho)
    assert any_match(p, rho, nodes(FINE)) == pytest.approx(match, abs=5e-5)
    assert expected_best(p, utility, rho, nodes(FINE)) == pytest.approx(best, abs=5e-5 * max(1, utility.max(initial=0)))


@pytest.mark.parametrize("rho", [0.0, 0.1, 0.3, 0.6])
@pytest.mark.parametrize("size", [1, 5, 40])
def test_agrees_with_simulation(rho: float, size: int) -> None:
    """200,000 simulated applicants match as often, and as well, as the quadrature says: within 4 standard errors."""
    random = np.random.default_rng(size)
    p, utility = random.uniform(0.005, 0.3, size), random.uniform(0, 1, size)
    thresholds = np.array([quantile(1 - chance) for chance in p])
    order, draws = np.argsort(-utility), 200_000
    factor, best = random.standard_normal(draws), np.zeros(draws)
    waiting = np.ones(draws, dtype=bool)
    for program in order:
        latent = math.sqrt(rho) * factor + math.sqrt(1 - rho) * random.standard_normal(draws)
        matched = waiting & (latent > thresholds[program])
        best[matched] = utility[program]
        waiting &= ~matched
    loading = np.full(size, rho)
    for seen, expected in (
        (~waiting, any_match(p, loading, nodes(FINE))),
        (best, expected_best(p, utility, loading, nodes(FINE))),
    ):
        assert abs(seen.mean() - expected) <= 4 * seen.std() / math.sqrt(draws)


@given(programs)
def test_hazards_give_the_same_chance(listed: list[tuple[float, float, float]]) -> None:
    """The solver's sums of hazards and the product of misses say the same chance of a match."""
    p, _, rho = columns(listed)
    rule = nodes(15)
    by_hazard = 1 - float(np.exp(-hazards(p, rho, rule).sum(axis=0)) @ rule.weight)
    assert by_hazard == pytest.approx(any_match(p, rho, rule), abs=1e-12)


@given(programs)
def test_order_and_worthless_programs_change_nothing(listed: list[tuple[float, float, float]]) -> None:
    """The best offer does not depend on the order of programs, nor on programs worth nothing."""
    p, utility, rho = columns(listed)
    value = expected_best(p, utility, rho, nodes(15))
    assert expected_best(p[::-1], utility[::-1], rho[::-1], nodes(15)) == pytest.approx(value, abs=1e-12)
    wanted = utility > 0
    assert expected_best(p[wanted], utility[wanted], rho[wanted], nodes(15)) == pytest.approx(value, abs=1e-12)


def test_no_programs_no_chance() -> None:
    """An empty list matches nowhere."""
    nothing = np.zeros(0)
    assert any_match(nothing, nothing, nodes(15)) == 0
    assert expected_best(nothing, nothing, nothing, nodes(15)) == 0


def test_many_draws_at_once() -> None:
    """The tabled chances of many draws are those of one draw after the other; no event of chance 0 helps."""
    rng = np.random.default_rng(5)
    p, rho = rng.beta(0.5, 10, (20, 30)), rng.uniform(0, 0.6, (20, 30))
    p[:, 3] = 0.0
    found = any_matches(p, rho, nodes(24))
    one_by_one = [any_match(chances, loading, nodes(24)) for chances, loading in zip(p, rho, strict=True)]
    np.testing.assert_allclose(found, one_by_one, atol=1e-5)
