"""Weights that meet targets or follow from choices, for other programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, cast

from listopt.report.changewriters import change_json
from listopt.report.contents import number
from listopt.report.tuning.weighedwriters import aimed_sentence, write_aimed_text, write_learned_text

if TYPE_CHECKING:
    from listopt.report.contents import Json
    from listopt.report.page import Page
    from listopt.report.tuning.weighed import Aimed, Learned, Weighed


def aimed_json(aimed: Aimed) -> dict[str, Json]:
    """Write targets and weights as one object; docs/tune.md says what its keys mean."""
    targets = [
        {
            "target": target.text,
            "limit": target.limit,
            "before": _plain(target.before),
            "after": _plain(target.after),
            "met": target.met,
            "clashes": target.clashes,
            "nearest": _plain(target.nearest),
        }
        for target in aimed.targets
    ]
    head: dict[str, Json] = {
        "reached": aimed.reached,
        "sentence": aimed_sentence(aimed),
        "targets": cast("list[Json]", targets),
        "within": aimed.within,
    }
    return head | _weighed_json(aimed.weighed)


def learned_json(learned: Learned) -> dict[str, Json]:
    """Write weights learned as one object; docs/tune.md says what its keys mean."""
    head: dict[str, Json] = {"answers": learned.n_answers, "settled": learned.settled}
    return head | _weighed_json(learned.weighed)


def _weighed_json(found: Weighed) -> dict[str, Json]:
    told = change_json(found.change)
    ranges: dict[str, Json] = {name: [number(low), number(high)] for name, (low, high) in found.ranges.items()}
    return {
        "scenario": told["scenario"],
        "weights": {"before": dict(found.before), "after": dict(found.after), "ranges": ranges},
        "prices": dict(found.prices),
        "before": told["before"],
        "after": told["after"],
        "moved": told["moved"],
        "saved": None if found.saved is None else cast("dict[str, Json]", asdict(found.saved)),
    }


def _plain(value: float | None) -> float | None:
    return None if value is None else number(value)


def _as_json(content: dict[str, Json], page: Page) -> str:
    return json.dumps(content, indent=2, ensure_ascii=page.ascii, allow_nan=False) + "\n"


def write_aimed_json(aimed: Aimed, page: Page) -> str:
    """Write targets and weights as JSON."""
    return _as_json(aimed_json(aimed), page)


def write_learned_json(learned: Learned, page: Page) -> str:
    """Write weights learned as JSON."""
    return _as_json(learned_json(learned), page)


AIMED_WRITERS: dict[str, Callable[[Aimed, Page], str]] = {"text": write_aimed_text, "json": write_aimed_json}
LEARNED_WRITERS: dict[str, Callable[[Learned, Page], str]] = {"text": write_learned_text, "json": write_learned_json}
"""Format -> writer."""
