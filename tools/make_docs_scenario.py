"""Write the field tables of ``docs/scenario.md`` from the schema of scenarios.

Run ``python tools/make_docs_scenario.py`` to rewrite the page, with ``--check`` to see whether it is up to date.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from listopt.constraints import KINDS
from listopt.scenario import scenario_schema
from listopt.scenario.describe import Schema, described, flat, inner

PAGE = Path(__file__).resolve().parents[1] / "docs" / "scenario.md"
BEGIN = "<!-- fields: written by tools/make_docs_scenario.py -->"
END = "<!-- end of fields -->"
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


def updated(page: str) -> str:
    """Give the page with fresh tables between the two marks."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{field_tables()}\n\n{END}{after}"


def main() -> int:
    """Write the page, or compare it."""
    parser = argparse.ArgumentParser(description="Write the field tables of the scenario page.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the page is out of date")
    check = parser.parse_args().check
    page = PAGE.read_text(encoding="utf-8")
    if check:
        return 0 if updated(page) == page else 1
    PAGE.write_text(updated(page), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
