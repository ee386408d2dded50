"""Write the field tables of ``docs/scenario.md`` and the table of facts of ``docs/strategies.md``.

Run ``python tools/make_docs_scenario.py`` to rewrite the pages, with ``--check`` to see whether they are up to date.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from listopt.candidate import FACTS
from listopt.constraints import KINDS
from listopt.scenario import scenario_schema
from listopt.scenario.describe import Schema, described, flat, inner

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = ("scenario.md", "strategies.md")
MARKED = re.compile(
    r"(<!-- (fields|facts): written by tools/make_docs_scenario.py -->\n).*?(<!-- end of \2 -->)", re.DOTALL
)
RULES = {model.__name__: kind for kind, model in KINDS.items()}


def field_tables() -> str:
    """Give every field of a scenario as Markdown: a table for the top level, for each part and for each rule."""
    schema = scenario_schema()
    definitions = inner(schema, "$defs")
    sections = ["### Top level", *_table(schema, schema)]
    for name in _in_order(schema, definitions):
        form = _full(inner(definitions, name))
        if "properties" not in form:
            continue
        title = f"### Rule `{RULES[name]}`" if name in RULES else f"### {name}"
        sections += ["", title, "", _paragraph(form), *_table(form, schema)]
    return "\n".join(sections)


def _in_order(schema: Schema, definitions: Schema) -> list[str]:
    """Definitions as the top level first mentions them, directly or through another."""
    named: list[str] = []
    waiting = [json.dumps(inner(schema, "properties"))]
    while waiting:
        for name in re.findall(r'"#/\$defs/(\w+)"', waiting.pop(0)):
            if name not in named:
                named.append(name)
                waiting.append(json.dumps(definitions[name]))
    return [name for name in named if name not in RULES] + [name for name in RULES if name in named]


def _full(definition: Schema) -> Schema:
    """Give the form of a definition that spells everything out."""
    forms = definition.get("anyOf")
    listed = [form for form in forms if isinstance(form, dict)] if isinstance(forms, list) else []
    return next((form for form in listed if "properties" in form), definition)


def _table(form: Schema, root: Schema) -> Iterator[str]:
    yield from ("", "| key | holds | default | meaning |", "| --- | --- | --- | --- |")
    properties, needed = inner(form, "properties"), form.get("required")
    for key in sorted(properties, key=lambda key: key != "kind"):
        field = inner(properties, key)
        required = isinstance(needed, list) and key in needed
        default = "needed" if required or key == "kind" else _default(field.get("default"))
        yield f"| `{key}` | {_holds(field, root)} | {default} | {_paragraph(field)} |"


def _holds(field: Schema, root: Schema) -> str:
    reference = str(field.get("$ref", "")).rpartition("/")[2]
    if reference and reference not in ("Exam", "Unknown"):
        return f"see {reference}"
    return described(list(flat(field, root))).replace("|", "\\|")


def _default(value: object) -> str:
    empty = value is None or value in ({}, [])
    return "" if empty or isinstance(value, dict) else f"`{json.dumps(value)}`"


def _paragraph(form: Schema) -> str:
    text = str(form.get("description", ""))
    return " ".join(text.split()).replace("``", "`").replace("|", "\\|")


def fact_table() -> str:
    """Give every fact that a condition may ask as Markdown."""
    rows = ["| fact | is | meaning |", "| --- | --- | --- |"]
    for fact in FACTS.values():
        kind = ", ".join(f"`{word}`" for word, _ in fact.choices) or KINDS_OF_FACTS[fact.kind]
        rows.append(f"| `{fact.name}` | {kind} | {fact.words} |")
    return "\n".join(rows)


KINDS_OF_FACTS = {"number": "a number", "flag": "true or false", "words": "names", "word": "a word"}
TABLES = {"fields": field_tables, "facts": fact_table}


def updated(page: str) -> str:
    """Give a page with fresh tables between the marks."""
    return MARKED.sub(lambda found: f"{found[1]}\n{TABLES[found[2]]()}\n\n{found[3]}", page)


def main() -> int:
    """Write the pages, or compare them."""
    parser = argparse.ArgumentParser(description="Write the generated tables of the pages on scenarios and strategies.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page is out of date")
    check, stale = parser.parse_args().check, 0
    for name in PAGES:
        page = (DOCS / name).read_text(encoding="utf-8")
        stale |= updated(page) != page
        if not check:
            (DOCS / name).write_text(updated(page), encoding="utf-8", newline="\n")
    return int(check and stale)


if __name__ == "__main__":
    sys.exit(main())
