"""Cells and headers as people write them, and what they mean: one table per kind."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from listopt.intake import Wishes, import_files
from listopt.intake.columns import Known, recognise
from listopt.intake.fields import Setting, Told, reader_of
from listopt.intake.language.clean import clean, plain
from listopt.intake.language.codes import find_code, find_nrmp_code
from listopt.intake.language.places import find_state, located, split_place
from listopt.intake.language.specialties import read_specialty
from listopt.intake.language.visas import read_visas
from listopt.intake.language.vocabulary import spoken
from listopt.intake.reading import Grid
from listopt.intake.table import find_tables

KNOWN = frozenset(("0400121010", "1400121024", "4400121334", "9990100001"))


def read(field: str, cell: str, *, percent: bool = False, greatest: float = 0.0) -> Told | None:
    """What the reader of a field makes of a cell."""
    reader = reader_of(field)
    assert reader is not None
    return reader(clean(cell), Setting(KNOWN, percent, 100.0 if percent else greatest))


def told(field: str, cell: str, *, percent: bool = False) -> dict[str, str] | None:
    """What a cell of a field tells; None when it cannot be understood."""
    found = read(field, cell, percent=percent)
    return None if found is None else dict(found.values)


def value(field: str, cell: str, *, percent: bool = False) -> str | None:
    """Value that a cell gives its own field; empty when it says that nothing is known, None when not understood."""
    found = told(field, cell, percent=percent)
    return None if found is None else found.get(field, "")


NOTHING = ("-", "--", "–", "—", "N/A", "n/a", "NA", "#N/A", "unknown", "Not Available", "?")
OPEN = ("Negotiable", "not sure", "TBD", "Pending", "No response", "Maybe")


@pytest.mark.parametrize("cell", NOTHING)
@pytest.mark.parametrize(
    "field",
    ["img_share", "step2_min", "positions", "j1", "program_type", "max_years_since_graduation", "state", "city",
              "min_usce_months", "rating", "status", "note", "visas", "latitude", "visa_year", "fee"],
)  # fmt: skip
def test_nothing_is_told(field: str, cell: str) -> None:
    """Dashes of every length and words for the unknown tell nothing in any column, and are no fault."""
    assert told(field, cell) == {}


@pytest.mark.parametrize("cell", OPEN)
def test_open(cell: str) -> None:
    """Words for what is open tell nothing of a program, but are kept where the user writes what there is to say."""
    assert [told(field, cell) for field in ("img_share", "j1", "visas", "program_type", "city")] == [{}] * 5
    assert [value(field, cell) for field in ("status", "note", "verified")] == [cell] * 3


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("<b>St.\u200b&nbsp;Mary&#39;s</b><br>Hospital", "St. Mary's Hospital"),
        ("\ufeffNew\u00a0York\u200b ", "New York"),
        ("Texas A&amp;M", "Texas A&M"),
        ("a < b", "a < b"),
        ("Cooper <University>", "Cooper <University>"),
        ("line\r\nbreak\tand tab", "line break and tab"),
        ("Ponce\u0301", "Poncé"),
        ("<a href='x?a=1&amp;b=2'>Elm</a>", "Elm"),
        ("", ""),
    ],
)
def test_clean(cell: str, written: str) -> None:
    """Tags, entities, invisible characters and surplus blanks go; what only looks like a tag stays."""
    assert clean(cell) == written


@pytest.mark.parametrize(
    ("cell", "percent", "share"),
    [
        ("45%", False, "0.45"), ("45 %", False, "0.45"), ("45", True, "0.45"), ("0.45", False, "0.45"),
        (".45", False, "0.45"), ("45", False, "0.45"), ("1", False, "1"), ("1", True, "0.01"), ("0", True, "0"),
        ("100%", False, "1"), ("0.5%", False, "0.005"), ("9/20", False, "0.45"), ("9 of 20", True, "0.45"),
        ("9 out of 20", False, "0.45"), ("40-50%", False, "0.45"), ("40% - 50%", False, "0.45"),
        ("~45%", False, "0.45"), (">45%", False, "0.45"), ("45 percent", False, "0.45"), ("12,5 %", False, "0.125"),
        ("approx. 45%", False, "0.45"), ("120%", False, None), ("-5%", False, None), ("many", False, None),
        ("9/0", False, None), ("20/9", False, None), ("45% (2023)", False, None), ("1e-3", False, None),
        ("nan", False, ""), ("inf", False, None), ("0.45", True, None), ("0.45%", True, "0.0045"),
        ("12.5", True, "0.125"),
        ("40/60", False, None), ("10/90", False, None), ("50/50", False, None), ("30/30", False, "1"),
        ("50 of 50", False, "1"), ("average 45%", False, "0.45"), ("12 IMGs", True, None), ("12 residents", True, None),
        ("12% IMGs", True, "0.12"), ("12 percent of residents", False, "0.12"),
    ],
)  # fmt: skip
def test_shares(cell: str, percent: bool, share: str | None) -> None:
    """Percent, fractions and counts become shares of 1; what can be none, or may be two, is not guessed."""
    assert value("img_share", cell, percent=percent) == share


@pytest.mark.parametrize(("cell", "chance"), [("50/50", None), ("30/30", None), ("1/5", "0.2"), ("100%", "1")])
def test_chances(cell: str, chance: str | None) -> None:
    """Even odds are no certainty."""
    assert value("p_interview", cell) == chance


@pytest.mark.parametrize(
    ("field", "cell", "number"),
    [
        ("step2_min", "220", "220"), ("step2_min", "220.0", "220"), ("step2_min", "≥ 220", "220"),
        ("step2_min", "220+", "220"), ("step2_min", "220-230", "220"), ("step2_min", "220 – 230", "220"),
        ("step2_min", "220 to 230", "220"), ("step2_min", "at least 220", "220"), ("step2_min", "'220", "220"),
        ("step2_min", "No minimum", "0"), ("step2_min", "Pass", "0"), ("step2_min", "none", "0"),
        ("step2_min", "0", "0"), ("step2_min", "22", None), ("step2_min", "230-220", None),
        ("step2_min", "220, 230", None), ("step2_min", "2020", None), ("step2_min", "220 (preferred 240)", None),
        ("step2_min", "220%", None), ("step2_min", "٢٢٠", "220"), ("positions", "12", "12"),
        ("positions", "12 positions", "12"), ("positions", "1,200", "1200"), ("positions", "12.0", "12"),
        ("positions", "12.5", None), ("positions", "-3", None), ("positions", "10-12", "11"),
        ("max_attempts", "1", "1"), ("max_attempts", "first attempt only", "1"), ("max_attempts", "No limit", "99"),
        ("max_attempts", "2 attempts", "2"), ("max_years_since_graduation", "5", "5"),
        ("max_years_since_graduation", "within 5 years", "5"), ("max_years_since_graduation", "3-5 years", "5"),
        ("max_years_since_graduation", "<= 5 yrs", "5"), ("max_years_since_graduation", "No cutoff", "99"),
        ("max_years_since_graduation", "2019", None), ("min_usce_months", "3 months", "3"),
        ("min_usce_months", "12 weeks", "2.8"), ("min_usce_months", "1 year", "12"), ("min_usce_months", "2-3 mo", "2"),
        ("min_usce_months", "None", "0"), ("min_usce_months", "required", None), ("fee", "$1,250.50", "1250.5"),
        ("visa_year", "Fall 2024", "2024"), ("visa_year", "9/27/2023", "2023"), ("visa_year", "2023-2024", "2024"),
        ("visa_year", "24", None), ("step2_min", "<220", None), ("step2_min", "average 240", None),
        ("step2_min", "no less than 220", "220"), ("step2_min", "more than 220", "220"),
        ("min_usce_months", "<3 months", None), ("min_usce_months", "up to 3", None),
        ("min_usce_months", "max 3", None),
        ("min_usce_months", "less than 1", None), ("min_usce_months", "average 3", None),
        ("min_usce_months", "3 months within 1 year", None), ("min_usce_months", "within 3 months", None),
        ("min_usce_months", "in last 2 years", None), ("min_usce_months", "at least 3 months", "3"),
        ("min_usce_months", "3+", "3"), ("min_usce_months", "N", "0"), ("max_attempts", "<3", None),
        ("max_attempts", "less than 3", None), ("max_attempts", "fewer than 3", None),
        ("max_attempts", "under 3", None),
        ("max_attempts", "3 or fewer", "3"), ("max_attempts", "no more than 2", "2"), ("max_attempts", "≤2", "2"),
        ("max_attempts", "2+", None), ("max_years_since_graduation", "no more than 5 years", "5"),
        ("max_years_since_graduation", "<5", "5"), ("max_years_since_graduation", "past 5 yrs", "5"),
        ("max_years_since_graduation", "over 5 years", None), ("max_years_since_graduation", "at least 5", None),
        ("max_years_since_graduation", "60 months", "5"), ("max_years_since_graduation", "6 months", None),
        ("positions", "$65,000", None), ("positions", "12+2", None), ("positions", "3 years", None),
        ("positions", "PGY 1", None), ("positions", "12 per year", "12"), ("max_attempts", "2 attempts per step", "2"),
        ("step2_min", "220+ (IMGs)", "220"), ("positions", "12 applicants", None),
        ("max_attempts", "7 years", None), ("max_attempts", "within 7 years", None), ("max_attempts", "step 2", None),
        ("max_years_since_graduation", "3 attempts", None), ("max_years_since_graduation", "step 2", None),
        ("max_years_since_graduation", "5 years since graduation", "5"), ("min_usce_months", "2 attempts", None),
        ("min_usce_months", "3 months of US clinical experience", "3"), ("step2_min", "220 months", None),
        ("step2_min", "Step score 220", "220"), ("interview_rate_gold", "12 applicants", None),
        ("rating", "<3", None), ("rating", "3 years", None), ("utility", "3 years", None),
    ],
)  # fmt: skip
def test_amounts(field: str, cell: str, number: str | None) -> None:
    """Numbers come with their units, signs and words; a range counts by the end that loses no program."""
    assert value(field, cell) == number


@pytest.mark.parametrize(
    ("cell", "greatest", "months"), [("1", 1, None), ("0", 1, None), ("1 month", 1, "1"), ("1", 3, "1")]
)
def test_months_or_ticks(cell: str, greatest: float, months: str | None) -> None:
    """Where a column has no number above 1, a bare one may mean yes."""
    found = read("min_usce_months", cell, greatest=greatest)
    assert (found and found.values.get("min_usce_months")) == months


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("0400121010", "0400121010"), ("400121010", "0400121010"), ("400121010.0", "0400121010"),
        ("'0400121010", "0400121010"), ("4.00121010E8", "0400121010"), ("4.00121010E+08", "0400121010"),
        ("040-01-21-010", "0400121010"), ("040 0121010", None), ("1400121024C0", "1400121024"),
        ("1400121024 (Categorical)", "1400121024"), ("ACGME# 1400121024", "1400121024"),
        ("https://example.org/program/9990100001", "9990100001"), ("9990100001/", "9990100001"), ("1.4E+09", None),
        ("1400121024, 4400121334", None), ("1400129999", "1400129999"), ("12345", None), ("(555) 123-4567", None),
        ("555-123-4567", None), ("1601140C0", None), ('="0400121010"', "0400121010"), ("٠٤٠٠١٢١٠١٠", None),
    ],
)  # fmt: skip
def test_codes(cell: str, code: str | None) -> None:
    """Codes are found without their zeros, as decimals, with dashes and with words; lost digits are not made up."""
    found = find_code(clean(cell), KNOWN)
    assert (found and found.text) == code


@pytest.mark.parametrize(
    ("cell", "code", "number"),
    [("1601140C0", "1601140C0", "140"), ("1601140c0", "1601140C0", "140"), ("1601999P1", "1601999P1", "999")],
)
def test_nrmp_codes(cell: str, code: str, number: str) -> None:
    """Codes of the Match are told from those of the ACGME, and name the specialty."""
    assert find_nrmp_code(cell) == (code, number)
    assert find_nrmp_code("1400121024") is None


@pytest.mark.parametrize(
    ("cell", "visas"),
    [
        ("J-1 only", "yes no"), ("J1 ONLY", "yes no"), ("only J-1", "yes no"), ("J1, H1B", "yes yes"),
        ("J-1/H-1B", "yes yes"), ("no J-1/H-1B", "no no"), ("no H-1B, J-1 only", "yes no"), ("J-1 & H-1B", "yes yes"),
        ("H-1B, J-1 through ECFMG", "yes yes"), ("J1 and H1b", "yes yes"), ("H1B only", "no yes"),
        ("['J-1 via ECFMG', 'H-1B', 'O-1']", "yes yes"), ("['J-1 via ECFMG']", "yes ?"), ("J-1", "yes ?"),
        ("No visas", "no no"), ("None", "no no"), ("does not sponsor visas", "no no"), ("US citizens only", "no no"),
        ("J-1 yes, H-1B no", "yes no"), ("J-1: Y; H-1B: N", "yes no"), ("J-1 but not H-1B", "yes no"),
        ("sponsors J-1 but does not sponsor H-1B", "yes no"), ("no H-1B", "? no"), ("J-1; H-1B case by case", "yes ?"),
        ("neither J-1 nor H-1B", "no no"), ("no J-1 or H-1B", "no no"), ("J‑1 Visa", "yes ?"),
        ("J-1 (ECFMG sponsored), no H1-B", "yes no"), ("H-1B (Step 3 required)", "? yes"),
        ("We sponsor J-1 visas. H-1B visas are not sponsored.", "yes no"), ("ECFMG-sponsored", "yes ?"),
        ("not J-1", "no ?"), ("F-1", None), ("call us", None), ("No sponsorship", "no no"), ("J1 & H1B", "yes yes"),
        ("['J-1 through ECFMG', 'H-1B', 'F-1']", "yes yes"), ("['J-1 (ECFMG)', 'H-1B']", "yes yes"),
        ("J-1/H-1B/F-1 OPT", "yes yes"), ("J1:Y/H1B:N", "yes no"), ("J-1-Yes,H-1B-No", "yes no"),
        ("J1 ✓ H1B ✗", "yes no"), ("J-1 (H-1B not sponsored)", "yes no"), ("We only sponsor J-1 visas", "yes no"),
        ("No visas except J-1", "yes no"), ("Sponsors J-1 but no longer H-1B", "yes no"), ("not sponsored", "no no"),
        ("J1 (not H1B)", "yes no"), ("H1B with Step 3", "? yes"), ("J-1 (yes), H-1B (no)", "yes no"),
        ("US citizens and J-1 only", "yes no"), ("Yes, J-1 only", "yes no"), ("no visas since 2023", "no no"),
        ("don’t sponsor H-1B", "? no"), ("J-1 through ECFMG only", "yes ?"), ("J-1 preferred", "yes ?"),
        ("J-1 clinical visa", "yes ?"), ("Yes (J1, H1B)", "yes yes"), ("Yes (J-1 only)", "yes no"),
        ("J1 okay", "yes ?"),
        ("The program does not sponsor H-1B visas.", "? no"), ("Hospital sponsors J-1 only", "yes no"),
        ("J1 not H1B", "yes no"), ("J-1*", "yes ?"), ("J-1 only (2025)", "yes no"), ("J-1 only as of 2025", "yes no"),
        ("Yes to J1, no to H1B", "yes no"), ("J1, H1B (need step 3)", "yes yes"), ("J-1 visa status: Yes", "yes ?"),
        ("J-1 and H-1B (cap-exempt)", "yes yes"), ("All visas", "yes yes"), ("Yes, both", "yes yes"),
        ("Both", "yes yes"), ("Both J-1 and H-1B", "yes yes"), ("J-1 & H-1B: both yes", "yes yes"),
        ("No to both", "no no"), ("No sponsorship of any kind", "no no"), ("Does not sponsor any visa", "no no"),
        ("All visas except H-1B", "yes no"),
    ],
)  # fmt: skip
def test_visas(cell: str, visas: str | None) -> None:
    """Words about visas become yes, no or unknown for J-1 and H-1B; what is not mentioned stays unknown."""
    found = read_visas(plain(clean(cell)))
    assert (None if found is None else " ".join(found.get(kind) or "?" for kind in ("j1", "h1b"))) == visas


@pytest.mark.parametrize(
    "cell",
    [
        "J-1, H-1B (case by case)", "J1; H1B (case by case)", "J-1 (Yes); H-1B (Case by case)", "J-1, H-1B (rarely)",
        "J1, H1B (?)", "J-1, H-1B [on occasion]", "J-1 (not sure about H-1B)", "J-1. H-1B?", "J1=yes;H1B=?",
        "J-1 (but H-1B considered)", "J-1 – yes; H-1B – case-by-case",
    ],
)  # fmt: skip
def test_perhaps_a_visa(cell: str) -> None:
    """What depends on the case stays unknown, in brackets too, and takes nothing from the other visa."""
    found = read("visas", cell)
    assert found is not None
    assert (found.values, found.whole) == ({"j1": "yes"}, False)


@pytest.mark.parametrize(
    "cell",
    [
        "J-1 and H-1B (limited)", "H-1B (exceptional candidates only)", "H-1B only with Step 3", "H-1B transfers only",
        "H-1B only if Step 3 passed", "H1B only for fellows", "H1B Step 3 not required",
        "J1 visa not required", "H-1B suspended", "H-1B discontinued", "J-1; H-1B paused", "H1B stopped 2024",
        "H-1B on hold due to $100k fee", "H-1B excluded", "H-1B until 2024", "H-1B (previously)", "J-1, H-1B (paused)",
        "used to sponsor H1B", "J1 +, H1B -", "J1+/H1B-", "J1 (+) H1B (-)", "+J1 -H1B", "J-1 only, H-1B yes",
        "J1 only, considering H1B", "J1 H1B no", "No J-1, H-1B", "J-1, H-1B not sponsored", "J-1, H-1B, case by case",
        "No visa, J1 only", "Yes", "Yes, no H-1B", "case by case: J-1, H-1B",
        "J-1 to H-1B", "No IMGs", "H-1B with Step 3 only", "H1B (with Step 3 only)", "H1B if step 3 passed only",
        "H-1B (Step 3 only)", "Only H-1B with Step 3", "H-1B, Step 3 no", "H-1B (Step 3: no)", "H1B Step 3: No",
        "Any visa but H-1B", "Any but H-1B", "J-1 or H-1B (not both)", "J-1 or H-1B not both", "No, both",
        "H-1B (university only)",
    ],
)  # fmt: skip
def test_not_understood_visas(cell: str) -> None:
    """Cells with a word that is not known, that contradict themselves or may be read in two ways are not read."""
    assert told("visas", cell) is None


def test_cells_told_in_part_are_kept(tmp_path: Path) -> None:
    """What is only partly understood, or of another program than the row's code, stays in columns of the user's."""
    source, output = tmp_path / "list.csv", tmp_path / "out.csv"
    source.write_text(
        "ACGME Code,Director,H1B,Visa,City\n1400100003,Dr Jane Doe,considered,yes,Big\n"
        '1400100002,Dr Tim Roe,yes,"J-1, H-1B (case by case)",Dothan\n'
    )
    wishes = Wishes(mapping={"director": "name", "visa": "visas"})
    columns = import_files([source], output, wishes=wishes).sheets[0].columns
    with output.open(encoding="utf-8") as stream:
        rows = {row["program_id"]: row for row in csv.DictReader(stream)}
    assert [rows["1400100003"][name] for name in ("my_name", "my_H1B", "my_city", "h1b")] == [
        "Dr Jane Doe", "considered", "Big", ""
    ]  # fmt: skip
    assert [rows["1400100002"][name] for name in ("my_name", "Visa", "my_city", "h1b", "j1")] == [
        "Dr Tim Roe", "J-1, H-1B (case by case)", "", "yes", "yes"
    ]  # fmt: skip
    assert [column.unclear for column in columns] == [0, 0, 1, 2, 0]


@pytest.mark.parametrize(
    ("cell", "flag"),
    [
        ("Yes", "yes"), ("y", "yes"), ("TRUE", "yes"), ("1", "yes"), ("1.0", "yes"), ("✓", "yes"), ("X", "yes"),
        ("Sponsored", "yes"), ("No", "no"), ("N", "no"), ("false", "no"), ("0", "no"), ("0.0", "no"), ("✗", "no"),
        ("Not sponsored", "no"), ("Yes, through ECFMG", "yes"), ("No (since 2020)", "no"), ("J-1 only", "yes"),
        ("ECFMG only", "yes"), ("through ECFMG", "yes"), ("No visas of any kind", "no"), ("Step 3 only", None),
        ("Negotiable", ""), ("case by case", ""), ("2", None), ("purple", None), ("considered", ""), ("required", None),
        ("Yes (limited)", ""),
        ("Yes (until 2025)", None), ("Yes (paused)", None), ("yes; discontinued", None), ("Yes - previously", None),
        ("Yes, rarely", None), ("yes; limited", None), ("Yes: fellows", None), ("Yes / No", None),
        ("No (now yes)", None),
        ("yes, H1B no", "yes"), ("Yes - ECFMG", "yes"), ("H-1B", None), ("visa", None), ("only", None),
    ],
)  # fmt: skip
def test_flags(cell: str, flag: str | None) -> None:
    """Yes and no come as words, letters, numbers and marks."""
    assert value("j1", cell) == flag


@pytest.mark.parametrize(
    ("cell", "visas"),
    [
        ("No", {"h1b": "no"}), ("not sponsored", {"h1b": "no"}), ("no visa sponsorship", {"h1b": "no"}),
        ("Yes", {"h1b": "yes"}), ("J-1 only", {"j1": "yes", "h1b": "no"}), ("H-1B", {"h1b": "yes"}),
        ("Accepted w/ Step 3", {"h1b": "yes"}), ("Yes, Step 3 required", {"h1b": "yes"}), ("considered", {}),
        ("Yes - Step 3 required", {"h1b": "yes"}), ("Yes (needs step 3)", {"h1b": "yes"}), ("Yes, Step 3 no", None),
        ("Step 3 only", None), ("ECFMG only", None),
        ("No, J-1 only", {"j1": "yes", "h1b": "no"}), ("Yes - J-1", None), ("Yes J1", None), ("Yes, J-1 only", None),
    ],
)  # fmt: skip
def test_one_visa(cell: str, visas: dict[str, str] | None) -> None:
    """A plain answer about one visa says nothing of the other."""
    assert told("h1b", cell) == visas


@pytest.mark.parametrize(
    ("field", "cell", "flag"),
    [
        ("requires_ecfmg", "Yes", "yes"), ("requires_ecfmg", "Yes, by rank list", None), ("requires_step3", "No", "no"),
        ("requires_ecfmg", "Yes (by Match)", None), ("requires_ecfmg", "Yes - by start date", None),
        ("requires_step3", "Yes, by start", None), ("requires_step3", "Yes (visa)", None),
        ("requires_step3", "Yes; for visa", None), ("requires_step3", "yes - for visa applicants", None),
        ("requires_step3", "No (preferred)", None), ("requires_step3", "considered", None),
        ("requires_step3", "accepted", None), ("requires_step3", "available", None),
        ("requires_ecfmg", "offered", None),
        ("requires_step3", "Required", "yes"), ("requires_step3", "not required", "no"),
        ("takes_signals", "required", None),
        ("takes_signals", "participating", "yes"), ("accepts_failures", "considered", "yes"),
        ("accepts_failures", "not accepted", "no"), ("offers_esir", "offered", "yes"), ("ties", "offered", None),
        ("h1b_requires_step3", "required", "yes"),
    ],
)  # fmt: skip
def test_answers(field: str, cell: str, flag: str | None) -> None:
    """Yes and no are read alone, for more words may turn them; words for them are those of the question."""
    assert value(field, cell) == flag


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("NY", "NY"), ("ny", "NY"), ("New York", "NY"), ("NEW YORK", "NY"), ("N.Y.", "NY"), ("Calif.", "CA"),
        ("Mass", "MA"), ("NY - New York", "NY"), ("New York (NY)", "NY"), ("NY 10001", "NY"), ("US-NY", "NY"),
        ("DC", "DC"), ("District of Columbia", "DC"), ("Washington, DC", "DC"), ("Washington", "WA"), ("PR", "PR"),
        ("Puerto Rico", "PR"), ("Guam", "GU"), ("N.\u00a0Carolina", "NC"), ("Ontario", None), ("Narnia", None),
        ("XX", None), ("12", None), ("NYC", "NY"), ("Wash DC", "DC"), ("Washington, D.C.", "DC"), ("N Carolina", "NC"),
        ("S. Carolina", "SC"), ("N Dakota", "ND"), ("N.Y", "NY"), ("State of New York", "NY"), ("Md.", "MD"),
        ("Commonwealth of Virginia", "VA"), ("W. Va.", "WV"),
    ],
)  # fmt: skip
def test_states(cell: str, state: str | None) -> None:
    """States come as codes, names and old abbreviations."""
    assert find_state(clean(cell)) == state


@pytest.mark.parametrize(
    ("cell", "state"),
    [("Massachusets", "MA"), ("Pensylvania", "PA"), ("Illinios", "IL"), ("Cansas", None), ("North Carilona", None)],
)
def test_misspelt_states(cell: str, state: str | None) -> None:
    """One slip in a long name of a state is mended, and counted."""
    assert told("state", cell) == (None if state is None else {"state": state})


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        ("Boston, MA", {"city": "Boston", "state": "MA"}), ("Boston, MA 02115", {"city": "Boston", "state": "MA"}),
        ("Boston MA", {"city": "Boston", "state": "MA"}), ("Boston (MA)", {"city": "Boston", "state": "MA"}),
        ("1 Elm Street, Boston, Massachusetts, USA", {"city": "Boston", "state": "MA", "country": "US"}),
        ("New York, NY", {"city": "New York", "state": "NY"}),
        ("Washington, DC", {"city": "Washington", "state": "DC"}), ("Massachusetts", {"state": "MA"}),
        ("Toronto, Ontario", {"city": "Toronto", "country": "Ontario"}),
        ("Toronto, ON", {"city": "Toronto", "country": "Canada"}), ("OOS", None), ("12", None),
    ],
)  # fmt: skip
def test_places(cell: str, place: dict[str, str] | None) -> None:
    """City, state and country are taken out of one cell."""
    found = split_place(clean(cell)) or None
    assert found == ({**place, "country": "Canada"} if place and place.get("country") == "Ontario" else place)


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ((41.9, -87.6), (41.9, -87.6)), ((-87.6, 41.9), (41.9, -87.6)), ((41.9, 87.6), (41.9, -87.6)),
        ((18.4, -66.1), (18.4, -66.1)), ((13.5, 144.8), (13.5, 144.8)), ((51.5, -0.1), None), ((0, 0), None),
    ],
)  # fmt: skip
def test_coordinates(given: tuple[float, float], right: tuple[float, float] | None) -> None:
    """Swapped coordinates and lost signs are put right, other continents are left out."""
    assert located(*given) == right


@pytest.mark.parametrize(
    ("cell", "told_"),
    [
        ("41.9, -87.6", {"latitude": "41.9", "longitude": "-87.6"}),
        ("(41.9; -87.6)", {"latitude": "41.9", "longitude": "-87.6"}),
        ("41.9° N, 87.6° W", {"latitude": "41.9", "longitude": "-87.6"}), ("41.9", None), ("91.0, 200", None),
        ("a, b", None),
    ],
)  # fmt: skip
def test_both_coordinates(cell: str, told_: dict[str, str] | None) -> None:
    """Latitude and longitude are taken out of one cell."""
    assert told("coordinates", cell) == told_


@pytest.mark.parametrize(
    ("field", "cell", "meant"),
    [
        ("rating", "★★★", "3"), ("rating", "4/5", "4"), ("rating", "8 out of 10", "4"), ("rating", "3 stars", "3"),
        ("rating", "5", "5"), ("rating", "6", None), ("rating", "0", None), ("rating", "great", None),
        ("status", "Applied", "applied"), ("status", "Interview invite", "invited"), ("status", "IV", "invited"),
        ("status", "Rejected!", "rejected"), ("status", "WL", "waitlisted"), ("status", "Withdrew", "withdrawn"),
        ("status", "my own word", "my own word"), ("status", "Rejected post IV", "rejected"),
        ("program_type", "University-based", "university"),
        ("program_type", "Community-based university affiliated", "community_university_affiliated"),
        ("program_type", "CB/University Affiliated", "community_university_affiliated"),
        ("program_type", "Community-based", "community"), ("program_type", "Military", "military"),
        ("program_type", "Other", "other"), ("program_type", "St. Elsewhere", None),
    ],
)  # fmt: skip
def test_words(field: str, cell: str, meant: str | None) -> None:
    """Ratings, status words and kinds of program are understood as people write them."""
    assert value(field, cell) == meant


@pytest.mark.parametrize(
    ("cell", "n"), [("REJ", 0), ("Interview declined", 0), ("R", 1), ("applied 9/25", 1), ("✓", 1)]
)
def test_words_without_effect(cell: str, n: int) -> None:
    """Words about the application that have no effect are counted."""
    found = read("status", cell)
    assert found is not None
    assert len([found.remark] if found.remark else []) == n


@pytest.mark.parametrize(
    ("cell", "specialty"),
    [
        ("Anesthesiology", "Anesthesiology"), ("ANESTHESIA", "Anesthesiology"), ("Anesthesiolgy", "Anesthesiology"),
        ("Internal Medicine - Categorical", "Internal Medicine"), ("IM", "Internal Medicine"),
        ("Surgery", "General Surgery"), ("Surgery-General (Preliminary)", "General Surgery"),
        ("OB/GYN", "Obstetrics and Gynecology"), ("140", "Internal Medicine"),
        ("Radiology-Diagnostic", "Diagnostic Radiology"), ("Psych", "Psychiatry"), ("Peds", "Pediatrics"),
        ("Family Practice", "Family Medicine"), ("ARRAY['Ophthalmology']", "Ophthalmology"), ("['IM', 'FM']", None),
        ("Cardiovascular Disease", None), ("Dentistry", None), ("MD", None), ("Surgery, General", "General Surgery"),
        ("Internal Medicine/Pediatrics", "Internal Medicine/Pediatrics"), ("Internal Medicine, Pediatrics", None),
        ("Internal Medicine (Categorical); Pediatrics", None), ("IM, Peds", None), ("Emergency Medicine | IM", None),
        ("Internal Medicine, Preliminary", "Internal Medicine"),
    ],
)  # fmt: skip
def test_specialties(cell: str, specialty: str | None) -> None:
    """Specialties are known by their short names, with tracks and with slips; fellowships are none."""
    found = read_specialty(cell)
    assert (found and found[0]) == specialty


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Step_2-CK (min.)", "step 2 ck min"), ("% Non-US IMGs", "percent non us imgs"),
        ("programName", "program name"), ("J - 1 Visa", "j1 visa"), ("H1-B", "h1b"),
        ("MinimumStep2Score", "minimum step 2 score"), ("<b>City</b>", "city"), ("PGY-1 Positions", "pgy1 positions"),
        ("\ufeffProgram ID", "program id"), ("pctImg", "percent img"), ("", ""), ("---", ""),
    ],
)  # fmt: skip
def test_spoken(header: str, words: str) -> None:
    """Headers are compared without case, punctuation and joints."""
    assert spoken(header) == words


@pytest.mark.parametrize(
    ("header", "cells", "field"),
    [
        ("ACGME Program Code", ["0400121010", "1400121024"], "program_id"),
        ("Program", ["Elm Clinic", "Oak Hospital"], "name"), ("Program", ["0400121010", "1400121024"], "program_id"),
        ("Residency Program", ["Elm Clinic", "Oak"], "name"),
        ("Speciality", ["Anesthesiology", "Pediatrics"], "specialty"),
        ("Program City, State", ["Boston, MA", "Ada, OK"], "place"), ("State", ["MA", "OK"], "state"),
        ("% IMG", ["12", "80"], "img_share"), ("US IMG interview rate", ["0.1", "-"], "interview_rate_us_img"),
        ("Visa Type", ["J1 only", "None"], "visas"), ("J - 1 Visa Sponsorship", ["Yes", "No"], "j1"),
        ("H1-B", ["Y", "N"], "h1b"), ("MinimumStep2Score", ["220", "-"], "step2_min"),
        ("YOG", ["5 years", "No limit"], "max_years_since_graduation"),
        ("USCE (months)", ["3", "0"], "min_usce_months"), ("Lat.", ["41.9", "40.1"], "latitude"),
        ("My Rating", ["5", "3"], "rating"), ("App Status", ["Applied", "Rejected"], "status"),
        ("PGY-1 Positions", ["12", "8"], "positions"), ("NRMP Code", ["1601140C0", "1602140C0"], "nrmp_code"),
        ("Step 2", ["249", "25x"], ""), ("Median Step 2", ["240", "250"], ""), ("Director", ["Elm, MD", "Oak, DO"], ""),
        ("City", ["12", "14"], ""), ("Year of graduation", ["2019", "2020"], ""), ("Visa Required", ["Yes", "No"], ""),
        ("State", ["IS", "OOS"], ""),
    ],
)  # fmt: skip
def test_headers(header: str, cells: list[str], field: str) -> None:
    """Columns are recognised by header and cells together; what may be the applicant's own is not taken for a rule."""
    lines = [[header, "Dean"], *([cell, "x"] for cell in cells)]
    table = find_tables(Grid("list.csv", "", lambda: iter(lines)), KNOWN)[0]
    assert recognise(table, {}, Known(KNOWN))[0].field == field
