"""Sides of a comparison, for a screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from listopt.report.changewriters import READABLE, laid_out
from listopt.report.comparing.beside import INDENT, Beside
from listopt.report.comparing.comparison import Comparison, Contender
from listopt.report.comparing.sections import Section, sections_of
from listopt.report.comparing.words import REMARKS, comparison_sentence, legends, notes_of, remarks_of
from listopt.report.page import breadth, cut, tidy, wrap
from listopt.report.paint import Line

if TYPE_CHECKING:
    from listopt.report.page import Page

MOST = 12
"""Rows of a table of programs that are printed; the others are counted."""
WHOLE = ("Side by side", "Which ends better", "Inputs that differ", "Why odds differ")
"""Tables that are printed to the end, with names in full."""


def write_comparison_text(comparison: Comparison, page: Page) -> str:
    """Lay a comparison out for a screen; tables that are too wide are broken into blocks of sides."""
    parts = (
        _title(comparison, page),
        *(_table(section, page) for section in sections_of(comparison, page)),
        _remarks(comparison, page),
        _notes(comparison, page),
    )
    return laid_out(parts, page)


def _title(comparison: Comparison, page: Page) -> Iterator[Line]:
    """Which letter means what, what came of it, and why sides have no list."""
    for key, legend in legends(comparison):
        for line in wrap(tidy(legend, ascii=page.ascii), page.columns - 3):
            yield (f"{key:<3}", "label"), (line, "title" if key else "dim")
            key = ""
    yield ((page.stroke * page.columns, "dim"),)
    yield from wrapped(comparison_sentence(comparison), page, "strong")
    yield from (line for one in comparison.contenders for line in _message(one, page))


def _message(one: Contender, page: Page) -> Iterator[Line]:
    for text in one.message.splitlines():
        yield from wrapped(f"{one.key}: {text}", page, "bad")


def wrapped(text: str, page: Page, role: str) -> Iterator[Line]:
    """Break running text into lines."""
    return (((line, role),) for line in wrap(tidy(text, ascii=page.ascii), min(page.columns, READABLE)))


def _table(section: Section, page: Page) -> Iterator[Line]:
    """Give a table; of one that lists programs, the first rows."""
    whole = section.heading in WHOLE
    shown = section.rows if whole else section.rows[:MOST]
    rows = [[_clean(cell, page) for cell in row] for row in shown]
    note = cut(f"  {section.remark}", page.columns - breadth(section.heading), page.ellipsis)
    yield (section.heading, "heading"), (note, "dim")
    yield from Beside(section.head, rows, page, section.left, whole).lines()
    if more := sum(bool(row[1]) for row in section.rows[len(shown) :]):
        yield ((f"  and {more:,} more, all in --format json and md", "dim"),)


def _clean(cell: str, page: Page) -> str:
    """Harmless text that keeps its indent."""
    return f"{INDENT if cell.startswith(INDENT) else ''}{tidy(cell, ascii=page.ascii)}"


def _remarks(comparison: Comparison, page: Page) -> Iterator[Line]:
    remarks = list(remarks_of(comparison))
    if remarks:
        yield ((REMARKS, "heading"),)
    for keys, remark in remarks:
        yield from wrapped(f"  {keys}: {remark}", page, "warning")


def _notes(comparison: Comparison, page: Page) -> Iterator[Line]:
    for note in notes_of(comparison):
        yield from wrapped(note, page, "dim")
