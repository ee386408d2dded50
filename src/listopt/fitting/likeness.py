"""Applications that are alike: an applicant's share a factor, a program's share what nobody knows of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from listopt.fitting.cases import Cases
from listopt.fitting.group import Positions
from listopt.odds.population import expit
from listopt.odds.tables import Array, Flags
from listopt.quadrature import conditional, nodes

NODES = 9
"""Nodes of the factor; a variance needs no more."""


@dataclass(frozen=True, eq=False)
class Line:
    """Log odds of an interview near a point: one per application, and their slopes (applications x numbers)."""

    at: Array
    log_odds: Array
    loadings: Array

    def of(self, rows: Flags) -> Line:
        """The same for some of the applications."""
        return Line(self.at, self.log_odds[rows], self.loadings[rows])


@dataclass(frozen=True, eq=False)
class Data:
    """Interviews, and what makes applications alike: applicant and program (as numbers), correlation, deviation."""

    interviewed: Array
    applicant: Positions
    program: Positions
    rho: Array
    off: Array

    def of(self, rows: Flags) -> Data:
        """The same for some of the applications."""
        return Data(self.interviewed[rows], self.applicant[rows], self.program[rows], self.rho[rows], self.off[rows])


def data_of(cases: Cases) -> Data:
    """Take from the applications what the fit needs."""
    table = cases.outcomes.table
    program, before = np.empty(len(table), np.int_), 0
    for group in cases.groups:
        program[group.rows] = group.at + before
        before += len(group.takes)
    applicant = pd.factorize(table["applicant"])[0].astype(np.int_)
    return Data(table["interviewed"].to_numpy(float), applicant, program, cases.rho, cases.off)


def score_covariance(data: Data, line: Line) -> Array:
    """Covariance of the score: an applicant's applications share a factor, a program's share its deviation."""
    p = expit(line.log_odds)
    rule = nodes(NODES)
    given = conditional(p, data.rho, rule)
    within = line.loadings.T @ (line.loadings * (((given * (1 - given)) @ rule.weight)[:, None]))
    sums = np.stack([_by(data.applicant, line.loadings * given[:, [node]]) for node in range(NODES)])
    apart = sums - np.tensordot(rule.weight, sums, axes=1)
    between = np.einsum("n,nak,nal->kl", rule.weight, apart, apart)
    programs = _by(data.program, line.loadings * (p * (1 - p) * data.off)[:, None])
    return np.asarray(within + between + programs.T @ programs, float)


def _by(code: Positions, values: Array) -> Array:
    """Sum the rows of each code."""
    return pd.DataFrame(values).groupby(code, sort=True).sum().to_numpy(float)
