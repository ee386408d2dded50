"""What a solve rests on, as plain values by name, and what of it differs between the sides of a comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from listopt.problem import Constraint
from listopt.report.comparing.comparison import Difference
from listopt.report.contents import Json
from listopt.scenario import Scenario
from listopt.scenario.schema import ScenarioText

Inputs = Mapping[str, Mapping[str, Json]]
"""Part -> name -> value, as in `listopt.report.comparing.comparison.Difference`."""
SCENARIO = "scenario"
"""Part that a saved result does not tell."""
PARTS = (SCENARIO, "strategy", "files", "versions")
"""Parts of the inputs, in order."""
WEIGHING = ("weights", "goal")
"""Inputs that say what an objective counts."""
MEANT_EMPTY = ("applicant.visa", "signals")
"""Values that say something when they are empty: no visa is needed, no signals are sent."""


def scenario_inputs(scenario: Scenario) -> dict[str, Json]:
    """Values in force by key path: rules by their names, specialties by theirs, without the name of the scenario."""
    written = scenario.model_dump(mode="json", include=set(ScenarioText.model_fields) - {"name", "strategy"})
    chosen: Json = {one.specialty: {"role": one.role, "utility": one.utility} for one in scenario.specialties}
    rules = {f"constraints.{rule.title}": _rule(rule) for rule in scenario.constraints}
    return _flat({**written, "specialties": chosen, "constraints": None}) | rules


def _rule(rule: Constraint) -> Json:
    """What a rule says beyond its name, which holds its kind and, by default, its condition; True for nothing more."""
    told = {"kind", "name"} if rule.name else {"kind", "name", "where"}
    stated: dict[str, Json] = rule.model_dump(mode="json", exclude=told, exclude_defaults=True)
    return stated or True


def _flat(values: Mapping[str, Json], path: str = "") -> dict[str, Json]:
    """Values of nested mappings by key path, in order, without those that say nothing."""
    found: dict[str, Json] = {}
    for key, value in values.items():
        name = f"{path}.{key}" if path else str(key)
        if isinstance(value, dict) and value:
            found |= _flat(value, name)
        elif value is not None and (value not in ([], {}) or name in MEANT_EMPTY):
            found[name] = value
    return found


def common_inputs(
    strategy: Mapping[str, Json], files: Mapping[str, Json], versions: Mapping[str, Json]
) -> dict[str, Mapping[str, Json]]:
    """Inputs that a saved result names, too."""
    variants = cast("list[dict[str, Json]]", strategy.get("variants") or [])
    told: dict[str, Json] = {"name": strategy.get("name"), "variants": [one.get("variant") for one in variants]}
    return {"strategy": told if strategy else {}, "files": files, "versions": versions}


def differences_of(sides: Mapping[str, Inputs]) -> Iterator[Difference]:
    """Inputs that are not the same on all sides that tell them, part by part in the order of the first side."""
    for part in PARTS:
        told = {key: parts[part] for key, parts in sides.items() if part in parts}
        for name in dict.fromkeys(name for inputs in told.values() for name in inputs):
            values = {key: inputs.get(name) for key, inputs in told.items()}
            if any(value != next(iter(values.values())) for value in values.values()):
                yield Difference(part, name, values)


def comparable(sides: Mapping[str, Inputs], differences: Sequence[Difference]) -> bool:
    """Whether all sides are known to weigh the same goals alike."""
    differing = {one.name.partition(".")[0] for one in differences if one.part == SCENARIO}
    return all(SCENARIO in parts for parts in sides.values()) and not differing & set(WEIGHING)
