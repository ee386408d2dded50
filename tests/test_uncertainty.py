"""Ranges of programs and of whole lists come from the same uncertainty."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from listopt.applicant import Applicant
from listopt.odds import Odds, estimate, p_match_range
from listopt.odds.account import account
from listopt.odds.population import logit
from listopt.quadrature import any_match, nodes

SEASON = 2027
TIERS = {"Anesthesiology": ("gold", "silver"), "Internal Medicine": ("gold", "silver")}
KNOWN = {
    "type": "non_us_img",
    "step1": "pass",
    "step2_ck": 238,
    "graduation_year": 2023,
    "usce_months": 4,
    "visa": ["J-1"],
}


def some_programs(count: int = 40) -> pd.DataFrame:
    """Programs of two specialties with rates that differ."""
    index = pd.Index([f"04{row:08d}" for row in range(count)], name="program_id")
    rate = np.linspace(0.0, 0.2, count).round(2)
    names = np.where(np.arange(count) % 2 == 0, "Anesthesiology", "Internal Medicine")
    return pd.DataFrame({"specialty": names, "interview_rate_non_us_img": rate}, index=index)


def odds_of(programs: pd.DataFrame, **facts: object) -> Odds:
    """Odds of someone of whom everything is known, facts replaced as asked."""
    applicant = Applicant.model_validate(KNOWN | facts)
    return estimate(programs, applicant, season=SEASON, tiers=TIERS, participation=0.9)


def width(odds: Odds, column: str = "p_interview") -> pd.Series:
    """Width of the range in log odds."""
    low, high = (odds.table[f"{column}_{end}"].to_numpy(float) for end in ("low", "high"))
    return pd.Series(logit(high) - logit(low), odds.table.index)


def test_draws_have_the_stated_ranges() -> None:
    """A tenth of the draws of each program lies below its range and a tenth above."""
    odds = odds_of(some_programs(12))
    for mode in range(len(odds.modes)):
        picked = odds.uncertainty.picked(range(12), [mode] * 12)
        name = "p_interview" + ("_" + odds.modes[mode] if mode else "")
        p = odds.table[name].to_numpy(float)
        drawn = picked.draws(p, 20_000, np.random.default_rng(3))
        ends = [name.replace("p_interview", f"p_interview_{end}") for end in ("low", "high")]
        below, above = (odds.table[end].to_numpy(float) for end in ends)
        assert (drawn < below).mean(axis=0) == pytest.approx(0.1, abs=0.03)
        assert (drawn > above).mean(axis=0) == pytest.approx(0.1, abs=0.03)


@pytest.mark.parametrize("fact", ["step2_ck", "step1", "graduation_year", "usce_months", "visa"])
def test_missing_facts_widen_every_range(fact: str) -> None:
    """Without a fact about the applicant no program's range is narrower, and most are wider."""
    told, untold = odds_of(some_programs()), odds_of(some_programs(), **{fact: None})
    assert (width(untold) > width(told) - 1e-9).mean() > 0.95


def test_own_odds_have_no_uncertainty() -> None:
    """A list of programs with own odds has a chance without a range when the correlation is given."""
    programs = some_programs(6).assign(p_match=0.2, p_interview=0.5)
    odds = estimate(
        programs, Applicant.model_validate(KNOWN), season=SEASON, tiers={}, participation=0.9, correlation=0.1
    )
    low, high = p_match_range(odds, dict.fromkeys(programs.index, ""), programs["specialty"])
    exact = any_match(np.full(6, 0.2), np.full(6, 0.1), nodes(480))
    assert low == pytest.approx(high)
    assert low == pytest.approx(exact, abs=2e-3)


def test_errors_about_single_programs_even_out() -> None:
    """The range of a list holds its chance, and is far narrower than with all odds at one end."""
    programs = some_programs()
    odds = odds_of(programs)
    chosen = dict.fromkeys(programs.index, "")
    low, high = p_match_range(odds, chosen, programs["specialty"])
    rho = programs["specialty"].map({name: one.value for name, one in odds.correlation.items()}).to_numpy(float)
    exact, *ends = (
        any_match(odds.table[name].to_numpy(float), rho, nodes(120))
        for name in ("p_match", "p_match_low", "p_match_high")
    )
    assert low < exact < high
    assert high - low < 0.8 * (ends[1] - ends[0])
    assert (low, high) == p_match_range(odds, dict(reversed(chosen.items())), programs["specialty"])


def test_unknown_facts_widen_the_range_of_the_list() -> None:
    """What is unknown about the applicant is unknown everywhere, and does not even out."""
    programs = some_programs()
    chosen = dict.fromkeys(programs.index, "")
    low, high = p_match_range(odds_of(programs), chosen, programs["specialty"])
    less, more = p_match_range(odds_of(programs, step2_ck=None, usce_months=None), chosen, programs["specialty"])
    assert more - less > high - low


def test_accounts_add_up() -> None:
    """Terms add up to the odds without a signal, doubts to all of the variance; every term has a source."""
    programs = some_programs()
    applicant = Applicant.model_validate(KNOWN)
    odds = odds_of(programs)
    for code in programs.index[[0, 7, 39]]:
        found = account(odds, programs, programs, applicant, code, SEASON)
        total = sum(step.log_odds for step in found.steps)
        p = float(odds.table["p_interview"][code])
        assert total == pytest.approx(float(logit(np.array([p]))[0]))
        assert found.steps[-1].chance == pytest.approx(p)
        assert found.modes[1].log_odds > found.modes[2].log_odds > 0
        assert 0.95 < sum(found.doubts.values()) <= 1 + 1e-9
        assert all(source.title for step in found.steps for source in step.sources)
        assert all(step.sources for step in found.steps)


@pytest.mark.parametrize(("told", "where"), [({}, "own estimate"), ({"expected_sd": 6}, "the scenario")])
def test_accounts_name_an_expected_score(told: dict[str, float], where: str) -> None:
    """The score's term says that it is an expected one and how far off it may be; that widens the range."""
    programs = some_programs(4)
    applicant = Applicant.model_validate({**KNOWN, "step2_ck": {"expected": 238, **told}})
    odds = odds_of(programs, step2_ck=applicant.step2_ck)
    found = account(odds, programs, programs, applicant, programs.index[0], SEASON)
    score = next(step for step in found.steps if step.term == "score")
    assert score.sources[1].title == where
    assert score.sources[1].note.startswith("expected score 238, not a reported one; standard deviation")
    assert found.doubts["expected Step 2 CK"] > 0.005


def test_account_of_own_odds_has_no_sum() -> None:
    """Odds given in the catalogue are said to be so."""
    programs = some_programs(3).assign(p_match=[0.1, np.nan, np.nan])
    found = account(odds_of(programs), programs, programs, Applicant.model_validate(KNOWN), programs.index[0], SEASON)
    assert found.source == "own odds"
    assert not found.steps
    assert found.modes[0].p_match.value == 0.1
