"""Which unknown facts to check first: what knowing them would change.

A fact about a chosen program is worth knowing when a bad answer would free money, a place on the list and perhaps a
signal for something better. A fact about a program left out is worth knowing when a good answer would put it on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from listopt.formulation import Formulation, Portfolio, Vector
from listopt.problem import Problem
from listopt.reference import read_reference
from listopt.solver.evaluate import Evaluator, Taken

CANDIDATES = 3
"""Replacements tried for each program, by what they would add to the list as it is, until one keeps the rules."""
IN_ODDS = ("j1", "h1b")
"""Facts whose doubt the odds already carry: a good answer raises the odds."""
Codes = np.ndarray[tuple[int], np.dtype[np.str_]]
_COLUMNS = ["program_id", "column", "why", "worth"]


def to_verify(
    problem: Problem, formulation: Formulation, judge: Evaluator, portfolio: Portfolio, doubtful: pd.DataFrame
) -> pd.DataFrame:
    """Rank doubtful facts by what knowing them is worth.

    Parameters
    ----------
    problem, formulation, judge
        The problem and how lists are valued.
    portfolio
        The list.
    doubtful
        Facts unknown to the filters, of all eligible programs: columns program_id, column, why.

    Returns
    -------
    DataFrame
        Columns program_id, column, why, worth (objective that knowing the fact adds in expectation); worthiest first.
        Facts about programs left out are listed only where a good answer would change the list.
    """
    chosen = doubtful["program_id"].isin(portfolio.programs)
    doubts = pd.concat(
        [doubtful[chosen | doubtful["column"].isin(IN_ODDS)], _unsure_signals(problem, portfolio)], ignore_index=True
    )
    if doubts.empty:
        return pd.DataFrame(columns=_COLUMNS)
    bad = _adverse(problem, doubts)
    found = _Replacing(problem, formulation, judge, portfolio)
    on_list = doubts["program_id"].isin(portfolio.programs).to_numpy(bool)
    codes, columns = doubts["program_id"].astype(str).tolist(), doubts["column"].tolist()
    worth, gains = np.zeros(len(doubts)), dict[tuple[str, bool], float]()
    for row in np.flatnonzero(on_list & (bad > 0)):
        case = (codes[row], columns[row] == "takes_signals")
        if case not in gains:
            gains[case] = found.after_refusal(*case)
        worth[row] = bad[row] * gains[case]
    hopeful = ~on_list & doubts["column"].isin(IN_ODDS).to_numpy(bool) & (bad > 0) & (bad < 1)
    for row in np.flatnonzero(hopeful):
        worth[row] = (1 - bad[row]) * found.after_consent(codes[row], 1 - bad[row])
    listed = doubts.assign(worth=worth)[on_list | (worth > 0)]
    return listed.sort_values(["worth", "program_id", "column"], ascending=[False, True, True], ignore_index=True)


@dataclass(frozen=True)
class _Replacing:
    """Value of the list after the answer to one fact."""

    problem: Problem
    formulation: Formulation
    judge: Evaluator
    portfolio: Portfolio

    @cached_property
    def taken(self) -> Taken:
        return self.formulation.picks.taken(self.portfolio)

    @cached_property
    def codes(self) -> Codes:
        """Program of each pick on the list; the others' are empty."""
        return np.where(self.taken, self.formulation.picks.codes.astype(str), "")

    @cached_property
    def added(self) -> Vector:
        """What each pick would add to the curves of the list as it is; a pick of a listed program takes its place."""
        return added(self.formulation, self.taken)

    @cached_property
    def curved(self) -> float:
        return self.judge.curved(self.taken)

    @cached_property
    def value(self) -> float:
        return self.judge.value(self.taken)

    @cached_property
    def listed(self) -> Taken:
        """Picks of programs on the list, in whatever mode."""
        return np.isin(self.formulation.picks.program, self.formulation.picks.program[self.taken])

    @cached_property
    def broken(self) -> set[str]:
        return self.judge.broken(self.taken)

    @cached_property
    def plainly(self) -> dict[str, float]:
        """What each program would add without a signal."""
        picks = self.formulation.picks
        plain = np.flatnonzero(picks.mode == "")
        return dict(zip(picks.codes[plain].astype(str).tolist(), self.added[plain].tolist(), strict=True))

    @cached_property
    def weakest(self) -> float:
        """Least that an application without a signal adds to the curves."""
        plain = np.flatnonzero(self.taken & (self.formulation.picks.mode == ""))
        return min((self._lost(int(pick)) for pick in plain), default=0.0)

    def after_refusal(self, code: str, signal_only: bool) -> float:
        """Gain of acting on a bad answer about a listed program, against learning it too late.

        Too late the program is paid for and yields nothing, or, if the answer is about signals, its signal does
        nothing. In time the best of some replacements takes its place, or nothing does, whichever is better.
        """
        picks = self.formulation.picks
        pick = int(np.flatnonzero(self.codes == code)[0])
        if signal_only:
            plain = np.flatnonzero((picks.codes == code) & (picks.mode == ""))
            if not len(plain):
                return 0.0
            rest = _switched(self.taken, out=pick, put=int(plain[0]))
            late = self.judge.value(rest)
        else:
            rest = _switched(self.taken, out=pick)
            late = self.value - self._lost(pick)
        return max(0.0, self._best(rest, code, str(picks.mode[pick])) - late)

    def _best(self, rest: Taken, code: str, mode: str) -> float:
        """Value of what is left of the list, or with the most promising pick of the freed mode if that is more."""
        picks = self.formulation.picks
        open_to = (picks.mode == mode) & (picks.codes != code) & ~self.taken & (~self.listed | (mode != ""))
        order = np.argsort(-np.where(open_to, self.added, -np.inf), kind="stable")[:CANDIDATES]
        best = self.judge.value(rest)
        for pick in order[open_to[order]]:
            old = np.flatnonzero(self.codes == str(picks.codes[pick]))
            trial = _switched(rest, out=int(old[0]) if len(old) else None, put=int(pick))
            if self.judge.broken(trial) <= self.broken:
                return max(best, self.judge.value(trial))
        return best

    def after_consent(self, code: str, factor: float) -> float:
        """Gain of putting a program in the place of the weakest when its odds rise by one over ``factor``."""
        return max(0.0, self.plainly.get(code, 0.0) / factor - self.weakest)

    def _lost(self, pick: int) -> float:
        """Curves lost without a pick, whatever it costs."""
        return self.curved - self.judge.curved(_switched(self.taken, out=pick))


def added(formulation: Formulation, taken: Taken) -> Vector:
    """What each pick would add to the curves of a list, exact for one pick at a time.

    At each node of the factor a pick with chance ``p`` and worth ``w`` adds ``p E[(w - best)+]``. A pick of a program
    that is on the list without a signal turns some of its failures into successes, ``(p - p_0) / (1 - p_0)``.
    """
    picks, rule = formulation.picks, formulation.nodes
    chance = -np.expm1(-formulation.hazards)
    present = np.zeros((len(picks.programs), chance.shape[1]))
    present[picks.program[taken]] = chance[taken]
    before = present[picks.program]
    fresh = np.clip((chance - before) / np.maximum(1 - before, 1e-12), 0.0, 1.0)
    total = np.zeros(len(picks))
    chosen = np.flatnonzero(taken)
    for curve in formulation.curves:
        order = chosen[np.argsort(-curve.worth[chosen], kind="stable")]
        missed = np.exp(-np.cumsum(formulation.hazards[order], axis=0))
        best = np.vstack([np.ones((1, chance.shape[1])), missed])[:-1] - missed
        none = missed[-1] if len(order) else np.ones(chance.shape[1])
        for worth in np.unique(curve.worth):
            here = np.flatnonzero(curve.worth == worth)
            below = np.maximum(worth - curve.worth[order], 0.0) @ best + worth * none
            total[here] += fresh[here] @ (below * rule.weight)
    return total


def _switched(taken: Taken, *, out: int | None = None, put: int | None = None) -> Taken:
    changed = taken.copy()
    if out is not None:
        changed[out] = False
    if put is not None:
        changed[put] = True
    return changed


def _unsure_signals(problem: Problem, portfolio: Portfolio) -> pd.DataFrame:
    """Signalled programs whose participation is unknown."""
    if "takes_signals" in problem.table:
        known = problem.table["takes_signals"]
    else:
        known = pd.Series(pd.NA, index=problem.table.index, dtype="boolean")
    own = problem.table["odds_source"] == "own odds"
    rows = [
        (code, "takes_signals", "it is not known whether the program takes signals")
        for code in portfolio.signals()
        if pd.isna(known[code]) and not own[code]
    ]
    return pd.DataFrame(rows, columns=_COLUMNS[:3])


def _adverse(problem: Problem, doubts: pd.DataFrame) -> Vector:
    """Probability of a bad answer to each doubtful fact."""
    shares = {row["column"]: float(row["share_adverse"] or 0.0) for row in read_reference("doubts")}
    bad = doubts["column"].map({**shares, "takes_signals": 1.0 - problem.season.participation}).fillna(0.0)
    for name in IN_ODDS:
        sponsors = doubts["program_id"].map(problem.table[f"p_{name}"])
        bad = bad.where((doubts["column"] != name) | sponsors.isna(), 1.0 - sponsors)
    return np.asarray(bad.to_numpy(float), np.float64)
