"""The report as a workbook: the list, the summary, what was left out, what to verify."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from listopt.report.sections import facts_of, failure_of, in_words, title_of
from listopt.report.tables import Cell, table_of
from listopt.report.view import View, view_of
from listopt.report.workbook import GENERAL, MONEY, PERCENT, add_sheet, new_workbook, to_bytes

if TYPE_CHECKING:
    from listopt.report.contents import Report
    from listopt.report.page import Page

_PERCENTS = frozenset(f"{stem}{end}" for stem in ("p_interview", "p_match") for end in ("", "_low", "_high"))
_MONEY = frozenset(("fee", "cost"))
_FIGURES = frozenset(("Chance of a match", "Cost", "Expected interviews", "Expected utility"))
"""Facts of the summary that the sheet gives as plain numbers instead."""


def write_xlsx(report: Report, page: Page) -> bytes:
    """Report as a workbook with the sheets List, Summary, Excluded and Verify; the same bytes every time.

    Texts are stored as texts, never as formulas; numbers unrounded, with money and percent formats.

    Raises
    ------
    ListoptError
        When openpyxl is not installed.
    """
    book, view = new_workbook(), view_of(report)
    add_sheet(book, "List", table_of(report), lambda header, line: _format(header))
    add_sheet(book, "Summary", _summary(view), _by_label)
    add_sheet(book, "Excluded", _excluded(view), _by_label)
    add_sheet(book, "Verify", _verify(view), _by_label)
    return to_bytes(book)


def _summary(view: View) -> list[list[Cell]]:
    name, season = title_of(view)
    finding, clashing, advice = failure_of(view)
    lines: list[list[Cell]] = [["what", "value"], ["Scenario", name], ["Season", season], ["Ended as", view.status]]
    lines += [["Finding", finding]] if finding else []
    lines += [["Clashing rule", rule] for rule in clashing]
    lines += [["Advice", advice]] if advice else []
    lines += [[key, view.summary.number(key)] for key in view.summary.values if view.summary.number(key) is not None]
    lines += [[f"Bill: {view.result.clean(what)}", amount] for what, amount in view.report.bill]
    told = [fact for fact in facts_of(view) if fact.label not in _FIGURES]
    lines += [[fact.label, fact.text] for fact in told if fact.text]
    lines += [[fact.label, in_words(row)] for fact in told for row in fact.rows]
    objective = view.result.record("objective")
    lines += [[f"Objective: {key}", objective.number(key)] for key in ("value", "bound", "gap")]
    terms = objective.record("terms")
    lines += [[f"Term: {view.result.clean(term)}", terms.number(term)] for term in terms.values]
    lines += [[f"Left out: {kind}", many] for kind, many in view.left_out]
    lines += [["Warning", sentence] for sentence in view.sentences(view.report.warnings)]
    lines += [["Assumption", sentence] for sentence in view.sentences(view.report.assumptions)]
    for key in ("versions", "inputs"):
        record = view.result.record(key)
        lines += [[f"{key.title()[:-1]}: {view.result.clean(of)}", record.text(of)] for of in record.values]
    return lines


def _excluded(view: View) -> list[list[Cell]]:
    lines: list[list[Cell]] = [["program_id", "reason"]]
    lines += [[row.text("program_id"), row.text("reason")] for row in view.result.records("excluded")]
    return lines


def _verify(view: View) -> list[list[Cell]]:
    lines: list[list[Cell]] = [["program_id", "program", "column", "why", "worth"]]
    lines += [[check.program_id, check.program, check.column, check.why, check.worth] for check in view.checks]
    return lines


def _by_label(header: str, line: Sequence[Cell]) -> str:
    return _format(str(line[0]))


def _format(kind: str) -> str:
    if kind in _PERCENTS:
        return PERCENT
    return MONEY if kind in _MONEY or kind.startswith("Bill: ") else GENERAL
