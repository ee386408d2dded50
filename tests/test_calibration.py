"""The odds against published figures, and the commands that show it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from listopt.calibration.interviews import interview_rates, signal_rates
from listopt.calibration.leave_out import leave_out
from listopt.calibration.match_rates import match_rates, match_rates_by_score
from listopt.cli import main
from listopt.importers import read_catalogue
from listopt.odds.population import expit, intercepts
from listopt.odds.rates import TYPES
from listopt.reference import read_reference

SEASON = 2027
SCENARIO = str(Path(__file__).parents[1] / "scenarios" / "anesthesiology-with-im-backup.yaml")


@cache
def shipped() -> pd.DataFrame:
    """The catalogue with the published rates."""
    return read_catalogue(["us-2025"], Path()).table


def test_interview_rates_average_to_the_published_ones() -> None:
    """Every specialty and applicant type with a published mean is there, and within 10 % of it."""
    found = interview_rates(shipped(), SEASON)
    published = [row for row in read_reference("published_rates") if row["group"] in TYPES]
    assert len(found) == len(published)
    assert (found["ratio"] - 1).abs().max() < 0.10
    assert set(found["group"]) == set(TYPES)


def test_signal_rates_reproduce_the_published_ones() -> None:
    """Every tier with a published mean is within 15 % of it; the odds decide with less of a difference."""
    found = signal_rates(shipped(), SEASON)
    assert len(found) == len([row for row in read_reference("published_rates") if row["group"] not in TYPES])
    assert (found["ratio"] - 1).abs().max() < 0.15
    without = found["group"] == "no_signal"
    assert (found["decided"][~without] < found["predicted"][~without]).all()
    assert (found["decided"][without] > found["predicted"][without]).all()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_hidden_rates_are_foretold(seed: int) -> None:
    """With a fifth hidden, the model beats the specialty's mean for every type; 70 to 90 % lie in the stated ranges."""
    found = leave_out(shipped(), SEASON, seed=seed)
    assert list(found["applicant_type"]) == list(TYPES)
    assert (found["loss"] < found["loss_of_mean"]).all()
    assert found["inside"].between(0.70, 0.90).all()


def test_match_rates_have_a_row_for_every_published_figure() -> None:
    """No row is left out; where a rate is told for a whole type, the prediction is within a tenth of it."""
    rates, bands = match_rates(SEASON), match_rates_by_score(SEASON)
    assert len(rates) == len(read_reference("published_match_rates"))
    assert len(bands) == len(read_reference("published_bands"))
    whole = rates[(rates["specialty"] == "all") & (rates["applicants"] == "ranked")]
    assert (whole["ratio"] - 1).abs().max() < 0.1
    preferred = rates[(rates["applicants"] == "preferred") & (rates["specialty"] == "Internal Medicine")]
    assert (preferred["ratio"] - 1).abs().max() < 0.1


def test_adding_detail_does_not_move_the_mean() -> None:
    """Twice the spread of facts over the population leaves the average chance where it was."""
    rate, nobody = np.array([0.02, 0.2, 0.7]), np.zeros((3, 1))
    z = np.linspace(-8, 8, 2001)
    density = np.exp(-(z**2) / 2) / np.exp(-(z**2) / 2).sum()
    for spread in (0.0, 0.5, 1.0):
        level = intercepts(rate, np.full(3, spread), nobody, nobody + 1)
        np.testing.assert_allclose(expit(level[:, None] + spread * z) @ density, rate, rtol=1e-6)


@pytest.mark.slow
def test_calibration_command() -> None:
    """Text, Markdown and JSON hold the same tables; JSON every row with its source."""
    done = CliRunner().invoke(main, ["calibration", "--season", "2027", "--format", "json"])
    tables = json.loads(done.stdout)
    assert list(tables) == ["interview_rates", "signal_rates", "list_lengths", "match_rates", "match_rates_by_score"]
    assert all(row["source"] for rows in tables.values() for row in rows)
    text = CliRunner().invoke(main, ["calibration", "--season", "2027"]).stdout
    assert len([line for line in text.splitlines() if line.startswith("  ")]) == sum(map(len, tables.values())) + len(
        tables
    )
    marked = CliRunner().invoke(main, ["calibration", "--season", "2027", "--format", "md"]).stdout
    assert marked.count("\n### ") == len(tables) - 1


def test_odds_command() -> None:
    """The sum of a program as text and JSON, lost zeros repaired; why one is not open; unknown codes named."""
    text = CliRunner().invoke(main, ["odds", SCENARIO, "--program", "402321058", "--program", "1205522334"])
    assert text.exit_code == 0
    assert "0402321058" in text.stdout
    assert "not open to this applicant: not in Anesthesiology or Internal Medicine" in text.stdout
    assert "Sources" in text.stdout
    found = json.loads(
        CliRunner().invoke(main, ["odds", SCENARIO, "--program", "0402321058", "--format", "json"]).stdout
    )
    program = found["programs"][0]
    total = sum(term["log_odds"] for term in program["terms"])
    assert 1 / (1 + np.exp(-total)) == pytest.approx(program["modes"][0]["p_interview"], abs=1e-6)
    assert [mode["signal"] for mode in program["modes"]] == [None, "gold", "silver"]
    wrong = CliRunner().invoke(main, ["odds", SCENARIO, "--program", "12", "--program", "13"])
    assert wrong.exit_code == 1
    assert "'12'" in wrong.stderr
    assert "'13'" in wrong.stderr
