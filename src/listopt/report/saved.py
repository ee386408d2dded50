"""Results that were saved with ``--format json``, read back."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from listopt.errors import Fault, InputError
from listopt.report.contents import Report
from listopt.report.page import tidy
from listopt.report.record import Record

if TYPE_CHECKING:
    from listopt.report.contents import Json
    from listopt.scenario.guidance import Guided

KEYS = {"scenario": str, "status": str, "objective": dict, "summary": dict, "portfolio": list, "excluded": list,
        "to_verify": list, "conflict": list}  # fmt: skip
"""Keys that every result has, and the type of what stands there."""
OBJECTS = {"summary": ("signals", "mix", "by_specialty", "by_region"), "": ("versions", "inputs", "strategy")}
"""Keys under which, where there is anything, there is an object."""
STATUSES = ("optimal", "feasible", "infeasible", "unknown")


def read_result(path: Path) -> dict[str, Json]:
    """Result that `listopt solve --format json` wrote to a file.

    Raises
    ------
    InputError
        When the file cannot be read, or does not hold a result.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"), parse_constant=_refused)
    except OSError as error:
        raise _no_result(path, error.strerror or str(error)) from error
    except (ValueError, RecursionError) as error:
        raise _no_result(path, f"no JSON ({error})") from error
    if not isinstance(found, dict):
        raise _no_result(path, f"a {type(found).__name__}")
    if wrong := _wrong(found):
        raise _no_result(path, f"another kind of object: {', '.join(wrong)}")
    return found


def _refused(constant: str) -> float:
    raise ValueError(f"{constant} is no number")


def _no_result(path: Path, found: str) -> InputError:
    advice = "Save a result with: listopt solve SCENARIO --format json -o result.json"
    return InputError([Fault(str(path), found, "a result saved as JSON", advice)])


def _wrong(found: Mapping[str, object]) -> list[str]:
    """What of an object is not as in a result."""
    wrong = [f"the key {key}" for key, kind in KEYS.items() if not isinstance(found.get(key), kind)]
    if wrong:
        return wrong
    if found["status"] not in STATUSES:
        wrong.append(f"the status {found['status']!r}")
    for parent, keys in OBJECTS.items():
        holder = cast("Mapping[str, object]", found[parent] if parent else found)
        wrong += [f"the key {key}" for key in keys if not isinstance(holder.get(key) or {}, dict)]
    for key in ("portfolio", "excluded", "to_verify"):
        rows = cast("list[object]", found[key])
        if not all(isinstance(row, dict) and isinstance(row.get("program_id"), str) for row in rows):
            wrong.append(f"a row of {key} without a program_id")
    return wrong


def report_of(result: dict[str, Json]) -> Report:
    """Report with all that a saved result holds.

    A result does not hold the season, the asked gap, the lines of the bill, warnings that are not the strategy's,
    assumptions, and the applicant's own columns.
    """
    guided = guided_of(Record(cast("Mapping[str, object]", result.get("strategy") or {}), partial(tidy, ascii=False)))
    nearest = cast("dict[str, Json] | None", result.get("nearest"))
    other = None
    if nearest is not None:
        other = ("The list that comes nearest to the targets:", report_of({**result, "nearest": None, **nearest}))
    return Report(
        result=result, season=None, asked_gap=None, warnings=guided.warnings if guided else (), assumptions=(), bill=(),
        pools={}, rules=(), excluded_by_reason={}, own_columns={}, nearest=other, guided=guided,
    )  # fmt: skip


def guided_of(strategy: Record) -> Guided | None:
    """What a strategy said to the applicant, from the key ``strategy`` of a result; None without a strategy."""
    from listopt.scenario.guidance import Chosen, Entry, Guidance, Guided, Item

    if not strategy.values:
        return None
    chosen = (
        Chosen(strategy=row.text("strategy"), variant=row.text("variant"), because=row.text("because"))
        for row in strategy.records("variants")
    )
    guidance = Guidance(
        strategy=strategy.text("name"), chosen=tuple(chosen), undecided=strategy.texts("undecided"),
        left_out=strategy.texts("left_out"),
    )  # fmt: skip
    return Guided(
        guidance,
        tuple((row.text("text"), row.text("because")) for row in strategy.records("risks")),
        strategy.texts("warnings"),
        tuple(Item(row.text("text"), _flag(row.values.get("done"))) for row in strategy.records("checklist")),
        tuple(Entry(row.text("phase"), row.text("text"), _days(row)) for row in strategy.records("timeline")),
        strategy.texts("advice"),
    )


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _days(row: Record) -> tuple[datetime.date, datetime.date] | None:
    """First and last day of an entry; None for a phase, and for what is no date."""
    try:
        first, last = (datetime.date.fromisoformat(row.text(key)) for key in ("begins", "ends"))
    except ValueError:
        return None
    return first, last
