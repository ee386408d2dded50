"""The texts below the fields of a model, read from its source when somebody asks for them.

Pydantic can collect them while the classes are built, but reads the source for it at every start; this is only done
for the schema.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import cache
from itertools import pairwise
from typing import get_args

from pydantic import BaseModel

from listopt.applicant import Frozen


def models() -> dict[str, type[BaseModel]]:
    """Give every model that a scenario may hold by the name of its class, sorted."""
    found: dict[str, type[BaseModel]] = {}
    waiting: list[type[BaseModel]] = [Frozen]
    while waiting:
        model = waiting.pop()
        found[model.__name__] = model
        waiting += model.__subclasses__()
    return dict(sorted(found.items()))


@cache
def flags() -> frozenset[str]:
    """Names of the fields whose value is true or false."""
    return frozenset(
        name
        for model in models().values()
        for name, field in model.model_fields.items()
        if bool in (field.annotation, *get_args(field.annotation))
    )


def field_texts(model: type[BaseModel]) -> dict[str, str]:
    """Give the text below each field, those of the model's parents included."""
    texts: dict[str, str] = {}
    for parent in reversed(model.__mro__):
        if issubclass(parent, BaseModel) and parent is not BaseModel:
            texts.update(_own_texts(parent))
    return texts


def _own_texts(model: type[BaseModel]) -> dict[str, str]:
    body = ast.parse(textwrap.dedent(inspect.getsource(model))).body[0]
    lines = body.body if isinstance(body, ast.ClassDef) else []
    texts: dict[str, str] = {}
    for field, below in pairwise(lines):
        text = below.value.value if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) else None
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, str):
            texts[field.target.id] = inspect.cleandoc(text)
    return texts
