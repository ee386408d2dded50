"""Several lists in the same seasons: shared fates, exact shares, and independence of whoever else plays."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from listopt.quadrature import any_match, conditional, nodes
from listopt.simulation.together import Duel, Standing, play_together
from strategies import chances, examples, loadings, utilities

SEASONS = 20_000
CODES = ("0400000001", "0400000002", "0400000003", "0400000004")


def standing(*rows: tuple[str, float, float, float]) -> Standing:
    """A list of programs: code, chance of a match, utility, correlation."""
    codes, *columns = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Standing(codes, *(np.array(column, dtype=float) for column in columns))


def duel(*lists: Standing, seasons: int = SEASONS, seed: int = 1) -> Duel:
    """The first two lists."""
    return play_together(lists, seasons=seasons, seed=seed)[0, 1]


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    """Lists of up to three of four programs."""
    chosen = draw(st.lists(st.sampled_from(CODES), max_size=3, unique=True))
    return standing(*((code, draw(chances), draw(utilities), draw(loadings)) for code in chosen))


def exact(one: Standing, other: Standing) -> tuple[float, float, float]:
    """Shares by enumeration: at each node of the factor, each program's own number lies between two thresholds."""
    rule = nodes(200)
    tables = [dict(zip(each.programs, conditional(each.p_match, each.rho, rule), strict=True)) for each in (one, other)]
    worth = [dict(zip(each.programs, each.utility.tolist(), strict=True)) for each in (one, other)]
    everyone = sorted(set(one.programs) | set(other.programs))
    shares = np.zeros(3)
    for at, weight in enumerate(rule.weight):
        regimes = [_regimes([table[code][at] if code in table else 0.0 for table in tables]) for code in everyone]
        for season in product(*regimes):
            chance = weight * np.prod([p for p, _ in season])
            ends = [
                max([0.0, *(worth[side][code] for code, (_, yes) in zip(everyone, season, strict=True) if yes[side])])
                for side in (0, 1)
            ]
            matched = any(any(yes) for _, yes in season)
            shares += chance * np.array([ends[0] > ends[1], ends[1] > ends[0], not matched])
    return float(shares[0]), float(shares[1]), float(shares[2])


def _regimes(chances: Sequence[float]) -> list[tuple[float, tuple[bool, ...]]]:
    """Chance of each outcome of one program, which says yes to the lists whose chance there is large enough."""
    ends = sorted({0.0, 1.0, *chances})
    return [(high - low, tuple(chance >= high for chance in chances)) for low, high in pairwise(ends)]


@examples(10)
@given(standings(), standings())
def test_agrees_with_enumeration(one: Standing, other: Standing) -> None:
    """Shares agree with the enumeration of all seasons within four standard errors, whatever the lists share."""
    played = duel(one, other)
    figures = (played.first_better, played.second_better, played.neither)
    for figure, share in zip(figures, exact(one, other), strict=True):
        assert abs(figure.value - share) <= 4 * figure.se + 1e-4


def test_a_list_never_beats_itself() -> None:
    """All seasons of a list against itself are equal, and those without a match agree with the exact chance."""
    rows = [(code, 0.1 * k, 1 / k, 0.2) for k, code in enumerate(CODES, start=1)]
    played = duel(standing(*rows), standing(*rows[::-1]))
    assert (played.first_better.value, played.second_better.value, played.equal.value) == (0, 0, 1)
    p, rho = np.array([row[1] for row in rows]), np.full(4, 0.2)
    assert abs(1 - played.neither.value - any_match(p, rho, nodes(200))) <= 3 * played.neither.se


def test_programs_on_both_lists_share_their_fate() -> None:
    """A list with one program more is never worse, and better exactly when that program decides."""
    shared = [(code, 0.3, 1.0, 0.1) for code in CODES[:3]]
    played = duel(standing(*shared), standing(*shared, (CODES[3], 0.5, 0.5, 0.0)))
    assert played.first_better.value == 0
    assert played.neither.value + played.second_better.value == pytest.approx(1 - any_match(
        np.full(3, 0.3), np.full(3, 0.1), nodes(200)), abs=4 * played.neither.se)  # fmt: skip


def test_better_odds_of_the_same_programs_never_lose() -> None:
    """With better odds at the same programs, no season ends worse."""
    worse, better = (standing(*((code, p, 1.0, 0.2) for code in CODES)) for p in (0.1, 0.2))
    played = duel(worse, better)
    assert played.first_better.value == 0
    assert played.second_better.value > 0.05


def test_neither_order_nor_company_matters() -> None:
    """Swapped lists give swapped shares, and a third list changes nothing; another seed does."""
    one, other, third = (standing(*((code, 0.2 * k, k, 0.3) for code in CODES[k - 1 :])) for k in (1, 2, 3))
    alone, swapped, among = duel(one, other), duel(other, one), duel(one, other, third)
    assert alone == among
    assert (alone.first_better, alone.second_better, alone.equal) == (
        swapped.second_better, swapped.first_better, swapped.equal)  # fmt: skip
    assert duel(one, other, seed=2) != alone


def test_longer_plays_begin_with_shorter_ones() -> None:
    """One season more changes each count by at most one."""
    one, other = standing((CODES[0], 0.4, 1.0, 0.1)), standing((CODES[1], 0.5, 0.9, 0.1))
    counts = [duel(one, other, seasons=seasons).first_better.value * seasons for seasons in (1024, 1025)]
    assert round(counts[1] - counts[0]) in (0, 1)


def test_empty_lists() -> None:
    """An empty list never matches."""
    played = duel(standing(), standing((CODES[0], 1.0, 1.0, 0.0)))
    assert (played.second_better.value, played.neither.value) == (1, 0)
