"""A comparison for documents and other programs: Markdown, JSON and CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, cast

from listopt.report.changewriters import side_json
from listopt.report.comparing.comparison import Comparison, Contender, Listed, Pair, Shift
from listopt.report.comparing.sections import sections_of
from listopt.report.comparing.text import write_comparison_text
from listopt.report.comparing.words import REMARKS, comparison_sentence, legends, notes_of, remarks_of, value_words
from listopt.report.contents import number
from listopt.report.markdown import escaped, table
from listopt.report.page import tidy
from listopt.report.tables import Cell, csv_text, json_text

if TYPE_CHECKING:
    from listopt.report.contents import Json
    from listopt.report.page import Page
    from listopt.simulation import Figure

FIGURES = ("applications", "cost", "expected_interviews", "p_match", "expected_utility")
"""Figures of a list whose differences are told."""
RANGE = ("p_match_low", "p_match_high")


def comparison_json(comparison: Comparison) -> dict[str, Json]:
    """Write a comparison as one object; docs/compare.md says what its keys mean."""
    return {
        "sentence": comparison_sentence(comparison),
        "sides": [_contender_json(comparison, one) for one in comparison.contenders],
        "comparable": comparison.comparable,
        "inputs": [{"part": one.part, "name": one.name, "values": dict(one.values)} for one in comparison.differences],
        "programs": [_listed_json(one) for one in comparison.programs],
        "odds": [_shift_json(one) for one in comparison.shifts],
        "pairs": [_pair_json(one) for one in comparison.pairs],
        "seasons": comparison.seasons,
        "seed": comparison.seed,
    }


def _contender_json(comparison: Comparison, one: Contender) -> Json:
    side, first = side_json(one.side), comparison.listed[0] if comparison.listed else None
    change: Json = None
    if one.listed and first is not None and one is not first:
        change = {name: _less(one.side.figure(name), first.side.figure(name)) for name in FIGURES}
    return {
        "key": one.key,
        "name": one.name,
        "source": one.source,
        "scenario": one.title or None,
        "season": one.season,
        "status": side["status"],
        "message": one.message or None,
        "objective": side["objective"],
        "summary": side["summary"],
        "difference": change,
        "conflict": side["conflict"],
        "remarks": list(one.remarks),
        "warnings": list(one.warnings),
    }


def _less(value: float | None, other: float | None) -> float | None:
    return None if value is None or other is None else number(value - other)


def _listed_json(one: Listed) -> Json:
    applications: Json = {key: asdict(use) | {"signal": use.signal or None} for key, use in one.applications.items()}
    texts = {name: getattr(one, name) or None for name in ("name", "specialty", "city", "state")}
    return {"program_id": one.program_id, **texts, "applications": applications, "not_open": dict(one.shut)}


def _shift_json(one: Shift) -> Json:
    return {
        "program_id": one.program_id,
        "title": one.title,
        "signal": one.signal or None,
        "p_interview": dict(one.p_interview),
        "p_match": dict(one.p_match),
        "terms": {name: dict(values) for name, values in one.terms.items()},
        "causes": list(one.causes),
        "cells": [{"column": cell.column, "values": dict(cell.values)} for cell in one.cells],
    }


def _pair_json(pair: Pair) -> Json:
    duel = pair.duel
    shares = ("first_better", "second_better", "equal", "neither")
    return {
        "first": pair.first,
        "second": pair.second,
        "programs_shared": pair.both,
        "range_shared": None if pair.shared is None else list(pair.shared),
        "overlap": pair.overlap,
        **{name: None if duel is None else _figure_json(getattr(duel, name)) for name in shares},
    }


def _figure_json(figure: Figure) -> Json:
    return {"value": number(figure.value), "se": number(figure.se)}


def write_comparison_json(comparison: Comparison, page: Page) -> str:
    """Write a comparison as JSON."""
    return json_text(comparison_json(comparison), page)


def write_comparison_csv(comparison: Comparison, page: Page) -> str:
    """Write a comparison as one table, a column for each side; numbers unformatted, empty where there is nothing.

    ``part`` says what a row holds: ``figure``, ``input``, ``signal`` (`none` for an application without one),
    ``p_interview`` and ``p_match`` of programs on a list, ``odds`` that differ (chances of an interview), and
    ``better``: the share of the seasons in which the column's list is better than the list named.
    """
    keys = [one.key for one in comparison.contenders]
    head: list[Cell] = ["part", "key", "name", *(f"{one.key} {tidy(one.name)}" for one in comparison.contenders)]
    rows = ([part, key, name, *(cells.get(side) for side in keys)] for part, key, name, cells in _rows(comparison))
    return csv_text([head, *rows], page)


Record = tuple[str, str, str, Mapping[str, Cell]]
"""Part, key, name, and cells by side."""


def _rows(comparison: Comparison) -> Iterator[Record]:
    for name in (*FIGURES, *RANGE):
        yield "figure", name, "", {one.key: cast("Cell", one.side.summary.get(name)) for one in comparison.listed}
    for given in comparison.differences:
        told = {key: None if value is None else tidy(value_words("", value)) for key, value in given.values.items()}
        yield "input", tidy(given.name), given.part, told
    for program in comparison.programs:
        named, uses = (program.program_id, tidy(program.title)), program.applications
        yield "signal", *named, {key: use.signal or "none" for key, use in uses.items()}
        yield "p_interview", *named, {key: use.p_interview for key, use in uses.items()}
        yield "p_match", *named, {key: use.p_match for key, use in uses.items()}
    for shift in comparison.shifts:
        yield "odds", shift.program_id, tidy(shift.title), shift.p_interview
    for one in comparison.listed:
        yield "better", one.key, tidy(one.name), _beating(comparison, one.key)


def _beating(comparison: Comparison, key: str) -> dict[str, Cell]:
    """Share of the seasons in which each other list is better than one."""
    found: dict[str, Cell] = {}
    for pair in comparison.pairs:
        if pair.duel is not None and key in (pair.first, pair.second):
            other, figure = (
                (pair.second, pair.duel.second_better) if key == pair.first else (pair.first, pair.duel.first_better)
            )
            found[other] = number(figure.value)
    return found


def write_comparison_markdown(comparison: Comparison, page: Page) -> str:
    """Write a comparison as Markdown, with nothing cut."""

    def clean(text: str) -> str:
        return tidy(text, ascii=page.ascii)

    blocks = [[f"# {escaped(clean(' and '.join(one.name for one in comparison.contenders)))}"]]
    blocks.append([f"- {key}: {escaped(clean(legend))}" for key, legend in legends(comparison)])
    blocks.append([f"**{escaped(clean(comparison_sentence(comparison)))}**"])
    blocks += [[f"{one.key}: {escaped(clean(one.message))}"] for one in comparison.contenders if one.message]
    for section in sections_of(comparison, page):
        sides = "".join("l" if not place or name in section.left else "r" for place, name in enumerate(section.head))
        rows = [tuple(clean(cell) for cell in row) for row in section.rows]
        blocks += [[f"## {section.heading}"], [escaped(section.remark)], list(table(section.head, rows, sides))]
    remarks = [f"- {keys}: {escaped(clean(remark))}" for keys, remark in remarks_of(comparison)]
    blocks += [[f"## {REMARKS}"], remarks] if remarks else []
    blocks += [[escaped(note)] for note in notes_of(comparison)]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


COMPARISON_WRITERS: Mapping[str, Callable[[Comparison, Page], str]] = {
    "text": write_comparison_text,
    "json": write_comparison_json,
    "csv": write_comparison_csv,
    "md": write_comparison_markdown,
}
"""Format name -> writer."""
