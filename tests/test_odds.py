"""Odds: every term, the population averages, own odds, ranges and faults."""

from __future__ import annotations

import csv
from importlib import resources
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listopt.applicant import Applicant
from listopt.errors import InputError
from listopt.odds import Odds, Range, estimate
from listopt.odds.base import base_rates
from listopt.odds.population import expit, intercepts, logit
from listopt.odds.rates import read_rates
from listopt.odds.signals import signals
from listopt.odds.tables import newest, parameters
from listopt.reference import read_reference, specialties

TABLES = (
    "interview_rates",
    "signal_effects",
    "applications_per_applicant",
    "scores",
    "match_given_interview",
    "sponsorship",
    "correlation",
    "odds_parameters",
    "rate_spread",
    "img_shares",
    "published_rates",
    "published_lists",
    "published_bands",
    "published_match_rates",
    "fitted_lists",
    "list_assumptions",
)
SEASON = 2027
TIERS = {
    "Anesthesiology": ("gold", "silver"),
    "Internal Medicine": ("gold", "silver"),
    "Family Medicine": ("signal",),
    "Urology": ("signal",),
}
NAMES = (*TIERS, "Ophthalmology")
KNOWN: dict[str, Any] = {
    "type": "non_us_img",
    "step1": "pass",
    "step2_ck": 238,
    "graduation_year": 2023,
    "usce_months": 4,
    "visa": ["J-1", "H-1B"],
}


def odds_of(programs: pd.DataFrame, applicant: Applicant | None, **given: Any) -> Odds:
    """Odds with this module's season, tiers and participation."""
    options = {"season": SEASON, "tiers": TIERS, "participation": 0.9} | given
    return estimate(programs, applicant, **options)


def someone(**facts: Any) -> Applicant:
    """Non-US IMG of whom everything is known, facts replaced as asked."""
    return Applicant.model_validate(KNOWN | facts)


def table(**columns: list[Any]) -> pd.DataFrame:
    """Programs with the given columns and codes that end in the row number."""
    count = len(next(iter(columns.values())))
    index = pd.Index([f"04{row:08d}" for row in range(count)], name="program_id")
    frame = pd.DataFrame(columns, index=index)
    for flag in ("takes_signals", "j1", "h1b", "ties"):
        if flag in frame:
            frame[flag] = frame[flag].astype("boolean")
    return frame


def one(**cells: Any) -> pd.DataFrame:
    """One program of anesthesiology, cells replaced as asked."""
    return table(**{name: [value] for name, value in ({"specialty": "Anesthesiology"} | cells).items()})


def p_of(programs: pd.DataFrame, applicant: Applicant | None, column: str = "p_interview", **given: Any) -> float:
    """Probability of the first program."""
    return float(odds_of(programs, applicant, **given).table[column].iloc[0])


def maybe(values: st.SearchStrategy[Any], missing: Any = np.nan) -> st.SearchStrategy[Any]:
    """Values that may be missing."""
    return st.one_of(st.just(missing), values)


PERCENT = st.integers(0, 100).map(lambda whole: whole / 100)
ROWS = st.fixed_dictionaries(
    {
        "specialty": st.sampled_from(NAMES),
        "state": st.sampled_from(["NY", "OH", "TX"]),
        "region": st.sampled_from(["Northeast", "Midwest", "South"]),
        "interview_rate_non_us_img": maybe(PERCENT),
        "interview_rate_us_md": maybe(PERCENT),
        "interview_rate_gold": maybe(PERCENT),
        "interview_rate_silver": maybe(PERCENT),
        "interview_rate_signal": maybe(PERCENT),
        "interview_rate_no_signal": maybe(PERCENT),
        "takes_signals": maybe(st.booleans(), None),
        "j1": maybe(st.booleans(), None),
        "h1b": maybe(st.booleans(), None),
        "ties": maybe(st.booleans(), None),
    }
)
PROGRAMS = st.lists(ROWS, min_size=1, max_size=8).map(
    lambda rows: table(**{name: [row[name] for row in rows] for name in rows[0]})
)
EXAMS = st.one_of(st.none(), st.integers(1, 4).map(lambda n: {"result": "pass", "attempts": n}))
SCORES = st.one_of(
    st.none(), st.builds(lambda s, n: {"score": s, "attempts": n}, st.integers(190, 290), st.integers(1, 4))
)
APPLICANTS = st.builds(
    lambda **facts: Applicant.model_validate(facts),
    type=st.sampled_from(["us_md", "us_do", "us_img", "non_us_img"]),
    step1=EXAMS,
    step2_ck=SCORES,
    graduation_year=st.one_of(st.none(), st.integers(2005, 2027)),
    usce_months=st.one_of(st.none(), st.integers(0, 12)),
    visa=st.sampled_from([None, [], ["J-1"], ["H-1B"], ["J-1", "H-1B"]]),
    ties=st.sampled_from([{}, {"states": ["NY"]}, {"regions": ["Midwest"]}]),
)
MODES = ("", "_gold", "_silver", "_signal")
quick = settings(max_examples=20, deadline=None)


def csv_files() -> dict[str, list[dict[str, str]]]:
    """Rows of every table of the odds, read without listopt."""
    folder = resources.files("listopt.reference")
    return {
        name: list(csv.DictReader(folder.joinpath(f"{name}.csv").read_text("utf-8").splitlines())) for name in TABLES
    }


@pytest.mark.parametrize("name", TABLES)
def test_every_figure_has_a_source(name: str) -> None:
    """Each row names its season and source; one without an address says that it is our own estimate."""
    for row in csv_files()[name]:
        assert 2010 <= int(row["season"]) <= 2030
        assert row["source_title"]
        assert row["confidence"] in ("high", "medium", "low")
        assert row["source_url"].startswith("http") or row["note"].startswith("own estimate")


@pytest.mark.parametrize("name", [name for name in TABLES if "specialty" in read_reference(name)[0]])
def test_every_row_joins_the_register(name: str) -> None:
    """A row for a specialty that the register does not know would never be used."""
    assert {row["specialty"] for row in read_reference(name)} - {"all"} <= set(specialties())


def test_newest_row_up_to_the_season() -> None:
    """A season reads the newest row not after it, and a season before all rows the oldest."""
    rows = {season: newest("signals", season, "specialty", "tier") for season in (2020, 2024, 2025, 2040)}
    key = ("General Surgery", "signal")
    assert [rows[season][key]["season"] for season in rows] == ["2024", "2024", "2025", "2025"]


@quick
@given(PROGRAMS, APPLICANTS)
def test_low_value_high(programs: pd.DataFrame, applicant: Applicant) -> None:
    """Estimates lie inside (0, 1) and inside their range, and a match is less likely than the interview before it."""
    found = odds_of(programs, applicant).table
    for mode in MODES:
        for stem in ("p_interview", "p_match"):
            p, low, high = (found[f"{stem}{part}{mode}"].dropna() for part in ("", "_low", "_high"))
            assert ((p > 0) & (p < 1) & (low > 0) & (low <= p) & (p <= high) & (high < 1)).all()
        assert (found[f"p_match{mode}"].dropna() < found[f"p_interview{mode}"].dropna()).all()


@quick
@given(PROGRAMS, APPLICANTS)
def test_tiers_are_ordered(programs: pd.DataFrame, applicant: Applicant) -> None:
    """Gold is at least silver, silver at least no signal, even where a program's own small numbers say otherwise."""
    found = odds_of(programs, applicant).table
    for better, worse in (("_gold", "_silver"), ("_silver", ""), ("_gold", ""), ("_signal", "")):
        difference = (found[f"p_interview{better}"] - found[f"p_interview{worse}"]).dropna()
        assert (difference > -1e-12).all()


@quick
@given(PROGRAMS, APPLICANTS)
def test_tiers_on_offer(programs: pd.DataFrame, applicant: Applicant) -> None:
    """A tier is on offer when the specialty's pool has it and the program is not known to take no signals."""
    found = odds_of(programs, applicant).table
    for tier in ("gold", "silver", "signal"):
        pool = programs["specialty"].map(lambda name, tier=tier: tier in TIERS.get(name, ()))
        open_to = programs["takes_signals"].fillna(True).astype(bool)
        assert found[f"p_interview_{tier}"].notna().equals(pool & open_to)
        assert found[f"p_match_{tier}"].notna().equals(pool & open_to)


@quick
@given(PROGRAMS, APPLICANTS, st.integers(190, 290))
def test_score_never_hurts(programs: pd.DataFrame, applicant: Applicant, score: int) -> None:
    """A higher Step 2 CK score never lowers any probability."""
    facts = applicant.model_dump()
    lower, higher = (
        odds_of(programs, Applicant.model_validate(facts | {"step2_ck": points})).table for points in (score, score + 7)
    )
    for mode in MODES:
        assert (higher[f"p_match{mode}"] - lower[f"p_match{mode}"]).dropna().gt(-1e-12).all()


@quick
@given(PROGRAMS, APPLICANTS, st.integers(1, 4), st.sampled_from(["step1", "step2_ck"]))
def test_attempts_never_help(programs: pd.DataFrame, applicant: Applicant, attempts: int, exam: str) -> None:
    """One more attempt at a passed exam never raises a probability."""
    facts = applicant.model_dump()
    fewer, more = (
        odds_of(programs, Applicant.model_validate(facts | {exam: {"score": 230, "attempts": sat}})).table[
            "p_interview"
        ]
        for sat in (attempts, attempts + 1)
    )
    assert (more <= fewer).all()


@quick
@given(PROGRAMS, APPLICANTS, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(programs: pd.DataFrame, applicant: Applicant, random: Any) -> None:
    """Shuffled programs give the same odds, shuffled."""
    order = list(programs.index)
    random.shuffle(order)
    straight, shuffled = odds_of(programs, applicant), odds_of(programs.loc[order], applicant)
    pd.testing.assert_frame_equal(straight.table.loc[order], shuffled.table, rtol=1e-12)
    pd.testing.assert_frame_equal(straight.terms.loc[order], shuffled.terms, rtol=1e-9, atol=1e-12)
    assert straight.warnings == shuffled.warnings
    assert straight.correlation == shuffled.correlation


@quick
@given(PROGRAMS, APPLICANTS)
def test_terms_add_up(programs: pd.DataFrame, applicant: Applicant) -> None:
    """The terms sum to the log odds without a signal, and with a tier's term to those with it."""
    found = odds_of(programs, applicant)
    plain = found.terms[[name for name in found.terms if not name.startswith("signal_")]].sum(axis=1)
    np.testing.assert_allclose(expit(plain.to_numpy()), found.table["p_interview"], rtol=1e-9)
    for tier in ("gold", "silver", "signal"):
        signalled = found.table[f"p_interview_{tier}"].to_numpy()
        np.testing.assert_allclose(expit((plain + found.terms[f"signal_{tier}"]).to_numpy()), signalled, rtol=1e-9)


@quick
@given(
    st.floats(1e-4, 0.999),
    st.floats(0, 1.2),
    st.floats(0, 3),
    st.floats(0, 3),
    st.floats(0.05, 0.45),
    st.floats(0.05, 0.45),
)
def test_population_average(
    rate: float, spread: float, gold: float, silver: float, with_gold: float, with_silver: float
) -> None:
    """Averaged over scores and signals with a plain fine sum, the intercept gives back the published rate."""
    effect = np.array([[0.0, gold, silver]])
    share = np.array([[1 - with_gold - with_silver, with_gold, with_silver]])
    found = intercepts(np.array([rate]), np.array([spread]), effect, share)
    z = np.linspace(-9, 9, 3601)
    density = np.exp(-(z**2) / 2)
    density /= density.sum()
    average = (share.T * expit(found + effect.T + spread * z)).sum(axis=0) @ density
    assert average == pytest.approx(rate, rel=1e-6, abs=1e-6)


@quick
@given(PROGRAMS, st.sampled_from(["us_md", "us_img", "non_us_img"]))
def test_signals_mix_to_the_base_rate(programs: pd.DataFrame, who: str) -> None:
    """For an applicant of whom only the type is known, signalled and unsignalled odds average to the base rate."""
    plain = programs.drop(columns=["ties", "h1b"])
    found = odds_of(plain, Applicant.model_validate({"type": who})).table
    rate = base_rates(read_rates(SEASON), plain, plain, who, SEASON, parameters(SEASON)).effective
    offered = plain["takes_signals"].fillna(True).to_numpy(bool)
    sent = signals(plain, TIERS, who, season=SEASON, numbers=parameters(SEASON), open_to=offered)
    modes = found[[f"p_interview_{tier}" for tier in ("gold", "silver", "signal")]].fillna(0).to_numpy()
    average = (sent.share * modes).sum(axis=1) + (1 - sent.share.sum(axis=1)) * found["p_interview"]
    np.testing.assert_allclose(average, rate, rtol=1e-9)


def test_average_over_real_scores() -> None:
    """Averaging over whole scores of the population gives back the odds without a score, within 0.2 %."""
    program = one(interview_rate_non_us_img=0.2, takes_signals=False)
    row = newest("scores", SEASON, "specialty", "applicant_type")["Anesthesiology", "non_us_img"]
    scores = np.arange(180, 301)
    weight = np.exp(-(((scores - float(row["mean"])) / float(row["sd"])) ** 2) / 2)
    facts = {"type": "non_us_img", "step1": "pass"}
    p = [p_of(program, Applicant.model_validate(facts | {"step2_ck": int(score)})) for score in scores]
    unknown = p_of(program, Applicant.model_validate(facts | {"step2_ck": "pass"}))
    assert np.average(p, weights=weight) == pytest.approx(unknown, rel=2e-3)


def test_printed_zero_is_not_impossible() -> None:
    """A rate printed 0.00 is shrunk towards the specialty: above zero, below the mean."""
    programs = table(specialty=["Anesthesiology"] * 3, interview_rate_non_us_img=[0.0, np.nan, 0.2])
    found = odds_of(programs, someone()).table
    none, unknown, much = found["p_interview"]
    assert 0 < none < unknown < much < 0.2
    assert found["source"].tolist() == ["own rate", "specialty mean", "own rate"]


def test_missing_rate_widens_the_range() -> None:
    """Less knowledge of the program means a wider range: own rate, specialty mean, mean of all specialties."""
    programs = table(specialty=["Neurology", "Neurology", "Urology"], interview_rate_us_md=[0.3, np.nan, np.nan])
    found = odds_of(programs, someone(type="us_md", visa=[], graduation_year=2027)).table
    low, high = logit(found["p_interview_low"].to_numpy()), logit(found["p_interview_high"].to_numpy())
    assert list(found["source"]) == ["own rate", "specialty mean", "mean of all specialties"]
    assert (np.diff(high - low) > 0).all()


def test_unknown_score_widens_the_range() -> None:
    """Without a score the odds are an average applicant's, with a wider range and a warning."""
    told, untold = (odds_of(one(), someone(step2_ck=exam)) for exam in (246, {"result": "pass"}))
    width = [
        float(logit(np.asarray(o.table["p_interview_high"] / 1))[0] - logit(np.asarray(o.table["p_interview_low"]))[0])
        for o in (told, untold)
    ]
    assert width[0] < width[1]
    assert any(text.startswith("Step 2 CK score unknown") for text in untold.warnings)
    assert not any("score unknown" in text for text in told.warnings)
    assert untold.terms["score"].iloc[0] == 0


def test_expected_score_lies_between() -> None:
    """An expected score that cannot be off counts as a reported one, a vaguer one ever more like an unknown one."""
    expected = [odds_of(one(), someone(step2_ck={"expected": 246, "expected_sd": sd})) for sd in (0, 5, 9, 13)]
    told = odds_of(one(), someone(step2_ck={"score": 246}))
    default = odds_of(one(), someone(step2_ck={"expected": 246}))
    # Failures at an exam that was not sat are unknown: one more reason for a wider range.
    pd.testing.assert_series_equal(expected[0].terms["score"], told.terms["score"])
    assert expected[0].correlation == told.correlation
    widths, shared, rho = (
        [found(odds) for odds in expected]
        for found in (
            lambda odds: float(np.diff(logit(odds.table[["p_interview_low", "p_interview_high"]].to_numpy()))[0, 0]),
            lambda odds: float(odds.uncertainty.shared.get("expected Step 2 CK", np.zeros((1, 1)))[0, 0]),
            lambda odds: odds.correlation["Anesthesiology"].value,
        )
    )
    for measure in (widths, shared, rho):
        assert measure == sorted(measure)
        assert measure[0] < measure[-1]
    assert shared[0] == 0
    pd.testing.assert_frame_equal(default.table, expected[2].table)


def test_expected_average_score_is_no_news() -> None:
    """Who expects the average score with the spread of all applicants has the odds of one who tells nothing."""
    row = newest("scores", SEASON, "specialty", "applicant_type")["Anesthesiology", "non_us_img"]
    program = one(interview_rate_non_us_img=0.2)
    vague = {"expected": round(float(row["mean"])), "expected_sd": float(row["sd"])}
    nothing = p_of(program, someone(step2_ck="not_taken"))
    assert p_of(program, someone(step2_ck=vague)) == pytest.approx(nothing, rel=0.03)


def test_expected_score_is_said_to_be_one() -> None:
    """A warning says that the odds rest on an expected score, and failures at an exam not yet sat stay unknown."""
    found = odds_of(one(), someone(step2_ck={"expected": 246})).warnings
    assert any("still to come: odds rest on an expected 246" in text for text in found)
    assert any("attempts at Step 2 CK" in text for text in found)
    assert not any("score unknown" in text for text in found)
    again = odds_of(one(), someone(step2_ck={"expected": 246, "result": "fail"})).warnings
    assert not any("attempts at Step 2 CK" in text for text in again)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"graduation_year": 2026}, {"graduation_year": 2018}),
        ({"usce_months": 6}, {"usce_months": 0}),
        ({"visa": []}, {"visa": ["J-1"]}),
        ({"ties": {"states": ["NY"]}}, {"ties": {"regions": ["Northeast"]}}),
        ({"ties": {"regions": ["Northeast"]}}, {}),
        ({"ties": {"programs": ["0400000000"]}}, {"ties": {"states": ["NY"]}}),
        (
            {"type": "us_md", "visa": [], "graduation_year": 2027},
            {"type": "us_md", "visa": [], "graduation_year": 2025},
        ),
    ],
)
def test_direction_of_terms(better: dict[str, Any], worse: dict[str, Any]) -> None:
    """Each fact moves the odds the way it should."""
    program = one(state="NY", region="Northeast")
    assert p_of(program, someone(**better)) > p_of(program, someone(**worse))


BETTER = {
    "step2_ck": st.tuples(st.integers(200, 279), st.integers(1, 20)).map(lambda pair: (pair[0], pair[0] + pair[1])),
    "graduation_year": st.tuples(st.integers(1995, 2025), st.integers(1, 10)).map(lambda p: (p[0], p[0] + p[1])),
    "usce_months": st.tuples(st.integers(0, 12), st.integers(1, 12)).map(lambda pair: (pair[0], pair[0] + pair[1])),
    "ties": st.sampled_from([({}, {"states": ["NY"]}), ({"regions": ["Northeast"]}, {"states": ["NY"]}),
                             ({"states": ["NY"]}, {"states": ["NY", "TX"]}),
                             ({}, {"regions": ["Northeast", "South"]})]),
    "step1": st.tuples(st.integers(1, 4), st.integers(1, 3)).map(
        lambda pair: tuple({"result": "pass", "attempts": n} for n in (pair[0] + pair[1], pair[0]))),
    "visa": st.just((["J-1", "H-1B"], [])),
}  # fmt: skip


@quick
@given(
    PROGRAMS, st.sampled_from(sorted(BETTER)), st.data(), st.sampled_from(["us_md", "us_do", "us_img", "non_us_img"])
)
def test_better_facts_never_lower_a_chance(programs: pd.DataFrame, fact: str, data: st.DataObject, who: str) -> None:
    """Better score, fewer failures, fresher graduation, more USCE, a tie, no visa: no chance falls, none is 0 or 1."""
    worse, better = data.draw(BETTER[fact])
    facts = {"type": who, **({} if who != "us_md" else {"visa": []})}
    low, high = (odds_of(programs, someone(**facts | {fact: value})).table for value in (worse, better))
    for column in [name for name in low if name.startswith("p_") and name not in ("p_j1", "p_h1b")]:
        before, after = low[column].dropna(), high[column].dropna()
        if "_low" not in column and "_high" not in column:
            assert (after >= before * (1 - 1e-9)).all(), column
        assert ((after > 0) & (after < 1)).all(), column


def test_marked_tie_counts_as_the_state() -> None:
    """A program the user marks as a tie counts like one in a state of ties."""
    marked, plain = one(state="NY", ties=True), one(state="NY")
    assert p_of(marked, someone()) == p_of(plain, someone(ties={"states": ["NY"]}))


def test_h1b_only_counts_the_share_that_sponsors() -> None:
    """Where H-1B is the only way in and the policy unknown, the odds carry the specialty's share of sponsors."""
    unknown, sponsor = one(specialty="Neurology", h1b=None), one(specialty="Neurology", h1b=True)
    applicant = someone(visa=["H-1B"])
    assert p_of(unknown, applicant) == pytest.approx(0.209 * p_of(sponsor, applicant))
    assert p_of(unknown, someone(visa=["J-1"])) == p_of(sponsor, someone(visa=["J-1"]))
    no_j1 = one(specialty="Neurology", h1b=None, j1=False)
    assert p_of(no_j1, someone()) == pytest.approx(p_of(unknown, applicant))


def test_us_citizens_need_no_sponsor() -> None:
    """The visa term is 0 for every type but non-US IMGs."""
    found = odds_of(one(h1b=None), someone(type="us_img", visa=[]))
    assert found.terms["visa"].iloc[0] == 0


def test_participation_lies_between() -> None:
    """With participation unknown a signal is worth less, and nothing when no program takes signals."""
    takes, unknown = one(takes_signals=True), one(takes_signals=None)
    assert p_of(unknown, someone(), "p_interview_gold") < p_of(takes, someone(), "p_interview_gold")
    nobody = odds_of(unknown, someone(), participation=0.0).table
    assert nobody["p_interview_gold"].iloc[0] == nobody["p_interview"].iloc[0]


def test_tiers_of_other_names_borrow() -> None:
    """A scenario's own tier names work: the first counts as gold, the next as silver, with a warning."""
    found = odds_of(one(), someone(), tiers={"Anesthesiology": ("platinum", "bronze")})
    p = found.table.iloc[0]
    assert p["p_interview_platinum"] > p["p_interview_bronze"] > p["p_interview"]
    assert any("Signal effect borrowed" in text for text in found.warnings)


def test_own_odds_are_used_as_given() -> None:
    """Own odds come back unchanged, 0 and 1 included, without a range, for the tiers given and no other."""
    programs = table(
        specialty=["Anesthesiology"] * 2,
        p_interview=[0.5, 1.0],
        p_match=[0.0, 1.0],
        p_interview_gold=[0.75, np.nan],
        p_match_gold=[0.3, np.nan],
    )
    found = odds_of(programs, None)
    for name in ("p_interview", "p_match", "p_interview_gold", "p_match_gold"):
        stem, tier = (name.removesuffix("_gold"), "_gold") if name.endswith("_gold") else (name, "")
        for part in ("", "_low", "_high"):
            expected = programs[name].rename(stem + part + tier)
            pd.testing.assert_series_equal(found.table[stem + part + tier], expected)
    assert found.table["p_match_silver"].isna().all()
    assert set(found.table["source"]) == {"own odds"}
    assert found.terms.isna().all(axis=None)


def test_own_match_alone_has_no_interview() -> None:
    """With own p_match only, specialty and applicant may be missing, and p_interview is NaN in every mode."""
    programs = table(p_match=[0.1, 0.2])
    found = odds_of(programs, None)
    assert found.table["p_match"].tolist() == [0.1, 0.2]
    assert found.table["p_interview"].isna().all()
    assert list(found.correlation) == [""]


def test_own_interview_gets_an_estimated_match() -> None:
    """Own p_interview without p_match is multiplied by the match probability given an interview, with a range."""
    programs = table(specialty=["Anesthesiology"] * 2, p_interview=[0.5, 0.0], p_interview_gold=[0.8, np.nan])
    found = odds_of(programs, someone()).table
    row = newest("match_given_interview", SEASON, "specialty", "applicant_type")["Anesthesiology", "non_us_img"]
    given_interview = float(row["probability"])
    assert found["p_match"].tolist() == [pytest.approx(0.5 * given_interview), 0.0]
    assert found["p_match_gold"].iloc[0] == pytest.approx(0.8 * given_interview)
    assert found["p_match_low"].iloc[0] < found["p_match"].iloc[0] < found["p_match_high"].iloc[0]
    assert found["p_interview_silver"].isna().all()


def test_own_and_estimated_side_by_side() -> None:
    """Own odds of one program change nothing for the others."""
    programs = table(specialty=["Anesthesiology", "Family Medicine"], p_match=[0.4, np.nan])
    mixed, alone = odds_of(programs, someone()), odds_of(programs.iloc[[1]].drop(columns="p_match"), someone())
    pd.testing.assert_frame_equal(mixed.table.iloc[[1]][alone.table.columns], alone.table)
    assert mixed.terms.iloc[0].isna().all()
    assert mixed.terms.iloc[1].drop(["signal_gold", "signal_silver"]).notna().all()


@pytest.mark.parametrize("applicant", [None, Applicant()])
def test_estimate_needs_the_type(applicant: Applicant | None) -> None:
    """Without own odds and applicant type there is nothing to estimate from."""
    with pytest.raises(InputError, match=r"applicant\.type: found nothing; expected us_md, us_do"):
        odds_of(one(), applicant)


@pytest.mark.parametrize("programs", [table(p_interview=[0.2]), one(specialty=np.nan)])
def test_estimate_needs_the_specialty(programs: pd.DataFrame) -> None:
    """A program that needs an estimate must have a specialty."""
    with pytest.raises(InputError, match="program 0400000000: found no specialty and no p_match"):
        odds_of(programs, someone())


def test_correlation() -> None:
    """A given correlation has no range; else the fitted one holds, higher when the score is unknown."""
    programs = table(specialty=["Urology", "Anesthesiology"])
    assert dict(odds_of(programs, someone(), correlation=0.3).correlation) == {
        "Anesthesiology": Range(0.3, 0.3, 0.3),
        "Urology": Range(0.3, 0.3, 0.3),
    }
    some = odds_of(programs, someone(), correlation={"Urology": 0.0})
    assert some.correlation["Urology"] == Range(0.0, 0.0, 0.0)
    fitted = some.correlation["Anesthesiology"]
    row = newest("correlation", SEASON, "specialty", "applicant_type")["Anesthesiology", "non_us_img"]
    assert fitted == Range(float(row["value"]), float(row["low"]), float(row["high"]))
    assert 0 < fitted.low < fitted.value < fitted.high < 1
    blind = odds_of(programs, someone(step2_ck=None)).correlation["Anesthesiology"]
    assert blind.low > fitted.low
    assert fitted.value < blind.value < 0.15


@pytest.mark.parametrize("value", [-0.1, 1.0, {"Urology": 2.0}])
def test_correlation_outside(value: float | dict[str, float]) -> None:
    """A correlation must be at least 0 and below 1."""
    with pytest.raises(InputError, match="a number from 0 up to, not including, 1"):
        odds_of(one(), someone(), correlation=value)


def test_no_programs() -> None:
    """An empty table of programs gives empty odds, not an error."""
    found = odds_of(one().iloc[:0], someone())
    assert found.table.empty
    assert dict(found.correlation) == {}


def test_old_tables_are_named() -> None:
    """Tables older than the season are named in one warning; an untold fact in another."""
    found = odds_of(one(), Applicant(type="non_us_img")).warnings
    assert any(
        text.startswith("Not known for the 2027 Match, so carried forward: interview rates (2024)") for text in found
    )
    assert any("attempts at Step 1, attempts at Step 2 CK, graduation year" in text for text in found)
