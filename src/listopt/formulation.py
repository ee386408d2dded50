"""The decision problem as numbers: picks, rows, excesses, gates, curves.

Everything here is solver-neutral. A rule or objective term writes itself down in these words once,
and both the linear relaxation and CP-SAT are built from them. All parts are concave when maximised:

* a `Row` is a hard linear limit;
* an `Excess` is ``max(0, expression - threshold)``: a soft rule's violation, or the applications beyond a fee tier;
* a `Gate` is 1 when any of its picks is taken: a charge that falls due once;
* a `Curve` is the expected worth of the best offer, and a `Floor` a least chance of any offer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from listopt.quadrature import Nodes, hazards


@dataclass(frozen=True)
class Portfolio:
    """The programs chosen: program code -> signal tier, "" for an application without a signal."""

    modes: Mapping[str, str]

    @cached_property
    def programs(self) -> list[str]:
        """Codes of the chosen programs, in order."""
        return sorted(self.modes)

    def signals(self, tier: str | None = None) -> list[str]:
        """Codes of the programs that get a signal (of one tier), in order."""
        return [code for code in self.programs if self.modes[code] and tier in (None, self.modes[code])]


Vector = np.ndarray[tuple[int], np.dtype[np.float64]]
Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Indices = np.ndarray[tuple[int], np.dtype[np.int64]]

TOLERANCE = 1e-6
"""A rule counts as kept when its expression is within this of its limit (sums of floats are inexact)."""


@dataclass(frozen=True)
class Picks:
    """The solver's Booleans, one per program and mode on offer, ordered by program code, then mode.

    Attributes
    ----------
    programs
        Program codes in order; ``program`` holds positions in it.
    program
        Position of the program of each pick.
    mode
        Mode of each pick: "" or a signal tier.
    p_interview, p_match
        Unconditional probabilities of each pick; ``p_interview`` may be NaN.
    utility
        Utility of the program of each pick.
    loading
        Share of the variance of each pick's latent variable that all programs have in common (rho).
    """

    programs: tuple[str, ...]
    program: np.ndarray[tuple[int], np.dtype[np.int64]]
    mode: np.ndarray[tuple[int], np.dtype[np.str_]]
    p_interview: Vector
    p_match: Vector
    utility: Vector
    loading: Vector

    def __len__(self) -> int:
        return len(self.program)

    @cached_property
    def ones(self) -> Vector:
        """One for every pick: the expression that counts applications."""
        return np.ones(len(self))

    @cached_property
    def codes(self) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
        """Program code of each pick."""
        return np.array(self.programs, dtype=object)[self.program]

    def of(self, programs: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Vector:
        """Spread a claim about programs over their picks: 1.0 where it holds."""
        return programs[self.program].astype(float)

    def portfolio(self, taken: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Portfolio:
        """Turn 0/1 picks into a portfolio."""
        chosen = np.flatnonzero(taken)
        return Portfolio({str(self.codes[k]): str(self.mode[k]) for k in chosen})

    def taken(self, portfolio: Portfolio) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Write a portfolio as 0/1 picks; programs and modes that are not among them are left out."""
        modes, pairs = portfolio.modes, zip(self.codes.tolist(), self.mode.tolist(), strict=True)
        return np.array([modes.get(str(code)) == mode for code, mode in pairs], dtype=bool)

    def positions_by_promise(self, most: int) -> Indices:
        """Picks with the highest utility times chance of a match, one per program, best first."""
        order = np.argsort(-(self.utility * self.p_match), kind="stable")
        _, first = np.unique(self.program[order], return_index=True)
        return np.asarray(order[np.sort(first)][:most], dtype=np.int64)


@dataclass(frozen=True)
class Row:
    """``low <= terms @ picks + excesses + gates <= high``, under the name of the rule it comes from.

    Coefficients of excesses and gates must not be negative where there is a ``high``, and there must be none
    where there is a ``low``; only then is the relaxation of an excess exact.
    """

    name: str
    terms: Vector
    low: float = -np.inf
    high: float = np.inf
    excesses: Mapping[str, float] = field(default_factory=dict)
    gates: Mapping[str, float] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        """Whether the row only counts: it limits nothing, and the search may branch on its whole value."""
        return self.low == -np.inf and self.high == np.inf


@dataclass(frozen=True)
class Excess:
    """``max(0, terms @ picks + inner + gates - threshold)``, worth ``weight <= 0`` per unit in the objective.

    ``inner`` adds excesses defined before this one, ``gates`` adds gates.
    """

    name: str
    terms: Vector
    threshold: float
    weight: float = 0.0
    inner: Mapping[str, float] = field(default_factory=dict)
    gates: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Gate:
    """1 when any pick of ``members`` (0/1) is taken, worth ``weight <= 0`` in the objective.

    The search may look at lists with the gate ``fixed``: open, taken or not, or shut.
    """

    name: str
    members: Vector
    weight: float = 0.0
    fixed: bool | None = None


@dataclass(frozen=True)
class Curve:
    """Worth of a list, ``E[max_i worth_i Z_i]``: the applicant gets the best program that will have them.

    ``worth >= 0`` has one entry per pick, the weight of the objective term included. In the level form it is a sum of
    concave functions of linear expressions (design: decision problem).
    """

    name: str
    worth: Vector


@dataclass(frozen=True)
class Floor:
    """``1 - sum_q w_q exp(-z_q) >= at_least`` for the picks of ``members`` (0/1): a least chance of a match.

    Falling short costs ``weight < 0`` per unit in the objective, or is not allowed when ``weight`` is None.
    """

    name: str
    members: Vector
    at_least: float
    weight: float | None = None


@dataclass(frozen=True)
class Contribution:
    """What one rule or objective term adds to the formulation.

    ``counts`` are 0/1 expressions whose value is a number of applications that matters to the rule; the search may
    branch on them.
    """

    linear: Vector | None = None
    constant: float = 0.0
    rows: Sequence[Row] = ()
    excesses: Sequence[Excess] = ()
    gates: Sequence[Gate] = ()
    curves: Sequence[Curve] = ()
    floors: Sequence[Floor] = ()
    counts: Sequence[Vector] = ()


@dataclass(frozen=True)
class Formulation:
    """All contributions put together over one table of picks.

    Attributes
    ----------
    linear, constant
        Linear part of the objective per pick, and its constant.
    hazards
        Picks x nodes: ``-log(1 - p_match(m_q))``.
    """

    picks: Picks
    nodes: Nodes
    hazards: Matrix
    linear: Vector
    constant: float
    rows: tuple[Row, ...]
    excesses: tuple[Excess, ...]
    gates: tuple[Gate, ...]
    curves: tuple[Curve, ...]
    floors: tuple[Floor, ...]

    @property
    def hard_floors(self) -> list[Floor]:
        """Floors that must be reached."""
        return [floor for floor in self.floors if floor.weight is None]

    @property
    def hard_rules(self) -> list[str]:
        """Names of the rules that may clash, in order of appearance."""
        rows = [row.name for row in self.rows if not row.counts]
        return list(dict.fromkeys([*rows, *(floor.name for floor in self.hard_floors)]))

    @property
    def size(self) -> float:
        """Rough size of the objective: the most that the curves can be worth; 1 without curves."""
        return sum(float(curve.worth.max(initial=0.0)) for curve in self.curves) or 1.0

    def scaled(self, factor: float) -> Formulation:
        """Multiply the objective."""
        return replace(
            self,
            linear=self.linear * factor,
            constant=self.constant * factor,
            excesses=tuple(replace(excess, weight=excess.weight * factor) for excess in self.excesses),
            gates=tuple(replace(gate, weight=gate.weight * factor) for gate in self.gates),
            curves=tuple(replace(curve, worth=curve.worth * factor) for curve in self.curves),
            floors=tuple(
                floor if floor.weight is None else replace(floor, weight=floor.weight * factor) for floor in self.floors
            ),
        )

    def keeping(self, names: Collection[str]) -> Formulation:
        """Keep only the hard rules named. The one goal left is to reach the floors: 1 when all are reached."""
        return replace(
            self,
            linear=np.zeros(len(self.picks)),
            constant=1.0,
            rows=tuple(row for row in self.rows if row.name in names),
            excesses=tuple(replace(excess, weight=0.0) for excess in self.excesses),
            gates=tuple(replace(gate, weight=0.0) for gate in self.gates),
            curves=(),
            floors=tuple(replace(floor, weight=-1.0) for floor in self.hard_floors if floor.name in names),
        )


def assemble(picks: Picks, nodes: Nodes, parts: Sequence[Contribution]) -> Formulation:
    """Put the contributions of all rules and terms together."""
    linear = sum((part.linear for part in parts if part.linear is not None), np.zeros(len(picks)))
    return Formulation(
        picks=picks,
        nodes=nodes,
        hazards=hazards(picks.p_match, picks.loading, nodes),
        linear=linear,
        constant=sum(part.constant for part in parts),
        rows=(*(row for part in parts for row in part.rows), *_counting(picks, parts)),
        excesses=tuple(excess for part in parts for excess in part.excesses),
        gates=tuple(gate for part in parts for gate in part.gates),
        curves=tuple(curve for part in parts for curve in part.curves),
        floors=tuple(floor for part in parts for floor in part.floors),
    )


def _counting(picks: Picks, parts: Sequence[Contribution]) -> list[Row]:
    """Rows that only count, one for each expression that some part cares about, and for the whole list."""
    expressions = [picks.ones, *(terms for part in parts for terms in part.counts)]
    different = {terms.tobytes(): terms for terms in expressions}
    return [Row("count", terms) for terms in different.values()]


def combined(parts: Sequence[Contribution]) -> Contribution:
    """Join the contributions of one rule's sides."""
    return Contribution(
        rows=[row for part in parts for row in part.rows],
        excesses=[excess for part in parts for excess in part.excesses],
        counts=[terms for part in parts for terms in part.counts],
    )
