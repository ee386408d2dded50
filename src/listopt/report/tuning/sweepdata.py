"""A sweep over weights for other programs: JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from listopt.problem import BANDS
from listopt.report.contents import number
from listopt.report.curvedata import FIGURES, point_json
from listopt.report.tuning.sweep import Setting, Sweep
from listopt.report.tuning.sweeps import sweep_sentence, write_sweep_text

if TYPE_CHECKING:
    from listopt.report.contents import Json
    from listopt.report.page import Page


def sweep_json(sweep: Sweep) -> dict[str, Json]:
    """Write a sweep as one object; docs/tune.md says what its keys mean."""
    return {
        "scenario": sweep.scenario,
        "season": sweep.season,
        "sentence": sweep_sentence(sweep),
        "terms": list(sweep.terms),
        "asked_gap": sweep.asked_gap,
        "settings": [_setting_json(sweep, one) for one in sweep.settings],
        "core": [program.json() for program in sweep.core],
        "sometimes": [{**one.program.json(), "settings": list(one.settings)} for one in sweep.sometimes],
        "never": sweep.n_open - len(sweep.members),
        "missing": [dict(weights) for weights in sweep.missing],
        "warnings": list(sweep.warnings),
    }


def _setting_json(sweep: Sweep, one: Setting) -> Json:
    point = {name: value for name, value in point_json(one.point).items() if name != "value"}
    return {
        "number": one.number,
        "label": sweep.label(one.weights),
        "weights": dict(one.weights),
        **point,
        "mix": one.point.summary.get("mix"),
        "terms": {name: number(term) for name, term in one.terms.items()},
        "change": one.change.json(),
    }


def write_sweep_json(sweep: Sweep, page: Page) -> str:
    """Write a sweep as JSON."""
    return json.dumps(sweep_json(sweep), indent=2, ensure_ascii=page.ascii, allow_nan=False) + "\n"


def write_sweep_csv(sweep: Sweep, page: Page) -> str:
    """Write a sweep as a table: one row per setting, numbers unformatted, empty without a list."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    names = list(sweep.settings[0].weights) if sweep.settings else []
    weights = [f"weight_{name}" for name in names]
    writer.writerow(["number", *weights, "status", *FIGURES, *BANDS, "objective", "bound", "gap", "enter", "leave"])
    for one in sweep.settings:
        point, mix = one.point, one.point.summary.get("mix")
        bands = [mix[band] for band in BANDS] if isinstance(mix, dict) else [None] * len(BANDS)
        moved = [len(one.change.enter), len(one.change.leave)] if point.objective is not None else [None, None]
        figures = [point.figure(name) for name in FIGURES]
        row = [one.number, *(one.weights[name] for name in names), point.status, *figures, *bands]
        writer.writerow([*row, point.objective, point.bound, point.gap, *moved])
    return target.getvalue()


SWEEP_WRITERS: Mapping[str, Callable[[Sweep, Page], str]] = {
    "text": write_sweep_text,
    "json": write_sweep_json,
    "csv": write_sweep_csv,
}
"""Format name -> writer."""
