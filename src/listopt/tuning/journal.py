"""Finished solves kept in a file, so that a long search can go on where it was ended."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast

from listopt.errors import Fault, InputError
from listopt.formulation import Portfolio
from listopt.problem import Problem
from listopt.questions.frontier import Patience
from listopt.questions.nested import status_of
from listopt.report.contents import Json
from listopt.solution import Solution, Status
from listopt.writeup import Posed, versions

FORMAT = "listopt journal"
"""Key of the first line; its value is the digest of the problem."""
Key = Mapping[str, Json]
"""What was solved: plain values that name it among all solves of the problem."""


class Journal:
    """Solves of one problem, in a file of one JSON object a line, or in no file at all.

    The first line holds a digest of everything that decides the results. Each further line is one finished solve: its
    ``key``, status, list, bound and number of quadrature nodes. A last line that was only half written is forgotten.

    Parameters
    ----------
    path
        The file; None keeps nothing.
    posed
        The problem.

    Raises
    ------
    InputError
        When the file is no journal, is damaged, or is that of another problem.
    """

    def __init__(self, path: Path | None, posed: Posed) -> None:
        self._path = path
        self._kept: dict[str, tuple[str, Mapping[str, Json]]] = {}
        if path is None:
            return
        header = json.dumps({FORMAT: digest_of(posed)})
        content = _read(path)
        if header.encode().startswith(content):
            _write(path, "wb", f"{header}\n")
            return
        whole = content[: content.rfind(b"\n") + 1]
        first, *lines = whole.decode("utf-8", errors="replace").splitlines() or [""]
        _check_header(path, first, header)
        for number, line in enumerate(lines, 2):
            record = _record(f"{path}:{number}", line)
            self._kept[_name(cast(Key, record["key"]))] = f"{path}:{number}", record
        if len(whole) < len(content):
            os.truncate(path, len(whole))

    def solved(
        self, key: Key, posed: Posed, patience: Patience, find: Callable[[Callable[[], float]], Solution]
    ) -> Solution | None:
        """Give a kept solve, valued anew; else find it with the seconds left, and keep it.

        Returns None when the search was ended before it was finished.
        """
        known = self._kept.get(_name(key))
        gap = posed.scenario.solver.gap
        if known is not None:
            return _valued(*known, posed.problem, gap)
        if patience.interrupted():
            return None
        solution = find(patience.clock(posed.scenario.solver.seconds))
        if patience.interrupted() and solution.status in (Status.UNKNOWN, Status.FEASIBLE):
            return None
        if self._path is not None:
            _write(self._path, "ab", json.dumps(_plain(key, solution)) + "\n")
        return solution


def digest_of(posed: Posed) -> str:
    """Digest of all that decides a result: table, rules, goals, fees, limits of the search, versions."""
    problem, digest = posed.problem, hashlib.sha256()
    facts = (problem.tiers, problem.season, problem.applicant, problem.constraints, problem.objectives, problem.wishes)
    parts = (json.dumps(versions(), sort_keys=True), problem.table.to_csv(), problem.loading.to_csv(), repr(facts),
             repr(posed.scenario.solver))  # fmt: skip
    for part in parts:
        digest.update(part.encode())
    return digest.hexdigest()


def _name(key: Key) -> str:
    return json.dumps(key, sort_keys=True)


def _plain(key: Key, solution: Solution) -> dict[str, Json]:
    modes = None if solution.portfolio is None else dict(sorted(solution.portfolio.modes.items()))
    return {
        "key": dict(key),
        "status": solution.status.value,
        "bound": solution.bound,
        "n_nodes": solution.n_nodes,
        "modes": cast(Json, modes),
        "conflict": list(solution.conflict),
    }


def _valued(place: str, record: Mapping[str, Json], problem: Problem, gap: float) -> Solution:
    """Value a kept list again; refuse one that does not keep the rules."""
    try:
        solution = Solution(
            Status(str(record["status"])),
            conflict=tuple(str(name) for name in cast("list[Json]", record["conflict"])),
            n_nodes=int(cast(int, record["n_nodes"])),
        )
        if record["modes"] is None:
            return solution
        portfolio = Portfolio(cast("dict[str, str]", record["modes"]))
        broken = problem.violations(portfolio)
        terms = problem.terms(portfolio, solution.n_nodes)
        bound = float(cast(float, record["bound"]))
    except (KeyError, TypeError, ValueError):
        raise _damaged(place) from None
    if broken:
        raise _damaged(place)
    value = sum(terms.values())
    solution = replace(solution, portfolio=portfolio, terms=terms, value=value, bound=max(value, bound))
    return replace(solution, status=status_of(solution, gap))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise _unusable(path, error) from None


def _write(path: Path, mode: str, text: str) -> None:
    """Write, and wait until it is on the disk."""
    try:
        with path.open(mode) as stream:
            stream.write(text.encode())
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise _unusable(path, error) from None


def _check_header(path: Path, first: str, header: str) -> None:
    try:
        content = json.loads(first)
    except ValueError:
        content = None
    if not isinstance(content, dict) or FORMAT not in content:
        expected = "a journal of listopt, or a name that is not taken"
        raise InputError([Fault(f"--journal {path}", "a file that is no journal", expected)])
    if first != header:
        found = "the journal of another problem: the scenario, a catalogue, the season or listopt has changed since"
        advice = "Choose another name; or delete the file, and everything is solved again."
        raise InputError([Fault(f"--journal {path}", found, "the journal of this problem", advice)])


def _record(place: str, line: str) -> Mapping[str, Json]:
    try:
        record = json.loads(line)
    except ValueError:
        raise _damaged(place) from None
    if not isinstance(record, dict) or not isinstance(record.get("key"), dict):
        raise _damaged(place)
    return record


def _damaged(place: str) -> InputError:
    advice = "Delete this line, and its list is solved again."
    return InputError([Fault(place, "a damaged line", "a solve as listopt kept it, with a list that fits", advice)])


def _unusable(path: Path, error: OSError) -> InputError:
    return InputError([Fault(f"--journal {path}", error.strerror or str(error), "a file that can be written")])
