"""Write ``docs/seed-rules.md``: where each rule of the seed articles is carried out.

Run ``python tools/make_docs_rules.py`` to rewrite the page, with ``--check`` to see whether it is up to date. Both fail
and name every fault when a rule is not accounted for, when a strategy names a rule that no article has, and when what
is said to carry out a rule does not exist.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import get_args

import click
from pydantic import BaseModel

from listopt.applicant import Applicant
from listopt.candidate.facts import FACTS
from listopt.catalogue import registered
from listopt.cli import main as commands
from listopt.constraints import KINDS
from listopt.objectives import OBJECTIVES
from listopt.reference import read_reference
from listopt.scenario import Scenario
from listopt.scenario.coverage import Carrier, Covered, coverage

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "seed-rules.md"
HEAD = """# The rules of the seed articles

For whoever wants to know what became of a piece of advice. listopt's strategies go back to five articles for
applicants; each of their rules has an id. This page is written by `tools/make_docs_rules.py` from the
[strategies](strategies.md) and the table `seed_rules`. It says for every rule where it is carried out: a part of a
strategy or of one of its variants, a column, a field, a fact that conditions may ask, code, a table, a term, a kind of
rule or a command; or why it is not a matter of software.
"""

MODELS: dict[str, type[BaseModel]] = {"applicant": Applicant, "scenario": Scenario}


def _field(path: str) -> bool:
    """Whether ``applicant.step2_ck.score`` or ``scenario.preferences.ties`` leads somewhere."""
    first, *steps = path.split(".")
    models: list[type[BaseModel]] = [MODELS[first]] if first in MODELS else []
    for step in steps:
        fields = [model.model_fields[step] for model in models if step in model.model_fields]
        if not fields:
            return False
        models = [model for field in fields for model in _models(field.annotation)]
    return bool(models or steps)


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    """Models inside a type such as ``Exam | None`` or ``tuple[SpecialtyChoice, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _code(path: str) -> bool:
    """Whether a dotted name is a module, or something in one."""
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ImportError:
            continue
        for name in parts[length:]:
            found = getattr(found, name, None)
        return found is not None
    return False


def _table(name: str) -> bool:
    try:
        return bool(read_reference(name))
    except FileNotFoundError:
        return False


def _command(words: str) -> bool:
    """Whether ``solve`` or ``strategy show`` is a command."""
    found: click.Command | None = commands
    for word in words.split():
        found = found.commands.get(word) if isinstance(found, click.Group) else None
    return found is not None


EXISTS: dict[str, Callable[[str], bool]] = {
    "column": lambda name: name in registered(),
    "field": _field,
    "code": _code,
    "table": _table,
    "doc": lambda path: (ROOT / path).is_file(),
    "fact": lambda name: name in FACTS,
    "objective": lambda name: name in OBJECTIVES,
    "constraint": lambda name: name in KINDS,
    "command": lambda words: _command(words.removeprefix("listopt ")),
}
"""What a rule may be carried out by -> whether there is one of that name."""


def faults(rules: Iterable[Covered]) -> Iterator[str]:
    """Find what is wrong with the account of the rules, one sentence each."""
    for one in rules:
        if not one.article:
            yield f"{one.rule}: no article has this rule; named by {_placed(one.carriers)}"
            continue
        if not one.accounted:
            yield f"{one.rule}: not accounted for; name it in a strategy, or say in seed_rules.csv what carries it out"
        if not one.summary:
            yield f"{one.rule}: no summary in seed_rules.csv"
        for name in one.carried_by:
            kind, _, rest = name.partition(":")
            if not (kind in EXISTS and EXISTS[kind](rest)):
                yield f"{one.rule}: {name!r} does not exist; expected one of {', '.join(EXISTS)}, a colon and its name"


def page(rules: Iterable[Covered]) -> str:
    """Give the page: one table per article, one row per rule."""
    sections = [HEAD]
    for article, group in groupby(rules, key=lambda one: one.article):
        sections += [
            f"## {article}\n",
            "| rule | article | what it says | carried out by |",
            "| --- | --- | --- | --- |",
        ]
        sections += [f"| {one.rule} | {article} | {one.summary} | {_account(one)} |" for one in group]
        sections.append("")
    return "\n".join(sections)


def _account(one: Covered) -> str:
    """Say what carries out a rule, and how."""
    named = [f"{kind} `{rest}`" for kind, _, rest in (name.partition(":") for name in one.carried_by)]
    listed = "; ".join([*([_placed(one.carriers)] if one.carriers else []), *named])
    listed = listed or "not a matter of software"
    return f"{listed}. {one.reason}".strip().replace("|", "\\|") if one.reason else listed


def _placed(carriers: Iterable[Carrier]) -> str:
    """Places in strategies: ``us-img (weak): advice, rule list size``."""
    by_level = groupby(carriers, key=lambda one: (one.strategy, one.variant))
    return "; ".join(
        f"{strategy}{f' ({variant})' if variant else ''}: {', '.join(one.part for one in level)}"
        for (strategy, variant), level in by_level
    )


def main() -> int:
    """Write the page, or compare it."""
    parser = argparse.ArgumentParser(description="Write the page about the rules of the seed articles.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the page is out of date")
    check = parser.parse_args().check
    rules = coverage()
    wrong = list(faults(rules))
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 1
    if check:
        return 0 if PAGE.is_file() and page(rules) == PAGE.read_text(encoding="utf-8") else 1
    PAGE.write_text(page(rules), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
