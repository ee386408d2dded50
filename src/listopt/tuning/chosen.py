"""A list that was chosen, with the weights and rules under which it is the best one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from listopt.formulation import Portfolio
from listopt.problem import Constraint
from listopt.questions.whatif import moved_between, side_of
from listopt.report.changes import Change
from listopt.report.tuning.weighed import Saved, Weighed
from listopt.solution import Solution
from listopt.tuning.weights import weights_of, with_weights
from listopt.writeup import Posed


@dataclass(frozen=True)
class Chosen:
    """Weights, rules beside the scenario's, and the best list under them.

    ``why`` says in a sentence where they come from.
    """

    weights: Mapping[str, float]
    rules: tuple[Constraint, ...]
    solution: Solution
    why: str

    def under(self, posed: Posed) -> Posed:
        """The scenario under these weights and rules."""
        problem = with_weights(posed.problem, self.weights)
        return replace(posed, problem=replace(problem, constraints=(*problem.constraints, *self.rules)))


def weighed(
    posed: Posed, before: Solution, chosen: Chosen | None, settings: Sequence[str], saved: Saved | None = None
) -> Weighed:
    """Compare the list as it stands with the chosen one; with itself when there is none.

    ``settings`` is what led to the chosen list, in words.
    """
    weights = weights_of(posed.problem)
    after = chosen or Chosen(weights, (), before, "")
    lists = [solution.portfolio or Portfolio({}) for solution in (before, after.solution)]
    change = Change(
        scenario=posed.scenario.name,
        season=posed.season.year,
        settings=tuple(settings),
        before=side_of(posed, before),
        after=side_of(after.under(posed), after.solution),
        comparable=dict(after.weights) == weights and not after.rules,
        moved=tuple(moved_between(posed, posed, *lists)),
        shifted=(),
        opened=(),
        closed=(),
    )
    prices = {rule.title: rule.soft for rule in after.rules if rule.soft is not None}
    return Weighed(change, weights, dict(after.weights), prices, saved=saved)
