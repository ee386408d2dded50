"""The strategy of a scenario: filling in what the scenario does not say."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from listopt.applicant import Applicant
from listopt.candidate import Candidate
from listopt.errors import Faults
from listopt.objectives import OBJECTIVES
from listopt.scenario.files import merged
from listopt.scenario.guidance import Guidance
from listopt.scenario.preset import DEFAULT, Preset, find_preset
from listopt.scenario.rules import specialties_of, title
from listopt.scenario.schema import Scenario
from listopt.scenario.tree import Node, plain
from listopt.scenario.variants import SAID, Resolved, resolve
from listopt.season import coming_match

SUPPLIED = ("weights", "bands", "mix", "spread", "preferences", "constraints", "specialties")
"""Keys that a strategy supplies to a scenario."""


@dataclass(frozen=True)
class Completed:
    """A scenario over its strategy.

    Attributes
    ----------
    tree
        The scenario, completed.
    borrowed
        Terms whose weights are the strategy's.
    guidance
        What the strategy says beside; None when none is named.
    """

    tree: Node
    borrowed: tuple[str, ...] = ()
    guidance: Guidance | None = None


def with_strategy(tree: Node, base: Path, today: datetime.date, faults: Faults) -> Completed:
    """Put a scenario over its strategy, as it holds for the scenario's applicant.

    Without a named strategy, weights of the scenario's own stand alone: the default strategy then supplies all but
    weights. Rules of a strategy about specialties that the scenario does not apply in are left out.
    """
    named = tree.child("strategy")
    named = named if named is not None and named.content is not None else None
    preset = _preset(named, base, faults)
    found = None if preset is None else resolve(preset, _candidate(tree, today), faults)
    if preset is None or found is None:
        return Completed(tree)
    rules, left_out = _in_play(found.parts, tree)
    parts = {key: node for key in SUPPLIED if (node := found.parts.child(key)) is not None} | rules
    own = tree.child("weights")
    if own is not None and own.content is not None and named is None:
        parts.pop("weights", None)
    given = parts["weights"].entries if "weights" in parts else {}
    borrowed = tuple(term for term in OBJECTIVES if term in given and not (own and term in own.entries))
    over = tree if own is not None and (own.entries or not given) else tree.lacking("weights")
    whole = merged(Node(parts, found.parts.place, found.parts.text), over)
    if named is None:
        return Completed(whole, borrowed)
    supplied = {
        "supplied": tuple(sorted(_names(Node(rules, "", "")) - _names(tree))),
        "names_specialties": "specialties" in parts and not specialties_of(tree),
        "left_out": left_out,
    }
    return Completed(whole, borrowed, _guidance(preset, found, supplied))


def _names(tree: Node) -> set[str]:
    """Names of the rules of a scenario or strategy."""
    rules = tree.child("constraints")
    return {name for rule in (rules.items if rules else []) if (name := title(rule)) is not None}


def _preset(named: Node | None, base: Path, faults: Faults) -> Preset | None:
    if named is None or not isinstance(named.content, str):
        return find_preset(DEFAULT, base, faults)
    return find_preset(named.content, base, faults, named)


def _candidate(tree: Node, today: datetime.date) -> Candidate | None:
    """Applicant, season and specialties as they are written; None when the applicant has faults."""
    written, season = tree.child("applicant"), tree.child("season")
    try:
        given = plain(written) if written is not None else None
        applicant = Applicant.model_validate(given) if given is not None else Applicant()
    except ValidationError:
        return None
    year = season.content if season is not None and isinstance(season.content, int) else coming_match(today)
    return Candidate(applicant, year, specialties_of(tree))


def _in_play(parts: Node, tree: Node) -> tuple[dict[str, Node], tuple[str, ...]]:
    """Rules of a strategy about specialties that are applied in, and the names of the others."""
    rules = parts.child("constraints")
    if rules is None:
        return {}, ()
    applied = specialties_of(tree) or specialties_of(parts)
    kept, left_out = [], []
    for rule in rules.items:
        wanted = rule.child("where", "specialty")
        meant = [item.content for item in (wanted.items or [wanted])] if wanted is not None else []
        if meant and applied and not set(meant) & set(applied):
            left_out.append(f"{title(rule)} (nothing of it is applied in)")
        else:
            kept.append(rule)
    return {"constraints": Node(kept, rules.place, rules.text, rules.key, rules.key_place)}, tuple(left_out)


def without_rules(scenario: Scenario, reasons: Mapping[int, str]) -> Scenario:
    """Leave rules of the strategy out, by position, and let the guidance say why."""
    if not reasons or scenario.guidance is None:
        return scenario
    kept = [at for at in range(len(scenario.constraints)) if at not in reasons]
    names = {f"constraints.{at}": f"constraints.{now}" for now, at in enumerate(kept)}
    places = {}
    for path, place in scenario.places.items():
        rule = ".".join(path.split(".")[:2])
        if not rule.startswith("constraints.") or rule in names:
            places[names.get(rule, rule) + path[len(rule) :]] = place
    told = tuple(f"{scenario.constraints[at].title} ({why})" for at, why in reasons.items())
    guidance = scenario.guidance.model_copy(update={"left_out": (*scenario.guidance.left_out, *told)})
    constraints = tuple(scenario.constraints[at] for at in kept)
    return scenario.model_copy(update={"constraints": constraints, "places": places, "guidance": guidance})


def _guidance(preset: Preset, found: Resolved, supplied: Mapping[str, object]) -> Guidance:
    said = {key: plain(node) for key in SAID if (node := found.parts.child(key)) is not None}
    return Guidance.model_validate(
        {
            **said,
            **supplied,
            "strategy": preset.name,
            "description": preset.description,
            "chosen": found.chosen,
            "undecided": found.undecided,
        }
    )
