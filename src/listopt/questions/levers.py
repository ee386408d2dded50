"""Fields that a frontier can run over, and the problem at each value of one.

Where only a rule or the size of signal pools changes, the problem is posed once and the rule exchanged.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from pydantic_core import PydanticCustomError

from listopt.constraints import PoolLimit
from listopt.constraints.membership import Membership
from listopt.constraints.targets import INTERVIEWS, P_MATCH
from listopt.errors import Fault, Faults, InputError
from listopt.goals import in_dollars
from listopt.pipeline import pose_scenario
from listopt.problem import Constraint
from listopt.report.curve import Axis
from listopt.scenario import Scenario, with_settings
from listopt.scenario.names import pool
from listopt.scenario.schema import ScenarioText
from listopt.scenario.settings import locate
from listopt.scenario.shortwords import APPLICATIONS, BUDGET, is_meant
from listopt.scenario.tree import Step, from_python
from listopt.writeup import Posed

Source = Mapping[str, object] | Path | str
SENSE = {"at_most": 1, "high": 1, "at_least": -1, "low": -1}
"""Last step of a limit's path -> 1 when it allows more the larger it is, -1 the smaller it is."""
UNITS = {"application": 10.0, "signal": 1.0, "interview": 1.0}
"""What a field counts -> the step that its gains are stated for."""
DOLLARS = 100.0
"""The same for dollars."""
ANY = 1e9
"""Value of a limit that is only there to be replaced."""


@dataclass(frozen=True)
class Lever:
    """A field and how to move it.

    Attributes
    ----------
    axis
        What it is called and which way it loosens.
    at
        Value -> the problem there, with all that was posed for it.
    rule
        Position of the rule that it limits among the problem's rules; None when it is no limit of one rule.
    whole
        Whether only whole numbers make sense.
    """

    axis: Axis
    at: Callable[[float], Posed]
    rule: int | None = None
    whole: bool = False


def lever_of(source: Source, over: str, *, today: datetime.date) -> Lever:
    """Find the field that a frontier is to run over.

    Parameters
    ----------
    source
        Path of a scenario file, or its content.
    over
        `budget`, `applications`, `signals`, or the path of any field that holds a number.
    today
        Date that decides which Match is the coming one when the scenario names none.

    Raises
    ------
    InputError
        When there is no such field, or it holds no number.
    """
    base = with_settings(source, [], today=today)
    if over.partition(".")[0] == "signals":
        lever = _signals(pose_scenario(base, today=today), over)
        if lever is not None:
            return lever
    path, present = _found(base, over)
    at = _posing(source, over, today)
    if path[:1] != ("constraints",):
        looser = -1 if over in (P_MATCH, INTERVIEWS) else 0
        return Lever(Axis(over, looser=looser, present=present), at, whole=isinstance(present, int))
    position = int(path[1])
    stated = base.constraints[position] if position < len(base.constraints) else None
    rule = stated or at(ANY).scenario.constraints[position]
    looser, noun = SENSE.get(str(path[-1]), 0), _noun(rule) if path[-1] in SENSE else ""
    unit = DOLLARS if rule.kind == "budget" else UNITS.get(noun, 1.0)
    axis = Axis(over, rule.kind == "budget" and looser > 0, noun, looser, present, unit)
    return Lever(axis, at, position if looser else None, noun in ("application", "signal"))


def _found(base: Scenario, over: str) -> tuple[tuple[Step, ...], float | None]:
    """Path of a field, and its number; None where nothing is written."""
    faults = Faults()
    written = {name: getattr(base, name) for name in ScenarioText.model_fields}
    tree = from_python({name: value for name, value in written.items() if value is not None}, faults)
    faults.raise_if_any()
    path = locate(tree, over)
    if over in (BUDGET, APPLICATIONS):
        rules = tree.child("constraints")
        meant = [at for at, rule in enumerate(rules.items if rules else []) if is_meant(rule, over)]
        path = ("constraints", meant[0] if meant else len(base.constraints), "at_most")
    node = tree.child(*path) if path is not None else None
    node = node and (node.child("score") or node)
    if node is None or node.content is None:
        return path or (), None
    if isinstance(node.content, bool) or not isinstance(node.content, int | float):
        raise InputError([Fault(f"--over {over}", node.quoted, "a field that holds a number")])
    return path or (), node.content


def _noun(rule: Constraint) -> str:
    """What a limit of a rule counts; empty when it counts nothing that has a name."""
    if rule.kind == "count":
        return "application" if getattr(rule, "unit", "") == "count" else ""
    return {"signals": "signal", "interviews": "interview"}.get(rule.kind, "")


def _posing(source: Source, over: str, today: datetime.date) -> Callable[[float], Posed]:
    """Set the field and pose the problem; once only where nothing but rules changes."""
    first: list[tuple[Scenario, Posed]] = []

    def at(value: float) -> Posed:
        try:
            scenario = with_settings(source, [f"{over}={value:.12g}"], today=today)
        except InputError as error:
            place = f"--over {over}, at {value:g}"
            raise InputError([replace(fault, place=place) for fault in error.faults]) from None
        if not first:
            first.append((scenario, pose_scenario(scenario, today=today)))
            return first[0][1]
        written, posed = first[0]
        if not _only_rules_differ(written, scenario):
            return pose_scenario(scenario, today=today)
        return _with_rules(posed, written.constraints, scenario)

    return at


def _only_rules_differ(one: Scenario, other: Scenario) -> bool:
    names = [name for name in ScenarioText.model_fields if name != "constraints"]
    same = all(getattr(one, name) == getattr(other, name) for name in names)
    return same and len(one.constraints) == len(other.constraints)


def _with_rules(posed: Posed, written: Sequence[Constraint], scenario: Scenario) -> Posed:
    """Exchange the rules that changed; programs they name stay as they were understood."""
    rules = []
    for before, after, understood in zip(written, scenario.constraints, posed.scenario.constraints, strict=True):
        if isinstance(after, Membership) and isinstance(understood, Membership):
            after = after.model_copy(update={"programs": understood.programs})
        rules.append(understood if before == after else after)
    changed = posed.scenario.model_copy(update={"constraints": tuple(rules)})
    others = posed.valued.constraints[len(rules) :]
    return replace(with_constraints(posed, (*rules, *others)), scenario=changed)


def with_constraints(posed: Posed, constraints: tuple[Constraint, ...]) -> Posed:
    """Exchange all rules of a posed problem."""
    changed = replace(posed.valued, constraints=constraints)
    if posed.ordinary is None:
        return replace(posed, problem=changed)
    return replace(posed, problem=in_dollars(changed), ordinary=changed)


def _signals(posed: Posed, over: str) -> Lever | None:
    """Total number of signals, or the number of one tier of a pool; None when the pool has no such tier."""
    rules = posed.valued.constraints
    limits = {position: rule for position, rule in enumerate(rules) if isinstance(rule, PoolLimit) and rule.at_most}
    if over != "signals":
        limits = {position: rule for position, rule in limits.items() if _named(posed, rule, over)}
    elif not limits:
        raise InputError([Fault("--over signals", "a scenario without signals", "pools of signals that can be scaled")])
    if not limits:
        return None
    counts = [rule.at_most for rule in limits.values()]

    def at(value: float) -> Posed:
        shares = dict(zip(limits, shared_out(round(value), counts), strict=True))
        changed = tuple(
            limits[position].model_copy(update={"at_most": shares[position]}) if position in shares else rule
            for position, rule in enumerate(rules)
        )
        return with_constraints(posed, changed)

    return Lever(Axis(over, False, "signal", 1, sum(counts), UNITS["signal"]), at, whole=True)


def _named(posed: Posed, rule: PoolLimit, over: str) -> bool:
    """Whether ``signals.<pool>.<tier>`` means the rule."""
    written, _, tier = over.removeprefix("signals.").rpartition(".")
    try:
        name = pool(written)
    except PydanticCustomError:
        return False
    return rule.pool == posed.season.pool_of.get(name, name) and rule.tier == tier


def shared_out(total: int, counts: Sequence[int]) -> list[int]:
    """Share a total out in proportion to counts, one by one to whoever is farthest behind (Webster's method).

    More in all never means less for one; the sum of the counts gives back the counts.

    Examples
    --------
    >>> shared_out(15, [5, 10]), shared_out(7, [5, 10]), shared_out(30, [5, 10])
    ([5, 10], [2, 5], [10, 20])
    """
    given = [0] * len(counts)
    for _ in range(total):
        due = [Fraction(count, 2 * has + 1) for count, has in zip(counts, given, strict=True)]
        given[due.index(max(due))] += 1
    return given
