"""What `listopt near` finds out about lists nearly as good as the best, for people and for other programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from listopt.report.contents import number
from listopt.report.others import Figures, Named
from listopt.report.page import cut, pad, tidy, wrap
from listopt.report.paint import Line, Span, render
from listopt.report.words import commas, count, dollars, percent

if TYPE_CHECKING:
    from listopt.report.contents import Json
    from listopt.report.page import Page

READABLE = 110
"""Longest line of running text."""
SHOWN = 12
"""Exchanges that are printed of each kind; JSON has all."""
MOST = 40
"""Programs of the core that are printed; JSON has all."""
LARGE = 1_000_000
"""From here on a number of lists is written with a power of ten."""


@dataclass(frozen=True)
class Member:
    """A program, its signal on the list (that it would get, for one not on it), and the cheapest exchange known.

    Attributes
    ----------
    loss
        Value lost by a list with the decision about this program turned round: without it when it is listed, with it
        when it is not. None where no such list is known.
    instead
        The program that comes in its place, or makes room for it.
    """

    program: Named
    signal: str
    loss: float | None = None
    instead: Named | None = None

    def json(self) -> dict[str, Json]:
        """Plain values."""
        return {
            **self.program.json(),
            "signal": self.signal or None,
            "loss": None if self.loss is None else number(self.loss),
            "instead": None if self.instead is None else self.instead.json(),
        }


@dataclass(frozen=True)
class Near:
    """Lists within a share of the best.

    Attributes
    ----------
    within, least
        The share, and the value that a list must reach.
    core
        Programs that are in every such list: proven.
    exchangeable
        Programs of the list that some other such list does without.
    alternatives
        Programs not on the list that some other such list has.
    open_listed, open_others
        Programs for which neither is proven.
    out
        How many open programs are in none of these lists: proven.
    lists
        Number of lists, programs and signals both counted, the best one included; None when there is no list.
    exact
        Whether that is their number; else there are at least so many.
    """

    scenario: str
    status: str
    season: int
    within: float
    least: float | None = None
    gap: float | None = None
    figures: Figures | None = None
    core: tuple[Member, ...] = ()
    exchangeable: tuple[Member, ...] = ()
    alternatives: tuple[Member, ...] = ()
    open_listed: tuple[Member, ...] = ()
    open_others: tuple[Member, ...] = ()
    out: int = 0
    lists: int | None = None
    exact: bool = False
    conflict: tuple[str, ...] = ()

    def json(self) -> Mapping[str, Json]:
        """One object; see docs/explain.md for its keys."""
        groups = ("core", "exchangeable", "alternatives", "open_listed", "open_others")
        return {
            "scenario": self.scenario,
            "status": self.status,
            "season": self.season,
            "within": self.within,
            "least": None if self.least is None else number(self.least),
            "gap": self.gap,
            "list": None if self.figures is None else self.figures.json(),
            "lists": {"at_least": self.lists, "exact": self.exact},
            **{name: [member.json() for member in getattr(self, name)] for name in groups},
            "out": self.out,
            "conflict": list(self.conflict),
        }


def write_near_json(near: Near, page: Page) -> str:
    """Write one object."""
    return json.dumps(near.json(), indent=2, ensure_ascii=page.ascii) + "\n"


def write_near_text(near: Near, page: Page) -> str:
    """Lay out how many lists there are, the core, and the cheapest exchanges."""
    blocks = [
        [*_title(near, page)],
        [*_members("In every such list", near.core, page, "")],
        [*_members("On the list, but exchangeable", near.exchangeable, page, "its place to")],
        [*_members("Not on the list, but on one as good", near.alternatives, page, "in place of")],
        [*_members("On the list, not settled", near.open_listed, page, "")],
        [*_rest(near, page)],
    ]
    return "\n\n".join("\n".join(render(line, page) for line in block) for block in blocks if block) + "\n"


def in_words(lists: int, exact: bool) -> str:
    """Number of lists: `exactly 6 lists`, `at least 6.5 x 10^21 lists`."""
    if lists >= LARGE:
        power = len(str(lists)) - 1
        figure = f"{lists // 10 ** (power - 1) / 10:.1f} x 10^{power} lists"
    else:
        figure = count(lists, "list")
    return f"{'exactly' if exact else 'at least'} {figure}"


def _title(near: Near, page: Page) -> Iterator[Line]:
    yield from (((line, "title"),) for line in wrap(tidy(near.scenario, ascii=page.ascii), page.columns))
    of = near.figures
    if of is None or near.lists is None:
        clash = f" The rules clash: {commas(near.conflict)}." if near.conflict else ""
        yield from _sentence(f"There is no list ({near.status}).{clash}", page)
        return
    best = f"The best list: {count(of.applications, 'application')}, {dollars(of.cost)}, chance of a match"
    yield from _sentence(f"{best} {percent(of.p_match)}, value {of.value:.5f}.", page)
    share = f"{near.within * 100:.3g} %"
    verb = "is" if near.lists == 1 else "are"
    yield from _sentence(
        f"There {verb} {in_words(near.lists, near.exact)} within {share} of it, programs and signals counted: "
        f"{count(len(near.core), 'program')} in all of them, {len(near.exchangeable)} of the list exchangeable, "
        f"{count(len(near.alternatives), 'other program')} that can come in, {near.out} that cannot.",
        page,
    )


def _members(heading: str, members: Sequence[Member], page: Page, joined: str) -> Iterator[Line]:
    """Programs of one kind; those with an exchange by what it costs, the cheapest first."""
    if not members:
        return
    hint = "  and what the cheapest exchange found costs" if joined else ""
    yield ((heading, "heading"), (f"  {count(len(members), 'program')}{hint}", "dim"))
    shown = sorted(members, key=lambda one: (one.loss is None, one.loss or 0.0, one.program.program_id))
    for one in shown[: SHOWN if joined else MOST]:
        loss = pad(f"{one.loss:.1e}" if one.loss else "0", 9) if joined and one.loss is not None else ""
        text = f"{_short(one.program)}{f', {one.signal}' if one.signal else ''}"
        yield ((f"  {pad(one.program.program_id, 10)}  ", "dim"), (loss, ""), _cell(text, page, 14 + len(loss), ""))
        if joined and one.instead is not None:
            yield ((" " * (14 + len(loss)), ""), _cell(f"{joined} {_short(one.instead)}", page, 14 + len(loss), "dim"))
    more = len(members) - (SHOWN if joined else MOST)
    if more > 0:
        yield ((f"  and {count(more, 'more program')}, all in --format json", "dim"),)


def _cell(text: str, page: Page, used: int, role: str) -> Span:
    return cut(tidy(text, ascii=page.ascii), page.columns - used, page.ellipsis), role


def _rest(near: Near, page: Page) -> Iterator[Line]:
    if near.open_others:
        many = count(len(near.open_others), "program")
        yield from _sentence(f"Of {many} not on the list it was not settled whether they can come in.", page)
    if near.lists is not None and not near.exact:
        yield from _sentence(
            "The number counts exchanges between programs that no rule and no goal tells apart but by their odds: "
            "whichever of them are taken, the list is worth enough. There are more lists.",
            page,
        )


def _sentence(text: str, page: Page) -> Iterator[Line]:
    return (((line, "dim"),) for line in wrap(tidy(text, ascii=page.ascii), min(page.columns, READABLE)))


def _short(one: Named | None) -> str:
    return "" if one is None else one.title.replace(" Program, ", ", ")
