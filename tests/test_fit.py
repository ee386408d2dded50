"""Fitting the odds to own outcomes: reading, recovering known numbers, and using them in a scenario."""

from __future__ import annotations

import csv
import datetime
import importlib.util
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.machinery import ModuleSpec
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from scipy.optimize import minimize

from listopt.applicant import Applicant
from listopt.cli import main
from listopt.errors import InputError
from listopt.fitting import Fit, HeldOut, Offer, Outcomes, fit, read_outcomes
from listopt.fitting.cases import cases_of
from listopt.fitting.columns import COLUMNS, OPTIONAL
from listopt.fitting.interviews import numbers_at, refit
from listopt.fitting.likeness import Data, Line
from listopt.importers import read_catalogue
from listopt.importers.coefficients import read_coefficients
from listopt.odds import estimate
from listopt.odds.coefficients import LIMITS, MATCH
from listopt.odds.tables import Numbers, Parameter, parameters
from listopt.pipeline import fit_outcomes, pose_scenario, solve_scenario
from listopt.pose import tiers_of
from listopt.report.fits import coefficients_csv
from listopt.scenario import parse_scenario, read_scenario
from listopt.season import read_season

SEASON = 2026
TODAY = datetime.date(2026, 7, 1)
HEADER = list(COLUMNS)
PUBLISHED = parameters(SEASON)
TRUTH = {
    "level": 0.1, "score": 1.25, "program_effect": 0.5,
    "step1_failed": -1.5, "step2_failed": -1.3, "further_failure": -0.7,
    "prior_graduate": -2.0, "year_since_graduation": -0.17, "usce_month": 0.14, "visa_needed": -0.3,
    "association": 0.8, "tie_region": 1.4, "tie_state": 1.0, "tie_program": 2.9, "match_given_interview": 0.85,
}  # fmt: skip
"""Numbers one to two standard deviations from the published ones."""


@cache
def programs() -> pd.DataFrame:
    """The fictional catalogue."""
    return read_catalogue(["sample"], Path.cwd()).table


@cache
def offers(year: int) -> Offer:
    """Signals of a season."""
    season = read_season(year)
    return Offer(tiers_of(season), season.participation)


def quietly(line: str) -> None:
    """Take no notice of progress."""


def facts(name: str, rng: np.random.Generator) -> dict[str, object]:
    """Facts of an applicant that look like those of a real one."""
    who = ("us_md", "us_do", "us_img", "non_us_img")[rng.integers(4)]
    img = who.endswith("img")
    return {
        "applicant": name,
        "type": who,
        "step2_ck": int(np.clip(rng.normal(240 if img else 248, 15), 200, 290)),
        "step2_failures": int(rng.choice([0, 1, 2], p=[0.87, 0.1, 0.03])),
        "step1_failures": int(rng.choice([0, 1, 2], p=[0.82, 0.12, 0.06])),
        "graduation_year": SEASON - int(rng.integers(0, 10) if img else rng.choice([0, 2], p=[0.85, 0.15])),
        "usce_months": int(rng.integers(0, 8)) if img else "",
        "needs_visa": ("yes" if rng.random() < 0.7 else "no") if who == "non_us_img" else "no",
        "tie_states": ";".join(rng.choice(["NY", "CA", "TX", "PA"], 2, replace=False)),
        "tie_regions": "Midwest" if rng.random() < 0.4 else "",
        "tie_programs": "",
    }


def applications(applicants: int, each: int, seed: int) -> list[dict[str, object]]:
    """Rows of a table of outcomes, all without an interview."""
    rng, table = np.random.default_rng(seed), programs()
    open_to = table["takes_signals"].fillna(True).to_numpy(bool)
    rows = []
    for number in range(applicants):
        known = facts(f"A{number:03d}", rng)
        chosen = sorted(rng.choice(len(table), each, replace=False).tolist())
        if rng.random() < 0.7:
            known["tie_programs"] = str(table.index[chosen[0]])
        for at in chosen:
            tiers = offers(SEASON).tiers.get(str(table["specialty"].iloc[at]), ()) if open_to[at] else ()
            signal = tiers[rng.integers(len(tiers))] if tiers and rng.random() < 0.4 else ""
            end = {"interviewed": "no", "matched": "no", "season": SEASON}
            rows.append({**known, "program_id": str(table.index[at]), "signal": signal, **end})
    return rows


def write(path: Path, rows: Sequence[Mapping[str, object]], header: Sequence[str] = HEADER) -> Path:
    """Write a table of outcomes."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(path: Path) -> Outcomes:
    """Read outcomes over the fictional catalogue."""
    return read_outcomes(path, programs(), offers, season=SEASON)


def exact(values: Mapping[str, float]) -> Numbers:
    """Published numbers, some of them replaced."""
    return {**PUBLISHED, **{name: Parameter(value, PUBLISHED[name].sd) for name, value in values.items()}}


def chances(outcomes: Outcomes, applicant: str, numbers: Numbers) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Chances of an interview and of a match given one, and correlations, as `estimate` gives them one applicant."""
    rows = outcomes.table[outcomes.table["applicant"] == applicant]
    some, offer = programs().loc[rows["program_id"]], offers(SEASON)
    odds = estimate(
        some, outcomes.applicants[applicant, SEASON], season=SEASON, tiers=offer.tiers,
        participation=offer.participation, everyone=programs(), coefficients=numbers,
    )  # fmt: skip
    columns = ["p_interview" + (f"_{signal}" if signal else "") for signal in rows["signal"]]
    p = np.array([odds.table.at[code, column] for code, column in zip(some.index, columns, strict=True)])
    given = (odds.table["p_match"] / odds.table["p_interview"]).to_numpy(float)
    return p, given, np.array([odds.correlation[name].value for name in some["specialty"]])


def played(rows: Sequence[dict[str, object]], folder: Path, truth: Mapping[str, float], seed: int) -> Outcomes:
    """Outcomes drawn by listopt's own model: a factor per applicant, and a match at the first program that accepts."""
    outcomes, rng = read(write(folder / "played.csv", rows)), np.random.default_rng(seed)
    cases, table = cases_of(outcomes, programs(), offers, PUBLISHED), outcomes.table
    rho, p = cases.rho, cases.interview(exact(truth))
    luck = pd.Series(rng.standard_normal(len(outcomes.applicants)), index=[name for name, _ in outcomes.applicants])
    latent = np.sqrt(rho) * luck[table["applicant"]].to_numpy() + np.sqrt(1 - rho) * rng.standard_normal(len(table))
    interviewed = latent > -np.array([NormalDist().inv_cdf(chance) for chance in p])
    accepted = interviewed & (rng.random(len(table)) < np.minimum(cases.match * truth[MATCH], 0.99))
    matched = accepted & ~table["applicant"].where(accepted, "").duplicated().to_numpy()
    ends = {"interviewed": interviewed, "matched": pd.array(matched, dtype="boolean")}
    return replace(outcomes, table=table.assign(**ends))


def off(found: Fit, truth: Mapping[str, float]) -> dict[str, float]:
    """Distance of each fitted number from the true one, in stated standard deviations."""
    return {one.name: (one.fitted.value - truth[one.name]) / one.fitted.sd for one in found.coefficients}


def test_known_numbers_are_recovered(tmp_path: Path) -> None:
    """Numbers that outcomes were drawn from come back within three stated errors, and foretell held-out applicants."""
    outcomes = played(applications(160, 30, 1), tmp_path, TRUTH, 2)
    found = fit(outcomes, programs(), offers, folds=3, tell=quietly)
    z = off(found, TRUTH)
    assert all(one.informed and one.fitted.sd < one.published.sd for one in found.coefficients)
    assert max(map(abs, z.values())) < 3, z
    assert math.sqrt(np.mean(np.square(list(z.values())))) < 1.6, z
    after, before = (
        np.mean([abs(getattr(one, kind).value - TRUTH[one.name]) / one.published.sd for one in found.coefficients])
        for kind in ("fitted", "published")
    )
    assert after < 0.7 * before
    assert found.held_out is not None
    check_held_out(found.held_out, outcomes)


def check_held_out(held: HeldOut, outcomes: Outcomes) -> None:
    """Where the published numbers are wrong, the fitted ones predict unseen applicants better, and reliably."""
    assert held.gain == pytest.approx(held.published - held.fitted)
    assert held.gain > 2 * held.gain_se > 0
    for bands in (held.reliability, held.reliability_published):
        assert len(bands) <= 10
        assert sum(band.applications for band in bands) == len(outcomes.table)
        share = sum(band.interviewed * band.applications for band in bands) / len(outcomes.table)
        assert share == pytest.approx(outcomes.table["interviewed"].mean())
    for band in held.reliability:
        chance = max(band.predicted, 0.005)
        assert abs(band.interviewed - band.predicted) < 4 * math.sqrt(3 * chance * (1 - chance) / band.applications)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_stated_errors_are_right(tmp_path: Path, seed: int) -> None:
    """With true numbers drawn from the published ranges, errors are about as large as stated, none far larger."""
    rng = np.random.default_rng(100 + seed)
    truth = {
        name: float(np.clip(PUBLISHED[name].value + PUBLISHED[name].sd * rng.standard_normal(), *limits))
        for name, limits in LIMITS.items()
    }
    outcomes = played(applications(120, 30, seed), tmp_path, truth, seed)
    z = off(fit(outcomes, programs(), offers, folds=2, tell=quietly), truth)
    assert max(map(abs, z.values())) < 3.7, z
    assert 0.4 < math.sqrt(np.mean(np.square(list(z.values())))) < 1.7, z


def test_many_applicants_at_once_are_the_model(tmp_path: Path) -> None:
    """The chances that the fit works with are those of `estimate`, for every type, signal and set of numbers."""
    outcomes = read(write(tmp_path / "outcomes.csv", applications(12, 15, 3)))
    cases = cases_of(outcomes, programs(), offers, PUBLISHED)
    for numbers in (PUBLISHED, exact(TRUTH)):
        p = cases.interview(numbers)
        for name in outcomes.table["applicant"].unique():
            at = np.flatnonzero(outcomes.table["applicant"] == name)
            assert p[at] == pytest.approx(chances(outcomes, name, numbers)[0], rel=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_twenty_rows_hardly_move(tmp_path: Path, seed: int) -> None:
    """Twenty applications move no number by more than half its published error, whatever the true numbers are."""
    outcomes = played(applications(2, 10, seed), tmp_path, TRUTH, seed)
    found = fit(outcomes, programs(), offers, folds=5, tell=quietly)
    for one in found.coefficients:
        assert abs(one.fitted.value - one.published.value) <= 0.5 * one.published.sd, one
        assert one.fitted.sd <= one.published.sd * 1.0001
    assert found.held_out is not None
    assert found.held_out.folds == 2


def test_absurd_outcomes_end_somewhere(tmp_path: Path) -> None:
    """Twenty interviews where less than one was to be expected pull hard, but the fit settles within the limits."""
    rows = [{**row, "interviewed": "yes"} for row in applications(2, 10, 4)]
    told: list[str] = []
    found = fit(read(write(tmp_path / "odd.csv", rows)), programs(), offers, folds=2, tell=told.append)
    assert sum(line.startswith("round") for line in told) < 30
    assert all(abs(one.fitted.value - one.published.value) < 4 * one.published.sd for one in found.coefficients)
    assert found.coefficients[0].fitted.value > found.coefficients[0].published.value


def test_what_does_not_vary_stays(tmp_path: Path) -> None:
    """Numbers about facts that all applicants share keep their published value and error exactly."""
    same = {"type": "us_md", "step2_ck": 245, "step2_failures": 0, "step1_failures": 0, "graduation_year": SEASON}
    rows = [
        {**row, **same, "needs_visa": "no", "usce_months": "", "signal": "", "matched": "", "tie_states": "",
         "tie_regions": "", "tie_programs": "", "interviewed": "yes" if at % 3 else "no"}
        for at, row in enumerate(applications(6, 20, 5))
    ]  # fmt: skip
    found = fit(read(write(tmp_path / "same.csv", rows)), programs(), offers, folds=3, tell=quietly)
    told = [one.name for one in found.coefficients if one.informed]
    assert told == ["level", "program_effect"]
    assert all(one.fitted == one.published for one in found.coefficients if one.name not in told)
    assert "level" in coefficients_csv(found)
    assert "score" not in coefficients_csv(found)


def test_limits_keep_odds_monotone(tmp_path: Path) -> None:
    """Where better scores brought fewer interviews, the score counts for nothing, never against the applicant."""
    rows = applications(60, 30, 6)
    for row in rows:
        row.update(
            type="us_md",
            needs_visa="no",
            usce_months="",
            interviewed="yes" if int(str(row["step2_ck"])) < 240 else "no",
        )
    found = fit(read(write(tmp_path / "odd.csv", rows)), programs(), offers, folds=2, tell=quietly)
    score = next(one for one in found.coefficients if one.name == "score")
    assert score.bound
    assert score.fitted.value == 0
    assert all(LIMITS[one.name][0] <= one.fitted.value <= LIMITS[one.name][1] for one in found.coefficients)


def test_independent_applications_give_ridge_regression() -> None:
    """Without anything alike, the fit is the maximum of the penalised likelihood, found by another way."""
    rng = np.random.default_rng(7)
    loadings, start = rng.normal(0, 0.5, (400, 3)), rng.normal(-1, 1, 400)
    y = (rng.random(400) < 1 / (1 + np.exp(-start - loadings @ [1.0, -0.5, 0.2]))).astype(float)
    nothing, each = np.zeros(400), np.arange(400)
    names = ("level", "association", "tie_state")
    numbers = {name: Parameter(1.0, 0.01) for name in names}
    found = refit(
        Data(y, each, each, nothing, nothing),
        lambda by: Line(by, start + loadings @ by, loadings), names, numbers, quietly,
    )  # fmt: skip

    def loss(by: np.ndarray) -> float:  # type: ignore[type-arg]
        x = start + loadings @ by
        return float(np.logaddexp(0, x).sum() - y @ x + by @ by / 2)

    best = minimize(loss, np.zeros(3), method="BFGS", options={"gtol": 1e-8})
    p = 1 / (1 + np.exp(-start - loadings @ best.x))
    hessian = (loadings * (p * (1 - p))[:, None]).T @ loadings + np.eye(3)
    assert found.by == pytest.approx(best.x, abs=1e-4)
    assert found.sd == pytest.approx(np.sqrt(np.diag(np.linalg.inv(hessian))), rel=1e-3)
    moved = numbers_at(numbers, names, found.by)
    assert moved["level"].value == pytest.approx(1 + 0.01 * found.by[0])


def test_likeness_widens_and_slows() -> None:
    """Applications that share an applicant's luck say less about what applicants differ in than independent ones do."""
    rng = np.random.default_rng(8)
    fact = np.repeat(rng.normal(size=20), 30)
    loadings, start = fact[:, None] * 0.3, np.full(600, -1.5)
    y = (rng.random(600) < 1 / (1 + np.exp(-start - 2 * loadings[:, 0]))).astype(float)
    who, each, nothing = np.repeat(np.arange(20), 30), np.arange(600), np.zeros(600)
    numbers = {"level": Parameter(0.0, 1.0)}
    found = [
        refit(Data(y, who, each, nothing + rho, nothing), lambda by: Line(by, start + loadings @ by, loadings),
              ("level",), numbers, quietly)
        for rho in (0.0, 0.2)
    ]  # fmt: skip
    assert found[1].sd[0] > 1.3 * found[0].sd[0]
    assert abs(found[1].by[0]) < abs(found[0].by[0])


def test_order_of_rows_and_layout_of_the_file_change_nothing(tmp_path: Path) -> None:
    """Rows in another order, semicolons, Windows line ends, a byte order mark and spelled headers give the same fit."""
    rows = [{**row, "interviewed": "yes" if at % 4 == 0 else "no"} for at, row in enumerate(applications(8, 12, 9))]
    plain = write(tmp_path / "plain.csv", rows)
    first = fit(read(plain), programs(), offers, folds=2, tell=quietly)
    shuffled = [rows[at] for at in np.random.default_rng(10).permutation(len(rows))]
    text = write(tmp_path / "other.csv", shuffled).read_text(encoding="utf-8")
    text = text.replace("tie_states", "TIE\0STATES").replace(";", "\1").replace(",", "\2")
    text = text.replace("\1", ";").replace("\0", " ").replace("\2", "\t").replace("program_id", "Program ID")
    (tmp_path / "other.csv").write_bytes("\ufeff".encode() + text.replace("\n", "\r\n").replace("\r\r", "\r").encode())
    second = fit(read(tmp_path / "other.csv"), programs(), offers, folds=2, tell=quietly)
    assert first.coefficients == second.coefficients
    assert first.held_out == second.held_out


def test_facts_may_stand_in_any_row(tmp_path: Path) -> None:
    """A fact given in one of an applicant's rows holds for all of them; empty cells are unknown facts."""
    rows = applications(1, 3, 11)
    for row in rows[1:]:
        row.update(dict.fromkeys(("type", "step2_ck", "graduation_year", "tie_states"), ""))
    rows[0].update(type="non_us_img", tie_states="ny; CA")
    rows = [{**row, "usce_months": 2.5, "needs_visa": "", "step1_failures": ""} for row in rows]
    one = read(write(tmp_path / "sparse.csv", rows)).applicants["A000", SEASON]
    assert isinstance(one, Applicant)
    assert (one.type, one.needs_visa, one.step1, one.usce_months) == ("non_us_img", None, None, 2.5)
    assert one.ties.states == ("CA", "NY")
    assert one.step2_ck is not None
    assert one.step2_ck.score == rows[0]["step2_ck"]
    assert one.step2_ck.failures == rows[0]["step2_failures"]


FAULTS = [
    ("type", "us-md", "'us-md'; expected one of us_md, us_do, us_img, non_us_img", "Did you mean 'us_md'"),
    ("step2_ck", "2480", "'2480'; expected a whole number from 1 to 300", ""),
    ("step2_failures", "none", "'none'; expected a whole number from 0 to 10", "Leave the cell empty"),
    ("step1_failures", "-1", "'-1'; expected a whole number from 0 to 10", ""),
    ("graduation_year", "2031", "'2031'; expected a year up to the season, 2026", ""),
    ("usce_months", "2,5", "'2,5'; expected a number from 0 to 240", "Write 2.5."),
    ("needs_visa", "maybe", "'maybe'; expected yes or no", "Leave the cell empty"),
    ("tie_states", "NY; New Jersey", "'New Jersey'; expected the two-letter code", ""),
    ("tie_regions", "Midwst", "'Midwst'; expected one of Northeast", "Did you mean 'Midwest'"),
    ("tie_programs", "99", "'99'; expected a program_id of the catalogue", ""),
    ("applicant", "", "an empty cell; expected a word or number that tells this applicant from the others", ""),
    ("program_id", "", "an empty cell; expected the code of a program", ""),
    ("program_id", "9900099999", "'9900099999'; expected a program_id of the catalogue", "Did you mean '99000"),
    ("signal", "bronze", "'bronze'; expected one of gold, silver, signal", ""),
    ("interviewed", "perhaps", "'perhaps'; expected yes or no", ""),
    ("interviewed", "", "an empty cell; expected yes or no", ""),
    ("matched", "x", "'x'; expected yes or no", "Leave the cell empty"),
    ("matched", "yes", "a match without an interview; expected interviewed: yes, or matched: no", ""),
    ("season", "26", "'26'; expected a whole number from 2020 to 2100", ""),
]


def broken() -> list[dict[str, object]]:
    """Four applications of one applicant, ready to be broken."""
    rows = applications(1, 4, 12)
    return [{**row, "tie_programs": "", "graduation_year": 2024, "signal": ""} for row in rows]


@pytest.mark.parametrize(("column", "cell", "says", "advice"), FAULTS, ids=lambda value: str(value)[:16])
def test_a_malformed_row_is_named(tmp_path: Path, column: str, cell: str, says: str, advice: str) -> None:
    """A wrong cell is reported with its row, column, content, what is expected and what to do; nothing else is."""
    rows = broken()
    for row in rows if column in ("graduation_year", "type") else rows[2:3]:
        row[column] = cell
    with pytest.raises(InputError) as caught:
        read(write(tmp_path / "bad.csv", rows))
    line = str(caught.value).splitlines()[0]
    row = 2 if column in ("graduation_year", "type") else 4
    assert line.startswith(f'bad.csv, row {row}, column "{column}": found {says}')
    assert advice in line
    if column not in ("graduation_year", "type"):
        assert len(caught.value.faults) == 1


def test_rows_that_contradict_each_other_are_named(tmp_path: Path) -> None:
    """A program twice, two matches, another score and a tier that the specialty lacks: all at once, each by its row."""
    rows = [{**row, "interviewed": "yes"} for row in broken()]
    rows[1]["program_id"] = rows[0]["program_id"]
    rows[0]["matched"] = rows[3]["matched"] = "yes"
    rows[2]["step2_ck"] = 201
    tiers = offers(SEASON).tiers
    lacking = next(code for code, name in programs()["specialty"].items() if "gold" not in tiers.get(str(name), ()))
    rows.append({**rows[0], "program_id": lacking, "signal": "gold", "matched": "no"})
    with pytest.raises(InputError) as caught:
        read(write(tmp_path / "bad.csv", rows))
    lines = str(caught.value).splitlines()
    places = [
        'row 3, column "program_id"',
        'row 4, column "step2_ck"',
        'row 5, column "matched"',
        'row 6, column "signal"',
    ]
    assert [line.split("bad.csv, ")[1].split(":")[0] for line in lines] == places
    assert "again, as in row 2" in lines[0]
    assert f"'201', but '{rows[0]['step2_ck']}' in row 2" in lines[1]
    assert "one match per applicant and season" in lines[2]
    assert "found 'gold'; expected" in lines[3]


def test_every_row_is_named(tmp_path: Path) -> None:
    """Sixty rows at fault are sixty faults."""
    rows = [{**row, "interviewed": "?"} for row in applications(2, 30, 13)]
    with pytest.raises(InputError) as caught:
        read(write(tmp_path / "bad.csv", rows))
    assert [fault.place for fault in caught.value.faults] == [
        f'bad.csv, row {row}, column "interviewed"' for row in range(2, 62)
    ]


def test_missing_columns_are_named(tmp_path: Path) -> None:
    """Every column that is missing or misspelled is reported; ties and season may be left out."""
    rows = [{**row, "interviewd": "no", "tie_state": "NY"} for row in broken()]
    header = [name for name in HEADER if name not in ("interviewed", "step2_ck", "tie_states")]
    with pytest.raises(InputError) as caught:
        read(write(tmp_path / "bad.csv", rows, [*header, "interviewd", "tie_state"]))
    text = str(caught.value)
    assert "no column step2_ck; expected a column step2_ck: step 2 CK score" in text
    assert "Rename the column 'interviewd' to interviewed." in text
    assert "Rename the column 'tie_state' to tie_states." in text
    outcomes = read(write(tmp_path / "short.csv", broken(), [name for name in HEADER if name not in OPTIONAL]))
    assert set(outcomes.table["season"]) == {SEASON}


@pytest.mark.parametrize(
    ("content", "says"),
    [("", "an empty file"), (",".join(HEADER) + "\n", "a header without rows"), ("a,b\n1,2\n", "no column program_id")],
)
def test_files_without_outcomes(tmp_path: Path, content: str, says: str) -> None:
    """An empty file, a header alone and another kind of table are faults."""
    path = tmp_path / "bad.csv"
    path.write_text(content)
    with pytest.raises(InputError, match=says):
        read(path)


def run(*words: str | Path) -> Result:
    """Run a command."""
    return CliRunner().invoke(main, [str(word) for word in words])


def office(tmp_path: Path) -> Path:
    """A table of outcomes of forty applicants."""
    rows = [{**row, "interviewed": "yes" if at % 5 == 0 else "no"} for at, row in enumerate(applications(20, 10, 14))]
    return write(tmp_path / "outcomes.csv", rows)


@pytest.mark.slow
def test_from_outcomes_to_scenario(tmp_path: Path) -> None:
    """The file that the command writes changes a scenario's odds as its numbers say, and the report names it."""
    target = tmp_path / "office.csv"
    done = run("fit", office(tmp_path), "--catalogue", "sample", "-o", target, "--format", "json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    own = read_coefficients("office.csv", tmp_path)
    assert {one["name"] for one in found["coefficients"] if one["informed"]} == set(own.numbers)
    for one in found["coefficients"]:
        if one["informed"]:
            assert own.numbers[one["name"]].value == pytest.approx(one["fitted"], rel=1e-4)
    assert own.source == "own outcomes: outcomes.csv, 200 applications of 20 applicants"
    (tmp_path / "mine.yaml").write_text(
        "catalogue: sample\nspecialties: [Anesthesiology]\nconstraints: [{kind: count, at_most: 5}]\n"
        "applicant: {type: us_img, step1: pass, step2_ck: 230, graduation_year: 2021, usce_months: 3}\n"
        "odds: {coefficients: office.csv}\n"
    )
    posed = pose_scenario(read_scenario(tmp_path / "mine.yaml"), today=TODAY)
    codes, offer = posed.problem.table.index, offers(2027)
    odds = {
        kind: estimate(
            posed.catalogue.table.loc[codes], posed.scenario.applicant, season=2027, tiers=offer.tiers,
            participation=offer.participation, everyone=posed.catalogue.table, coefficients=numbers,
        ).table["p_interview"]
        for kind, numbers in (("own", own.numbers), ("published", None))
    }  # fmt: skip
    assert posed.odds.table["p_interview"].tolist() == pytest.approx(odds["own"].tolist())
    assert (odds["own"] - odds["published"]).abs().max() > 1e-3
    report = solve_scenario(posed.scenario, today=TODAY).report
    inputs = report.result["inputs"]
    assert isinstance(inputs, dict)
    assert inputs["office.csv"] == own.digest
    assert any("Own coefficients from office.csv (own outcomes: outcomes.csv" in line for line in report.assumptions)


@pytest.mark.slow
def test_report_of_a_fit(tmp_path: Path) -> None:
    """The command shows each number before and after, the check, what was taken for granted; progress goes apart."""
    path = office(tmp_path)
    done = run("fit", path, "--catalogue", "sample", "--folds", "4")
    assert done.exit_code == 0, done.output
    for name in LIMITS:
        assert name in done.stdout
    assert "200 applications of 20 applicants" in done.stdout
    assert "4 folds" in done.stdout
    assert "round 1" in done.stderr
    assert "round 1" not in done.stdout
    header = [name for name in HEADER if name != "season"]
    rows = [{**row, "remark": "x"} for row in broken()]
    bare = run("fit", write(tmp_path / "bare.csv", rows, [*header, "remark"]), "--catalogue", "sample", "-q")
    assert "Columns that were not used: remark." in bare.stdout
    assert "Rows without a season were taken for the" in bare.stdout
    assert bare.stderr == ""


def test_faults_of_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Faults end with exit code 1 and one line each, wrong use with 2; a missing library says how to install it."""
    rows = broken()
    rows[0]["interviewed"] = rows[2]["interviewed"] = "?"
    done = run("fit", write(tmp_path / "bad.csv", rows), "--catalogue", "sample")
    assert done.exit_code == 1
    assert len(done.stderr.strip().splitlines()) == 2
    assert run("fit", tmp_path / "outcome.csv").exit_code == 1
    path = office(tmp_path)
    assert run("fit", path, "-o", path).exit_code == 2
    assert run("fit", path, "-o", tmp_path / "office.txt").exit_code == 2
    real = importlib.util.find_spec

    def without(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == "statsmodels" else real(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", without)
    done = run("fit", path, "--catalogue", "sample")
    assert (done.exit_code, "pip install 'listopt[fit]'" in done.stderr) == (1, True)


COEFFICIENTS = [
    ("scores,1.1,0.1", "office.csv, row 2, column \"name\": found 'scores'", "Did you mean 'score'?"),
    ("score,steep,0.1", "column \"value\": found 'steep'; expected a number from 0 to 5 for score", ""),
    ("score,-0.1,0.1", "column \"value\": found '-0.1'; expected a number from 0 to 5 for score", ""),
    ("step1_failed,0.4,0.1", "found '0.4'; expected a number from -10 to 0 for step1_failed", ""),
    ("score,1,-0.1", "column \"sd\": found '-0.1'; expected a number from 0", ""),
    ("score,1,", 'column "sd": found an empty cell', ""),
    ("score,1,0.1\nscore,1.2,0.1", "row 3, column \"name\": found 'score' again, as in row 2", ""),
    ("list_to_application_img,1.1,0.1", "found 'list_to_application_img'; expected one of level, score", ""),
    ("", "a header without rows", ""),
]


@pytest.mark.parametrize(("row", "says", "advice"), COEFFICIENTS, ids=lambda value: str(value)[:20])
def test_faults_of_coefficients(tmp_path: Path, row: str, says: str, advice: str) -> None:
    """Unknown names, no numbers, negative errors and values that would turn a merit into a fault are refused."""
    (tmp_path / "office.csv").write_text(f"name,value,sd\n{row}\n")
    with pytest.raises(InputError) as caught:
        read_coefficients("office.csv", tmp_path)
    assert says in str(caught.value)
    assert advice in str(caught.value)


def test_coefficients_of_a_scenario_are_found(tmp_path: Path) -> None:
    """The path counts from the scenario's folder, also through `extends`; a missing file is a fault with its place."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "office.csv").write_text("sd,name,value\n0.1,level,0.5\n\n")
    base = "catalogue: sample\napplicant: {type: us_md}\nodds: {coefficients: office.csv, correlation: 0.1}\n"
    (tmp_path / "deep" / "base.yaml").write_text(base)
    (tmp_path / "top.yaml").write_text("extends: deep/base.yaml\n")
    scenario = read_scenario(tmp_path / "top.yaml")
    assert scenario.odds.coefficients == "deep/office.csv"
    posed = pose_scenario(scenario, today=TODAY)
    assert posed.coefficients is not None
    assert posed.coefficients.numbers == {"level": Parameter(0.5, 0.1)}
    (tmp_path / "lost.yaml").write_text(
        "catalogue: sample\napplicant: {type: us_md}\nodds:\n  coefficients: offce.csv\n"
    )
    (tmp_path / "office.csv").write_text("name,value,sd\nlevel,0.5,0.1\n")
    with pytest.raises(
        InputError, match=r"lost.yaml:4:17: found 'offce.csv', but no such file.*Did you mean 'office.csv'"
    ):
        pose_scenario(read_scenario(tmp_path / "lost.yaml"), today=TODAY)


def test_matches_move_only_the_chance_of_a_match(tmp_path: Path) -> None:
    """Without known matches the factor stays; with none at all it falls, with many it rises, a little each time."""
    rows = [
        {**row, "interviewed": "yes" if at % 2 else "no", "matched": ""}
        for at, row in enumerate(applications(6, 6, 15))
    ]
    found = {}
    for kind in ("unknown", "none", "all"):
        for at, row in enumerate(rows):
            first = at % 6 == 1 and kind == "all"
            row["matched"] = "" if kind == "unknown" else "yes" if first else "no"
        fitted = fit(read(write(tmp_path / "m.csv", rows)), programs(), offers, folds=2, tell=quietly)
        found[kind] = next(one for one in fitted.coefficients if one.name == MATCH)
        level = next(one for one in fitted.coefficients if one.name == "level")
        assert level.fitted == found.setdefault("level", level).fitted
    assert not found["unknown"].informed
    assert found["none"].fitted.value < found["unknown"].fitted.value == 1.0 < found["all"].fitted.value
    assert abs(found["none"].fitted.value - 1) < 0.1


def test_scenario_made_in_python_takes_coefficients(tmp_path: Path) -> None:
    """A scenario given as mappings finds the file from its base."""
    (tmp_path / "office.csv").write_text("name;value;sd\nlevel;0,5;0.1\n")
    scenario = parse_scenario({"catalogue": "sample", "odds": {"coefficients": "office.csv"}}, tmp_path)
    with pytest.raises(InputError, match=r"Write 0.5"):
        pose_scenario(scenario, today=TODAY)


def test_fit_from_python(tmp_path: Path) -> None:
    """The pipeline's function takes the last Match for rows without a season."""
    header = [name for name in HEADER if name != "season"]
    found = fit_outcomes(write(tmp_path / "o.csv", broken(), header), ["sample"], today=TODAY)
    assert found.seasons == (2026,)
