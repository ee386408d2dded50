"""How many lists are worth at least so much: exactly where they can be looked at, else at least how many."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from listopt.formulation import Indices
from listopt.solver.evaluate import Taken
from listopt.solver.outline import Outline
from listopt.where import Mask

MOST_LISTS = 4096
"""So many lists are looked at one by one."""
MOST_STEPS = 150
"""Programs that are added to exchanges, one after the other, at most."""
EQUAL = 1e-9
"""Values closer than this, relative to the size of the objective, count as equal."""


def reaches(outline: Outline, taken: Taken, least: float) -> bool:
    """Whether a list keeps the hard rules and is worth at least so much."""
    slack = EQUAL * max(outline.formulation.size, abs(least))
    return outline.judge.value(taken) >= least - slack and not outline.judge.broken(taken)


def every_list(outline: Outline, least: float, most: int = MOST_LISTS) -> list[Taken] | None:
    """All lists that keep the rules and are worth at least so much; None when more than ``most`` would be looked at.

    The limit of a list falls by a program's regret for every decision that differs from the limit's preferred one, so
    that only lists with little regret in all need to be looked at. Lists with a gate shut have another limit: where
    that is not below ``least``, every list has to be looked at.
    """
    picks = outline.formulation.picks
    distance = outline.total - least + 2 * EQUAL * max(outline.formulation.size, abs(least))
    if outline.limit.shut_bound >= least - EQUAL:
        distance = math.inf
    choices: list[list[tuple[float, int]]] = []
    for program in range(len(picks.programs)):
        modes = np.flatnonzero(picks.program == program)
        options = [(float(outline.gain[program]), -1), *((float(outline.regret[k]), int(k)) for k in modes)]
        choices.append(sorted(option for option in options if option[0] <= distance))
    choices.sort(key=len)
    combinations = list(itertools.islice(_within(choices, distance), most + 1))
    if len(combinations) > most:
        return None
    found: list[Taken] = []
    for chosen in combinations:
        taken = np.zeros(len(picks), dtype=bool)
        taken[[pick for pick in chosen if pick >= 0]] = True
        if reaches(outline, taken, least):
            found.append(taken)
    return found


def _within(choices: list[list[tuple[float, int]]], distance: float) -> Iterator[list[int]]:
    """Every combination of choices whose regrets add up to no more than a distance."""
    stack: list[tuple[int, float, list[int]]] = [(0, distance, [])]
    while stack:
        place, left, chosen = stack.pop()
        while place < len(choices) and len(choices[place]) == 1:
            chosen, place = [*chosen, choices[place][0][1]], place + 1
        if place == len(choices):
            yield chosen
            continue
        stack += [(place + 1, left - regret, [*chosen, pick]) for regret, pick in choices[place] if regret <= left]


@dataclass
class Exchange:
    """Picks that no rule and no goal tells apart but by their odds, weakest first; how many of each side take part."""

    listed: Indices
    others: Indices
    n_listed: int = 0
    n_others: int = 0

    @property
    def ways(self) -> int:
        """Number of ways to fill the places."""
        return math.comb(self.n_listed + self.n_others, self.n_listed)

    def worst(self, order: Indices) -> tuple[Indices, Indices]:
        """Picks that take part, and the weakest that can fill their places; ``order`` ranks picks by their odds."""
        part = np.concatenate([self.listed[: self.n_listed], self.others[len(self.others) - self.n_others :]])
        return part, part[np.argsort(order[part], kind="stable")][: self.n_listed]


def exchanges(outline: Outline) -> list[Exchange]:
    """Group the picks into exchanges with at least one listed and one unlisted program."""
    formulation, judge = outline.formulation, outline.judge
    picks, ordered = formulation.picks, _ordered(outline)
    facts = [picks.loading, formulation.linear, *judge.row_terms, *judge.excess_terms[~ordered]]
    facts += [curve.worth for curve in formulation.curves]
    facts += [gate.members for gate in formulation.gates] + [floor.members for floor in formulation.floors]
    keys = np.column_stack([*(np.round(fact, 12) for fact in facts), np.unique(picks.mode, return_inverse=True)[1]])
    _, group = np.unique(keys, axis=0, return_inverse=True)
    listed = np.isin(picks.program, picks.program[outline.taken])
    found = []
    for one in range(int(group.max(initial=-1)) + 1):
        members = np.flatnonzero(group.reshape(-1) == one)
        members = members[np.lexsort((picks.p_interview[members], picks.p_match[members]))]
        inside, outside = members[outline.taken[members]], members[~listed[members]]
        fair = not ordered.any() or bool((np.diff(picks.p_interview[members]) >= 0).all())
        if len(inside) and len(outside) and fair:
            found.append(Exchange(inside, outside))
    return found


def _ordered(outline: Outline) -> Mask:
    """Excesses that only shrink as the chances of an interview grow: what is missing to a number of interviews."""
    formulation, picks = outline.formulation, outline.formulation.picks
    used = {name for row in formulation.rows for name in row.excesses}
    used |= {name for excess in formulation.excesses for name in excess.inner}
    found = np.zeros(len(formulation.excesses), dtype=bool)
    for place, (excess, terms) in enumerate(zip(formulation.excesses, outline.judge.excess_terms, strict=True)):
        if excess.name in used or excess.gates or excess.inner or excess.weight > 0:
            continue
        order = np.lexsort((-terms, np.nan_to_num(picks.p_interview), picks.loading))
        falls = np.diff(terms[order]) <= 0
        found[place] = bool((falls | (np.diff(picks.loading[order]) != 0)).all())
    return found


def at_least_so_many(outline: Outline, least: float) -> int:
    """Count lists that are surely worth so much, by exchanges of programs.

    Inside an exchange only the odds differ. So whichever of its programs fill the places, the list keeps the rules and
    is worth at least what it is with the weakest ones; and if that list, in all exchanges at once, is worth enough,
    the numbers of ways multiply. Exchanges grow step by step while it is.
    """
    picks = outline.formulation.picks
    rank = np.argsort(np.lexsort((picks.p_interview, picks.p_match)), kind="stable")
    groups = exchanges(outline)
    for _ in range(MOST_STEPS):
        steps = [step for group in groups for step in _steps(group)]
        value = outline.judge.curved(_worst(outline, groups, rank))
        rated: list[tuple[float, int, Exchange, tuple[int, int]]] = []
        for group, n_listed, n_others in steps:
            before = group.n_listed, group.n_others
            ways = group.ways
            group.n_listed, group.n_others = n_listed, n_others
            taken = _worst(outline, groups, rank)
            more = math.log(group.ways / ways) / max(value - outline.judge.curved(taken), 1e-12)
            if reaches(outline, taken, least):
                rated.append((more, len(rated), group, (n_listed, n_others)))
            group.n_listed, group.n_others = before
        if not rated:
            break
        _, _, group, (group.n_listed, group.n_others) = max(rated, key=lambda row: (row[0], -row[1]))
    return math.prod(group.ways for group in groups)


def _steps(group: Exchange) -> Iterator[tuple[Exchange, int, int]]:
    """Next sizes of an exchange."""
    if group.n_listed == 0:
        yield group, 1, 1
        return
    if group.n_listed < len(group.listed):
        yield group, group.n_listed + 1, group.n_others
    if group.n_others < len(group.others):
        yield group, group.n_listed, group.n_others + 1


def _worst(outline: Outline, groups: list[Exchange], rank: Indices) -> Taken:
    """The list with the weakest programs of every exchange."""
    taken = outline.taken.copy()
    for group in groups:
        if group.n_listed:
            part, weakest = group.worst(rank)
            taken[part], taken[weakest] = False, True
    return taken
