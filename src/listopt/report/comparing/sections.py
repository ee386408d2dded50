"""The tables of a comparison in words, with a column for each side, without layout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from listopt.report.comparing.beside import INDENT
from listopt.report.comparing.comparison import Comparison, Listed, Shift
from listopt.report.comparing.figures import NOTHING, figure_rows
from listopt.report.comparing.words import value_words
from listopt.report.seasons import simulated
from listopt.report.sections import NO_SPECIALTY
from listopt.report.words import count, percent

if TYPE_CHECKING:
    from listopt.report.page import Page
    from listopt.simulation import Figure

NOT_KNOWN, CLOSED = "?", "not open"
"""What stands for a value that is not known, and for a program that is not open on a side."""
OWN_CELLS = "own cells in the catalogue"
"""Cause of odds that differ: cells of the program itself."""


@dataclass(frozen=True)
class Section:
    """A table: heading, remark, heads of the columns, rows; ``left`` are heads of columns of words."""

    heading: str
    remark: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: tuple[str, ...] = ()


def sections_of(comparison: Comparison, page: Page) -> Iterator[Section]:
    """All tables that have rows."""
    keys = tuple(one.key for one in comparison.contenders)
    listed = tuple(one.key for one in comparison.listed)
    note = "differences against the first list in brackets"
    found = (
        Section("Side by side", note, ("", *keys), tuple(figure_rows(comparison))),
        _duels(comparison, page),
        _inputs(comparison),
        _programs("On every list", comparison.in_all, listed),
        _programs("On some lists", comparison.in_some, listed),
        *(_only(comparison, key, listed) for key in listed),
        _signals(comparison, listed),
        *_odds(comparison),
    )
    return (section for section in found if section.rows)


def _duels(comparison: Comparison, page: Page) -> Section:
    """How pairs of lists end in the same seasons, and what they share."""
    head = ("Lists", "first better", "second better", "equal", "no match", "ranges shared", "on both")
    rows = []
    for pair in comparison.pairs:
        duel = pair.duel
        shares = (duel.first_better, duel.second_better, duel.equal) if duel else (None, None, None)
        told = (*(_simulated(one, page) for one in shares), percent(duel.neither.value) if duel else NOT_KNOWN)
        rows.append((f"{pair.first} and {pair.second}", *told, percent(pair.overlap), str(pair.both)))
    played = f"{count(comparison.seasons, 'season')} with the same luck for all, seed {comparison.seed}"
    return Section("Which ends better", played, head, tuple(rows))


def _simulated(figure: Figure | None, page: Page) -> str:
    return NOT_KNOWN if figure is None else simulated(("", figure, True), page)


def _inputs(comparison: Comparison) -> Section:
    keys = _told(comparison, [one.values for one in comparison.differences])
    rows = []
    for one in comparison.differences:
        name = one.name if one.part == "scenario" else f"{one.part}: {one.name}"
        cells = (value_words(one.part, one.values[key]) if key in one.values else NOT_KNOWN for key in keys)
        rows.append((name, *cells))
    return Section("Inputs that differ", f"{NOTHING} is not set, {NOT_KNOWN} not known", ("Input", *keys), tuple(rows))


def _told(comparison: Comparison, values: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
    """Sides that any of the values are known of, in order."""
    known = {key for one in values for key in one}
    return tuple(one.key for one in comparison.contenders if one.key in known)


def _programs(heading: str, programs: Sequence[Listed], keys: Sequence[str]) -> Section:
    rows = ((one, tuple(_use(one, key) for key in keys)) for one in programs)
    return Section(heading, _counted(programs), ("Program", *keys), tuple(_grouped(rows)))


def _counted(programs: Sequence[Listed]) -> str:
    return f"{count(len(programs), 'program')}; chance of an interview, signal"


def _grouped(rows: Iterable[tuple[Listed, tuple[str, ...]]], *, fold: bool = False) -> Iterator[tuple[str, ...]]:
    """Rows with the title of the program, under a row with the name of their specialty.

    With ``fold``, a last cell that all rows of a specialty share stands beside its name only.
    """
    for specialty, members in groupby(rows, key=lambda row: row[0].specialty):
        found = [(f"{INDENT}{one.title}", *cells) for one, cells in members]
        shared = found[0][-1] if fold and len({row[-1] for row in found}) == 1 else ""
        yield specialty or NO_SPECIALTY, *("" for _ in found[0][2:]), shared
        yield from ((*row[:-1], "") for row in found) if shared else found


def _only(comparison: Comparison, key: str, keys: Sequence[str]) -> Section:
    """Programs of one list alone and, where they are not open to other sides, why."""
    programs = comparison.only_in(key)
    reasons = ["; ".join(f"{other}: {one.shut[other]}" for other in keys if other in one.shut) for one in programs]
    rows = ((one, (_use(one, key), why)) for one, why in zip(programs, reasons, strict=True))
    if not any(reasons):
        return _programs(f"Only on list {key}", programs, [key])
    head = ("Program", key, "not open")
    grouped = tuple(_grouped(rows, fold=True))
    return Section(f"Only on list {key}", _counted(programs), head, grouped, left=head[2:])


def _use(one: Listed, key: str) -> str:
    """How a side applies: chance of an interview and signal."""
    if key not in one.applications:
        return CLOSED if key in one.shut else NOTHING
    use = one.applications[key]
    return " ".join(filter(None, (percent(use.p_interview), use.signal)))


def _signals(comparison: Comparison, keys: Sequence[str]) -> Section:
    moved = comparison.signals_moved
    rows = ((one, tuple(_tier(one.signal(key)) for key in keys)) for one in moved)
    note = f"{count(len(moved), 'program')}; {NOTHING} is not on the list"
    return Section("Signals that move", note, ("Program", *keys), tuple(_grouped(rows)))


def _tier(signal: str | None) -> str:
    return NOTHING if signal is None else signal or "none"


def _odds(comparison: Comparison) -> Iterator[Section]:
    """Why odds differ, at which programs, and which cells of the catalogue are behind it."""
    shifts, many = comparison.shifts, count(len(comparison.shifts), "program")
    keys = _told(comparison, [one.p_interview for one in shifts])
    causes = Counter(cause for one in shifts for cause in (*one.causes, *((OWN_CELLS,) if one.cells else ())))
    counted = tuple((cause, f"{number:,}") for cause, number in causes.items())
    yield Section("Why odds differ", many, ("Input", "programs"), counted)
    rows = tuple((_shifted(one), *_chances(one, keys)) for one in shifts)
    yield Section("Odds that differ", f"{many}; chance of an interview", ("Program", *keys), rows)
    cells = tuple(
        (f"{cell.column} of {one.title}", *(value_words("", cell.values.get(key)) for key in keys))
        for one in shifts
        for cell in one.cells
    )
    yield Section("Cells behind it", count(len(cells), "cell"), ("Cell", *keys), cells)


def _shifted(one: Shift) -> str:
    """Program and way of applying; what is told of it where that is not the chance of an interview."""
    return f"{one.title}{f' ({one.signal})' if one.signal else ''}{'' if _interviews_differ(one) else ': match'}"


def _chances(one: Shift, keys: Sequence[str]) -> Iterator[str]:
    chances = one.p_interview if _interviews_differ(one) else one.p_match
    return (percent(chances.get(key)) for key in keys)


def _interviews_differ(one: Shift) -> bool:
    return len(set(one.p_interview.values())) > 1
