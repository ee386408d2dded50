"""Every rule of the seed articles is accounted for, and what is said to carry one out exists."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from listopt.reference import Row, read_reference
from listopt.scenario.coverage import Carrier, coverage
from listopt.scenario.preset import read_preset, strategies
from listopt.scenario.schema import Parts, Strategy
from listopt.scenario.tree import plain

ROOT = Path(__file__).resolve().parents[1]
RULES = 334
"""Rules of the five articles."""


def tool() -> ModuleType:
    """The script that writes the page."""
    spec = importlib.util.spec_from_file_location("make_docs_rules", ROOT / "tools" / "make_docs_rules.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def row(rule: str, carried_by: str = "", reason: str = "") -> Row:
    """One row of the register."""
    return {"rule": rule, "article": "a.txt", "kind": "risk", "summary": "Said.", "carried_by": carried_by,
            "reason": reason}  # fmt: skip


STRATEGY = Strategy.model_validate(
    {
        "name": "one",
        "gates": [{"text": "Wait.", "rules": ["X-1"]}],
        "carries": {"preferences.regions": ["X-2"], "list size": ["X-2"]},
        "variants": [{"name": "low", "variants": [{"name": "lower", "advice": [{"text": "Go.", "rules": ["X-1"]}]}]}],
    }
)


def test_every_rule_is_accounted_for() -> None:
    """All 334 ids of the register are carried out somewhere, or the reason is stated why they are not software."""
    rules = coverage()
    assert len(read_reference("seed_rules")) == RULES
    assert list(tool().faults(rules)) == []
    assert len(rules) == RULES


def test_the_page_is_up_to_date() -> None:
    """The page has one row per rule; run the tool to refresh it."""
    page = tool().page(coverage())
    assert page == tool().PAGE.read_text(encoding="utf-8")
    assert all(page.count(f"\n| {row['rule']} |") == 1 for row in read_reference("seed_rules"))


def test_places_in_strategies() -> None:
    """Sentences, parts and rules count, at every depth of variants, each place once."""
    first, second = coverage([row("X-1"), row("X-2")], [STRATEGY])
    assert first.carriers == (Carrier("one", "", "warning before applying"), Carrier("one", "low, lower", "advice"))
    assert second.carriers == (Carrier("one", "", "preferences.regions"), Carrier("one", "", "rule list size"))


@pytest.mark.parametrize(
    ("carried_by", "reason", "accounted"),
    [
        ("", "", False),
        ("none", "", False),
        ("none", "It is about a meal.", True),
        ("column:j1", "", True),
    ],
)
def test_an_unaccounted_rule_is_found(carried_by: str, reason: str, accounted: bool) -> None:
    """A rule needs a place, something else that carries it out, or a reason."""
    rules = coverage([row("X-9", carried_by, reason)], [])
    assert rules[0].accounted is accounted
    assert [fault.partition(":")[0] for fault in tool().faults(rules)] == ([] if accounted else ["X-9"])


def test_an_unknown_rule_is_found() -> None:
    """An id that a strategy names and no article has is a fault, with its place."""
    (fault,) = tool().faults(coverage([row("X-1")], [STRATEGY]))
    assert fault == "X-2: no article has this rule; named by one: preferences.regions, rule list size"


@pytest.mark.parametrize(
    ("carried_by", "exists"),
    [
        ("column:j1", True),
        ("column:j2", False),
        ("field:applicant.step2_ck.expected", True),
        ("field:applicant.step2_ck.colour", False),
        ("field:scenario.preferences.program_types", True),
        ("field:program.name", False),
        ("code:listopt.eligibility.visa.visa", True),
        ("code:listopt.constraints.mix.Mix.spans", True),
        ("code:listopt.eligibility.visa.passport", False),
        ("code:nothing.at_all", False),
        ("table:openness", True),
        ("table:moons", False),
        ("doc:docs/odds.md", True),
        ("doc:docs/moons.md", False),
        ("fact:usce_months", True),
        ("fact:shoe_size", False),
        ("objective:balance", True),
        ("objective:joy", False),
        ("constraint:mix", True),
        ("constraint:taste", False),
        ("command:strategy show", True),
        ("command:solve show", False),
        ("wish:come true", False),
    ],
)
def test_what_carries_out_a_rule_exists(carried_by: str, exists: bool) -> None:
    """Columns, fields, code, tables, pages, facts, terms, kinds of rules and commands are looked up."""
    assert (list(tool().faults(coverage([row("X-1", carried_by)], []))) == []) is exists


@pytest.mark.parametrize("name", strategies())
def test_carries_names_parts_and_rules(name: str) -> None:
    """What ``carries`` names is a part of strategies, or a rule of the file or of one that it extends."""

    def titles(parts: Parts) -> set[str]:
        own = {rule.title for rule in parts.constraints}
        above = titles(read(parts.extends)) if parts.extends else set()
        return own.union(above, *(titles(variant) for variant in parts.variants))

    def named(parts: Parts) -> set[str]:
        return set(parts.carries).union(*(named(variant) for variant in parts.variants))

    def read(name: str) -> Strategy:
        return Strategy.model_validate(plain(read_preset(name).tree))

    keys = {key for key in named(read(name)) if key.partition(".")[0] not in Parts.model_fields}
    assert keys <= titles(read(name))
