"""A scenario beside the same with something set, for people and for other programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, cast

from listopt.report.changes import Change, Moved, Opened, Shifted, Side, change_sentence
from listopt.report.curvedata import finite
from listopt.report.page import breadth, cut, pad, tidy, wrap
from listopt.report.paint import Line, render
from listopt.report.words import commas, count, dollars, finest, gap_percent, number, percent, percent_range

if TYPE_CHECKING:
    from listopt.report.contents import Json
    from listopt.report.page import Page

READABLE = 110
"""Longest line of running text."""
Row = tuple[str, Callable[[Side], str]]
"""Name of a figure, and how it is written."""
MOST = 15
"""Programs of a kind that are printed; the others are counted."""


def write_change_text(change: Change, page: Page) -> str:
    """Lay a change out for a screen: one sentence, both sides, the programs that move, odds, programs open or not."""
    parts = (
        _title(change, page),
        *difference(change, page),
        _programs("Odds that change most", [_odds(one) for one in change.shifted], page, "interview without a signal"),
        _programs("Newly open", [_reason(one) for one in change.opened], page, "and what kept them out before"),
        _programs("No longer open", [_reason(one) for one in change.closed], page, "and why"),
        _notes(change, page),
    )
    return laid_out(parts, page)


def laid_out(parts: Iterable[Iterable[Line]], page: Page) -> str:
    """Write blocks of lines one below the other, with an empty line between them; empty ones are left out."""
    blocks = (list(part) for part in parts)
    return "\n\n".join("\n".join(render(line, page) for line in block) for block in blocks if block) + "\n"


@dataclass(frozen=True)
class Heads:
    """Words above the two sides, and above the programs that are on the second one only, or on the first one only."""

    before: str = "as it stands"
    after: str = "set"
    enter: str = "Enter the list"
    leave: str = "Leave the list"


def difference(change: Change, page: Page, heads: Heads | None = None) -> Iterator[Iterator[Line]]:
    """Both sides beside each other, rules that clash, and the programs that move."""
    heads = heads or Heads()
    yield figures(change, page, heads, tuple(_rows()))
    sides = ((heads.before, change.before), (heads.after, change.after))
    yield from (_conflict(name.capitalize(), side, page) for name, side in sides)
    yield from moves(change, page, heads)


def moves(change: Change, page: Page, heads: Heads) -> Iterator[Iterator[Line]]:
    """Programs that are on one side only, or change their signal."""
    entering = [one for one in change.moved if one.before is None]
    leaving = [one for one in change.moved if one.after is None]
    signals = [one for one in change.moved if None not in (one.before, one.after)]
    yield _programs(heads.enter, [_listed(one, one.after) for one in entering], page)
    yield _programs(heads.leave, [_listed(one, one.before) for one in leaving], page)
    yield _programs("Change their signal", [_signal(one) for one in signals], page)


def _title(change: Change, page: Page) -> Iterator[Line]:
    name = tidy(change.scenario, ascii=page.ascii)
    yield from (((line, "title"),) for line in wrap(f"{name}, {change.season} Match", page.columns))
    yield ((page.stroke * page.columns, "dim"),)
    sentence = tidy(change_sentence(change), ascii=page.ascii)
    yield from (((line, "strong"),) for line in wrap(sentence, min(page.columns, READABLE)))


def figures(change: Change, page: Page, heads: Heads, named: Sequence[Row]) -> Iterator[Line]:
    """Both sides beside each other."""
    rows = [
        ("", heads.before, heads.after),
        *((name, write(change.before), write(change.after)) for name, write in named),
    ]
    widths = [max(breadth(row[place]) for row in rows) for place in range(3)]
    for name, before, after in rows:
        cells = f"  {pad(before, widths[1], right=True)}  {pad(after, widths[2], right=True)}"
        strong = "strong" if name and before != after else "" if name else "dim"
        yield (
            (f"  {pad(name, widths[0])}", "label"),
            (cut(cells, page.columns - widths[0] - 2, page.ellipsis), strong),
        )


def list_rows() -> Iterator[Row]:
    """What is told of a list, whatever it is worth."""
    yield "Chance of a match", _chance
    yield "Applications", lambda side: number(side.figure("applications"))
    yield "Cost", lambda side: dollars(side.figure("cost"))
    yield "Expected interviews", lambda side: number(side.figure("expected_interviews"))
    yield "Expected utility", lambda side: _exact(side.figure("expected_utility"))
    yield "Signals", sent


def _rows() -> Iterator[Row]:
    yield from list_rows()
    yield "Objective", lambda side: _exact(side.objective)
    yield "Proven gap", lambda side: "-" if side.gap is None else gap_percent(finest(side.gap))


def _chance(side: Side) -> str:
    return percent_range(side.figure("p_match"), side.figure("p_match_low"), side.figure("p_match_high"))


def _exact(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def sent(side: Side) -> str:
    """Signals sent, by tier."""
    pools = cast("Mapping[str, Mapping[str, int]]", side.summary.get("signals") or {})
    tiers: dict[str, int] = {}
    for sent in pools.values():
        for tier, many in sent.items():
            tiers[tier] = tiers.get(tier, 0) + many
    return commas(f"{many} {tier}" if tier != "signal" else f"{many}" for tier, many in tiers.items()) or "-"


def _conflict(name: str, side: Side, page: Page) -> Iterator[Line]:
    if side.status != "infeasible":
        return
    yield ((f"{name}: no list keeps all of these rules together", "bad"),)
    for rule in side.conflict:
        yield from (((f"  {line}", ""),) for line in wrap(f"- {tidy(rule, ascii=page.ascii)}", page.columns - 2))


def _programs(heading: str, rows: Sequence[tuple[str, str]], page: Page, told: str = "") -> Iterator[Line]:
    """One line per program: what is said of it, and its title."""
    if not rows:
        return
    note = f"  {count(len(rows), 'program')}{f', {told}' if told else ''}"
    yield ((heading, "heading"), (cut(note, page.columns - breadth(heading), page.ellipsis), "dim"))
    width = max(breadth(said) for said, _ in rows[:MOST])
    for said, title in rows[:MOST]:
        name = tidy(title, ascii=page.ascii)
        if width > page.columns // 2:
            yield ((f"  {cut(name, page.columns - 2, page.ellipsis)}", ""),)
            yield from (((f"      {line}", "dim"),) for line in wrap(said, page.columns - 6))
            continue
        yield ((f"  {pad(said, width)}  ", "label"), (cut(name, page.columns - width - 4, page.ellipsis), ""))
    if len(rows) > MOST:
        yield ((f"  and {count(len(rows) - MOST, 'more program')}, all in --format json", "dim"),)


def _listed(one: Moved, signal: str | None) -> tuple[str, str]:
    chance = f"{percent(one.p_interview)} interview" if one.p_interview is not None else ""
    return commas((chance, _tier(signal))), one.title


def _signal(one: Moved) -> tuple[str, str]:
    return f"{_tier(one.before) or 'none'} to {_tier(one.after) or 'none'}", one.title


def _tier(signal: str | None) -> str:
    return f"{signal} signal" if signal and signal != "signal" else signal or ""


def _odds(one: Shifted) -> tuple[str, str]:
    return f"{percent(one.before)} to {percent(one.after)}", one.title


def _reason(one: Opened) -> tuple[str, str]:
    return one.reason, one.title


def _notes(change: Change, page: Page) -> Iterator[Line]:
    notes = ["Each side is the best list of its scenario, up to the proven gap; ranges are 80 % ranges."]
    if not change.comparable:
        notes.append("The two sides weigh their goals differently, so their objectives cannot be compared.")
    for sentence in (*notes, *change.warnings):
        yield from (((line, "dim"),) for line in wrap(tidy(sentence, ascii=page.ascii), min(page.columns, READABLE)))


def change_json(change: Change) -> dict[str, Json]:
    """Write a change as one object; docs/whatif.md says what its keys mean."""
    return {
        "scenario": change.scenario,
        "set": list(change.settings),
        "sentence": change_sentence(change),
        "comparable": change.comparable,
        "before": side_json(change.before),
        "after": side_json(change.after),
        "moved": _plain(change.moved),
        "odds": _plain(change.shifted),
        "opened": _plain(change.opened),
        "closed": _plain(change.closed),
        "warnings": list(change.warnings),
    }


def side_json(side: Side) -> dict[str, Json]:
    """Plain values: status, objective, summary, conflict."""
    objective: Json = {"value": side.objective, "bound": finite(side.bound), "gap": finite(side.gap)}
    summary: Json = dict(side.summary) or None
    return {"status": side.status, "objective": objective, "summary": summary, "conflict": list(side.conflict)}


def _plain(rows: Iterable[Moved | Shifted | Opened]) -> list[Json]:
    return [cast("dict[str, Json]", asdict(row)) for row in rows]


def write_change_json(change: Change, page: Page) -> str:
    """Write a change as JSON."""
    return json.dumps(change_json(change), indent=2, ensure_ascii=page.ascii, allow_nan=False) + "\n"
