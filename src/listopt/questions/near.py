"""`listopt near`: how many lists are nearly as good, which programs are in all of them, which can be exchanged.

Three things settle whether a list with (or without) a program is worth enough: a linear limit of all lists says no, a
list found by one exchange says yes, and where neither does, a solve with the program forced in or out decides.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from listopt.formulation import Indices
from listopt.pipeline import pose_scenario
from listopt.questions.asking import Asking, excluding, figures, including, named
from listopt.questions.counting import EQUAL, MOST_LISTS, at_least_so_many, every_list, reaches
from listopt.report.nearby import Member, Near
from listopt.scenario import Scenario
from listopt.solver import solve
from listopt.solver.evaluate import Taken
from listopt.solver.outline import Outline, outline

WITHIN = 0.005
"""Share of the best list's value that a list may lack."""
MOST_SOLVES = 6
"""Solves spent on programs that neither a limit nor an exchange settles."""
STEPS = MOST_SOLVES + 4
"""Steps of a survey: the list, the limit, the exchanges, the solves, the count."""
TRIED = 12
"""Programs tried for one exchange, of the same kind and of all."""


@dataclass
class _Survey:
    """What is known about each program of the table: lists that turn the decision about it round.

    ``found`` is position of the program -> (loss, the program in its place or None).
    """

    asking: Asking
    outline: Outline
    least: float
    found: dict[int, tuple[float, int | None]] = field(default_factory=dict)
    proven: set[int] = field(default_factory=set)
    seen: set[bytes] = field(default_factory=set)

    def __post_init__(self) -> None:
        picks = self.outline.formulation.picks
        self.value = self.outline.judge.value(self.outline.taken)
        self.listed = np.zeros(len(picks.programs), dtype=bool)
        self.listed[picks.program[self.outline.taken]] = True
        self.pick_of = dict(zip(picks.program[self.outline.taken], np.flatnonzero(self.outline.taken), strict=True))

    def note(self, program: int, taken: Taken, instead: int | None) -> None:
        """Remember a list if it is worth enough, and as the program's exchange if it is the cheapest known."""
        if not reaches(self.outline, taken, self.least):
            return
        self.seen.add(np.packbits(taken).tobytes())
        loss, known = self.value - self.outline.judge.value(taken), self.found.get(program)
        if known is None or loss < known[0]:
            self.found[program] = max(0.0, loss), instead

    def prove(self) -> None:
        """Settle what the limit settles."""
        slack = EQUAL * max(self.outline.formulation.size, abs(self.least))
        limit = np.where(self.listed, self.outline.without_program, self.outline.with_program)
        self.proven = {int(program) for program in np.flatnonzero(limit < self.least - slack)}

    def exchange(self) -> None:
        """Try to exchange each unsettled program for one other, those of the same kind first."""
        picks, regret = self.outline.formulation.picks, self.outline.regret
        plain = np.flatnonzero(~self.listed[picks.program])
        plain = plain[np.argsort(regret[plain], kind="stable")]
        listed = np.array(sorted(self.pick_of.values(), key=lambda pick: float(self.outline.gain[picks.program[pick]])))
        for program in range(len(picks.programs)):
            if program in self.proven:
                continue
            if self.listed[program]:
                self._give_up(program, plain)
            else:
                self._take_up(program, listed.astype(np.int64))

    def _give_up(self, program: int, others: Indices) -> None:
        """Lists without a listed program: one fewer, or another in its place."""
        picks, pick = self.outline.formulation.picks, int(self.pick_of[program])
        rest = self.outline.taken.copy()
        rest[pick] = False
        self.note(program, rest, None)
        alike = others[(picks.mode[others] == picks.mode[pick]) & (picks.utility[others] == picks.utility[pick])]
        for other in dict.fromkeys([*alike[:TRIED].tolist(), *others[:TRIED].tolist()]):
            taken = rest.copy()
            taken[other] = True
            self.note(program, taken, int(picks.program[other]))

    def _take_up(self, program: int, listed: Indices) -> None:
        """Lists with an unlisted program: one more, or in place of a listed one; the first that will do is enough."""
        picks = self.outline.formulation.picks
        modes = np.flatnonzero(picks.program == program)
        for pick in modes[np.argsort(self.outline.regret[modes], kind="stable")].tolist():
            alike = listed[(picks.mode[listed] == picks.mode[pick]) & (picks.utility[listed] == picks.utility[pick])]
            for out in [-1, *dict.fromkeys([*alike[:TRIED].tolist(), *listed[:TRIED].tolist()])]:
                taken = self.outline.taken.copy()
                taken[pick] = True
                if out >= 0:
                    taken[out] = False
                self.note(program, taken, None if out < 0 else int(picks.program[out]))
                if program in self.found and out in alike:
                    return

    def open(self) -> list[int]:
        """Programs that are not settled: listed ones first, then those whose limit is highest."""
        rest = [n for n in range(len(self.listed)) if n not in self.proven and n not in self.found]
        limit = np.where(self.listed, self.outline.without_program, self.outline.with_program)
        return sorted(rest, key=lambda n: (not self.listed[n], -limit[n], n))

    def solve(self, program: int) -> None:
        """Settle one program by a solve."""
        picks = self.outline.formulation.picks
        code = picks.programs[program]
        pose = excluding if self.listed[program] else including
        posed = pose(self.asking.problem, code)
        solution = self.asking.again(posed)
        if self.asking.bound(posed, solution) < self.least - abs(self.asking.value - self.value):
            self.proven.add(program)
        elif solution.portfolio is not None:
            self.note(program, picks.taken(solution.portfolio), None)

    def members(self, programs: list[int]) -> tuple[Member, ...]:
        """Programs with the cheapest exchange known."""
        return tuple(self._member(program) for program in programs)

    def _member(self, program: int) -> Member:
        codes = self.outline.formulation.picks.programs
        loss, instead = self.found.get(program, (None, None))
        return Member(
            named(self.asking.problem, codes[program]),
            self.asking.portfolio.modes.get(codes[program], ""),
            loss,
            None if instead is None else named(self.asking.problem, codes[instead]),
        )


def near_lists(
    scenario: Scenario,
    *,
    today: datetime.date,
    within: float = WITHIN,
    clock: Callable[[], float] = lambda: 1e6,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Near:
    """Survey the lists within a share of the best one's value.

    Parameters
    ----------
    scenario
        The scenario.
    today
        Date that decides which Match is the coming one.
    within
        Share of the value that a list may lack, for example 0.005.
    clock
        Seconds left; once it answers 0 or less, what is not settled stays so.
    tell
        Told how many steps of how many are done.
    """
    posed = pose_scenario(scenario, today=today)
    solution = solve(posed.problem, posed.scenario.solver, clock=clock)
    head = Near(posed.scenario.name, solution.status.value, posed.season.year, within, conflict=solution.conflict)
    if solution.portfolio is None:
        return head
    asking = Asking(posed.problem, solution, posed.scenario.solver, clock)
    return survey(asking, head, tell=tell)


def survey(
    asking: Asking,
    head: Near,
    *,
    tell: Callable[[int, int], None] = lambda done, total: None,
    most: int = MOST_LISTS,
) -> Near:
    """Fill in what can be found out about the lists near the best one; ``most`` lists are looked at one by one."""
    tell(1, STEPS)
    of = outline(asking.problem, asking.portfolio, asking.solution.n_nodes, asking.clock)
    if of is None:
        return replace(head, lists=1)
    value = of.judge.value(of.taken)
    least = value - head.within * max(abs(value), 1e-9)
    head = replace(head, least=least, gap=asking.solution.gap,
                   figures=figures(asking.problem, asking.portfolio, asking.value))  # fmt: skip
    known = _Survey(asking, of, least)
    lists = every_list(of, least, most)
    if lists is not None:
        _from_all(known, lists)
        return _filled(head, known, len(lists), exact=True)
    known.prove()
    tell(2, STEPS)
    known.exchange()
    tell(3, STEPS)
    for number, program in enumerate(known.open()[:MOST_SOLVES], start=1):
        if asking.clock() <= 0:
            break
        known.solve(program)
        tell(3 + number, STEPS)
    return _filled(head, known, max(at_least_so_many(of, least), len(known.seen) + 1), exact=False)


def _from_all(known: _Survey, lists: list[Taken]) -> None:
    """Settle every program from all the lists there are; the cheapest that turns its decision round is its exchange."""
    programs = known.outline.formulation.picks.program
    for taken in lists:
        here = np.zeros(len(known.listed), dtype=bool)
        here[programs[taken]] = True
        turned = np.flatnonzero(here != known.listed)
        for program in turned.tolist():
            others = [other for other in turned.tolist() if known.listed[other] != known.listed[program]]
            known.note(program, taken, others[0] if len(others) == 1 else None)
    known.proven = set(range(len(known.listed))) - set(known.found)


def _filled(head: Near, known: _Survey, lists: int, *, exact: bool) -> Near:
    def those(where: Iterator[int]) -> tuple[Member, ...]:
        return known.members(sorted(where))

    listed, rest = known.listed, known.open()
    return replace(
        head,
        core=those(n for n in known.proven if listed[n]),
        exchangeable=those(n for n in known.found if listed[n]),
        alternatives=those(n for n in known.found if not listed[n]),
        open_listed=those(n for n in rest if listed[n]),
        open_others=those(n for n in rest if not listed[n]),
        out=sum(1 for n in known.proven if not listed[n]),
        lists=lists,
        exact=exact,
    )
