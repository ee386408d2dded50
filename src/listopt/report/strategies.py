"""Strategies for people and for programs: what there is, what one says, and what it resolves to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from listopt.reference import read_reference
from listopt.report.page import breadth, pad, tidy, wrap
from listopt.report.paint import Line, render
from listopt.scenario.outline import HEADINGS

if TYPE_CHECKING:
    from listopt.report.contents import Json
    from listopt.report.page import Page
    from listopt.scenario.outline import Outline


def write_strategies_text(outlines: Sequence[Outline], page: Page) -> str:
    """List strategies: name, what each is for, and its variants."""
    widest = max((breadth(one.name) for one in outlines), default=0)
    lines: list[Line] = []
    for one in outlines:
        variants = [variant.name for variant in one.variants]
        told = one.description + (f" Variants: {'; '.join(variants)}." if variants else "")
        name = one.name
        for line in wrap(tidy(told), page.columns - widest - 2):
            lines.append(((pad(name, widest + 2), "label"), (line, "")))
            name = ""
    return "\n".join(render(line, page) for line in lines) + "\n"


def write_outline_text(one: Outline, page: Page) -> str:
    """Lay one strategy open, line by line, and name the articles behind the rules."""
    lines = [*_head(one, page), *_level(one, page, "")]
    lines += _articles(sorted(set(_rules(one))), page)
    return "\n".join(render(line, page) for line in lines) + "\n"


def _head(one: Outline, page: Page) -> Iterator[Line]:
    yield ((tidy(one.name), "title"),)
    yield from (((line, ""),) for line in wrap(tidy(one.description), page.columns) if one.description)
    yield from (((f"Variant {tidy(c.strategy)}, {tidy(c.variant)}: {tidy(c.because)}", "good"),) for c in one.chosen)
    yield from (((f"Perhaps instead {tidy(text)} (not known)", "warning"),) for text in one.undecided)


def _level(one: Outline, page: Page, indent: str) -> Iterator[Line]:
    if one.extends:
        yield ((f"{indent}builds on {tidy(one.extends)}", "dim"),)
    last = ""
    for line in one.lines:
        if line.part != last:
            yield ((f"{indent}{HEADINGS[line.part].capitalize()}", "heading"),)
            last = line.part
        ids = f"  ({', '.join(line.rules)})" if line.rules else ""
        for at, text in enumerate(wrap(tidy(line.text) + ids, page.columns - len(indent) - 4)):
            yield ((f"{indent}    " if at else f"{indent}  - ", "dim"), (text, ""))
    for variant in one.variants:
        yield ((f"{indent}Variant {tidy(variant.name)}: {tidy(variant.when)}", "title"),)
        yield from _level(variant, page, indent + "  ")


def _rules(one: Outline) -> Iterator[str]:
    for line in one.lines:
        yield from line.rules
    for variant in one.variants:
        yield from _rules(variant)


def _articles(rules: Sequence[str], page: Page) -> Iterator[Line]:
    """Name the file of the article behind the rules of each letter."""
    article = {row["rule"]: row["article"] for row in read_reference("seed_rules")}
    behind = dict.fromkeys((rule.partition("-")[0], article.get(rule, "unknown")) for rule in rules)
    if behind:
        yield (("Articles", "heading"),)
    yield from (((f"  {letter}-...  {name}", "dim"),) for letter, name in behind)


def outline_json(one: Outline) -> dict[str, Json]:
    """Plain values; every line with its rules and the articles they are from."""
    article = {row["rule"]: row["article"] for row in read_reference("seed_rules")}
    return {
        "name": one.name,
        "description": one.description,
        "extends": one.extends or None,
        "when": one.when or None,
        "chosen": [{"strategy": c.strategy, "variant": c.variant, "because": c.because} for c in one.chosen],
        "undecided": list(one.undecided),
        "lines": [
            {
                "part": line.part,
                "text": line.text,
                "rules": [{"rule": i, "article": article.get(i)} for i in line.rules],
            }
            for line in one.lines
        ],
        "variants": [outline_json(variant) for variant in one.variants],
    }


def as_json(content: Json) -> str:
    """Write plain values as JSON."""
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
