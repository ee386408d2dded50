"""What shipped strategies say to applicants, for the tests of their content."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from listopt.candidate import Candidate
from listopt.pipeline import pose_scenario
from listopt.scenario import Scenario, parse_scenario
from listopt.scenario.guidance import Guidance, Guided, guide
from listopt.writeup import Posed

TODAY = datetime.date(2026, 11, 1)
SEASON = 2027
Facts = Mapping[str, object]
PLAIN: Facts = {}


def failed(times: int, score: int | None = None) -> Facts:
    """An exam passed after so many failures."""
    return {"result": "pass", "attempts": times + 1, "score": score}


def scenario(strategy: str, facts: Facts, more: Facts = PLAIN, **keys: object) -> Scenario:
    """A scenario of the 2027 Match on the sample; ``more`` and ``keys`` are its other keys."""
    return parse_scenario(
        {"catalogue": "sample", "season": SEASON, "strategy": strategy, "applicant": dict(facts), **more, **keys}
    )


def posed(strategy: str, facts: Facts, more: Facts = PLAIN, **keys: object) -> Posed:
    """Problem, odds and eligible programs, unsolved."""
    return pose_scenario(scenario(strategy, facts, more, **keys), today=TODAY)


def guidance(read: Scenario) -> Guidance:
    """What the strategy says to anybody in the variants that apply."""
    assert read.guidance is not None
    return read.guidance


def guided(read: Scenario) -> Guided:
    """What the strategy says to the applicant."""
    names = tuple(choice.specialty for choice in read.specialties)
    return guide(guidance(read), Candidate(read.applicant, SEASON, names))


def variant(strategy: str, facts: Facts, more: Facts = PLAIN, **keys: object) -> str:
    """Name of the innermost variant that applies."""
    return guidance(scenario(strategy, facts, more, **keys)).chosen[-1].variant


def told(rule: str, strategy: str, facts: Facts, more: Facts = PLAIN, **keys: object) -> set[str]:
    """Kinds of sentences by which a rule of the articles reaches the applicant."""
    read = scenario(strategy, facts, more, **keys)
    found, everything = guided(read), guidance(read)
    reached = {
        "risks": [text for text, _ in found.risks],
        "gates": list(found.warnings),
        "checklist": [item.text for item in found.checklist],
        "timeline": [entry.text for entry in found.timeline],
        "advice": list(found.advice),
    }
    return {
        kind
        for kind, texts in reached.items()
        for said in getattr(everything, kind)
        if rule in said.rules and any(text.startswith(said.text) for text in texts)
    }


def ticks(rule: str, strategy: str, facts: Facts, more: Facts = PLAIN, **keys: object) -> list[bool | None]:
    """Marks of the items of the checklist that carry out a rule."""
    read = scenario(strategy, facts, more, **keys)
    mine = {check.text for check in guidance(read).checklist if rule in check.rules}
    return [item.done for item in guided(read).checklist if item.text in mine]
