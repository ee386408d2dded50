"""What a check of catalogues found, and how it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from listopt.report.page import breadth, pad, tidy, wrap
from listopt.report.paint import Line, render
from listopt.report.tables import json_text
from listopt.report.words import commas, count

if TYPE_CHECKING:
    from listopt.errors import Fault
    from listopt.report.page import Page

MOST_NAMED = 5
"""Details of a remark that a screen names; the rest are counted."""


@dataclass(frozen=True)
class Remark:
    """Something that is no fault but worth a look.

    Attributes
    ----------
    kind
        What it is about: ``status``, ``own columns``, ``new programs``, ``no specialty``, ``no state`` or ``codes``.
    sentence
        What was found, as a sentence.
    details
        Each case, with its place.
    """

    kind: str
    sentence: str
    details: tuple[str, ...]


@dataclass(frozen=True)
class Checked:
    """What a check found.

    Attributes
    ----------
    names
        The tables, in order.
    n_programs, n_columns
        Size of the catalogue they make, as far as it could be read.
    faults
        What has to be mended.
    remarks
        What is worth a look.
    """

    names: tuple[str, ...]
    n_programs: int
    n_columns: int
    faults: tuple[Fault, ...]
    remarks: tuple[Remark, ...]


def write_checked_text(found: Checked, page: Page) -> str:
    """Sum up in a line, then remark by remark; faults themselves are told elsewhere."""
    size = [count(found.n_programs, "program"), count(found.n_columns, "column")] if found.n_columns else []
    verdict = count(len(found.faults), "fault") if found.faults else "no faults"
    head = f"{commas(found.names)}: {commas([*size, verdict])}."
    lines: list[Line] = [((line, "bad" if found.faults else "good"),) for line in wrap(tidy(head), page.columns)]
    if found.remarks:
        lines += [(), (("Worth a look, but no fault", "heading"),)]
    wide = max((breadth(remark.kind) for remark in found.remarks), default=0)
    for remark in found.remarks:
        lines += _remark(remark, wide, page)
    return "\n".join(render(line, page) for line in lines) + "\n"


def _remark(remark: Remark, wide: int, page: Page) -> Iterator[Line]:
    room = page.columns - wide - 4
    label = remark.kind
    for line in wrap(remark.sentence, room):
        yield ((f"  {pad(label, wide)}  ", "label"), (line, ""))
        label = ""
    further = len(remark.details) - MOST_NAMED
    rest = [f"and {further:,} more (--format json names them)"] if further > 0 else []
    for detail in [*remark.details[:MOST_NAMED], *rest]:
        for at, line in enumerate(wrap(tidy(detail, ascii=page.ascii), room - 2)):
            yield ((f"  {pad('', wide)}  {'  ' if at else '- '}{line}", "dim"),)


def write_checked_json(found: Checked, page: Page) -> str:
    """Everything found, as plain values."""
    return json_text(
        {
            "names": list(found.names),
            "n_programs": found.n_programs,
            "n_columns": found.n_columns,
            "faults": [
                {"place": one.place, "found": one.found, "expected": one.expected, "advice": one.advice}
                for one in found.faults
            ],
            "remarks": [
                {"kind": one.kind, "sentence": one.sentence, "details": list(one.details)} for one in found.remarks
            ],
        },
        page,
    )
