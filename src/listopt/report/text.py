"""The report people read in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from listopt.report.guided import sections_of
from listopt.report.listing import listing_lines
from listopt.report.page import breadth, cut, pad, wrap
from listopt.report.paint import Line, render
from listopt.report.sections import (
    N_CHECKS,
    Fact,
    facts_of,
    failure_of,
    figures_of,
    in_words,
    page_of,
    title_of,
    versions_of,
)
from listopt.report.view import View, view_of
from listopt.report.words import count

if TYPE_CHECKING:
    from listopt.report.contents import Report
    from listopt.report.page import Page

READABLE = 110
"""Longest line of running text; wider is tiring to read."""
LABEL = 21
"""Columns of the labels of the summary."""


def write_text(report: Report, page: Page) -> str:
    """Lay a report out for a screen: summary, list, what was left out, what to check, notes.

    Every line fits the page. Texts of the catalogue are shown as they are, without their control characters.
    """
    view = view_of(report, ascii=page.ascii)
    parts = (
        _title(view, page),
        _summary(facts_of(view), page),
        _failure(view, page),
        _repairs(view, page),
        *_nearest(view, page),
        listing_lines(view, page),
        _left_out(view, page),
        _checks(view, page),
        *_guided(view, page),
        _sentences("Warnings", view.sentences(report.warnings), page, "warning"),
        _sentences("Assumptions", view.sentences(report.assumptions), page, ""),
        _versions(view, page),
    )
    blocks = (list(part) for part in parts)
    text = "\n\n".join("\n".join(render(line, page) for line in block) for block in blocks if block)
    return text + "\n"


def _title(view: View, page: Page) -> Iterator[Line]:
    name, season = title_of(view)
    room = page.columns - breadth(season) - 2
    if breadth(name) <= room:
        yield ((pad(name, room + 2), "title"), (season, "dim"))
    else:
        yield from (((line, "title"),) for line in wrap(name, page.columns))
        yield ((season, "dim"),)
    yield ((page.stroke * page.columns, "dim"),)


def _summary(facts: Sequence[Fact], page: Page) -> Iterator[Line]:
    for fact in facts:
        label = fact.label
        for line in _fact(fact, min(page.columns, READABLE) - LABEL - 2):
            yield ((f"  {pad(label, LABEL)}", "label"), *line)
            label = ""


def _fact(fact: Fact, width: int) -> Iterator[Line]:
    for line in wrap(fact.text, width) if fact.text else ():
        yield ((line, fact.tone),)
    tone = "" if fact.tone == "strong" else fact.tone
    rows = _aligned(fact.rows)
    if all(breadth(row) <= width for row in rows):
        yield from (((row, tone),) for row in rows)
        return
    for cells in fact.rows:
        for n, line in enumerate(wrap(in_words(cells), width - 2)):
            yield ((f"  {line}" if n else line, tone),)


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows with their cells under each other; cells that begin with a digit or a dollar sign stand to the right."""
    columns = range(max((len(row) for row in rows), default=0))
    widths = [max(breadth(row[n]) for row in rows if n < len(row)) for n in columns]
    return [
        "  ".join(pad(cell, widths[n], right=cell.lstrip("-")[:1] == "$") for n, cell in enumerate(row)).rstrip()
        for row in rows
    ]


def _failure(view: View, page: Page) -> Iterator[Line]:
    finding, clashing, advice = failure_of(view)
    if not finding:
        return
    yield ((finding, "bad"),)
    for rule in clashing:
        yield from _bullet(rule, page, "")
    for line in wrap(advice, page.columns) if advice else ():
        yield ((line, ""),)


def _repairs(view: View, page: Page) -> Iterator[Line]:
    """What would make the rules fit together: a heading, then one change or more."""
    heading, *changes = view.sentences(view.report.repairs) or ("",)
    if heading:
        yield from (((line, "heading"),) for line in wrap(heading, min(page.columns, READABLE)))
    for change in changes:
        yield from _bullet(change, page, "")
    for note in view.sentences(view.report.repair_notes):
        yield from (((line, "dim"),) for line in wrap(note, min(page.columns, READABLE)))


def _nearest(view: View, page: Page) -> Iterator[Iterator[Line]]:
    """Show the list that comes nearest to targets that no list reaches."""
    if view.report.nearest is None:
        return
    sentence, report = view.report.nearest
    other = view_of(report, ascii=page.ascii)
    yield (((line, "warning"),) for line in wrap(view.result.clean(sentence), min(page.columns, READABLE)))
    yield _summary(figures_of(other), page)
    yield listing_lines(other, page)


def _left_out(view: View, page: Page) -> Iterator[Line]:
    kinds = view.left_out
    if not kinds:
        return
    yield (("Left out beforehand", "heading"), (f"  {count(sum(many for _, many in kinds), 'program')}", "dim"))
    figures = [f"{many:,}" for _, many in kinds]
    widest = max(len(figure) for figure in figures)
    for figure, (kind, _) in zip(figures, kinds, strict=True):
        yield ((f"  {pad(figure, widest, right=True)}  {cut(kind, page.columns - widest - 4, page.ellipsis)}", ""),)


def _checks(view: View, page: Page) -> Iterator[Line]:
    """List the programs whose facts are most worth knowing, with what to look up and where."""
    programs = view.programs_to_check
    if not programs or not view.choices:
        return
    yield (("Check before you pay", "heading"), ("  what would change the list most comes first", "dim"))
    width = min(page.columns, READABLE)
    for rank, (program, checks) in enumerate(programs[:N_CHECKS], start=1):
        yield ((f"  {rank:2}  {cut(program, width - 6, page.ellipsis)}", ""),)
        told = "; ".join(dict.fromkeys(check.why.partition(":")[0] for check in checks))
        yield from (((f"      {line}", "label"),) for line in wrap(told, width - 6))
        if address := page_of(checks[0].program_id):
            yield ((f"      {address}", "dim"),)
    for why in sorted({check.why for _, checks in programs[:N_CHECKS] for check in checks if ":" in check.why}):
        yield from _bullet(why, page, "dim")
    if len(programs) > N_CHECKS:
        more = f"and {count(len(programs) - N_CHECKS, 'more program')}, all facts in --format json, md or xlsx"
        yield ((f"      {more}", "dim"),)


def _guided(view: View, page: Page) -> Iterator[Iterator[Line]]:
    """Show what the strategy says beside its warnings."""
    for heading, remark, rows in sections_of(view):
        yield _marked(heading, remark, rows, page)


def _marked(heading: str, remark: str, rows: Sequence[tuple[str, str]], page: Page) -> Iterator[Line]:
    yield (heading, "heading"), (f"  {remark}" if remark else "", "dim")
    widest = max(breadth(mark) for mark, _ in rows)
    for mark, sentence in rows:
        for line in wrap(sentence, min(page.columns, READABLE) - widest - 4):
            yield (f"  {pad(mark, widest)}  ", "label"), (line, "")
            mark = ""


def _sentences(heading: str, sentences: Sequence[str], page: Page, tone: str) -> Iterator[Line]:
    if sentences:
        yield ((heading, "heading"),)
    for sentence in sentences:
        yield from _bullet(sentence, page, tone)


def _bullet(sentence: str, page: Page, tone: str) -> Iterator[Line]:
    for n, line in enumerate(wrap(sentence, min(page.columns, READABLE) - 4)):
        yield (("    " if n else "  - ", "dim"), (line, tone))


def _versions(view: View, page: Page) -> Iterator[Line]:
    line = versions_of(view)
    if line:
        yield ((cut(line, page.columns, page.ellipsis), "dim"),)
