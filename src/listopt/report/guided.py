"""What the strategy of a scenario says to its applicant: sections in words, and as plain JSON values."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from listopt.report.contents import Json
    from listopt.report.view import View
    from listopt.scenario.guidance import Entry, Guided

MARKS = {True: "[x]", False: "[!]", None: "[ ]"}
"""Marks of the checklist: done, not done, for the applicant to tick."""
LEGEND = "[x] done, [!] not yet, [ ] for you to tick"


def strategy_rows(guided: Guided) -> tuple[tuple[str, ...], ...]:
    """Say which strategy and variants are in force and why, which may be, and what was left out."""
    guidance = guided.guidance
    rows = [f"{one.variant}: {one.because}" for one in guidance.chosen]
    rows += [f"perhaps instead {one} (not known)" for one in guidance.undecided]
    rows += [f"rule left out: {name}" for name in guidance.left_out]
    return tuple((row,) for row in rows)


def sections_of(view: View) -> Iterator[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """Risk factors, checklist and timeline: heading, remark, and rows of a mark and a sentence."""
    guided = view.report.guided
    if guided is None:
        return
    clean: Callable[[str], str] = view.result.clean
    risks = tuple(("-", clean(f"{text} ({because})")) for text, because in guided.risks)
    checks = tuple((MARKS[item.done], clean(item.text)) for item in guided.checklist)
    entries = tuple((clean(when_of(entry)), clean(entry.text)) for entry in guided.timeline)
    for heading, remark, rows in (
        ("Risk factors", "what committees and filters will see", risks),
        ("Ready?", LEGEND, checks),
        ("Season", "", entries),
        ("Advice", "", tuple(("-", clean(text)) for text in guided.advice)),
    ):
        if rows:
            yield heading, remark, rows


def when_of(entry: Entry) -> str:
    """Days of an entry of the timeline, or the name of its phase."""
    if entry.days is None:
        return entry.phase
    first, last = entry.days
    if first == last:
        return _day(first, year=True)
    return f"{_day(first, year=first.year != last.year)} to {_day(last, year=True)}"


def _day(day: datetime.date, *, year: bool) -> str:
    return f"{day:%b} {day.day}" + (f", {day.year}" if year else "")


def guided_json(guided: Guided) -> dict[str, Json]:
    """Plain values: name, variants, undecided, left_out, risks, warnings, checklist, timeline, advice."""
    guidance = guided.guidance
    return {
        "name": guidance.strategy,
        "variants": [
            {"strategy": one.strategy, "variant": one.variant, "because": one.because} for one in guidance.chosen
        ],
        "undecided": list(guidance.undecided),
        "left_out": list(guidance.left_out),
        "risks": [{"text": text, "because": because} for text, because in guided.risks],
        "warnings": list(guided.warnings),
        "checklist": [{"text": item.text, "done": item.done} for item in guided.checklist],
        "timeline": [_entry_json(entry) for entry in guided.timeline],
        "advice": list(guided.advice),
    }


def _entry_json(entry: Entry) -> Json:
    begins, ends = entry.days or (None, None)
    return {
        "phase": entry.phase,
        "begins": begins.isoformat() if begins else None,
        "ends": ends.isoformat() if ends else None,
        "text": entry.text,
    }
