"""The list model against brute force, its limits, and the tables that are fitted with it."""

from __future__ import annotations

import itertools
import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listopt.calibration import match_rates
from listopt.calibration.lists import Population, band, moments
from listopt.odds.population import expit, intercepts
from listopt.odds.tables import Table, newest
from listopt.reference import read_reference, specialties

ROOT = Path(__file__).parents[1]
TYPES = ("us_md", "us_do", "us_img", "non_us_img")
IMG = Population(
    rate=0.05, strength=9.0, applications=60, correlation=0.2, match_given_interview=0.25, slope=0.6, spread=0.5
)
SENIOR = Population(
    rate=0.3, strength=6.0, applications=50, correlation=0.1, match_given_interview=0.25, slope=0.5, limit=12
)
VARIANTS = (replace(IMG, correlation=0.0, spread=0.0), replace(IMG, shift=-0.5))


def play(made: Population, count: int, seed: int = 7) -> dict[str, np.ndarray]:
    """Play applicants one application at a time: score, number of interviews attended, whether matched."""
    rng = np.random.default_rng(seed)
    score, factor = rng.standard_normal((2, count))
    log_sd = math.sqrt(math.log1p(made.spread**2))
    volume = made.applications * np.exp(log_sd * rng.standard_normal(count) - log_sd**2 / 2)
    sent = np.floor(volume + rng.random(count)).astype(int)
    most = int(sent.max())
    rate = rng.beta(made.rate * made.strength, (1 - made.rate) * made.strength, 100_000)
    nobody = np.zeros((len(rate), 1))
    middle = intercepts(rate, np.full(len(rate), made.slope), nobody, nobody + 1)
    chosen = middle[rng.integers(0, len(rate), (count, most))]
    p = np.clip(expit(chosen + made.slope * score[:, None] + made.shift), 1e-12, 1 - 1e-12)
    own = rng.standard_normal((count, most))
    seen = math.sqrt(made.correlation) * factor[:, None] + math.sqrt(1 - made.correlation) * own
    cdf = np.vectorize(lambda x: 0.5 * math.erfc(x / math.sqrt(2)))
    rank = cdf(seen)
    there = np.arange(most) < sent[:, None]
    interviews = np.cumsum((rank < p) & there, axis=1)
    attended = there if made.limit is None else there & (interviews <= made.limit)
    matched = ((rank < p * made.match_given_interview) & attended).any(axis=1)
    lengths = interviews[:, -1] if made.limit is None else np.minimum(interviews[:, -1], made.limit)
    return {"score": score, "length": lengths, "matched": matched}


@pytest.mark.parametrize("made", [IMG, SENIOR, *(pytest.param(one, marks=pytest.mark.slow) for one in VARIANTS)])
def test_moments_are_those_of_played_applicants(made: Population) -> None:
    """Every moment is within some standard errors of applicants played one application at a time."""
    found, played = moments(made), play(made, 20_000)
    some = played["length"] > 0
    yes, no = some & played["matched"], some & ~played["matched"]
    assert found.any == pytest.approx(some.mean(), abs=0.012)
    assert found.match == pytest.approx(yes.sum() / some.sum(), abs=0.02)
    for name, group in (("mean", some), ("mean_matched", yes), ("mean_unmatched", no)):
        assert getattr(found, name) == pytest.approx(played["length"][group].mean(), rel=0.04)
        assert getattr(found, name.replace("mean", "sd")) == pytest.approx(played["length"][group].std(), rel=0.06)
    score = played["score"]
    within = math.sqrt((yes.sum() * score[yes].var() + no.sum() * score[no].var()) / some.sum())
    assert found.score_within == pytest.approx(within, rel=0.03)
    assert found.score_contrast == pytest.approx((score[yes].mean() - score[no].mean()) / within, abs=0.06)


def test_without_a_factor_lists_are_binomial() -> None:
    """Equal programs, no factor, no score: a binomial count cut off at zero, a match with chance 1 - (1 - q)^n."""
    found = moments(Population(0.1, 1e6, 20, 0.0, 0.3))
    n = np.arange(1, 21)
    mass = np.array([math.comb(20, k) * 0.1**k * 0.9 ** (20 - k) for k in n])
    assert found.any == pytest.approx(mass.sum(), rel=1e-4)
    assert found.mean == pytest.approx(mass @ n / mass.sum(), rel=1e-4)
    assert found.match == pytest.approx(mass @ (1 - 0.7**n) / mass.sum(), rel=1e-4)


def test_a_certain_match_leaves_nobody_unmatched() -> None:
    """With q = 1 everyone with a rank matches, and the unmatched have no moments."""
    found = moments(replace(IMG, match_given_interview=1.0))
    assert found.match == pytest.approx(1.0)
    assert math.isnan(found.mean_unmatched)
    assert found.mean_matched == pytest.approx(found.mean)


def test_a_limit_out_of_reach_changes_nothing() -> None:
    """The sum up to a high limit agrees with the closed form."""
    free, cut = moments(IMG), moments(replace(IMG, limit=150))
    assert cut.match == pytest.approx(free.match, rel=1e-4)
    assert cut.sd_matched == pytest.approx(free.sd_matched, rel=1e-3)


def test_bands_together_are_everyone() -> None:
    """Matches over all bands of the score, weighted by share and share with a rank, give the overall share."""
    edges = [-5.0, -1.0, 0.0, 1.0, 5.0]
    cdf = [0.5 * math.erfc(-edge / math.sqrt(2)) for edge in edges]
    parts = [moments(IMG, band(low, high)) for low, high in itertools.pairwise(edges)]
    ranked = [(b - a) * part.any for (a, b), part in zip(itertools.pairwise(cdf), parts, strict=True)]
    share = sum(weight * part.match for weight, part in zip(ranked, parts, strict=True)) / sum(ranked)
    assert share == pytest.approx(moments(IMG).match, rel=1e-3)


@settings(max_examples=25, deadline=None)
@given(
    applications=st.floats(20, 150),
    more=st.floats(1.05, 2),
    match=st.floats(0.05, 0.5),
    better=st.floats(1.05, 1.9),
    rho=st.floats(0, 0.6),
)
def test_more_applications_and_better_odds_help(
    applications: float, more: float, match: float, better: float, rho: float
) -> None:
    """More applications and a likelier match after an interview raise the share that matches of all who apply."""
    made = Population(0.05, 10, applications, rho, match, 0.5)
    base, longer = moments(made), moments(replace(made, applications=applications * more))
    likelier = moments(replace(made, match_given_interview=match * better))
    assert longer.any * longer.match > base.any * base.match
    assert longer.mean > base.mean
    assert likelier.match > base.match
    assert likelier.mean == pytest.approx(base.mean)


@pytest.mark.parametrize("who", TYPES)
def test_every_specialty_has_a_row_to_fall_back_on(who: str) -> None:
    """Correlation and match given an interview are found for each specialty and type, inside (0, 1) and their range."""
    for name in specialties():
        row = Table("correlation", 2027, who).row(name)
        assert 0 < float(row["low"]) < float(row["value"]) < float(row["high"]) < 1
        assert 0 < float(Table("match_given_interview", 2027, who).row(name)["probability"]) < 1
        assert match_rates.population_of(name, who, 2027).applications > 0
    assert ("all", "all") in newest("correlation", 2027, "specialty", "applicant_type")


def test_every_published_figure_has_its_row() -> None:
    """The residual tables hold each published rate, band and length once, with a prediction."""
    rates, bands = match_rates.match_rates(2027), match_rates.match_rates_by_score(2027)
    lengths = match_rates.list_lengths(2027)
    assert len(rates) == len(read_reference("published_match_rates"))
    assert len(bands) == len(read_reference("published_bands"))
    columns = ("mean_matched", "sd_matched", "mean_unmatched", "sd_unmatched")
    published = sum(row[name] != "" for row in read_reference("published_lists") for name in columns)
    assert (lengths["applicants"] != "all").sum() == published
    for table in (rates, bands, lengths):
        assert table["predicted"].notna().all()
        assert table["fitted"].dtype == bool
        assert not table.drop(columns=["source", "note"]).duplicated().any()
    assert not bands["fitted"].any()
    assert rates["fitted"].any()


def test_large_specialties_are_reproduced() -> None:
    """Fitted match rates of non-US IMGs in specialties with many applicants come out within a tenth."""
    rates = match_rates.match_rates(2026)
    large = {row["specialty"] for row in read_reference("published_lists") if float(row["n"]) >= 150}
    some = rates[rates["specialty"].isin(large) & (rates["applicants"] == "preferred")]
    assert len(some) >= 8
    assert some["ratio"].between(0.9, 1.1).all()


@pytest.mark.slow
def test_shipped_tables_are_what_the_tool_makes() -> None:
    """Correlation, match given an interview and list lengths are up to date with the figures they are fitted to."""
    command = [sys.executable, str(ROOT / "tools" / "fit_lists.py"), "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
