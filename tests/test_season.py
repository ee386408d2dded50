"""The shipped tables of specialties, states, fees and signals, and the seasons read from them."""

from __future__ import annotations

import csv
import datetime
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

import listopt.reference
from listopt.errors import InputError
from listopt.reference import find_specialty, read_reference, regions, specialties
from listopt.season import Due, FeeTier, coming_match, read_season

TABLES = (
    "fee_assistance",
    "fee_services",
    "fees",
    "fixed_fees",
    "signal_participation",
    "signals",
    "specialties",
    "states",
)
PAGE = Path(__file__).parents[1] / "docs" / "fees-and-signals.md"
SHARED_RADIOLOGY = "Diagnostic and Interventional Radiology"


@pytest.mark.parametrize("table", TABLES)
def test_every_row_names_its_season_and_source(table: str) -> None:
    """No figure ships without season, title, address and how far it can be trusted."""
    for row in read_reference(table):
        assert 2020 <= int(row["season"]) <= 2026
        assert row["source_title"]
        assert row["source_url"].startswith("http")
        assert row["confidence"] in {"high", "medium", "low"}
        assert set(row) >= {"note"}
        assert None not in row.values()


def test_register_is_sorted_and_has_one_code_prefix_each() -> None:
    """The register lists 39 specialties by name, each with three digits no other one has."""
    register = specialties()
    assert list(register) == sorted(register)
    assert len(register) == 39
    prefixes = [specialty.code_prefix for specialty in register.values()]
    assert all(len(prefix) == 3 and prefix.isdigit() for prefix in prefixes)
    assert len(set(prefixes)) == len(prefixes)


def test_no_spelling_means_two_specialties() -> None:
    """Every name and alias finds its own specialty, so none is claimed by two."""
    for specialty in specialties().values():
        for name in (specialty.name, *specialty.aliases):
            assert find_specialty(name) is specialty, name


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Radiology-Diagnostic", "Diagnostic Radiology"),
        ("diagnostic radiology", "Diagnostic Radiology"),
        ("Interventional Radiology (Integrated)", "Interventional Radiology"),
        ("Interventional Radiology - Integrated", "Interventional Radiology"),
        ("Surgery (Categorical)", "General Surgery"),
        ("Pathology-Anatomic & Clinical", "Pathology"),
        ("OBGYN", "Obstetrics and Gynecology"),
        ("Ob-Gyn", "Obstetrics and Gynecology"),
        ("Obstetrics & Gynecology", "Obstetrics and Gynecology"),
        ("PM&R", "Physical Medicine and Rehabilitation"),
        ("PM and R", "Physical Medicine and Rehabilitation"),
        ("Internal Medicine & Psychiatry", "Internal Medicine/Psychiatry"),
        ("Internal Medicine - Pediatrics", "Internal Medicine/Pediatrics"),
        ("Orthopedic Surgery", "Orthopaedic Surgery"),
        ("im", "Internal Medicine"),
        ("Public Health and General Preventive Medicine", "Preventive Medicine"),
    ],
)
def test_spellings_people_use_are_found(spelling: str, name: str) -> None:
    """Case, punctuation, "and", "&" and common short forms make no difference."""
    found = find_specialty(spelling)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("spelling", ["", "and", "Anesthesiolgy", "Surgery-Preliminary", "Internal Medicine (Primary)"])
def test_what_is_no_specialty_is_not_found(spelling: str) -> None:
    """Typing errors and tracks that are not specialties are never guessed."""
    assert find_specialty(spelling) is None


def test_regions_cover_states_and_territories() -> None:
    """Fifty states, the District of Columbia and five territories fall into five regions."""
    assert len(regions()) == 56
    assert sorted(set(regions().values())) == ["Midwest", "Northeast", "South", "Territories", "West"]
    picked = {state: regions()[state] for state in ("NY", "OH", "DC", "HI", "PR")}
    assert picked == {"NY": "Northeast", "OH": "Midwest", "DC": "South", "HI": "West", "PR": "Territories"}


@pytest.mark.parametrize("year", [2020, 2023, 2024, 2025, 2026, 2027, 2100])
def test_every_season_is_complete(year: int) -> None:
    """Each specialty has a service, each service its entry in the tiers, each pool its tiers."""
    season = read_season(year)
    assert list(season.service) == list(specialties())
    assert set(season.tiers) == set(season.service.values())
    assert set(season.pools) == set(season.pool_of.values())
    assert all(tuple(pool) in {("gold", "silver"), ("signal",)} for pool in season.pools.values())
    assert all(number > 0 for pool in season.pools.values() for number in pool.values())
    assert set(season.pool_of) <= set(specialties())
    assert {fee.service for fee in season.fixed} <= {"any", *season.tiers}
    assert {fee.due for fee in season.fixed} <= set(get_args(Due))
    assert season.sources == tuple(sorted(season.sources))


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026, 2027])
def test_tiers_are_contiguous_and_start_at_one(year: int) -> None:
    """The tiers of a service leave no application without a price and give none two."""
    for tiers in read_season(year).tiers.values():
        ends = [0, *(tier.last for tier in tiers)]
        assert [tier.first for tier in tiers] == [end + 1 for end in ends[:-1] if end is not None]
        assert not tiers or ends[-1] is None


def test_tables_name_only_specialties_and_services_that_exist() -> None:
    """A row that would join nothing fails here instead of vanishing."""
    services = {row["service"] for row in read_reference("fee_services")}
    for table in ("signals", "fee_services"):
        assert {row["specialty"] for row in read_reference(table)} <= {*specialties(), "every other specialty"}
    for table in ("fees", "fixed_fees", "fee_assistance"):
        assert {row["service"] for row in read_reference(table)} <= {"any", *services}


def test_two_specialties_of_a_pool_agree_on_its_signals() -> None:
    """A pool has one number of signals per season and tier, whichever specialty names it."""
    keys = [(row["season"], row["pool"], row["tier"]) for row in read_reference("signals")]
    numbers = [(row["season"], row["pool"], row["tier"], row["signals"]) for row in read_reference("signals")]
    assert len(set(keys)) == len(set(numbers))


def test_eras_tiers_by_season() -> None:
    """ERAS charged four tiers, the first one flat, until the 2024 Match and two tiers afterwards."""
    old, new = read_season(2024).tiers["ERAS"], read_season(2026).tiers["ERAS"]
    assert old[0] == FeeTier(1, 10, 99, flat=True)
    assert [tier.dollars for tier in old] == [99, 19, 23, 27]
    assert new == (FeeTier(1, 30, 11, flat=False), FeeTier(31, None, 30, flat=False))
    assert read_season(2025).tiers["ERAS"] == new


def test_emergency_medicine_leaves_eras_in_2026() -> None:
    """Emergency medicine is applied to through ERAS until the 2025 Match, then through its own service."""
    before, after = read_season(2025), read_season(2026)
    assert before.service["Emergency Medicine"] == "ERAS"
    assert "ResidencyCAS (EM)" not in before.tiers
    assert not [fee for fee in before.fixed if fee.service == "ResidencyCAS (EM)"]
    assert after.service["Emergency Medicine"] == "ResidencyCAS (EM)"
    assert after.service["Internal Medicine/Emergency Medicine"] == "ResidencyCAS (EM)"
    assert after.tiers["ResidencyCAS (EM)"][0] == FeeTier(1, 18, 99, flat=True)
    assert sorted(fee.due for fee in after.fixed if fee.service == "ResidencyCAS (EM)") == ["comlex", "usmle"]


def test_services_with_unknown_fees_have_no_tiers() -> None:
    """OB-GYN from the 2025 Match, ophthalmology and plastic surgery leave the fees to the scenario."""
    season = read_season(2025)
    assert read_season(2024).service["Obstetrics and Gynecology"] == "ERAS"
    assert season.service["Obstetrics and Gynecology"] == "ResidencyCAS (OB-GYN)"
    unknown = [service for service, tiers in season.tiers.items() if not tiers]
    assert unknown == ["PSCA", "ResidencyCAS (OB-GYN)", "SF Match"]
    assert season.service["Urology"] == season.service["Interventional Radiology (Independent)"] == "ERAS"


def test_fixed_fees_and_assistance() -> None:
    """Token, transcripts, registration and the smaller of two discounts, each with its year."""
    season = read_season(2027)
    fees = {fee.name: (fee.dollars, fee.service, fee.due, fee.year) for fee in season.fixed}
    assert fees["ECFMG token"] == (165, "ERAS", "img", 2024)
    assert fees["USMLE transcript"] == (80, "ERAS", "usmle", 2024)
    assert fees["NRMP registration"] == (70, "any", "everyone", 2025)
    assert len(fees) == len(season.fixed) == 6
    assert (season.assistance.discount, season.assistance.max_applications) == (0.6, 50)
    assert season.assistance.service == "ERAS"


@pytest.mark.parametrize(
    ("year", "specialty", "pool", "signals"),
    [
        (2024, "Internal Medicine", "Internal Medicine", {"signal": 7}),
        (2025, "Internal Medicine", "Internal Medicine", {"gold": 3, "silver": 12}),
        (2026, "Anesthesiology", "Anesthesiology", {"gold": 5, "silver": 10}),
        (2027, "Anesthesiology", "Anesthesiology", {"gold": 5, "silver": 10}),
        (2024, "General Surgery", "General Surgery", {"signal": 5}),
        (2027, "General Surgery", "General Surgery", {"signal": 15}),
        (2025, "Obstetrics and Gynecology", "Obstetrics and Gynecology", {"gold": 3, "silver": 15}),
        (2024, "Urology", "Urology", {"signal": 30}),
        (2024, "Interventional Radiology", "Interventional Radiology", {"gold": 6, "silver": 6}),
        (2025, "Interventional Radiology", SHARED_RADIOLOGY, {"gold": 6, "silver": 6}),
        (2027, "Diagnostic Radiology", SHARED_RADIOLOGY, {"gold": 6, "silver": 6}),
    ],
)
def test_signal_pools(year: int, specialty: str, pool: str, signals: dict[str, int]) -> None:
    """A pool has the newest number published by then; before the first one, the first one."""
    season = read_season(year)
    assert season.pool_of[specialty] == pool
    assert dict(season.pools[pool]) == signals


def test_pools_of_another_season_do_not_linger() -> None:
    """The two radiologies have two pools in the 2024 Match and one afterwards, never three."""
    assert SHARED_RADIOLOGY not in read_season(2024).pools
    assert "Diagnostic Radiology" not in read_season(2025).pools
    assert specialties()["Diagnostic Radiology"].signal_pool == SHARED_RADIOLOGY
    assert specialties()["Ophthalmology"].signal_pool is None


def test_each_table_carried_over_warns_once() -> None:
    """A season beyond the tables names each table, what is carried over, and from when."""
    warnings = read_season(2027).warnings
    assert len(warnings) == 5
    assert warnings[0] == (
        "Application fees of the 2027 Match are not known; those of 2026 are used for ERAS, ResidencyCAS (EM)."
    )
    assert warnings[1].startswith("Fixed fees of the 2027 Match are not known; those of 2024 are used for ")
    assert warnings[3].startswith("Signal numbers of the 2027 Match are not known; those of 2025 are used for Child ")
    assert "; those of 2026 are used for Anesthesiology, Family Medicine, " in warnings[3]


def test_known_figures_do_not_warn() -> None:
    """In the 2026 Match only what is older is named: neither application fees nor anesthesiology's signals."""
    warnings = read_season(2026).warnings
    assert not [warning for warning in warnings if warning.startswith("Application fees")]
    signals = next(warning for warning in warnings if warning.startswith("Signal numbers"))
    assert signals.startswith("Signal numbers of the 2026 Match are not all known; those of 2025 are used for Child ")
    assert "Anesthesiology" not in signals
    assert "Psychiatry" in signals


def test_seasons_before_the_tables_use_the_earliest() -> None:
    """The 2022 Match gets the fees and signals of 2024, with a warning."""
    season = read_season(2022)
    assert season.tiers["ERAS"] == read_season(2024).tiers["ERAS"]
    assert season.warnings[0] == ("Application fees of the 2022 Match are not known; those of 2024 are used for ERAS.")


def test_warnings_can_be_limited_to_the_specialties_in_play() -> None:
    """An anesthesiology applicant reads nothing of other specialties or services, and gets the same data."""
    everything, mine = read_season(2027), read_season(2027, within=["Anesthesiology"])
    text = "\n".join(mine.warnings)
    assert "Anesthesiology" in text
    assert "Psychiatry" not in text
    assert "ResidencyCAS" not in text
    assert "(EM)" not in text
    assert mine.tiers == everything.tiers
    assert mine.pools == everything.pools


@pytest.mark.parametrize("year", [2019, 2101, 26])
def test_seasons_out_of_range_are_refused(year: int) -> None:
    """A year that cannot be a season is a fault that says what is expected."""
    with pytest.raises(InputError, match=f"season: found {year}; expected a year of the Match from 2020 to 2100"):
        read_season(year)


@pytest.mark.parametrize(
    ("today", "year"),
    [("2026-03-20", 2026), ("2026-03-21", 2027), ("2026-12-31", 2027), ("2027-01-01", 2027)],
)
def test_coming_match(today: str, year: int) -> None:
    """After the Match in mid March the coming season is next year's."""
    assert coming_match(datetime.date.fromisoformat(today)) == year


def test_reading_needs_neither_pandas_nor_ortools() -> None:
    """The tables can be read before, and without, the heavy imports."""
    code = (
        "import sys, listopt.season as s; s.read_season(2026); print({'pandas', 'ortools', 'numpy'} & {*sys.modules})"
    )
    source = str(Path(listopt.reference.__file__).parents[2])
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": source}
    )
    assert run.stdout == "set()\n"


def _page_rows(heading: str) -> list[list[str]]:
    """Cells of the first table under a heading of the page, without its head."""
    lines = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1].splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("|"))
    table = lines[start : next((i for i in range(start, len(lines)) if not lines[i].startswith("|")), len(lines))]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


@pytest.mark.parametrize(
    ("heading", "table", "columns"),
    [
        ("Application fees", "fees", ("season", "service", "first", "last", "dollars", "charge")),
        ("Fixed fees", "fixed_fees", ("season", "fee", "service", "due", "dollars")),
        ("Application services", "fee_services", ("season", "specialty", "service")),
    ],
)
def test_page_shows_the_tables(heading: str, table: str, columns: tuple[str, ...]) -> None:
    """The figures on the page are those of the tables, in the same order."""
    rows = [[row[column] for column in columns] for row in read_reference(table)]
    assert _page_rows(heading) == rows


def test_page_shows_signal_numbers_by_season() -> None:
    """Each pool's numbers stand on the page, an empty cell where a season's are not published."""
    published: dict[tuple[str, str], dict[str, str]] = {}
    for row in read_reference("signals"):
        published.setdefault((row["pool"], row["tier"]), {})[row["season"]] = row["signals"]
    seasons = ("2024", "2025", "2026")
    rows = [[pool, tier, *(known.get(year, "") for year in seasons)] for (pool, tier), known in published.items()]
    assert _page_rows("Signals") == sorted(rows)


def test_tables_are_plain_csv() -> None:
    """The tables are UTF-8 with line feeds and no blank around any cell, so that diffs stay readable."""
    folder = Path(listopt.reference.__file__).parent
    for table in TABLES:
        data = (folder / f"{table}.csv").read_bytes()
        assert b"\r" not in data
        cells = [cell for row in csv.reader(data.decode("utf-8").splitlines()) for cell in row]
        assert cells == [cell.strip() for cell in cells]
