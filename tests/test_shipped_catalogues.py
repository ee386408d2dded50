"""The catalogues that come with listopt are what their README files say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from listopt.catalogue import APPLICANT, COLUMNS, OWN_ODDS
from listopt.importers import read_catalogue
from listopt.reference import read_reference, regions, specialties

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def real() -> pd.DataFrame:
    """Programs of us-2025."""
    return read_catalogue(["us-2025"], ROOT).table


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    """Programs of the sample."""
    return read_catalogue(["sample"], ROOT).table


def test_real_programs_are_complete(real: pd.DataFrame) -> None:
    """Every program has a ten-digit code, a name, a specialty of the register, a state and its region."""
    assert len(real) == 5861
    assert real.index.is_unique
    assert real.index.is_monotonic_increasing
    assert real.index.str.fullmatch(r"\d{10}").all()
    assert real[["name", "institution", "city", "source", "source_year"]].notna().all(axis=None)
    assert set(real["specialty"]) == set(specialties())
    assert (real["region"] == real["state"].map(regions())).all()


def test_codes_agree_with_specialties(real: pd.DataFrame) -> None:
    """The first digits of a code are those of its specialty."""
    prefixes = real["specialty"].map({name: specialty.code_prefix for name, specialty in specialties().items()})
    assert (real.index.str[:3] == prefixes).all()


def test_counts_of_the_readme(real: pd.DataFrame) -> None:
    """The README states how many cells of each column are filled."""
    filled = real.notna().sum()
    assert filled["latitude"] == filled["longitude"] == 5857
    assert filled["entry"] == (real["entry"] == "after_training").sum() == 219
    assert filled["j1"] == filled["h1b"] == filled["visa_year"] == 251
    assert filled["interview_rate_gold"] == 719
    assert filled["interview_rate_no_signal"] == 1993
    assert set(real.loc[real["j1"].notna(), "specialty"]) == {"Internal Medicine"}
    assert sorted(real["source_year"].unique()) == [2020, 2024, 2025, 2026]


def test_every_city_of_a_metro_is_used(real: pd.DataFrame) -> None:
    """Each row of the table of metropolitan areas names its source and the city of some program in that state."""
    for row in read_reference("metros"):
        found = real[(real["state"] == row["state"]) & (real["city"].str.casefold() == row["city"].casefold())]
        assert not found.empty, row["city"]
        assert set(found["metro"]) == {row["metro"]}
        assert row["source_title"]
        assert row["source_url"].startswith("http")
    assert set(real["metro"].dropna()) == {"Boston", "New York City", "San Francisco", "Seattle"}


@pytest.mark.parametrize(
    ("metro", "state", "south", "north", "west", "east", "outside"),
    [
        ("New York City", "NY", 40.49, 40.92, -74.26, -73.70, {"Great Neck", "Lake Success", "New Rochelle"}),
        ("Boston", "MA", 42.20, 42.53, -71.45, -70.88, set()),
        ("San Francisco", "CA", 37.45, 37.83, -122.52, -122.20, {"Oakland"}),
        ("Seattle", "WA", 47.30, 48.00, -122.42, -121.80, set()),
    ],
)
def test_no_city_of_a_metro_is_forgotten(
    real: pd.DataFrame, metro: str, state: str, south: float, north: float, west: float, east: float, outside: set[str]
) -> None:
    """In a box around each metropolitan area only its neighbours, named here, lie outside it."""
    boxed = real[
        (real["state"] == state) & real["latitude"].between(south, north) & real["longitude"].between(west, east)
    ]
    assert set(boxed.loc[boxed["metro"].isna(), "city"]) == outside
    assert set(boxed["metro"].dropna()) == {metro}


def test_sources_of_the_rows(real: pd.DataFrame) -> None:
    """A row names each source it draws on, and says that the visa facts are unverified."""
    rates = real.filter(like="interview_rate_").notna().any(axis=1)
    assert (real["source"].str.contains("signal-analysis") == rates).all()
    assert (real["source"].str.contains("unverified") == real["j1"].notna()).all()


def test_real_files_are_plain() -> None:
    """Files have LF line ends and no byte order mark, and the licence of the rates is beside them."""
    folder = ROOT / "catalogues" / "us-2025"
    content = (folder / "programs.csv").read_bytes()
    assert b"\r" not in content
    assert content.startswith(b"program_id,")
    assert "MIT License" in (folder / "LICENSE-interview-rates").read_text(encoding="utf-8")


def test_sample_is_up_to_date() -> None:
    """The script would write the very file that is committed."""
    tool = ROOT / "tools" / "make_sample_catalogue.py"
    assert subprocess.run([sys.executable, str(tool), "--check"], check=False).returncode == 0


def test_sample_has_every_column_but_the_applicants(sample: pd.DataFrame) -> None:
    """All registered columns are there except what an applicant adds and own odds."""
    left_out = {column.name for column in (*APPLICANT, *OWN_ODDS)}
    expected = [column.name for column in COLUMNS if column.name not in left_out]
    assert [sample.index.name, *sample.columns] == expected


def test_sample_is_filled(sample: pd.DataFrame) -> None:
    """No cell is empty but the rates of signal tiers that a specialty does not have."""
    tiers = ["interview_rate_gold", "interview_rate_silver", "interview_rate_signal"]
    assert sample.drop(columns=tiers).notna().all(axis=None)
    single = sample["specialty"].isin(["Family Medicine", "Psychiatry"])
    assert (sample[tiers].notna() == pd.DataFrame({tiers[0]: ~single, tiers[1]: ~single, tiers[2]: single})).all(
        axis=None
    )


def test_sample_is_plainly_fictional(sample: pd.DataFrame, real: pd.DataFrame) -> None:
    """Names and sources say so, and no code can be that of a real program."""
    assert len(sample) == 150
    assert sample["specialty"].nunique() >= 4
    assert (sample["source"] == "fictional").all()
    assert sample["name"].str.startswith("Fictional Medical Center").all()
    assert sample.index.intersection(real.index).empty
    assert not set(sample.index.str[:3]) & {specialty.code_prefix for specialty in specialties().values()}


def test_sample_agrees_with_itself(sample: pd.DataFrame) -> None:
    """Rates fall from MD to DO to IMG, signals and ties help, shares add up, H-1B programs take J-1 too."""
    rate = sample.filter(like="interview_rate_").rename(columns=lambda name: name.removeprefix("interview_rate_"))
    assert (rate["us_md"] >= rate["us_img"]).all()
    assert (rate["us_img"] >= rate["non_us_img"]).all()
    assert (rate["gold"].fillna(1) > rate["silver"].fillna(0)).all()
    assert (rate["silver"].fillna(rate["signal"]) > rate["no_signal"]).all()
    assert (rate["in_state"] > rate["out_of_state"]).all()
    assert (sample["us_img_share"] + sample["non_us_img_share"] - sample["img_share"]).abs().max() < 1e-9
    assert sample.loc[sample["h1b"], "j1"].all()
    by_type = sample.groupby("program_type")["interview_rate_non_us_img"].mean()
    assert by_type["community"] > by_type["university"]
