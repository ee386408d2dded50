"""A chosen list as a strategy file that gives it again, checked by a solve from scratch."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from listopt.constraints import KINDS
from listopt.errors import Fault, InputError
from listopt.files import write_atomically
from listopt.objectives import OBJECTIVES
from listopt.pipeline import pose_scenario
from listopt.problem import Constraint
from listopt.questions.frontier import Patience
from listopt.questions.levers import Source
from listopt.questions.nested import best_list
from listopt.report.tuning.weighed import Saved
from listopt.scenario import Scenario, under_strategy
from listopt.scenario.files import SUFFIXES, is_path
from listopt.scenario.preset import DEFAULT
from listopt.tuning.chosen import Chosen
from listopt.writeup import Posed


@dataclass(frozen=True)
class Preset:
    """A strategy file to be written.

    Attributes
    ----------
    source
        The scenario that it is for: path of a file, or its content.
    file
        The strategy file.
    today
        Date that decides which Match is the coming one when the scenario names none.
    patience
        When the solve that checks it should stop.
    """

    source: Source
    file: Path
    today: datetime.date
    patience: Patience

    def keep(self, posed: Posed, chosen: Chosen) -> tuple[Chosen, Saved]:
        """Write the file, solve the scenario under it from scratch, and give the list found.

        Raises
        ------
        InputError
            When a rule cannot be written in a file, or the file cannot be written.
        """
        scenario = posed.scenario
        write_atomically(self.file, preset_text(scenario, posed.season.year, chosen, self.file).encode())
        name = _relative(self.file, scenario.base)
        again = pose_scenario(under_strategy(self.source, name, today=self.today), today=self.today)
        found = best_list(again, self.patience.clock(scenario.solver.seconds))
        own = [term for term in scenario.weights if term not in scenario.weights_from_strategy]
        drop = tuple(f"weights.{term} ({scenario.place('weights', term)})" for term in own)
        before = chosen.solution.portfolio
        if found.portfolio is None or before is None:
            return chosen, Saved(str(self.file), f"strategy: {name}", drop, None)
        same = dict(found.portfolio.modes) == dict(before.modes)
        return replace(chosen, solution=found), Saved(str(self.file), f"strategy: {name}", drop, same)


def check_name(file: Path, *, force: bool) -> None:
    """Say before the search, not after it, when the file could not be written or read as a strategy.

    Raises
    ------
    InputError
        When it exists and must not be replaced, or does not end as a YAML file does.
    """
    if file.suffix.lower() not in SUFFIXES:
        raise InputError([Fault(f"--save {file}", repr(file.name), f"a name that ends in {' or '.join(SUFFIXES)}")])
    if file.exists() and not force:
        advice = "Choose another name, or overwrite it with --force."
        raise InputError([Fault(f"--save {file}", "an existing file", "a name that is not taken", advice)])


def preset_text(scenario: Scenario, season: int, chosen: Chosen, file: Path) -> str:
    """Write a strategy that extends the scenario's, with all weights and the rules of a chosen list.

    Raises
    ------
    InputError
        When a rule cannot be written in a file.
    """
    named = scenario.strategy or DEFAULT
    extends = _relative(scenario.base / named, file.parent) if is_path(named) else named
    lines = [
        f"# {chosen.why}",
        f"# Written by `listopt tune` for the {season} Match.",
        f"# A scenario uses it with `strategy: {file.name}`; weights of its own would override these.",
        f"name: {_quoted(file.stem)}",
        f"description: {_quoted(f'Tuned for {scenario.name}.')}",
        f"extends: {_quoted(extends)}",
        "",
        "weights:  # all terms; 0 leaves one out",
        *(f"  {name}: {chosen.weights.get(name, 0.0)!r}" for name in OBJECTIVES),
    ]
    if chosen.rules:
        lines += ["", "constraints:", *(f"  - {_rule(rule)}" for rule in chosen.rules)]
    return "\n".join(lines) + "\n"


def _rule(rule: Constraint) -> str:
    if rule.kind not in KINDS:
        advice = "Use other weights, or another trade-off: over match, interviews, cost, applications or a group."
        raise InputError([Fault("--save", f"the rule {rule.title!r}", "a rule that files can state", advice)])
    return _flow({"kind": rule.kind} | rule.model_dump(mode="json", exclude_none=True, exclude_defaults=True))


def _flow(value: object) -> str:
    """Write a value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _quoted(value) if isinstance(value, str) else json.dumps(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()
