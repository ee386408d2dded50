"""Interview rates: what places and other rates tell, shrinking, ranges, visa policies, signals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from listopt.odds.base import base_rates, beta_range
from listopt.odds.places import sponsoring
from listopt.odds.population import expit, logit
from listopt.odds.priors import place_shifts, priors
from listopt.odds.rates import TYPES, PlaceSpread, RateModel, deviations, read_rates
from listopt.odds.signals import own_ratio, signals
from listopt.odds.tables import Parameter, newest, parameters

SEASON = 2027
quick = settings(max_examples=60)
SPREAD = PlaceSpread(state=0.2, institution=0.3, program=1.0)


def table(**columns: list[Any]) -> pd.DataFrame:
    """Programs with the given columns."""
    count = len(next(iter(columns.values())))
    return pd.DataFrame(columns, index=pd.Index([f"04{row:08d}" for row in range(count)], name="program_id"))


def best_prediction(states: list[str], places: list[str], deviation: np.ndarray, at: int) -> tuple[float, float]:
    """Conditional mean and variance of a program's place given the others' deviations."""
    same_state = np.array([[float(a == b) for b in states] for a in states])
    same_place = same_state * np.array([[float(a == b) for b in places] for a in places])
    place = SPREAD.state * same_state + SPREAD.institution * same_place
    known = np.flatnonzero(~np.isnan(deviation))
    noise = place[np.ix_(known, known)] + SPREAD.program * np.eye(len(known))
    weights = np.linalg.solve(noise, place[known, at])
    return float(weights @ deviation[known]), float(place[at, at] - weights @ place[known, at])


@quick
@given(st.data())
def test_places_are_predicted_as_well_as_can_be(data: st.DataObject) -> None:
    """The shift of a program without a rate is the conditional mean under the nested normal model."""
    count = data.draw(st.integers(2, 9))
    states = [data.draw(st.sampled_from(["NY", "TX"])) for _ in range(count)]
    places = [state + data.draw(st.sampled_from(["A", "B"])) for state in states]
    deviation = np.array([data.draw(st.sampled_from([np.nan, -1.0, 0.3, 2.0])) for _ in range(count)])
    at = data.draw(st.integers(0, count - 1))
    deviation[at] = np.nan
    programs = table(specialty=["Neurology"] * count, state=states, institution=places)
    shift, left = place_shifts(SPREAD, programs, programs, deviation)
    mean, variance = best_prediction(states, places, deviation, at)
    assert shift[at] == pytest.approx(mean, abs=1e-9)
    assert left[at] == pytest.approx(variance, abs=1e-9)


def test_own_rate_tells_nothing_about_its_place_twice() -> None:
    """A program's own rate is left out of its institution's mean."""
    programs = table(specialty=["Neurology"] * 2, state=["NY", "NY"], institution=["A", "B"])
    alone, _ = place_shifts(SPREAD, programs, programs, np.array([2.0, np.nan]))
    with_own, _ = place_shifts(SPREAD, programs, programs, np.array([2.0, -2.0]))
    assert alone[1] > 0
    assert with_own[0] < alone[0]


def test_programs_without_a_place_stand_alone() -> None:
    """Missing states and institutions make no common place."""
    programs = table(
        specialty=["Neurology"] * 3, state=[None] * 3, institution=[None] * 3, interview_rate_us_md=[0.9, 0.8, np.nan]
    )
    prior = priors(read_rates(SEASON), programs, programs, "us_md")
    level = read_rates(SEASON).level("Neurology", "us_md")
    assert not prior.told[2]
    assert prior.mean[2] == pytest.approx(float(expit(logit(np.array([level.mean])) + level.offset)[0]), rel=0.02)


def test_neighbours_and_other_rates_move_what_is_expected() -> None:
    """Friendly neighbours and friendly rates for other IMGs raise what is expected, unfriendly ones lower it."""
    rates = {"interview_rate_non_us_img": [np.nan, np.nan, 0.2, 0.001], "interview_rate_us_img": [np.nan] * 4}
    programs = table(specialty=["Neurology"] * 4, state=["NY", "TX"] * 2, institution=["A", "B"] * 2, **rates)
    mean = priors(read_rates(SEASON), programs, programs, "non_us_img").mean
    assert mean[0] > mean[1]
    plain = table(specialty=["Neurology"] * 3, state=["NY", "TX", "CA"], interview_rate_us_img=[0.3, np.nan, 0.0])
    prior = priors(read_rates(SEASON), plain, plain, "non_us_img")
    assert prior.mean[0] > prior.mean[1] > prior.mean[2]
    assert prior.strength[0] > prior.strength[1]


def test_other_types_are_a_normal_regression() -> None:
    """The shift from one other rate is its deviation times covariance over variance."""
    model = read_rates(SEASON)
    programs = table(specialty=["Neurology"], state=["NY"], institution=["A"], interview_rate_us_img=[0.2])
    us, non_us = TYPES.index("us_img"), TYPES.index("non_us_img")
    slope = model.between_types[us, non_us] / model.between_types[us, us]
    away = deviations(model, programs, "us_img")[0]
    bare = RateModel(model.levels, model.places, np.diag(np.diag(model.between_types)))
    with_it, without = (priors(one, programs, programs, "non_us_img").mean for one in (model, bare))
    assert logit(with_it)[0] - logit(without)[0] == pytest.approx(slope * away, rel=0.1)


def test_share_of_imgs_speaks_where_no_rate_does() -> None:
    """A program full of IMGs is expected to be friendlier to them; its own rate says more; US seniors do not care."""
    programs = table(specialty=["Neurology"] * 3, img_share=[0.9, 0.02, np.nan])
    numbers, model = parameters(SEASON), read_rates(SEASON)
    friendly, unfriendly, unknown = base_rates(model, programs, programs, "us_img", SEASON, numbers).rate
    assert friendly > unknown > unfriendly
    rates = base_rates(model, programs, programs, "us_md", SEASON, numbers).rate
    assert rates[0] == rates[1]
    known = programs.assign(interview_rate_us_img=[0.04] * 3)
    told = base_rates(model, known, known, "us_img", SEASON, numbers).rate
    assert told[0] == pytest.approx(told[1])


@quick
@given(st.floats(0.05, 200), st.floats(1, 2000))
def test_ranges_are_those_of_the_beta_distribution(a: float, b: float) -> None:
    """Ends read off the grid agree with SciPy's, wherever the grid reaches."""
    low, high = beta_range(np.array([a]), np.array([b]))
    wanted = stats.beta(a, b).ppf([0.1, 0.9])
    for found, want in zip((low[0], high[0]), wanted, strict=True):
        if 1e-7 < want < 1 - 1e-3:
            assert float(expit(np.array([found]))[0]) == pytest.approx(want, rel=0.05)


def test_part_of_a_distance_counts_and_the_mean_stays() -> None:
    """Programs are drawn to their specialty's mean, in order, and all of it counts when the number says so."""
    rates = [0.0, 0.02, 0.05, 0.3]
    programs = table(specialty=["Neurology"] * 4, interview_rate_non_us_img=rates)
    numbers, model = parameters(SEASON), read_rates(SEASON)
    base = base_rates(model, programs, programs, "non_us_img", SEASON, numbers)
    assert (np.diff(base.effective) > 0).all()
    assert base.effective[0] > base.rate[0]
    assert base.effective[-1] < base.rate[-1]
    whole = dict(numbers) | {"program_effect": Parameter(1.0, 0.0)}
    all_of_it = base_rates(model, programs, programs, "non_us_img", SEASON, whole)
    np.testing.assert_allclose(all_of_it.effective, all_of_it.rate, rtol=2e-3)


def test_sponsors_follow_bayes_rule() -> None:
    """The probability of sponsoring J-1 is the published share, moved by the odds of the printed rate either way."""
    programs = table(
        specialty=["Neurology"] * 3, interview_rate_non_us_img=[0.05, 0.0, np.nan], j1=[None, None, True]
    ).astype({"j1": "boolean"})
    found = sponsoring(read_rates(SEASON), programs, SEASON)["p_j1"]
    row = newest("sponsorship", SEASON, "specialty", "visa")["Neurology", "J-1"]
    share, ratio = float(row["share"]), float(row["rate_ratio"])
    level = read_rates(SEASON).level("Neurology", "non_us_img")
    yes = level.mean / (share + (1 - share) * ratio)
    hits, n = round(0.05 * level.n), round(level.n)
    chances = [
        stats.betabinom(n, mean * level.strength, (1 - mean) * level.strength).pmf(hits) for mean in (yes, ratio * yes)
    ]
    expected = share * chances[0] / (share * chances[0] + (1 - share) * chances[1])
    assert found.iloc[0] == pytest.approx(expected, abs=0.01)
    assert found.iloc[1] < share < found.iloc[0] < 1
    assert found.iloc[2] == 1


def test_few_signals_count_little() -> None:
    """A program's own association is drawn to the specialty's, the more so the fewer applications stand behind it."""
    _, noise_many = own_ratio(np.array([0.9]), np.array([0.02]), 500.0, 2000.0)
    _, noise_few = own_ratio(np.array([0.9]), np.array([0.02]), 5.0, 2000.0)
    assert noise_few[0] > noise_many[0]
    usual = float(newest("signal_effects", SEASON, "specialty", "tier")["Anesthesiology", "gold"]["log_odds_ratio"])
    programs = table(
        specialty=["Anesthesiology"] * 2, interview_rate_gold=[0.99, np.nan], interview_rate_no_signal=[0.0, np.nan]
    )
    found = signals(
        programs, {"Anesthesiology": ("gold", "silver")}, "us_md", season=SEASON, numbers=parameters(SEASON),
        open_to=np.ones(2, bool),
    )  # fmt: skip
    own, _ = own_ratio(np.array([0.99]), np.array([0.0]), 65.0, 823.0)
    assert usual < found.association[0, 0] < own[0]
    assert found.association[1, 0] == pytest.approx(usual)
    assert found.noise[0, 0] < found.noise[1, 0]
