"""Refitting what decides interviews: penalised maximum likelihood from the published numbers.

Unknowns are counted in the published standard deviations: ``d_k = (new - published) / sd``, so that the published
numbers say ``d ~ N(0, I)``. Around a point, log odds are a line in ``d`` with slopes ``X`` (loadings), and the score of
a logistic regression is ``s = X' (y - p)`` with the information ``F = X' W X``. Were all applications independent, the
maximum of likelihood and penalty would solve ``s = d``, with the covariance ``(F + I)^-1``.

They are not: an applicant has a common factor (the correlation of `listopt.quadrature`), and the true rate of a program
differs from the estimated one for everybody who applies there. With ``J``, the covariance of ``s`` that follows,
what the data say has the information ``G = F J^-1 F`` (Godambe 1960, doi:10.1214/aoms/1177705693; Liang & Zeger 1986,
doi:10.1093/biomet/73.1.13), and the fit solves ``F J^-1 s = d`` with the covariance ``(G + I)^-1``; ``J = F`` gives
the former.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from listopt.errors import Fault, InputError
from listopt.fitting.cases import Cases
from listopt.fitting.group import moved
from listopt.fitting.likeness import Data, Line, score_covariance
from listopt.odds.coefficients import LIMITS, MATCH
from listopt.odds.population import logit
from listopt.odds.tables import Array, Flags, Numbers

NAMES = tuple(name for name in LIMITS if name != MATCH)
STEP = 1e-3
"""Difference quotients of the loadings, in standard deviations."""
ROUNDS, CLOSE = 40, 1e-3
"""Most steps, and the largest last one, in standard deviations."""
LONGEST = 2.0
"""Longest step, in standard deviations."""
RANK = 1e-10
"""Directions with less than this share of the largest variance tell nothing."""
SAME = 1e-9
Tell = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Moved:
    """Where the numbers went, in published standard deviations; ``bound`` where a limit stopped one."""

    by: Array
    sd: Array
    bound: Flags


def informed(cases: Cases, published: Numbers) -> tuple[str, ...]:
    """Numbers about which the applications say anything: what a number adds differs within a type and specialty.

    The level is always among them.
    """
    return tuple(name for name in NAMES if name == "level" or _varies(cases, name, published))


def _varies(cases: Cases, name: str, published: Numbers) -> bool:
    for group in cases.groups:
        exposure = group.exposure(name, published, published[name].sd * STEP)
        specialty = group.specialty[group.at]
        by = pd.Series(exposure).groupby(specialty).agg(["min", "max"])
        if ((by["max"] - by["min"]) * published[name].sd > SAME).any():
            return True
    return False


def numbers_at(published: Numbers, names: Sequence[str], by: Array) -> Numbers:
    """Numbers that lie so many standard deviations from the published ones."""
    return moved(published, {name: published[name].sd * float(step) for name, step in zip(names, by, strict=True)})


def line_at(cases: Cases, published: Numbers, names: Sequence[str], by: Array) -> Line:
    """Draw the line by difference quotients, so that it includes how the intercepts follow each number."""
    log_odds = logit(cases.interview(numbers_at(published, names, by)))
    steps = np.eye(len(names)) * STEP
    ahead = [logit(cases.interview(numbers_at(published, names, by + step))) for step in steps]
    return Line(by, log_odds, np.column_stack([(one - log_odds) / STEP for one in ahead]))


def refit(
    data: Data,
    line: Callable[[Array], Line],
    names: Sequence[str],
    published: Numbers,
    tell: Tell,
    *,
    close: float = CLOSE,
) -> Moved:
    """Fit the numbers by Newton steps, drawing the line anew after each, until they stay where they are.

    Parameters
    ----------
    data
        Interviews, and what makes applications alike.
    line
        Draws the line at a point (in published standard deviations).
    names
        Numbers to fit, in the order of the line's loadings.
    published
        Where they start, and how far they may be expected to move.
    tell
        Told of each round.
    close
        Largest last step, in published standard deviations.
    """
    limits = _limits(names, published)
    by = np.zeros(len(names))
    for turn in range(1, ROUNDS + 1):
        found = _step(data, line(by), limits)
        step = float(np.abs(found.by - by).max())
        tell(f"round {turn}: largest step {step:.4f} standard deviations")
        by = found.by
        if step < close:
            break
    return found


def _limits(names: Sequence[str], published: Numbers) -> tuple[Array, Array]:
    low, high = (
        np.array([(LIMITS[name][end] - published[name].value) / published[name].sd for name in names]) for end in (0, 1)
    )
    return low, high


def _step(data: Data, line: Line, limits: tuple[Array, Array]) -> Moved:
    """One Newton step towards the maximum of likelihood and penalty, from where the line touches."""
    score, information = _logistic(data.interviewed, line)
    pull = information @ np.linalg.pinv(score_covariance(data, line), rcond=RANK, hermitian=True)
    precision = pull @ information + np.eye(len(score))
    step = np.clip(np.linalg.solve(precision, pull @ score - line.at), -LONGEST, LONGEST)
    by = _within(precision, line.at + step, limits)
    bound = (by <= limits[0]) | (by >= limits[1])
    return Moved(by, np.sqrt(np.diag(np.linalg.inv(precision))), bound)


def _within(precision: Array, target: Array, limits: tuple[Array, Array]) -> Array:
    """Point within the limits, nearest to the target by the metric of the precision (active set)."""
    held = np.zeros(len(target), bool)
    point = target
    while True:
        beyond = (point < limits[0]) | (point > limits[1])
        if not (beyond & ~held).any():
            return point
        held |= beyond
        fixed = np.clip(point, *limits)
        free = ~held
        shift = precision[np.ix_(free, held)] @ (fixed - target)[held]
        point = fixed.copy()
        point[free] = target[free] - np.linalg.solve(precision[np.ix_(free, free)], shift)


def _logistic(y: Array, line: Line) -> tuple[Array, Array]:
    """Score and information of a logistic regression where the line touches."""
    require_statsmodels()
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM

    model = GLM(y, line.loadings, family=Binomial(), offset=line.log_odds - line.loadings @ line.at)
    score, hessian = model.score(line.at, scale=1.0), model.hessian(line.at, scale=1.0, observed=False)
    return np.asarray(score, float), -np.asarray(hessian, float)


def require_statsmodels() -> None:
    """Say what to install before any work is done.

    Raises
    ------
    InputError
        When statsmodels is not installed.
    """
    import importlib.util

    if importlib.util.find_spec("statsmodels") is None:
        advice = "Run: pip install 'listopt[fit]'"
        raise InputError([Fault("listopt fit", "no statsmodels", "statsmodels, which does the regression", advice)])
