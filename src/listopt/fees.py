"""What a list costs: tiers per specialty, programs with a fee of their own, fixed fees, fee assistance.

Two faces of the same schedule: `charges` writes it for the solver, `bill` adds it up for people. A tier that costs
more than the one before it is an excess (applications beyond the tier's first); a flat or fixed fee is a gate.

Fee assistance takes a share off a limited number of applications. Which ones, when there are more, is not published;
listopt assumes the dearest, and a bill says what it would be if the cheapest were meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from listopt.applicant import Applicant
from listopt.formulation import Excess, Gate, Picks, Portfolio, Vector
from listopt.problem import Problem
from listopt.season import FeeTier, FixedFee
from listopt.where import Mask


@dataclass(frozen=True)
class Charges:
    """Dollars of a list as an expression: ``terms @ picks + excesses + gates``."""

    terms: Vector
    excesses: Sequence[Excess]
    gates: Sequence[Gate]
    per_excess: Mapping[str, float]
    per_gate: Mapping[str, float]

    @property
    def counts(self) -> list[Vector]:
        """Numbers of applications that decide the tiers."""
        return [excess.terms for excess in self.excesses if excess.terms.any()]


@dataclass(frozen=True)
class Bill:
    """Dollars of a list.

    Attributes
    ----------
    applications
        Specialty -> application fees of its programs without a fee of their own, before assistance.
    own
        Sum of the programs' own fees.
    fixed
        Fixed fee -> dollars.
    assistance
        Discount, as a positive number.
    least_assistance
        The discount if it were meant for the cheapest applications.
    """

    applications: Mapping[str, float] = field(default_factory=dict)
    own: float = 0.0
    fixed: Mapping[str, float] = field(default_factory=dict)
    assistance: float = 0.0
    least_assistance: float = 0.0

    @property
    def application_total(self) -> float:
        """Application fees alone."""
        return sum(self.applications.values()) + self.own - self.assistance

    @property
    def total(self) -> float:
        """Everything."""
        return self.application_total + sum(self.fixed.values())


def owes(applicant: Applicant, fee: FixedFee) -> bool:
    """Whether a fixed fee concerns this applicant at all."""
    if fee.due == "img":
        return bool(applicant.is_img)
    if fee.due == "comlex":
        return applicant.type == "us_do" or bool(applicant.comlex1 or applicant.comlex2)
    if fee.due == "usmle":
        sat = bool(applicant.step1 or applicant.step2_ck or applicant.step3)
        return applicant.type in ("us_md", "us_img", "non_us_img") or sat
    return True


def in_tiers(problem: Problem) -> Mask:
    """Programs that pay by their specialty's tiers: those without a fee of their own."""
    if "fee" not in problem.table:
        return np.ones(len(problem.table), dtype=bool)
    return np.asarray(problem.table["fee"].isna(), dtype=bool)


def charges(problem: Problem, picks: Picks, owner: str, *, fixed: bool) -> Charges:
    """Write the dollars of a list for the solver; ``owner`` prefixes the names of excesses and gates."""
    tiered = in_tiers(problem)
    ledger = _Ledger(owner, own_fees(problem)[picks.program])
    for service, specialties in _services(problem, tiered).items():
        share, most = _assistance(problem, service)
        tiers = problem.season.tiers[service]
        steps = [price(tiers[0]), *(price(tier) - price(before) for before, tier in pairwise(tiers))]
        everyone = sum((picks.of(members) for members in specialties.values()), np.zeros(len(picks)))
        beyond: list[list[str]] = [[] for _ in tiers]
        for specialty, mask in specialties.items():
            members = picks.of(mask)
            ledger.terms += (1 - share) * steps[0] * members
            if tiers[0].flat:
                ledger.gate(specialty, members, (1 - share) * tiers[0].dollars)
            for step, tier, names in zip(steps[1:], tiers[1:], beyond[1:], strict=True):
                excess = Excess(f"{owner}: {specialty} from {tier.first}", members, tier.first - 1)
                names.append(ledger.excess(excess, (1 - share) * step))
        if share:
            ledger.excess(Excess(f"{owner}: {service} unassisted", everyone, most), share * steps[0])
            for step, names in zip(steps[1:], beyond[1:], strict=True):
                inner = dict.fromkeys(names, 1.0)
                excess = Excess(f"{names[0]} unassisted", np.zeros(len(picks)), most, inner=inner)
                ledger.excess(excess, share * step)
    if fixed:
        for fee, mask in _fixed(problem):
            ledger.gate(fee.name, picks.of(mask), fee.dollars)
    return Charges(ledger.terms, ledger.excesses, ledger.gates, ledger.per_excess, ledger.per_gate)


@dataclass
class _Ledger:
    """Gathers the parts of `Charges`; gates with the same members become one."""

    owner: str
    terms: Vector
    excesses: list[Excess] = field(default_factory=list)
    gates: list[Gate] = field(default_factory=list)
    per_excess: dict[str, float] = field(default_factory=dict)
    per_gate: dict[str, float] = field(default_factory=dict)

    def excess(self, excess: Excess, dollars: float) -> str:
        self.excesses.append(excess)
        self.per_excess[excess.name] = dollars
        return excess.name

    def gate(self, name: str, members: Vector, dollars: float) -> None:
        same = [gate for gate in self.gates if np.array_equal(gate.members, members)]
        if not same:
            same = [Gate(f"{self.owner}: {name}", members)]
            self.gates += same
        self.per_gate[same[0].name] = self.per_gate.get(same[0].name, 0.0) + dollars


def bill(problem: Problem, portfolio: Portfolio) -> Bill:
    """Add up what a portfolio costs, application by application."""
    tiered = dict(zip(problem.table.index, in_tiers(problem), strict=True))
    own = dict(zip(problem.table.index, own_fees(problem), strict=True))
    counts: dict[str, int] = {}
    for code in portfolio.programs:
        if tiered[code]:
            specialty = problem.specialty[code]
            counts[specialty] = counts.get(specialty, 0) + 1
    assisted: list[float] = []
    assisted_flat = 0.0
    applications = {}
    for specialty, count in sorted(counts.items()):
        service = problem.season.service[specialty]
        prices, flat = price_list(problem.season.tiers[service], count)
        applications[specialty] = flat + sum(prices)
        if _assistance(problem, service)[0]:
            assisted += prices
            assisted_flat += flat
    share, most = _assistance(problem, problem.season.assistance.service)
    assisted.sort()
    chosen = np.array([code in portfolio.modes for code in problem.table.index], dtype=bool)
    return Bill(
        applications=applications,
        own=float(sum(own[code] for code in portfolio.programs)),
        fixed={fee.name: fee.dollars for fee, mask in _fixed(problem) if (mask & chosen).any()},
        assistance=share * (assisted_flat + sum(assisted[-most:])) if share else 0.0,
        least_assistance=share * (assisted_flat + sum(assisted[:most])),
    )


def price_list(tiers: Sequence[FeeTier], count: int) -> tuple[list[float], float]:
    """Price of each of ``count`` applications to one specialty, and the flat charge on top."""
    prices = [
        price(tier)
        for tier in tiers
        for _ in range(tier.first, min(count, tier.last if tier.last is not None else count) + 1)
    ]
    flat = sum(tier.dollars for tier in tiers if tier.flat and tier.first <= count)
    return prices, flat


def price(tier: FeeTier) -> float:
    """Dollars per application of a tier; 0 in a flat one."""
    return 0.0 if tier.flat else tier.dollars


def own_fees(problem: Problem) -> Vector:
    """Fee that each program asks by itself; 0 for those in tiers."""
    if "fee" not in problem.table:
        return np.zeros(len(problem.table))
    return problem.table["fee"].fillna(0.0).to_numpy(dtype=float)


def _services(problem: Problem, tiered: Mask) -> dict[str, dict[str, Mask]]:
    """Service -> specialty -> programs in tiers."""
    found: dict[str, dict[str, Mask]] = {}
    for specialty in sorted(set(problem.specialty[tiered])):
        service = problem.season.service[specialty]
        found.setdefault(service, {})[specialty] = tiered & (problem.specialty == specialty).to_numpy(dtype=bool)
    return found


def _assistance(problem: Problem, service: str) -> tuple[float, int]:
    """Share waived and number of applications it is limited to, for one service."""
    terms = problem.season.assistance
    if problem.applicant.fee_assistance and service == terms.service:
        return terms.discount, terms.max_applications
    return 0.0, 0


def _fixed(problem: Problem) -> list[tuple[FixedFee, Mask]]:
    """Fixed fees the applicant owes, each with the programs that make it due."""
    services = problem.specialty.map(dict(problem.season.service)).fillna("")
    due = []
    for fee in problem.season.fixed:
        everyone = np.ones(len(problem.table), dtype=bool)
        mask = everyone if fee.service == "any" else (services == fee.service).to_numpy(dtype=bool)
        if owes(problem.applicant, fee) and mask.any():
            due.append((fee, mask))
    return due
