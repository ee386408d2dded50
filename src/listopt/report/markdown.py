"""The report as Markdown, for notes, mail and advisers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from listopt.report.guided import sections_of
from listopt.report.sections import (
    NO_SPECIALTY,
    Fact,
    facts_of,
    failure_of,
    figures_of,
    heading_of,
    in_words,
    note_of,
    title_of,
    versions_of,
)
from listopt.report.view import Choice, Group, View, view_of
from listopt.report.words import commas, dollars, percent

if TYPE_CHECKING:
    from listopt.report.contents import Report
    from listopt.report.page import Page

_SPECIAL = re.compile(r"[\\`*\[\]<>|~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=[#A-Za-z])")
_OPENING = re.compile(r"(?:[#+\-=]|\d+(?=[.)]))(?=[.)]?(?:\s|$)|[#=\-])")
_HEADINGS = ("Signal", "Program", "Place", "Program ID", "Band", "Interview", "Match", "Fee", "Reasons")


def write_markdown(report: Report, page: Page) -> str:
    """Report as Markdown in the order of the text report, with nothing cut."""
    view = view_of(report, ascii=page.ascii)
    name, season = title_of(view)
    parts = (
        iter((f"# {escaped(name)}", "", escaped(season))),
        _failure(view),
        _repairs(view),
        *_nearest(view, page),
        _summary(facts_of(view)),
        *(_group(group, view) for group in view.groups),
        iter((note_of(view),)),
        _left_out(view),
        _checks(view),
        *_guided(view),
        _bullets("Warnings", view.sentences(report.warnings)),
        _bullets("Assumptions", view.sentences(report.assumptions)),
        iter((escaped(versions_of(view)),)),
    )
    blocks = ("\n".join(part) for part in parts)
    return "\n\n".join(block for block in blocks if block) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is: markup, HTML and table borders lose their meaning."""
    plain = _SPECIAL.sub(lambda mark: "&amp;" if mark.group() == "&" else f"\\{mark.group()}", text)
    opening = _OPENING.match(plain)
    if opening is None:
        return plain
    at = opening.end() if opening.group()[0].isdigit() else 0
    return f"{plain[:at]}\\{plain[at:]}"


def _failure(view: View) -> Iterator[str]:
    finding, clashing, advice = failure_of(view)
    if finding:
        yield f"**{finding}**"
        yield ""
        yield from (f"- {escaped(rule)}" for rule in clashing)
        yield from ([""] if clashing and advice else [])
        yield from ([escaped(advice)] if advice else [])


def _repairs(view: View) -> Iterator[str]:
    heading, *changes = view.sentences(view.report.repairs) or ("",)
    if heading:
        yield f"**{escaped(heading)}**"
        yield ""
    yield from (f"- {escaped(change)}" for change in changes)
    for note in view.sentences(view.report.repair_notes):
        yield ""
        yield escaped(note)


def _nearest(view: View, page: Page) -> Iterator[Iterator[str]]:
    """Show the list that comes nearest to targets that no list reaches."""
    if view.report.nearest is None:
        return
    sentence, report = view.report.nearest
    other = view_of(report, ascii=page.ascii)
    yield iter((f"**{escaped(view.result.clean(sentence))}**",))
    yield _summary(figures_of(other))
    yield from (_group(group, other) for group in other.groups)


def _guided(view: View) -> Iterator[Iterator[str]]:
    """Show what the strategy says beside its warnings."""
    for heading, remark, rows in sections_of(view):
        told = tuple(sentence if mark == "-" else f"{mark} {sentence}" for mark, sentence in rows)
        yield _bullets(f"{heading} {remark}".strip() if heading == "Ready?" else heading, told)


def _summary(facts: Sequence[Fact]) -> Iterator[str]:
    if facts:
        yield "## Summary"
        yield ""
    for fact in facts:
        yield f"- **{fact.label}:** {escaped(fact.text)}".rstrip()
        yield from (f"  - {escaped(in_words(row))}" for row in fact.rows)


def _group(group: Group, view: View) -> Iterator[str]:
    yield f"## {escaped(group.specialty or NO_SPECIALTY)}"
    yield ""
    yield escaped(commas(heading_of(group, view)))
    yield ""
    yield from table(_HEADINGS, [_cells(choice) for choice in group.choices], "lllll" + "rrr" + "l")


def _cells(choice: Choice) -> tuple[str, ...]:
    return (
        choice.signal,
        choice.title,
        choice.place,
        choice.program_id,
        choice.band,
        "" if choice.p_interview is None else percent(choice.p_interview),
        "" if choice.p_match is None else percent(choice.p_match),
        "" if choice.fee is None else dollars(choice.fee),
        "; ".join(choice.reasons),
    )


def _left_out(view: View) -> Iterator[str]:
    if view.left_out:
        yield "## Left out beforehand"
        yield ""
        yield from table(("Programs", "Reason"), [(f"{many:,}", kind) for kind, many in view.left_out], "rl")


def _checks(view: View) -> Iterator[str]:
    if view.checks and view.choices:
        yield "## Check before you pay"
        yield ""
        rows = [(check.program, check.program_id, check.column, check.why) for check in view.checks]
        yield from table(("Program", "Program ID", "Column", "Why"), rows, "llll")


def _bullets(heading: str, sentences: Sequence[str]) -> Iterator[str]:
    if sentences:
        yield f"## {heading}"
        yield ""
    yield from (f"- {escaped(sentence)}" for sentence in sentences)


def table(headings: Sequence[str], rows: Sequence[tuple[str, ...]], sides: str) -> Iterator[str]:
    """Table without the columns that are empty throughout."""
    kept = [n for n in range(len(headings)) if any(row[n] for row in rows)]
    yield "| " + " | ".join(headings[n] for n in kept) + " |"
    yield "|" + "|".join("---:" if sides[n] == "r" else "---" for n in kept) + "|"
    for row in rows:
        yield "| " + " | ".join(escaped(row[n]) for n in kept) + " |"
