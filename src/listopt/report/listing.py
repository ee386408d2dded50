"""The list itself: one table per specialty, its columns chosen to suit the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from listopt.report.page import breadth, cut, pad, wrap
from listopt.report.sections import NO_SPECIALTY, heading_of, note_of
from listopt.report.view import Choice, Group, View
from listopt.report.words import commas, dollars, percent

if TYPE_CHECKING:
    from listopt.report.page import Page
    from listopt.report.paint import Line, Span

LONGEST_REASON = 64
"""Columns a reason may claim beside the odds; a longer one is cut there."""
SHORTEST_PROGRAM = 36
"""Columns below which a program's name is cut beyond recognition: then the reason goes to a second line."""
LONGEST_PROGRAM = 72
"""Columns a program may claim; more would tear the name and its odds apart."""
GAP = "  "


@dataclass(frozen=True)
class Column:
    """A column of the list: its heading, what stands in it, how wide it is, and on which side."""

    heading: str
    text: Callable[[Choice], str]
    role: Callable[[Choice], str]
    width: int
    right: bool = False

    def cell(self, choice: Choice) -> Span:
        """Give what stands in the column for one program."""
        return pad(self.text(choice), self.width, right=self.right), self.role(choice)


@dataclass(frozen=True)
class Layout:
    """Columns left and right of the program; without ``beside`` reasons stand on a second line."""

    before: tuple[Column, ...]
    program: int
    after: tuple[Column, ...]
    beside: bool


def listing_lines(view: View, page: Page) -> Iterator[Line]:
    """Lines of the list, grouped by specialty."""
    if not view.choices:
        return
    layout = _layout(view, page)
    for n, group in enumerate(view.groups):
        if n:
            yield ()
        heading = cut(group.specialty or NO_SPECIALTY, page.columns // 2, page.ellipsis)
        parts = heading_of(group, view)
        while len(parts) > 1 and breadth(heading + commas(parts)) + 2 > page.columns:
            parts = parts[:-1]
        counts = commas(parts)
        yield ((heading, "heading"), (f"{GAP}{counts}", "dim"))
        yield _headings(layout)
        for choice in group.choices:
            yield from _rows(choice, layout, page)
    if note_of(view):
        yield ()
        yield from (((line, "dim"),) for line in wrap(note_of(view), page.columns))


def _layout(view: View, page: Page) -> Layout:
    choices = view.choices
    longest = min(max(breadth(_label(choice)) for choice in choices), LONGEST_PROGRAM)
    reason = min(max(breadth(_reason(choice)) for choice in choices), LONGEST_REASON)
    codes = max(breadth(choice.program_id) for choice in choices)
    signal = _column("Signal", lambda choice: choice.signal, lambda choice: choice.signal, choices)
    code = _column("Program ID", lambda choice: choice.program_id, lambda _: "dim", choices)
    wide = (*signal, *code, *_odds(choices, "Interview", fee=True))
    room = page.columns - sum(column.width + 2 for column in wide) - reason - 4
    if codes <= 12 and room >= min(longest, SHORTEST_PROGRAM):
        return Layout((*signal, *code), min(longest, room), wide[len(signal) + len(code) :], beside=True)
    stacked = Column("Signal", lambda choice: choice.signal, lambda choice: choice.signal, min(max(codes, 6), 12))
    odds = _odds(choices, "Interv.", fee=_fees_differ(view.groups))
    room = page.columns - sum(column.width + 2 for column in (stacked, *odds)) - 2
    return Layout((stacked,), min(longest, room), odds, beside=False)


def _fees_differ(groups: Sequence[Group]) -> bool:
    """Whether fees say more than the heading: not when all programs of a specialty cost the same."""
    return any(len({choice.fee for choice in group.choices}) > 1 for group in groups)


def _odds(choices: Sequence[Choice], interview: str, *, fee: bool) -> tuple[Column, ...]:
    return (
        *_column("Band", lambda choice: choice.band, lambda choice: choice.band, choices),
        *_column(interview, lambda choice: _share(choice.p_interview), lambda _: "", choices, right=True),
        *_column("Match", lambda choice: _share(choice.p_match), lambda _: "", choices, right=True),
        *(_column("Fee", _fee, lambda _: "dim", choices, right=True) if fee else ()),
    )


def _column(
    heading: str,
    text: Callable[[Choice], str],
    role: Callable[[Choice], str],
    choices: Sequence[Choice],
    *,
    right: bool = False,
) -> tuple[Column, ...]:
    """Column as wide as its texts; none at all when every text is empty."""
    widest = max(breadth(text(choice)) for choice in choices)
    return (Column(heading, text, role, max(widest, len(heading)), right),) if widest else ()


def _headings(layout: Layout) -> Line:
    program = pad("Program", layout.program)
    before = [pad(column.heading, column.width) for column in layout.before]
    after = [pad(column.heading, column.width, right=column.right) for column in layout.after]
    last = ["Main reason"] if layout.beside else []
    return ((GAP + GAP.join([*before, program, *after, *last]), "dim"),)


def _rows(choice: Choice, layout: Layout, page: Page) -> Iterator[Line]:
    before = [span for column in layout.before for span in ((GAP, ""), column.cell(choice))]
    after = [span for column in layout.after for span in ((GAP, ""), column.cell(choice))]
    first = (*before, (GAP, ""), *_program(choice, layout.program, page), *after)
    reason = _reason(choice)
    if layout.beside:
        used = sum(breadth(text) for text, _ in first) + 2
        yield (*first, (GAP + cut(reason, page.columns - used, page.ellipsis), "dim"))
        return
    yield first
    code = layout.before[0].width
    lines = wrap(reason, page.columns - code - 4)[:2]
    for n, line in enumerate(lines):
        yield ((GAP + pad("" if n else cut(choice.program_id, code, page.ellipsis), code) + GAP + line, "dim"),)


def _program(choice: Choice, width: int, page: Page) -> Line:
    """Name and place within a width; the name is cut before the place, for the place tells namesakes apart."""
    place = choice.place
    if breadth(_label(choice)) > width:
        kept = choice.title[: width - breadth(choice.state) - 3]
        if (choice.state and choice.city in kept) or breadth(place) + 2 > width // 2:
            place = choice.state or cut(place, width // 2, page.ellipsis)
    place = f", {place}" if place else ""
    name = cut(choice.title, width - breadth(place), page.ellipsis)
    return (name, ""), (pad(place, width - breadth(name)), "dim")


def _label(choice: Choice) -> str:
    return f"{choice.title}, {choice.place}" if choice.place else choice.title


def _reason(choice: Choice) -> str:
    return choice.reasons[0] if choice.reasons else ""


def _share(value: float | None) -> str:
    return "" if value is None else percent(value)


def _fee(choice: Choice) -> str:
    return "" if choice.fee is None else dollars(choice.fee)
