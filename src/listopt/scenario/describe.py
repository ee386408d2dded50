"""The JSON Schema of a scenario, and what it says about one place in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from listopt.reference import regions, specialties
from listopt.scenario.fieldtexts import field_texts, models
from listopt.scenario.schema import ScenarioText, Strategy
from listopt.scenario.tree import Node, Step

Schema = dict[str, object]

SHORT_FORMS: dict[str, list[Schema]] = {
    "Exam": [{"type": "integer", "minimum": 1, "maximum": 999}, {"enum": ["pass", "fail", "not_taken"]}],
    "Span": [{"type": "array", "items": {"type": "number", "minimum": 0}, "minItems": 2, "maxItems": 2}],
    "SpecialtyChoice": [{"type": "string"}],
    "Unknown": [
        {"enum": ["allow", "exclude"]},
        {"type": "object", "additionalProperties": {"enum": ["allow", "exclude"]}},
    ],
}
"""Definition -> what may be written instead of the full form."""


@cache
def scenario_schema() -> Schema:
    """Give the JSON Schema of a scenario file, for editors that check YAML while one types.

    Short forms (``step3: not_taken``) are in it; what only makes sense together with other fields, or with the
    reference tables, is checked by `read_scenario` alone.
    """
    schema: Schema = ScenarioText.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "listopt scenario"
    definitions, properties = inner(schema, "$defs"), inner(schema, "properties")
    _describe({**definitions, ScenarioText.__name__: schema})
    _add_short_forms(definitions)
    properties["catalogue"] = {**inner(properties, "catalogue"), "type": ["string", "array"]}
    inner(properties, "catalogue").pop("minItems", None)
    fees = inner(properties, "fees")
    fees["additionalProperties"] = {"anyOf": [{"type": "number", "minimum": 0}, inner(fees, "additionalProperties")]}
    properties["extends"] = {
        "type": "string",
        "description": "Another scenario file that this one changes: mappings merge key by key, rules by name, "
        "lists (and empty mappings) replace.",
    }
    _name_registers(definitions)
    return schema


@cache
def strategy_schema() -> Schema:
    """Give the JSON Schema of a strategy file."""
    schema: Schema = Strategy.model_json_schema()
    _add_short_forms(inner(schema, "$defs"))
    bands = inner(inner(schema, "properties"), "bands")
    bands["anyOf"] = [{"$ref": "#/$defs/Bands"}, {**bands}]
    return schema


def _describe(definitions: Schema) -> None:
    known = models()
    for name, definition in definitions.items():
        texts = field_texts(known[name]) if name in known and isinstance(definition, dict) else {}
        for field, text in texts.items():
            inner(inner(inner(definitions, name), "properties"), field)["description"] = text


def _add_short_forms(definitions: Schema) -> None:
    for name, forms in SHORT_FORMS.items():
        if name in definitions:
            full = [] if name == "Unknown" else [definitions[name]]
            definitions[name] = {"anyOf": [*forms, *full]}


def _name_registers(definitions: Schema) -> None:
    """Let editors offer the names of specialties and regions, without refusing others."""
    choice = inner(definitions, "SpecialtyChoice")
    full = next((form for form in _list(choice.get("anyOf")) if "properties" in form), choice)
    inner(inner(full, "properties"), "specialty")["examples"] = list(specialties())
    inner(inner(inner(definitions, "Ties"), "properties"), "regions")["examples"] = [sorted(set(regions().values()))]


def inner(schema: Schema, key: str) -> Schema:
    """Give the mapping under a key, an empty one when there is none."""
    value = schema.get(key)
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Schema]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def flat(schema: Schema, root: Schema) -> Iterator[Schema]:
    """Alternatives a schema stands for, references resolved, null left out."""
    reference = schema.get("$ref")
    if isinstance(reference, str):
        yield from flat(inner(inner(root, "$defs"), reference.rpartition("/")[2]), root)
        return
    branches = [*_list(schema.get("anyOf")), *_list(schema.get("oneOf"))]
    for branch in branches:
        yield from flat(branch, root)
    if not branches and schema.get("type") != "null":
        yield schema


def alternatives(tree: Node, path: tuple[Step, ...], root: Schema) -> list[Schema]:
    """Find what may stand at a path of the tree; of the rules only the kind that is written there."""
    options = list(flat(root, root))
    node: Node | None = tree
    for step in path:
        options = [deeper for option in _fitting(options, node) for deeper in _deeper(option, step, root)]
        node = node.child(step) if node else None
    return _fitting(options, node)


def _fitting(options: list[Schema], node: Node | None) -> list[Schema]:
    kind = node.child("kind") if node else None
    right = [option for option in options if kind and kind.content == _kind_of(option)]
    return right or options


def _kind_of(option: Schema) -> object:
    return inner(inner(option, "properties"), "kind").get("const")


def _deeper(option: Schema, step: Step, root: Schema) -> Iterator[Schema]:
    if isinstance(step, int):
        if "items" not in option:
            return
        yield from flat(inner(option, "items"), root)
    elif step in inner(option, "properties"):
        yield from flat(inner(inner(option, "properties"), step), root)
    elif isinstance(option.get("additionalProperties"), dict):
        yield from flat(inner(option, "additionalProperties"), root)


def keys(options: list[Schema]) -> list[str]:
    """Keys that a mapping may have."""
    return [key for option in options for key in inner(option, "properties")]


def words(options: list[Schema]) -> list[str]:
    """Words that may stand there, when only certain words may."""
    found: list[str] = []
    for option in options:
        allowed = option.get("enum", [option["const"]] if "const" in option else [])
        found += [str(word) for word in allowed] if isinstance(allowed, list) else []
    return found or [str(kind) for option in options if (kind := _kind_of(option))]


def described(options: list[Schema]) -> str:
    """Say what may stand there."""
    texts = list(dict.fromkeys(text for option in options if (text := _one(option))))
    kinds = [str(kind) for option in options if (kind := _kind_of(option))]
    if len(kinds) > 1:
        return f"a mapping with `kind:` one of {', '.join(kinds)}"
    return " or ".join(texts) or "nothing"


def _one(option: Schema) -> str:
    allowed = words([option])
    if allowed and "properties" not in option:
        return allowed[0] if len(allowed) == 1 else f"one of {', '.join(allowed)}"
    kinds = option.get("type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return " or ".join(text for kind in listed if (text := _kind(str(kind), option)))


def _kind(kind: str, option: Schema) -> str:
    named = {"string": "text", "boolean": "true or false", "array": "a list, such as [a, b]"}
    if kind == "integer":
        return f"a whole number{_range(option)}"
    if kind == "number":
        return f"a number{_range(option)}"
    if kind == "object":
        some = keys([option])
        return f"a mapping with the keys {', '.join(some)}" if some else "a mapping, such as {key: value}"
    return named.get(kind, "")


def _range(option: Schema) -> str:
    low, above = option.get("minimum"), option.get("exclusiveMinimum")
    high, below = option.get("maximum"), option.get("exclusiveMaximum")
    if low is not None and high is not None:
        return f" from {_digits(low)} to {_digits(high)}"
    parts = [
        f"{phrase} {_digits(value)}"
        for phrase, value in (("of at least", low), ("above", above), ("of at most", high), ("below", below))
        if isinstance(value, int | float)
    ]
    return f" {' and '.join(parts)}" if parts else ""


def _digits(number: object) -> str:
    return f"{number:.12g}" if isinstance(number, int | float) else ""
