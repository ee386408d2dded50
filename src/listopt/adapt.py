"""A scenario made to fit its catalogue: what the catalogue does not have is a fault, or left out of a strategy."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from listopt.catalogue import COLUMNS, Catalogue
from listopt.constraints import Constraint
from listopt.constraints.membership import Membership
from listopt.errors import Faults, did_you_mean
from listopt.odds import Odds
from listopt.scenario import Scenario
from listopt.scenario.strategy import without_rules

MADE = ("program_id", "utility", "band")
"""Columns that a rule may speak of beside those of the catalogue and of the odds."""


def specialties_of(catalogue: Catalogue) -> list[str]:
    """Specialties that a catalogue has programs of, sorted."""
    return sorted(catalogue.table["specialty"].dropna().unique()) if "specialty" in catalogue.table else []


def fitted(scenario: Scenario, catalogue: Catalogue) -> Scenario:
    """Check a scenario's columns, specialties and program codes against the catalogue; repair lost leading zeros.

    Raises
    ------
    InputError
        Naming everything that the catalogue does not have.
    """
    faults = Faults()
    known = [column.name for column in COLUMNS] + list(catalogue.table.columns)
    for name in scenario.unknown.columns:
        if name not in known:
            place = scenario.place("unknown", name)
            faults.add(place, repr(name), "a column of the catalogue", did_you_mean(name, known))
    present = specialties_of(catalogue)
    scenario = _with_specialties_of(present, scenario)
    for position, choice in enumerate(scenario.specialties):
        if choice.specialty not in present:
            expected = f"a specialty that {', '.join(scenario.catalogue)} has programs of"
            place = scenario.place("specialties", position)
            faults.add(place, repr(choice.specialty), expected, did_you_mean(choice.specialty, present))
    rules = tuple(
        _with_known_codes(rule, catalogue, scenario.place("constraints", position, "programs"), faults)
        for position, rule in enumerate(scenario.constraints)
    )
    faults.raise_if_any()
    return scenario.model_copy(update={"constraints": rules})


def _with_specialties_of(present: Collection[str], scenario: Scenario) -> Scenario:
    """Leave out specialties that the strategy names and the catalogue does not have, unless none would be left."""
    guidance, choices = scenario.guidance, scenario.specialties
    kept = tuple(choice for choice in choices if choice.specialty in present)
    if guidance is None or not guidance.names_specialties or not kept or len(kept) == len(choices):
        return scenario
    told = [f"{choice.specialty} (the catalogue has no program of it)" for choice in choices if choice not in kept]
    guidance = guidance.model_copy(update={"left_out": (*guidance.left_out, *told)})
    return scenario.model_copy(update={"specialties": kept, "guidance": guidance})


def _with_known_codes(rule: Constraint, catalogue: Catalogue, place: str, faults: Faults) -> Constraint:
    if not isinstance(rule, Membership):
        return rule
    codes = catalogue.table.index
    repaired = tuple(code if code in codes else code.zfill(10) for code in rule.programs)
    for written, code in zip(rule.programs, repaired, strict=True):
        if code not in codes:
            found = f"{written!r} in the rule {rule.title!r}"
            faults.add(place, found, "a program_id of the catalogue", did_you_mean(written, codes))
    return rule if repaired == rule.programs else rule.model_copy(update={"programs": repaired})


def with_usable_rules(scenario: Scenario, programs: pd.DataFrame, odds: Odds) -> Scenario:
    """Leave out rules of the strategy over what is not known here; in the user's own rules that is a fault."""
    columns = {*programs, *odds.table, *MADE}
    supplied = scenario.guidance.supplied if scenario.guidance is not None else ()
    unknown = {"band", "p_interview"} if odds.table["p_interview"].isna().any() else set()
    reasons = {}
    for at, rule in enumerate(scenario.constraints):
        lacking = [name for name in rule.columns() if name not in columns or name in unknown]
        if lacking and rule.title in supplied:
            reasons[at] = f"{lacking[0]} is not known of the programs"
    return without_rules(scenario, reasons)
