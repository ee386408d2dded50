"""Weights that meet targets, or which targets fail.

A list that misses as little of the targets as can be shows whether they are possible. If not, the smallest set of them
is named that no list meets, and how near to each a list can come. If so, prices are looked for at which the best list
meets all targets (`listopt.tuning.prices`). There may be none: a list inside the hull is best for no weights. Then
the targets are kept as rules.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from listopt.formulation import Portfolio
from listopt.questions.frontier import Patience
from listopt.questions.levers import Source
from listopt.report.tuning.weighed import Aimed, Reached, Target
from listopt.solution import Solution, Status
from listopt.solver import solve
from listopt.tuning.chosen import Chosen, weighed
from listopt.tuning.preset import Preset
from listopt.tuning.prices import CLOSE, Pricing, find_prices
from listopt.tuning.targets import Aim, read_aims
from listopt.tuning.weights import posed_with, weights_of

OPTION = "--target"
EXACT = 1e-6
"""Accuracy of what a list misses, as a share of the targets."""
FIRST = 1e4
"""Weight of targets that are to be met before all else."""


def meet_targets(
    source: Source,
    texts: Sequence[str],
    *,
    today: datetime.date,
    patience: Patience | None = None,
    preset: Preset | None = None,
) -> Aimed:
    """Find weights under which the best list meets targets, or say which targets fail.

    Parameters
    ----------
    source
        Path of a scenario file, or its content.
    texts
        ``cost<=1800``, ``region=Northeast>=12``, as `listopt.tuning.targets.read_aims` takes them.
    today
        Date that decides which Match is the coming one when the scenario names none.
    patience
        When to stop, and who is told of progress.

    preset
        Strategy file to write when a list meets the targets; the list told is then that of a solve under it.

    Raises
    ------
    InputError
        With every fault of the scenario or the targets, or when the file cannot be written.
    """
    posed = posed_with(source, [], OPTION, today=today)
    aims = read_aims(texts, posed.problem)
    posed_with(source, [aim.term for aim in aims if aim.term], OPTION, today=today)
    pricing = Pricing(posed, aims, patience or Patience())
    free = np.zeros(len(aims))
    before = pricing.best(free)
    if before.portfolio is None:
        return _told(pricing, before, None, _without(before))
    as_it_stands = Chosen(weights_of(posed.problem), (), before, "The weights as they were meet the targets.")
    if pricing.met(before):
        return _told(pricing, before, as_it_stands, "already", preset)
    witness = _missing_least(pricing, dict.fromkeys(aims, 1.0), before.portfolio)
    if not pricing.met(witness):
        return _failing(pricing, before, witness)
    wish = replace(as_it_stands, rules=tuple(aim.rule for aim in aims), solution=witness, why="The targets as rules.")
    hard = replace(pricing, posed=wish.under(posed))
    possible = hard.best(free, witness.portfolio)
    meeting = possible.portfolio or witness.portfolio
    found = None if meeting is None else find_prices(pricing, hard, before.portfolio, meeting)
    if found is None:
        return _told(pricing, before, replace(wish, solution=possible), "rules", preset)
    prices, solution = found
    why = f"Weights and prices at which the best list meets targets: {', '.join(aim.text for aim in aims)}."
    chosen = Chosen(pricing.weights(prices), pricing.rules(prices), solution, why)
    return _told(pricing, before, chosen, "weights", preset)


def _missing_least(pricing: Pricing, weights: Mapping[Aim, float], start: Portfolio) -> Solution:
    """Find a list that misses as little as can be of some targets, each relative to its limit, by their weights."""
    rules = [rule for rule in pricing.problem.constraints if rule.soft is None]
    wishes = [aim.wished(weight) for aim, weight in weights.items()]
    problem = replace(pricing.problem, constraints=(*rules, *wishes), objectives=())
    options = pricing.posed.scenario.solver.model_copy(update={"gap": EXACT})
    return solve(problem, options, clock=pricing.patience.clock(options.seconds), start=start, blame=False)


def _without(solution: Solution) -> Reached:
    """Say how a search without a list ended."""
    return "none" if solution.status is Status.INFEASIBLE else "open"


def _told(
    pricing: Pricing, before: Solution, chosen: Chosen | None, reached: Reached, preset: Preset | None = None
) -> Aimed:
    """Say what was found, and save it if asked; without a list both sides show the list as it stands."""
    saved = None
    if preset is not None and chosen is not None:
        chosen, saved = preset.keep(pricing.posed, chosen)
    after = None if chosen is None else chosen.solution.portfolio
    targets = tuple(_target(aim, pricing, before.portfolio, after) for aim in pricing.aims)
    told = weighed(pricing.posed, before, chosen, [aim.text for aim in pricing.aims], saved)
    proven = reached == "weights" and not pricing.patience.interrupted()
    return Aimed(told, targets, reached, CLOSE if proven else None)


def _target(aim: Aim, pricing: Pricing, before: Portfolio | None, after: Portfolio | None) -> Target:
    had, has = (None if one is None else aim.quantity.of(pricing.problem, one) for one in (before, after))
    shown = after or before
    met = shown is not None and aim.met(pricing.problem, shown)
    return Target(aim.text, aim.quantity.measure, aim.limit, had, has, met)


def _failing(pricing: Pricing, before: Solution, witness: Solution) -> Aimed:
    """Name the smallest set of targets that no list meets, and how near to each a list can come."""
    assert before.portfolio is not None
    if not _impossible(witness):
        return _told(pricing, before, None, "open")
    told, clashing = _told(pricing, before, None, "none"), list(pricing.aims)
    for aim in pricing.aims:
        rest = {other: 1.0 for other in clashing if other is not aim}
        if rest and _impossible(_missing_least(pricing, rest, before.portfolio)):
            clashing = list(rest)
    targets = tuple(
        replace(target, clashes=True, nearest=_nearest(aim, pricing, before.portfolio)) if aim in clashing else target
        for aim, target in zip(pricing.aims, told.targets, strict=True)
    )
    return replace(told, targets=targets)


def _impossible(witness: Solution) -> bool:
    """Whether no list misses nothing, by the proven limit of what lists are worth."""
    return witness.status is Status.INFEASIBLE or (witness.bound is not None and witness.bound < -EXACT)


def _nearest(aim: Aim, pricing: Pricing, start: Portfolio) -> float | None:
    """Number nearest to a target that a list has which meets all others; None where no list does that."""
    weights = {other: 1.0 if other is aim else FIRST for other in pricing.aims}
    found = _missing_least(pricing, weights, start)
    if found.portfolio is None or found.status is not Status.OPTIMAL:
        return None
    others = all(other.met(pricing.problem, found.portfolio) for other in pricing.aims if other is not aim)
    return aim.quantity.of(pricing.problem, found.portfolio) if others else None
