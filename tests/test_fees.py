"""What a list costs: worked examples by hand, and the solver's dollars against the bill."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from listopt.applicant import Applicant
from listopt.fees import bill, charges
from listopt.formulation import Excess, Formulation, Portfolio
from listopt.problem import Problem, Wishes
from listopt.season import FeeAssistance, FeeTier, read_season
from listopt.solver import formulate
from listopt.solver.evaluate import evaluator
from strategies import portfolios, problems, taken

ERAS_2024 = (FeeTier(1, 10, 99.0, True), FeeTier(11, 20, 19.0, False), FeeTier(21, None, 23.0, False))


def catalogue(counts: dict[str, int], applicant: Applicant, season: int = 2026, fee: float | None = None) -> Problem:
    """A problem with so many programs of each specialty, of which the fees alone matter."""
    names = [name for name, count in counts.items() for _ in range(count)]
    table = pd.DataFrame({"specialty": names, "p_match": 0.1, "p_interview": 0.2, "utility": 1.0})
    table.index = pd.Index([f"{number:04d}" for number in range(len(names))], name="program_id", dtype=object)
    if fee is not None:
        table["fee"] = np.where(np.arange(len(table)) < 2, fee, np.nan)
    loading = pd.DataFrame({"value": 0.0, "low": 0.0, "high": 0.0}, index=list(counts))
    return Problem(table, (), loading, read_season(season), applicant, (), (), Wishes())


def whole(problem: Problem) -> Portfolio:
    """All programs, without a signal."""
    return Portfolio(dict.fromkeys(problem.table.index, ""))


def dollars(problem: Problem, portfolio: Portfolio, *, fixed: bool) -> float:
    """What the solver's expression makes of a portfolio."""
    parts = charges(problem, problem.picks, "test", fixed=fixed)
    formulation: Formulation = replace(
        formulate(replace(problem, constraints=(), objectives=()), 1),
        linear=parts.terms,
        excesses=tuple(replace(excess, weight=parts.per_excess[excess.name]) for excess in parts.excesses),
        gates=tuple(replace(gate, weight=parts.per_gate[gate.name]) for gate in parts.gates),
    )
    return evaluator(formulation).value(taken(problem, portfolio))


US_MD, IMG = Applicant(type="us_md"), Applicant(type="non_us_img")


def test_worked_example_of_the_aamc() -> None:
    """43 internal medicine and 7 radiology programs cost 797 dollars in 2026: each specialty counts from 1."""
    problem = catalogue({"Internal Medicine": 43, "Diagnostic Radiology": 7}, US_MD)
    fees = bill(problem, whole(problem))
    assert fees.applications == {"Diagnostic Radiology": 77.0, "Internal Medicine": 30 * 11.0 + 13 * 30.0}
    assert fees.application_total == 797.0
    assert dollars(problem, whole(problem), fixed=False) == pytest.approx(797.0)


def test_emergency_medicine_pays_once_for_eighteen() -> None:
    """46 emergency medicine programs cost 99 + 12 x 18 + 16 x 23 = 683 dollars in 2026."""
    problem = catalogue({"Emergency Medicine": 46}, US_MD)
    assert bill(problem, whole(problem)).application_total == 683.0
    assert dollars(problem, whole(problem), fixed=False) == pytest.approx(683.0)


@pytest.mark.parametrize(
    ("count", "expected"),
    [(1, 99.0), (18, 99.0), (19, 117.0), (30, 99.0 + 12 * 18), (31, 99.0 + 12 * 18 + 23)],
)
def test_emergency_medicine_at_the_ends_of_its_tiers(count: int, expected: float) -> None:
    """The flat charge covers 1 to 18 applications, then 18 dollars each up to 30, then 23."""
    problem = catalogue({"Emergency Medicine": count}, US_MD)
    assert bill(problem, whole(problem)).application_total == expected


def test_fee_assistance_takes_its_share_of_forty_applications() -> None:
    """40 applications with fee assistance cost 40 % of 630 dollars; the fixed fees are not reduced."""
    problem = catalogue({"Internal Medicine": 40}, Applicant(type="us_md", fee_assistance=True))
    fees = bill(problem, whole(problem))
    assert fees.applications == {"Internal Medicine": 630.0}
    assert fees.assistance == fees.least_assistance == pytest.approx(378.0)
    assert fees.application_total == pytest.approx(252.0)
    assert fees.fixed == bill(replace(problem, applicant=US_MD), whole(problem)).fixed


def test_fee_assistance_ends_after_fifty_applications() -> None:
    """Of 43 + 20 applications the 50 dearest are assisted: 13 at 30 dollars and 37 of 50 at 11."""
    applicant = Applicant(type="us_md", fee_assistance=True)
    problem = catalogue({"Internal Medicine": 43, "Diagnostic Radiology": 20}, applicant)
    fees = bill(problem, whole(problem))
    assert fees.assistance == pytest.approx(0.6 * (13 * 30 + 37 * 11))
    assert fees.least_assistance == pytest.approx(0.6 * 50 * 11)
    assert dollars(problem, whole(problem), fixed=False) == pytest.approx(fees.application_total)


def test_fee_assistance_does_not_reach_other_services() -> None:
    """Emergency medicine, applied for outside ERAS, costs the same with fee assistance."""
    problem = catalogue({"Emergency Medicine": 20}, Applicant(type="us_md", fee_assistance=True))
    assert bill(problem, whole(problem)).assistance == 0
    assert bill(problem, whole(problem)).application_total == 99 + 2 * 18


@pytest.mark.parametrize("count", [1, 10, 11, 20, 21, 25, 60])
def test_flat_first_tier_and_fee_assistance_agree(count: int) -> None:
    """With a flat charge for the first ten applications, the solver's dollars and the bill apply the same discount."""
    problem = catalogue({"Internal Medicine": count}, Applicant(type="us_md", fee_assistance=True))
    season = replace(problem.season, tiers={**problem.season.tiers, "ERAS": ERAS_2024})
    problem = replace(problem, season=season)
    assert dollars(problem, whole(problem), fixed=True) == pytest.approx(bill(problem, whole(problem)).total)


def test_own_fees_stay_out_of_the_tiers() -> None:
    """Programs with a fee of their own pay that, and do not move the others up a tier."""
    problem = catalogue({"Internal Medicine": 32}, US_MD, fee=100.0)
    fees = bill(problem, whole(problem))
    assert fees.own == 200.0
    assert fees.applications == {"Internal Medicine": 330.0}
    assert dollars(problem, whole(problem), fixed=False) == pytest.approx(530.0)


@pytest.mark.parametrize(
    ("applicant", "counts", "names"),
    [
        (US_MD, {"Internal Medicine": 2}, {"NRMP registration", "USMLE transcript"}),
        (IMG, {"Internal Medicine": 2}, {"ECFMG token", "NRMP registration", "USMLE transcript"}),
        (Applicant(type="us_do"), {"Internal Medicine": 2}, {"NRMP registration", "COMLEX-USA transcript"}),
        (US_MD, {"Emergency Medicine": 2}, {"NRMP registration", "USMLE transcript (EM)"}),
        (
            US_MD,
            {"Emergency Medicine": 1, "Internal Medicine": 1},
            {"NRMP registration", "USMLE transcript", "USMLE transcript (EM)"},
        ),
        (Applicant(), {"Internal Medicine": 2}, {"NRMP registration"}),
    ],
)
def test_fixed_fees_fall_due_once(applicant: Applicant, counts: dict[str, int], names: set[str]) -> None:
    """One program or many of a service, each fixed fee that the applicant owes is due once."""
    problem = catalogue(counts, applicant)
    everything, first = whole(problem), Portfolio({problem.table.index[0]: ""})
    fees = bill(problem, everything)
    assert set(fees.fixed) == names
    assert fees.total == pytest.approx(fees.application_total + sum(fees.fixed.values()))
    assert dollars(problem, everything, fixed=True) == pytest.approx(fees.total)
    assert all(bill(problem, first).fixed[name] == fees.fixed[name] for name in bill(problem, first).fixed)


@given(problems(most=6))
def test_empty_list_costs_nothing(problem: Problem) -> None:
    """No application, no fee, not even a fixed one."""
    assert bill(problem, Portfolio({})).total == 0
    assert dollars(problem, Portfolio({}), fixed=True) == 0


@given(st.data(), st.booleans())
def test_charges_equal_the_bill(data: st.DataObject, fixed: bool) -> None:
    """For any tiers, own fees, services, assistance and list, the solver's dollars are the bill's."""
    problem = data.draw(problems(most=8, most_rules=0))
    portfolio = data.draw(portfolios(problem))
    fees = bill(problem, portfolio)
    expected = fees.total if fixed else fees.application_total
    assert dollars(problem, portfolio, fixed=fixed) == pytest.approx(expected, abs=1e-9)


@given(
    st.dictionaries(
        st.sampled_from(["Internal Medicine", "Anesthesiology", "Emergency Medicine"]), st.integers(0, 80), min_size=1
    ),
    st.booleans(),
    st.floats(0, 1),
    st.integers(0, 2**32 - 1),
)
def test_charges_equal_the_bill_of_long_lists(counts: dict[str, int], assisted: bool, share: float, seed: int) -> None:
    """Lists of up to 240 programs, far more than the 50 applications of fee assistance, cost the same twice."""
    applicant = Applicant(type="non_us_img", fee_assistance=assisted)
    problem = catalogue(counts, applicant, fee=25.0)
    inside = np.random.default_rng(seed).random(len(problem.table)) < share
    portfolio = Portfolio(dict.fromkeys(problem.table.index[inside], ""))
    assert dollars(problem, portfolio, fixed=True) == pytest.approx(bill(problem, portfolio).total)
    if assisted:
        assert 0 <= bill(problem, portfolio).least_assistance <= bill(problem, portfolio).assistance + 1e-9


@given(problems(most=6, most_rules=0), st.sampled_from([1, 2, 3]))
def test_another_application_never_makes_the_list_cheaper(problem: Problem, most: int) -> None:
    """Adding a program cannot lower the bill, with fee assistance for a few applications or without."""
    season = replace(problem.season, assistance=FeeAssistance(0.6, most, "test"))
    problem = replace(problem, season=season)
    offered = [code for code in problem.table.index if not np.isnan(problem.table.at[code, "p_match"])]
    bills = [bill(problem, Portfolio(dict.fromkeys(offered[:count], ""))).total for count in range(len(offered) + 1)]
    assert all(before <= after + 1e-9 for before, after in pairwise(bills))


def test_parts_of_the_charge_have_names_of_their_own() -> None:
    """Two owners of the same charges (a budget and the cost term) do not share names of excesses."""
    applicant = Applicant(type="us_md", fee_assistance=True)
    problem = catalogue({"Internal Medicine": 40, "Emergency Medicine": 40}, applicant)
    excesses: list[Excess] = []
    for owner in ("cost", "budget"):
        excesses += charges(problem, problem.picks, owner, fixed=True).excesses
    assert len({excess.name for excess in excesses}) == len(excesses)
