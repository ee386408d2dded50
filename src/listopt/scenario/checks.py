"""What a scenario must keep beyond the types of its fields; looked up in the tree, so that every fault has a place."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pydantic_core import PydanticCustomError

from listopt.errors import Fault
from listopt.reference import find_specialty
from listopt.scenario import names
from listopt.scenario.tree import Node, Step

USMLE, COMLEX = 300, 999
"""Highest score of a USMLE Step exam and of a COMLEX-USA level."""
EXAMS = ("step1", "step2_ck", "step3", "comlex1", "comlex2")
TARGETS = {"p_match": "p_match_at_least", "interviews": "interviews_at_least"}
"""Kind of rule -> key of the target of the goal `cheapest` that says the same."""
CONDITIONS: dict[str, Callable[[str], str]] = {
    "specialty": names.specialty,
    "state": names.state,
    "region": names.region,
    "program_type": names.program_type,
}
"""Column of the catalogue -> what its values in a condition must be."""


def checked(tree: Node) -> Iterator[Fault]:
    """Find everything that is wrong with a complete scenario beyond its types."""
    yield from _exams(tree)
    yield from _graduation(tree)
    yield from _ties(tree)
    yield from conditions(tree)
    yield from _same_specialty(tree)
    yield from _goal(tree)


def _goal(tree: Node) -> Iterator[Fault]:
    """Find a goal without its target, and targets without their goal."""
    goal = tree.child("goal")
    cheapest = goal is not None and goal.content == "cheapest"
    targets = {kind: node for kind, key in TARGETS.items() if (node := _stated(tree, key)) is not None}
    if goal is not None and cheapest and not targets:
        yield Fault(goal.place, goal.quoted, f"{' or '.join(TARGETS.values())} beside it", "Say what is to be reached.")
    for kind, node in targets.items() if not cheapest else ():
        advice = f"Write goal: cheapest; a rule for any goal is {{kind: {kind}, at_least: {node.text}}}."
        yield Fault(node.place, node.quoted, "goal: cheapest beside it", advice)


def _stated(tree: Node, key: str) -> Node | None:
    node = tree.child(key)
    return None if node is None or node.content is None else node


def _exams(tree: Node) -> Iterator[Fault]:
    for name in EXAMS:
        exam = tree.child("applicant", name)
        if exam is not None:
            highest = USMLE if name.startswith("step") else COMLEX
            yield from _exam(exam, highest)


def _exam(exam: Node, highest: int) -> Iterator[Fault]:
    score = exam.child("score") or (exam if isinstance(exam.content, int) else None)
    expected, deviation, practice = _stated(exam, "expected"), _stated(exam, "expected_sd"), exam.child("practice")
    result, attempts = exam.child("result"), exam.child("attempts")
    not_taken = result is not None and result.content == "not_taken"
    value = score.content if score else None
    for points in (score, expected, *(practice.items if practice else [])):
        if points is not None and isinstance(points.content, int) and not 1 <= points.content <= highest:
            yield Fault(points.place, points.quoted, f"a score from 1 to {highest}")
    if expected is not None and value is not None:
        yield Fault(expected.place, f"{expected.quoted} beside a score", "a score, or an expected score, not both")
    if deviation is not None and expected is None:
        yield Fault(deviation.place, f"expected_sd: {deviation.quoted}", "an expected score beside it")
    if result is not None and not_taken and value is not None:
        yield Fault(result.place, f"{result.quoted} beside a score", "a score, or not_taken, not both")
    if attempts is not None and attempts.content == 0 and not not_taken:
        advice = "Write result: not_taken when it was not sat."
        yield Fault(attempts.place, attempts.quoted, "at least 1 attempt", advice)


def _graduation(tree: Node) -> Iterator[Fault]:
    year, season = tree.child("applicant", "graduation_year"), tree.child("season")
    if year is None or season is None or not isinstance(year.content, int) or not isinstance(season.content, int):
        return
    if year.content > season.content:
        yield Fault(year.place, year.quoted, f"a year up to the season, {season.content}")


def _ties(tree: Node) -> Iterator[Fault]:
    for key, check in (("states", names.state), ("regions", names.region)):
        listed = tree.child("applicant", "ties", key)
        yield from _each(listed.items if listed else [], check)


def conditions(tree: Node) -> Iterator[Fault]:
    """Find states, regions, specialties and program types in conditions that do not exist."""
    rules = tree.child("constraints")
    for rule in rules.items if rules else []:
        for column, check in CONDITIONS.items():
            wanted = rule.child("where", column)
            if wanted is not None:
                yield from _each(wanted.items or [wanted], check)


def _each(nodes: list[Node], check: Callable[[str], str]) -> Iterator[Fault]:
    for node in nodes:
        if isinstance(node.content, str):
            try:
                check(node.content)
            except PydanticCustomError as error:
                context = error.context or {}
                yield Fault(node.place, node.quoted, str(context["expected"]), str(context["advice"]))


def _same_specialty(tree: Node) -> Iterator[Fault]:
    choices = tree.child("specialties")
    listed = [choice.child("specialty") or choice for choice in choices.items] if choices else []
    yield from _repeated([(node, node.content) for node in listed])
    paths: tuple[tuple[Step, ...], ...] = (("signals",), ("odds", "correlation"))
    for path in paths:
        mapping = tree.child(*path)
        yield from _repeated([(node, key) for key, node in mapping.entries.items()] if mapping else [])


def _repeated(spelled: list[tuple[Node, object]]) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for node, word in spelled:
        known = find_specialty(word) if isinstance(word, str) else None
        if known is None:
            continue
        if known.name in first:
            expected = f"each specialty once (first at {first[known.name]})"
            yield Fault(node.key_place or node.place, f"{known.name} a second time", expected)
        first.setdefault(known.name, node.place)
