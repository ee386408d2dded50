"""What an import says, for people and for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, cast

from listopt.report.curating.grid import Grid, laid
from listopt.report.intake.found import UNKNOWN_CODE
from listopt.report.page import tidy, wrap
from listopt.report.paint import Line, render
from listopt.report.tables import json_text

if TYPE_CHECKING:
    from listopt.report.contents import Json
    from listopt.report.intake.found import ColumnRead, Example, Imported, SheetRead
    from listopt.report.page import Page

HOW = {"code": "by code", "name": "by name", "new": "as new programs"}
TOLD = {"content": "told by its cells", "spelling": "by a similar name", "mapping": "as you said"}
SHARES = ("_share", "_md", "_do", "_img", "_gold", "_silver", "_signal", "_state")
"""Ends of the names of fields that are shares."""
_READABLE = 110
_MOST_OWN = 12
"""Own columns named one by one."""


def write_imported_json(found: Imported, page: Page) -> str:
    """Write one object: the attributes of `listopt.report.intake.Imported`."""
    return json_text(cast("Json", asdict(found)), page)


def write_imported_text(found: Imported, page: Page) -> str:
    """Say sheet by sheet what the columns are, then what became of the rows, and what to do."""
    blocks = [_sheet(sheet, page) for sheet in found.sheets]
    blocks += [
        _rows(found, page),
        _left(found, page),
        _by_name(found, page),
        _clashes(found, page),
        _files(found, page),
    ]
    return "\n\n".join("\n".join(render(line, page) for line in block) for block in map(list, blocks) if block) + "\n"


def _sheet(sheet: SheetRead, page: Page) -> Iterator[Line]:
    named = f'{sheet.source}, sheet "{sheet.sheet}"' if sheet.sheet else sheet.source
    yield ((tidy(named, ascii=page.ascii), "title"),)
    head = f"header in row {sheet.header_row}" if sheet.header_row else "no header"
    total = sum(sheet.rows.values())
    told = f"{sheet.how}; {head}; {_count(total, 'row')}; of {sheet.date}"
    yield from _said(told, "  ", page, "dim")
    if sheet.specialty:
        told = f"Rows that tell no specialty count as {sheet.specialty}: {sheet.specialty_from}."
        yield from _said(told, "  ", page, "dim")
    read = [column for column in sheet.columns if column.field or column.how == "unsure"]
    rows = tuple((column.header, column.field or "?", f"{column.filled:,}") for column in read)
    yield from laid(Grid(("column", "taken for", "filled"), rows, ("filled",)), page).lines if rows else ()
    for column in read:
        remarks = "; ".join(_remarks(column))
        yield from _said(f"{column.header}: {remarks}.", "  ", page, "dim") if remarks else ()
    own = [column.header for column in sheet.columns if not column.field and column.how in ("own", "mapping")]
    if own:
        yield from _said(f"Kept as your own: {_some(own)}.", "  ", page, "")
    empty = [column.header for column in sheet.columns if column.how == "empty" and column.header]
    if empty:
        yield from _said(f"Without any value: {_some(empty)}.", "  ", page, "dim")
    for column in sheet.columns:
        if column.how == "unsure":
            line = f'--map "{column.header}={column.guesses[0]}"{_or(column.guesses[1:])}'
            yield from _said(f"Unsure: {line}; kept as your own until you say so.", "  ", page, "warning")


def _some(names: Sequence[str]) -> str:
    rest = len(names) - _MOST_OWN
    return ", ".join(names[:_MOST_OWN]) + (f" and {rest:,} more" if rest > 0 else "")


def _or(guesses: Sequence[str]) -> str:
    return f" (or {', '.join(guesses)})" if guesses else ""


def _remarks(column: ColumnRead) -> list[str]:
    """What had to be decided to read a column, and what could not be."""
    remarks = [TOLD[column.how]] if column.how in TOLD else []
    remarks += [f"{count:,} x {remark}" for remark, count in column.remarks.items()]
    if column.percent and column.field.endswith(SHARES):
        remarks.append("numbers are percentages")
    if column.unclear and column.field:
        examples = ", ".join(map(repr, column.examples))
        remarks.append(f"{column.unclear:,} not understood, kept in {column.own!r}: {examples}")
    return remarks


def _rows(found: Imported, page: Page) -> Iterator[Line]:
    rows = found.rows
    yield ((f"{found.rows_read:,} rows read = {rows['imported']:,} imported + {rows['unmatched']:,} unmatched"
            f" + {rows['refused']:,} refused", "strong"),)  # fmt: skip
    how = ", ".join(f"{count:,} {HOW[name]}" for name, count in found.matched.items())
    several = rows["imported"] - found.programs
    told = f"They are about {_count(found.programs, 'program')} of {found.against} ({how})"
    told += f"; {_count(several, 'row tells', 'rows tell')} more about a program of another row." if several else "."
    yield from _said(told, "  ", page, "")
    for sentence in found.skipped:
        yield from _said(sentence, "  ", page, "warning")


def _left(found: Imported, page: Page) -> Iterator[Line]:
    if found.left:
        yield (("Not imported", "heading"),)
    for group in found.left:
        advice = " (--add-new makes programs of them)" if group.reason == UNKNOWN_CODE else ""
        yield from _said(f"{group.count:,} {group.fate}: {group.reason}{advice}", "  ", page, "warning")
        for example in group.examples:
            yield from _said(f"{example.place}: {example.name}{_perhaps(example)}", "      ", page, "dim")


def _perhaps(example: Example) -> str:
    return f" -> perhaps {' or '.join(example.candidates[:2])}" if example.candidates else ""


def _by_name(found: Imported, page: Page) -> Iterator[Line]:
    if found.by_name:
        yield (("Matched by name, least alike first: check these", "heading"),)
    for example in found.by_name:
        yield from _said(f"{example.score:.2f}  {example.name} -> {example.program} ({example.place})", "  ", page, "")


def _clashes(found: Imported, page: Page) -> Iterator[Line]:
    if found.contradictions:
        yield ((f"{_count(found.contradictions, 'cell is', 'cells are')} told differently by several rows", "heading"),)
    for program, column, kept, where, dropped, other in found.clashes:
        yield from _said(f"{program} {column}: {kept} ({where}), not {dropped} ({other})", "  ", page, "")
    if found.overrides:
        yield from _said(
            f"{_count(found.overrides, 'cell differs', 'cells differ')} from {found.against} and will override it.",
            "",
            page,
            "",
        )
    if found.mistaken:
        told = _count(found.mistaken, "specialty or state differs", "specialties or states differ")
        told += f" from {found.against}, whose own stand."
        yield from _said(told, "", page, "")


def _files(found: Imported, page: Page) -> Iterator[Line]:
    yield (("Written" if found.written else "Nothing is written (--dry-run). It would be", "heading"),)
    widest = max(len(name) for name in found.files)
    yield from (((f"  {name.ljust(widest)}  {words}", ""),) for name, words in found.files.items())
    yield from _said(f"Use it: catalogue: [{found.against}, {next(iter(found.files))}]", "", page, "good")


def _said(text: str, indent: str, page: Page, role: str) -> Iterator[Line]:
    lines = wrap(tidy(text, ascii=page.ascii), min(page.columns, _READABLE) - len(indent) - 2)
    yield from (((f"{indent}{'  ' if at else ''}{line}", role),) for at, line in enumerate(lines))


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
