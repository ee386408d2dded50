"""The sides of a comparison, solved one after the other or in processes of their own."""

from __future__ import annotations

import datetime
import importlib
import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from typing import TYPE_CHECKING, TypeAlias

from listopt.errors import Fault, InputError

if TYPE_CHECKING:
    from listopt.comparing.entrants import Entrant
    from listopt.comparing.sides import Facts
    from listopt.questions.frontier import Patience

Answer: TypeAlias = "Facts | tuple[Fault, ...]"
"""What is known of a side, or the faults of its input."""
SOLVING = "listopt.comparing.sides"
"""Module that a process needs to solve."""
TICK = 0.1
"""Seconds between two looks at whether the search should end."""
_ended: Event | None = None
"""In a process of the pool: set when searches should end with what they have."""


@dataclass(frozen=True)
class Pool:
    """Processes that solve, and what tells them to end with the lists they have."""

    executor: ProcessPoolExecutor
    ended: Event


@contextmanager
def solvers(jobs: int) -> Iterator[Pool | None]:
    """Start processes that solve; None when one process is to do all the work.

    On Linux they are copies of this one, with all that it has imported: neither importing OR-Tools nor a finished solve
    leaves threads of its own behind. A process that runs further threads, such as a progress display, is not safe to
    copy: so start the processes before the display. Otherwise they come from a server, or import everything anew.
    """
    if jobs < 2:
        yield None
        return
    copying = sys.platform == "linux" and threading.active_count() == 1
    if copying:
        importlib.import_module(SOLVING)
    else:
        multiprocessing.set_forkserver_preload([SOLVING])
    serving = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context("fork" if copying else serving)
    ended = context.Event()
    with ProcessPoolExecutor(jobs, context, _begin, (ended,)) as executor:
        executor.submit(int)  # starts them now
        yield Pool(executor, ended)


def answers(
    sides: Sequence[Entrant], *, today: datetime.date, patience: Patience, pool: Pool | None = None
) -> Iterator[tuple[int, Answer]]:
    """Solve sides; gives the position and the answer of each as it is finished.

    Parameters
    ----------
    sides
        What to solve.
    today
        Date that decides which Match is the coming one when a scenario names none.
    patience
        When to stop: searches under way then end with the best list so far, and the sides after them are left out.
    pool
        Processes that solve; without them, and when one of them dies, this process does. The answers are the same.
    """
    waiting = dict(enumerate(sides))
    if pool is not None:
        # A process may die for want of memory, or when a script lacks the usual guard for __main__.
        with suppress(BrokenProcessPool):
            for place, answer in _elsewhere(sides, today, pool, patience):
                del waiting[place]
                yield place, answer
            return
    for place, entrant in waiting.items():
        if patience.interrupted():
            return
        yield place, _answer(entrant, today, patience.clock)


def _elsewhere(
    sides: Sequence[Entrant], today: datetime.date, pool: Pool, patience: Patience
) -> Iterator[tuple[int, Answer]]:
    places: dict[Future[Answer], int] = {
        pool.executor.submit(_in_process, entrant, today): place for place, entrant in enumerate(sides)
    }
    waiting = set(places)
    while waiting:
        done, waiting = wait(waiting, TICK, FIRST_COMPLETED)
        yield from sorted((places[future], future.result()) for future in done)
        if patience.interrupted() and not pool.ended.is_set():
            pool.ended.set()
            waiting = {future for future in waiting if not future.cancel()}


def _begin(ended: Event) -> None:
    """Start a process: Ctrl-C reaches it through the event, as it may be meant for the others, too."""
    global _ended
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _ended = ended


def _in_process(entrant: Entrant, today: datetime.date) -> Answer:
    from listopt.questions.frontier import Patience

    assert _ended is not None
    return _answer(entrant, today, Patience(_ended.is_set).clock)


def _answer(entrant: Entrant, today: datetime.date, clock: Callable[[float], Callable[[], float]]) -> Answer:
    from listopt.comparing.sides import solved_facts  # here so that processes can be started before it is imported

    try:
        return solved_facts(entrant, today=today, clock=clock)
    except InputError as error:
        return error.faults
