"""Facts to check first: what knowing them is worth, against valuing every answer by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from listopt.formulation import Formulation
from listopt.solver import formulate
from listopt.solver.evaluate import evaluator
from listopt.verification import added, to_verify
from strategies import examples, portfolios, problems, taken


@examples(30)
@given(st.data())
def test_what_a_pick_would_add(data: st.DataObject) -> None:
    """What each pick would add to the curves is what the evaluator says of the list with it."""
    problem = data.draw(problems())
    portfolio = data.draw(portfolios(problem))
    formulation: Formulation = formulate(problem, 15)
    now, judge = taken(problem, portfolio), evaluator(formulation)
    gains = added(formulation, now)
    for pick in range(len(now)):
        program = formulation.picks.program[pick]
        others = now & (formulation.picks.program == program)
        if now[pick] or others.any():
            continue
        more = now.copy()
        more[pick] = True
        assert gains[pick] == pytest.approx(judge.curved(more) - judge.curved(now), abs=1e-9)


@examples(30)
@given(st.data())
def test_worth_is_never_negative_and_falls(data: st.DataObject) -> None:
    """Every doubtful fact of the list is there, the worthiest first; a fact without a bad answer is worth nothing."""
    problem = data.draw(problems())
    portfolio = data.draw(portfolios(problem))
    formulation = formulate(problem, 15)
    codes = list(portfolio.programs)
    doubtful = pd.DataFrame(
        {"program_id": codes, "column": ["step2_min"] * len(codes), "why": ["unknown"] * len(codes)}
    )
    if problem.table.get("p_j1") is None:
        problem.table["p_j1"], problem.table["p_h1b"] = np.nan, np.nan
    found = to_verify(problem, formulation, evaluator(formulation), portfolio, doubtful)
    assert set(found.loc[found["column"] == "step2_min", "program_id"]) == set(codes)
    assert (found["worth"] >= 0).all()
    assert list(found["worth"]) == sorted(found["worth"], reverse=True)
