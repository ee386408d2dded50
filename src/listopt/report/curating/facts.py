"""All facts of one program, and where each is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from listopt.report.curating.cells import Value, written
from listopt.report.page import breadth, pad, tidy, wrap
from listopt.report.paint import Line, render
from listopt.report.tables import json_text
from listopt.report.words import commas

if TYPE_CHECKING:
    from listopt.report.others import Named
    from listopt.report.page import Page


@dataclass(frozen=True)
class Fact:
    """One fact.

    Attributes
    ----------
    column
        Column of the catalogue.
    value
        What is known.
    place
        Table and row, or from what it follows.
    origin
        Where an import read it; empty when nothing says so.
    """

    column: str
    value: Value
    place: str
    origin: str


@dataclass(frozen=True)
class Facts:
    """What is known about a program, and the columns of which nothing is known."""

    program: Named
    facts: tuple[Fact, ...]
    unknown: tuple[str, ...]


def write_facts_text(found: Sequence[Facts], page: Page) -> str:
    """Lay out program by program, one fact a line."""
    blocks = ("\n".join(render(line, page) for line in _program(one, page)) for one in found)
    return "\n\n".join(blocks) + "\n"


def _program(one: Facts, page: Page) -> Iterator[Line]:
    yield from (((line, "title"),) for line in wrap(tidy(one.program.title, ascii=page.ascii), page.columns))
    [(main, many)] = Counter(fact.place for fact in one.facts).most_common(1)
    wide = max(breadth(tidy(fact.column)) for fact in one.facts)
    for fact in one.facts:
        told = tidy(written(fact.value, fact.column), ascii=page.ascii)
        where = commas(("" if fact.place == main else fact.place, f"from {fact.origin}" if fact.origin else ""))
        yield from _fact(tidy(fact.column), told, tidy(where, ascii=page.ascii), wide, page)
    ends = [f"Not known: {commas(one.unknown)}."] if one.unknown else []
    ends += [f"{'All of it' if many == len(one.facts) else 'All else'} stands in {main}."]
    for text in ends:
        yield from (((line, "dim"),) for line in wrap(tidy(text), page.columns))


def _fact(label: str, told: str, where: str, wide: int, page: Page) -> Iterator[Line]:
    """Give the value and, behind it or below, where it is from."""
    room = page.columns - wide - 4
    start = f"  {pad(label, wide)}  "
    if where and breadth(told) + breadth(where) + 4 <= room:
        yield ((start, "label"), (told, ""), (f"  ({where})", "dim"))
        return
    lines = [(line, "") for line in wrap(told, room)]
    lines += [(line, "dim") for line in wrap(f"({where})", room)] if where else []
    for at, span in enumerate(lines):
        yield ((" " * len(start) if at else start, "label"), span)


def write_facts_json(found: Sequence[Facts], page: Page) -> str:
    """Program by program, as plain values."""
    return json_text(
        [
            {
                **one.program.json(),
                "facts": {
                    fact.column: {"value": fact.value, "place": fact.place, "origin": fact.origin or None}
                    for fact in one.facts
                },
                "unknown": list(one.unknown),
            }
            for one in found
        ],
        page,
    )
