"""`listopt explain`: why a program is on the list, what keeps it off, and what would change that."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

import pandas as pd

from listopt.explain import Explanation, explain
from listopt.formulation import Portfolio
from listopt.pipeline import pose_scenario
from listopt.questions.asking import Asking, cell, excluding, figures, including, own_rules, worth
from listopt.questions.barriers import barriers
from listopt.questions.extra import extra_signals
from listopt.questions.naming import Meant, meant
from listopt.questions.needs import chance_need, rating_need, utility_need
from listopt.questions.provenance import Tables, read_tables
from listopt.report.answers import Answer, Answers, Listed, Odds, Unlisted
from listopt.report.others import Other
from listopt.scenario import Scenario
from listopt.solution import Status
from listopt.solver import solve
from listopt.writeup import Posed

Tell = Callable[[int, int], None]
"""Told how many steps of how many are done."""


def explain_programs(
    scenario: Scenario,
    asked: Sequence[str],
    *,
    today: datetime.date,
    clock: Callable[[], float] = lambda: 1e6,
    tell: Tell = lambda done, total: None,
) -> Answers:
    """Answer for each program why it is on the list, or what it would take.

    Parameters
    ----------
    scenario
        The scenario.
    asked
        Codes of programs, or words of their names.
    today
        Date that decides which Match is the coming one.
    clock
        Seconds left; once it answers 0 or less, programs that are not finished stay unanswered.
    tell
        Told how many steps of how many are done: the list, then one for each program.

    Raises
    ------
    InputError
        When words fit no program, or several; the closest are named with their codes.
    """
    posed = pose_scenario(scenario, today=today)
    names = [choice.specialty for choice in posed.scenario.specialties]
    programs = meant(posed.catalogue.table, asked, names)
    tables = read_tables(posed.scenario, [one.program.program_id for one in programs])
    solution = solve(posed.problem, posed.scenario.solver, clock=clock)
    if solution.portfolio is None:
        return _without_list(posed, tables, programs, solution.status, solution.conflict)
    asking = Asking(posed.problem, solution, posed.scenario.solver, clock)
    why = explain(posed.problem, solution, posed.eligibility.doubtful.iloc[:0], posed.odds.terms)
    answers = []
    for number, one in enumerate(programs, start=1):
        tell(number, len(programs) + 1)
        answers.append(_answer(posed, tables, asking, why, one))
    return Answers(
        scenario=posed.scenario.name,
        status=solution.status.value,
        season=posed.season.year,
        figures=figures(posed.problem, solution.portfolio, asking.value),
        gap=solution.gap,
        answers=tuple(answers),
        notes=_notes(programs, answers),
    )


def _without_list(
    posed: Posed, tables: Tables, programs: Sequence[Meant], status: Status, conflict: tuple[str, ...]
) -> Answers:
    """Tell what can be told when there is no list: why programs are not open."""
    answers = tuple(_screened(posed, tables, one) for one in programs)
    return Answers(
        posed.scenario.name, status.value, posed.season.year, None, None, answers, _notes(programs, answers), conflict
    )


def _notes(programs: Sequence[Meant], answers: Sequence[Answer]) -> tuple[str, ...]:
    guessed = (f"{one.asked!r} is taken to mean {one.program.title} ({one.program.program_id})."
               for one in programs if one.guessed)  # fmt: skip
    missing = [answer.program.program_id for answer in answers if answer.standing == "unanswered"]
    late = (f"Not answered, for the search was ended before: {', '.join(missing)}.",) if missing else ()
    return (*guessed, *late)


def _screened(posed: Posed, tables: Tables, one: Meant) -> Answer:
    """Tell what keeps a program out, and where its values are from."""
    code = one.program.program_id
    return Answer(one.program, one.asked, barriers=barriers(posed, code, tables), origins=tables.of(code))


def _answer(posed: Posed, tables: Tables, asking: Asking, why: Explanation, one: Meant) -> Answer:
    """Answer about one program; unanswered when time is up."""
    code = one.program.program_id
    answer = _screened(posed, tables, one)
    if answer.barriers:
        return answer
    mode = asking.portfolio.modes.get(code)
    answer = replace(answer, odds=_odds(asking, code, mode or ""))
    if asking.clock() <= 0:
        return answer
    if mode is not None:
        return replace(answer, listed=_listed(asking, why, code))
    return replace(answer, unlisted=_unlisted(posed, asking, why, code))


def _odds(asking: Asking, code: str, mode: str) -> Odds:
    table, end = asking.problem.table, f"_{mode}" if mode else ""
    band = table["band"][code]
    interview, match = cell(table, code, f"p_interview{end}"), cell(table, code, f"p_match{end}")
    return Odds(interview, match, cell(table, code, "utility"), None if pd.isna(band) else str(band))


def _listed(asking: Asking, why: Explanation, code: str) -> Listed:
    """What is lost without a program, at once and after solving again."""
    modes = asking.portfolio.modes
    rest = Portfolio({one: mode for one, mode in modes.items() if one != code})
    found = asking.again(excluding(asking.problem, code), rest)
    value = worth(asking.problem, rest, asking.n_nodes)
    return Listed(
        signal=modes[code],
        reasons=why.reasons[code],
        marginal=float(why.marginal[code]),
        dropped=figures(asking.problem, rest, value),
        without=asking.other(found),
        conflict=own_rules(found.conflict),
    )


def _unlisted(posed: Posed, asking: Asking, why: Explanation, code: str) -> Unlisted:
    """What a program costs when it is forced in, and what would bring it in."""
    found = asking.again(including(asking.problem, code), asking.portfolio)
    if found.portfolio is None:
        return Unlisted(None, conflict=own_rules(found.conflict))
    needs = []
    if asking.clock() > 0:
        worthy = utility_need(asking, code, found)
        needs = [worthy, rating_need(posed, code, worthy)]
    if asking.clock() > 0:
        needs.append(chance_need(asking, posed, code, found))
    return Unlisted(
        forced=cast(Other, asking.other(found)),
        signal=found.portfolio.modes[code],
        needs=tuple(need for need in needs if need is not None),
        extra=extra_signals(asking, code, why.marginal),
    )
