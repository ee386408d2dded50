"""Scenarios, variants of one, and saved results side by side."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from listopt.comparing.entrants import Entrant, entrants, names_of
from listopt.comparing.inputs import comparable, differences_of
from listopt.comparing.lists import listed_programs, pairs
from listopt.comparing.shifts import shifts
from listopt.comparing.sides import Facts, saved_facts
from listopt.comparing.workers import Answer, Pool, answers
from listopt.errors import InputError
from listopt.questions.frontier import Patience
from listopt.report.changes import Side
from listopt.report.comparing.comparison import FAULTY, UNFINISHED, Comparison, Contender
from listopt.simulation import SEED
from listopt.simulation.together import SEASONS


def compare(
    files: Sequence[Path | str],
    variants: Sequence[str] = (),
    *,
    today: datetime.date,
    pool: Pool | None = None,
    seasons: int = SEASONS,
    seed: int = SEED,
    patience: Patience | None = None,
) -> Comparison:
    """Solve scenarios and put them, and saved results, side by side.

    Parameters
    ----------
    files
        Scenario files, and results that ``listopt solve --format json`` printed (``*.json``).
    variants
        ``NAME=VALUE[,NAME=VALUE...]``: each adds the first scenario of ``files`` with these settings.
    today
        Date that decides which Match is the coming one when a scenario names none.
    pool
        Processes that solve, from `listopt.comparing.workers.solvers`; without them this one does. A script that uses
        some needs the usual ``if __name__ == "__main__":``. The comparison is the same.
    seasons, seed
        How often all lists are played, and the start of the random numbers.
    patience
        When to stop; sides finished by then are kept.

    Returns
    -------
    Comparison
        A side whose input has faults, or that has no list, says so; the others stay as they are.

    Raises
    ------
    InputError
        When there are fewer than two sides, or too many, or all of them have faults.
    """
    entered = entrants(files, variants)
    found = _answers(entered, today, pool, patience or Patience())
    known = {key: one for key, one in found.items() if isinstance(one, Facts)}
    faults = {key: one for key, one in found.items() if isinstance(one, tuple)}
    if len(faults) == len(entered):
        raise InputError(dict.fromkeys(fault for those in faults.values() for fault in those))
    inputs = {key: one.inputs for key, one in known.items()}
    names, differences = names_of(entered), tuple(differences_of(inputs))
    contenders = tuple(_contender(key, names[key], one, found.get(key)) for key, one in entered.items())
    listed = {one.key: known[one.key] for one in contenders if one.listed}
    return Comparison(
        contenders=contenders,
        differences=differences,
        programs=listed_programs(listed),
        shifts=shifts(known, differences),
        pairs=tuple(pairs(listed, seasons=seasons, seed=seed)),
        seasons=seasons,
        seed=seed,
        comparable=comparable(inputs, differences),
    )


def _answers(
    entered: Mapping[str, Entrant], today: datetime.date, pool: Pool | None, patience: Patience
) -> dict[str, Answer]:
    """Read and solve the sides, in the order of their letters; those that the search was ended before are missing."""
    found: dict[str, Answer] = {key: _read(one) for key, one in entered.items() if one.saved}
    solving = {key: one for key, one in entered.items() if not one.saved}
    finished = answers(list(solving.values()), today=today, pool=pool, patience=patience)
    for done, (place, answer) in enumerate(finished, start=1):
        found[list(solving)[place]] = answer
        patience.tell(done, len(solving))
    return {key: found[key] for key in entered if key in found}


def _read(one: Entrant) -> Answer:
    try:
        return saved_facts(one.path)
    except InputError as error:
        return error.faults


def _contender(key: str, name: str, one: Entrant, answer: Answer | None) -> Contender:
    if isinstance(answer, Facts):
        remarks = tuple(_remarks(answer))
        return Contender(
            key, name, one.source, answer.title, answer.season, answer.side, _message(answer), remarks, answer.warnings
        )
    status = UNFINISHED if answer is None else FAULTY
    faults = [replace(fault, place=re.sub("^--set ", "--variant ", fault.place)) for fault in answer or ()]
    message = "\n".join(map(str, faults)) or "The search was ended before it."
    return Contender(key, name, one.source, "", None, Side(status, {}, None, None, None, ()), message)


def _message(facts: Facts) -> str:
    """Why there is no list."""
    if facts.side.summary:
        return ""
    if facts.side.status != "infeasible":
        return "No list was found in the time given."
    clash = ", ".join(facts.side.conflict)
    return f"No list keeps all of these rules together: {clash}." if clash else "No list keeps all the rules."


def _remarks(facts: Facts) -> Iterator[str]:
    """What a side cannot take part in."""
    if facts.saved:
        yield (
            "A saved result holds neither its scenario nor the odds of programs that are not on its list: other inputs "
            "than those shown are not compared, and why its odds differ cannot be told."
        )
    if facts.side.summary and facts.standing is None:
        yield "It cannot be played: a chance of a match, a utility or a correlation is missing or impossible."
