"""Repairs of an infeasible scenario in sentences, and in the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

from listopt.constraints import PoolLimit
from listopt.constraints.budget import Budget
from listopt.constraints.chances import InterviewLimit, MatchFloor
from listopt.constraints.mix import Mix
from listopt.constraints.signals import SignalLimit
from listopt.constraints.statuses import Standing
from listopt.constraints.targets import INTERVIEWS, P_MATCH
from listopt.pipeline import Outcome
from listopt.questions.conflicts import Change, Repair, Repairs, Tell, find_repairs
from listopt.questions.knobs import Knob
from listopt.report.contents import Json, number
from listopt.report.rulewords import place_of, share, some
from listopt.report.words import commas, dollars
from listopt.writeup import Posed


def with_repairs(outcome: Outcome, *, clock: Callable[[], float], tell: Tell = lambda done, of: None) -> Outcome:
    """Add to the report of an infeasible scenario what would repair it.

    The report gains sentences, its JSON object the keys ``repairs`` and ``not_alone``. Without time left the outcome
    stays as it is.
    """
    posed = outcome.posed
    names = outcome.solution.conflict
    found = find_repairs(posed.problem, names, posed.scenario.solver, clock=clock, fixed=unchangeable(posed), tell=tell)
    if not found.found and not found.hopeless:
        return outcome
    keys: dict[str, Json] = {
        "repairs": [_as_json(posed, repair) for repair in found.found],
        "not_alone": list(dict.fromkeys(knob.rule.title for knob in found.hopeless)),
    }
    report = replace(
        outcome.report,
        repairs=repair_sentences(posed, found),
        repair_notes=repair_notes(found),
        result={**outcome.report.result, **keys},
    )
    return replace(outcome, report=report)


def unchangeable(posed: Posed) -> list[str]:
    """Names of the rules that are the season's or follow from where applications stand, not the user's."""
    given = (Standing,) if posed.scenario.signals is not None else (Standing, PoolLimit)
    return [rule.title for rule in posed.problem.constraints if isinstance(rule, given)]


def repair_sentences(posed: Posed, repairs: Repairs) -> tuple[str, ...]:
    """Give a heading and the changes, the smallest first."""
    alone = [repair for repair in repairs.found if len(repair.changes) == 1]
    if alone:
        several = "Any one of these changes makes a list possible, the smallest first:"
        heading = several if len(alone) > 1 else "This change makes a list possible:"
        return (heading, *(_sentence(posed, repair) for repair in alone))
    if repairs.found:
        heading = "No single change is enough. Together these are, and none of them can be smaller:"
        return (heading, *(_change(posed, change) for change in repairs.found[0].changes))
    return ("No change was found that makes a list possible.",)


def repair_notes(repairs: Repairs) -> tuple[str, ...]:
    """Say what does not help by itself, and what is not known."""
    notes = []
    if repairs.hopeless:
        notes.append(f"Not enough alone, however far it gives way: {_names(repairs.hopeless)}.")
    if repairs.open:
        notes.append(f"Not looked at for want of time: {_names(repairs.open)}.")
    if any(not repair.proven for repair in repairs.found):
        notes.append("Not every change is proven to be the smallest: time ran out.")
    return tuple(notes)


def _names(knobs: Sequence[Knob]) -> str:
    """Rules and, where only some of their numbers are meant, which."""
    named = []
    for title, them in groupby(knobs, key=lambda knob: knob.rule.title):
        bands = list(dict.fromkeys(knob.band for knob in them if knob.band))
        named.append(f"{title} ({commas(bands)})" if bands else title)
    return commas(named)


def _sentence(posed: Posed, repair: Repair) -> str:
    return ", and ".join(_change(posed, change) for change in repair.changes)


def _change(posed: Posed, change: Change) -> str:
    """Say what to change: the number as it is and as it must be, and where it is written."""
    place = place_of(posed.scenario, change.knob.rule)
    return f"{change_words(posed, change)} ({place})"


def change_words(posed: Posed, change: Change) -> str:
    """Say what to change, in an order such as ``raise budget by $120, from $2,400 to $2,520``."""
    knob, rule, before, after = change.knob, change.knob.rule, change.knob.value, change.value
    if change.programs:
        names = some([_program(posed, code) for code in change.programs])
        return f"take {names} off the {rule.kind} list" + ("" if rule.name is None else f" {rule.title!r}")
    verb = "raise" if knob.sign > 0 else "lower"
    if isinstance(rule, Budget):
        return f"{verb} {rule.title} by {dollars(after - before)}, from {dollars(before)} to {dollars(after)}"
    subject = f"{knob.band} in {rule.title}" if isinstance(rule, Mix) else rule.title
    side = "" if rule.title in (P_MATCH, INTERVIEWS) else f"{knob.side.replace('_', ' ')} "
    return f"{verb} {subject} from {side}{_number(knob, before)} to {_number(knob, after)}{_unit(knob)}"


def _number(knob: Knob, value: float) -> str:
    return share(value) if knob.shares or isinstance(knob.rule, MatchFloor) else f"{value:,.10g}"


def _unit(knob: Knob) -> str:
    rule = knob.rule
    if isinstance(rule, SignalLimit | PoolLimit):
        return " signals"
    if isinstance(rule, InterviewLimit):
        return " expected interviews"
    if isinstance(rule, MatchFloor):
        return " chance of a match"
    return " of the list" if knob.shares else " applications"


def _program(posed: Posed, code: str) -> str:
    """Code and name of a program, and why it is not open where it is not."""
    table = posed.catalogue.table
    name = str(table["name"].get(code, "")) if "name" in table else ""
    shut = posed.eligibility.excluded.get(code)
    told = f"{code} {name}".strip()
    return told if shut is None else f"{told} (not open: {shut})"


def _as_json(posed: Posed, repair: Repair) -> Json:
    changes: list[Json] = [
        {
            "rule": change.knob.rule.title,
            "field": "programs" if change.programs else change.knob.field,
            "from": None if change.programs else number(change.knob.value),
            "to": None if change.programs else number(change.value),
            "programs": list(change.programs),
            "place": place_of(posed.scenario, change.knob.rule),
        }
        for change in repair.changes
    ]
    return {"changes": changes, "size": number(repair.size), "proven": repair.proven,
            "sentence": _sentence(posed, repair)}  # fmt: skip
