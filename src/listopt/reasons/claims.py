"""The claims about programs of a list, each made only where it holds.

A program is on the list because a rule asks for it, because a signal lifts its odds, because it stands out among the
open programs of its specialty (its own interview rate, a tie, a visa policy, a preference), because it is cheap, or
because of its rank. "Typical" is the median over the open programs of the specialty.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from listopt.fees import in_tiers, price
from listopt.formulation import Formulation, Portfolio
from listopt.problem import Problem
from listopt.reasons.rules import BALANCE, Held, by_program, held
from listopt.reasons.words import named_signal, ordinal, percent, rate, shifted, signal_reason
from listopt.solver.evaluate import Evaluator, Taken
from listopt.where import Mask

STANDS_OUT = 1.25
"""Odds, rate or utility in multiples of the typical one's, from which a program stands out."""
COMMON = 0.5
"""Share of the list above which what programs do for a rule tells less about one of them than how it stands out."""
PEOPLE = {"us_md": "US MD seniors", "us_do": "US DO seniors", "us_img": "US IMGs", "non_us_img": "non-US IMGs"}
"""Words for applicants of a type."""
VISAS = {"j1": "J-1", "h1b": "H-1B"}
"""Words for the visas of the catalogue's columns."""


def reasons(
    problem: Problem,
    formulation: Formulation,
    judge: Evaluator,
    portfolio: Portfolio,
    marginal: pd.Series[float],
    terms: pd.DataFrame | None,
) -> dict[str, tuple[str, ...]]:
    """Reasons of every chosen program, the main one first.

    Parameters
    ----------
    problem, formulation, judge
        The problem and how lists are valued.
    portfolio
        The list.
    marginal
        What each program of the list adds, as in `listopt.explain.Explanation`.
    terms
        Log-odds contributions as in `listopt.odds.Odds.terms`; None when nobody has them.
    """
    claims = _Claims(problem, formulation, judge, portfolio, formulation.picks.taken(portfolio), marginal, terms)
    return {code: tuple(dict.fromkeys(claims.of(code))) for code in portfolio.programs}


@dataclass(frozen=True)
class _Claims:
    """What is looked up to say why programs are on a list."""

    problem: Problem
    formulation: Formulation
    judge: Evaluator
    portfolio: Portfolio
    taken: Taken
    marginal: pd.Series[float]
    terms: pd.DataFrame | None

    def of(self, code: str) -> Iterator[str]:
        """Claims about one program, the main one first."""
        mode = self.portfolio.modes[code]
        kept = [rule for rule in self.kept.get(code, ()) if rule.name != self.asked.get(code)]
        if code in self.asked:
            yield f"asked for by the rule {self.asked[code]!r}"
        if self.marginal[code] <= 0:
            yield from (f"{rule.claim}; {self._rank(code)}" for rule in kept if rule.name != BALANCE)
            yield "adds nothing to the objective by itself"
        yield from self._hedge(code)
        late = [rule for rule in kept if len(self.preferred[rule.name]) > COMMON * len(self.portfolio.programs)]
        special = [rule for rule in kept if rule not in late]
        yield from (self._for_rule(rule, code) for rule in special if code in self.preferred[rule.name])
        if mode:
            yield signal_reason(self.problem, code, mode)
            if self.best_lift.get(mode) == code:
                yield f"no other open program's chance gains more from a {named_signal(mode)}"
        else:
            yield from self._plain(code)
        yield from (self._for_rule(rule, code) for rule in late if code in self.preferred[rule.name])
        yield from (rule.claim for rule in kept if rule.name != BALANCE)
        yield self._rank(code)

    def _rank(self, code: str) -> str:
        rank, size, name = self.facts[code]["rank"], int(self.facts[code]["size"]), self.problem.specialty[code]
        if math.isnan(rank):
            return "offered with a signal only"
        return f"{ordinal(int(rank))} chance of {size} open {name or 'listed'} programs"

    def _plain(self, code: str) -> Iterator[str]:
        """Claims about an application without a signal."""
        name = self.problem.specialty[code]
        if self.likeliest.get(name) == code:
            yield f"highest chance of the {name or 'open'} programs that get no signal"
        yield from (text for _, text in sorted(self._standing_out(code), key=lambda claim: -claim[0]))
        yield from self._cheap(code)

    def _for_rule(self, rule: Held, code: str) -> str:
        if rule.name != BALANCE:
            return rule.claim
        return f"one of the {self.problem.table['band'][code]} programs that the wished mix asks for"

    @cached_property
    def kept(self) -> Mapping[str, tuple[Held, ...]]:
        """Program -> rules, and the wish for balance, that dropping it would break or strain."""
        return by_program(self.held)

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """Rules that some program of the list holds up."""
        return held(self.problem, self.formulation, self.judge, self.taken)

    @cached_property
    def asked(self) -> Mapping[str, str]:
        """Programs that a rule puts on the list by name -> the rule."""
        rules = [rule for rule in self.problem.constraints if rule.kind == "include"]
        return {code: rule.title for rule in rules for code in getattr(rule, "programs", ())}

    @cached_property
    def listed(self) -> Mask:
        """Programs of the table that are on the list."""
        return np.asarray(self.problem.table.index.isin(self.portfolio.programs), dtype=bool)

    @cached_property
    def facts(self) -> Mapping[str, Mapping[str, float]]:
        """Program of the list -> its figures, and those typical of the open programs of its specialty."""
        table, names = self.problem.table, self.problem.specialty
        column = f"interview_rate_{self.problem.applicant.type}"
        missing = pd.Series(np.nan, index=table.index)
        terms = pd.DataFrame(index=table.index) if self.terms is None else self.terms.reindex(table.index)
        found = pd.DataFrame(
            {
                "chance": table["p_interview"],
                "worth": table["utility"],
                "rate": table[column].astype(float) if column in table and column.endswith(tuple(PEOPLE)) else missing,
                "visa": terms.get("visa", missing),
            }
        )
        typical = found.groupby(names).transform("median").add_prefix("typical_")
        rank = table["p_match"].groupby(names).rank(ascending=False, method="min")
        size = names.map(names.value_counts())
        found = found.join(typical).assign(rank=rank, size=size, tie=terms.get("ties", missing))
        rows = found.loc[self.listed].astype(float)
        columns = {str(name): rows[name].tolist() for name in rows}
        keys = list(columns)
        return {
            str(code): dict(zip(keys, row, strict=True))
            for code, row in zip(rows.index, zip(*columns.values(), strict=True), strict=True)
        }

    @cached_property
    def likeliest(self) -> Mapping[str, str]:
        """Specialty -> the open program without a signal that has the highest chance, if it is the only one."""
        chance, names = self.problem.table["p_match"], self.problem.specialty
        chance = chance[~chance.index.isin(self.portfolio.signals())]
        top = chance.index[(chance == chance.groupby(names[chance.index]).transform("max")).to_numpy(dtype=bool)]
        alone = names[top].drop_duplicates(keep=False)
        return {str(name): str(code) for code, name in alone.items()}

    @cached_property
    def best_lift(self) -> Mapping[str, str]:
        """Tier -> the one open program whose chance of a match it lifts most."""
        table, found = self.problem.table, {}
        for tier in self.problem.tiers:
            lift = table[f"p_match_{tier}"] - table["p_match"]
            best = lift.index[(lift == lift.max()).to_numpy(dtype=bool)]
            if len(best) == 1:
                found[tier] = str(best[0])
        return found

    @cached_property
    def preferred(self) -> Mapping[str, frozenset[str]]:
        """Rule -> programs on the list for its sake: one left out has better odds and no less utility, but helps less.

        Only programs of the same specialty are compared.
        """
        plain = np.flatnonzero(self.formulation.picks.mode == "")
        of = self.formulation.picks.program[plain]
        chance, worth = (self.problem.table[name].to_numpy(float)[of] for name in ("p_match", "utility"))
        specialty = pd.factorize(self.problem.specialty)[0][of]
        codes, out = self.formulation.picks.codes[plain], ~self.listed[of]
        found = {}
        for rule in self.held:
            mine = np.flatnonzero(np.isin(codes.astype(str), rule.programs))
            helps = rule.helps[plain]
            rivals = (specialty[mine, None] == specialty[out]) & (helps[mine, None] > helps[out])
            rivals &= (chance[mine, None] < chance[out]) & (worth[mine, None] <= worth[out])
            found[rule.name] = frozenset(str(code) for code in codes[mine[rivals.any(axis=1)]])
        return found

    @cached_property
    def _hedges(self) -> Mapping[str, str]:
        """Specialty worth less than another one's programs -> its most useful program without a signal."""
        names = self.problem.specialty[self.listed]
        most = self.problem.table["utility"][self.listed].groupby(names).max()
        plain = self.marginal[[code for code in self.portfolio.programs if not self.portfolio.modes[code]]]
        found = {}
        for name in most.index[most < most.max()]:
            inside = plain[(names[plain.index] == name).to_numpy(dtype=bool)]
            if len(inside):
                found[str(name)] = str(inside.idxmax())
        return found

    def _hedge(self, code: str) -> Iterator[str]:
        if self._hedges.get(self.problem.specialty[code]) == code:
            better = self.formulation.picks.utility > self.facts[code]["worth"]
            missed = np.exp(-self.formulation.hazards[self.taken & better].sum(axis=0)) @ self.formulation.nodes.weight
            yield f"hedge: {percent(float(missed))} of seasons bring no match at a program worth more to you"

    def _standing_out(self, code: str) -> Iterator[tuple[float, str]]:
        """By how much the program stands out in each respect, and the claim."""
        of = self.facts[code]
        if of["worth"] >= of["typical_worth"] * STANDS_OUT > 0:
            yield (of["worth"] / of["typical_worth"],
                   f"worth {of['worth']:.2f} to you, the typical program {of['typical_worth']:.2f}")  # fmt: skip
        if of["rate"] >= of["typical_rate"] * STANDS_OUT and of["rate"] > 0:
            typical = rate(of["typical_rate"]) if of["typical_rate"] else "hardly any"
            ahead = of["rate"] / max(of["typical_rate"], 1e-3)
            told = f"interviewed {rate(of['rate'])} of {PEOPLE[str(self.problem.applicant.type)]}"
            yield ahead, f"{told}, the typical program {typical}"
        if math.exp(of["tie"]) >= STANDS_OUT:
            without = percent(shifted(of["chance"], -of["tie"]))
            told = f"your tie lifts the chance of an interview from {without} to {percent(of['chance'])}"
            yield math.exp(of["tie"]), told
        ahead = of["visa"] - of["typical_visa"]
        if (visa := self._sponsored(code)) and math.exp(ahead) >= STANDS_OUT:
            told = f"said to sponsor {visa}: chance of an interview {percent(of['chance'])}"
            yield math.exp(ahead), f"{told}, else {percent(shifted(of['chance'], -ahead))}"

    def _sponsored(self, code: str) -> str:
        """Acceptable visa that the catalogue says a program sponsors; empty for none."""
        accepted = self.problem.applicant.visa or ()
        known = [name for name, visa in VISAS.items() if name in self.problem.table and visa in accepted]
        facts = {VISAS[name]: self.problem.table[name][code] for name in known}
        return next((visa for visa, fact in facts.items() if pd.notna(fact) and bool(fact)), "")

    def _cheap(self, code: str) -> Iterator[str]:
        """Say so when all applications of the specialty fit the first fee step, and the next one is dearer."""
        found = self._first_steps.get(self.problem.specialty[code])
        if found and ("fee" not in self.problem.table or pd.isna(self.problem.table["fee"][code])):
            last, dollars, then = found
            name = self.problem.specialty[code]
            yield f"cheap: one of the first {last} in {name}, ${dollars:g} each; beyond them ${then:g}"

    @cached_property
    def _first_steps(self) -> Mapping[str, tuple[int, float, float]]:
        """Specialty whose applications all fit the first fee step -> its last application, dollars, dollars beyond."""
        names, found = self.problem.specialty[self.listed & in_tiers(self.problem)], {}
        for name, many in names.value_counts().items():
            steps = self.problem.season.tiers[self.problem.season.service[str(name)]]
            first = steps[0]
            if len(steps) > 1 and first.last is not None and many <= first.last and price(steps[1]) > price(first) > 0:
                found[str(name)] = (first.last, price(first), price(steps[1]))
        return found
