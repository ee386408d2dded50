"""A page as one file: templates filled, style and script inside, and a policy that allows nothing else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from importlib import resources
from typing import TYPE_CHECKING

from listopt.errors import Fault, InputError
from listopt.report.page import tidy

if TYPE_CHECKING:
    from jinja2 import Environment


def require_jinja(what: str) -> None:
    """Say how to install the libraries that make pages.

    Raises
    ------
    InputError
        When one of them is not installed.
    """
    import importlib.util

    for module, name in (("jinja2", "Jinja2"), ("matplotlib", "matplotlib")):
        if importlib.util.find_spec(module) is None:
            raise InputError([Fault(what, "no library for it", name, "Run: pip install 'listopt[report]'")])


def render(template: str, title: str, parts: Mapping[str, object]) -> str:
    """Fill a template; the page is the same whenever the parts are.

    Parameters
    ----------
    template
        Name of a template that extends ``page.html``.
    title
        Title of the page; ticks are kept under it.
    parts
        What the template shows.
    """
    style, script = (_file(name) for name in ("style.css", "script.js"))
    policy = (f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; img-src data:; "
              "base-uri 'none'; form-action 'none'")  # fmt: skip
    key = hashlib.sha256(title.encode("utf-8", "replace")).hexdigest()[:16]
    return (
        _environment()
        .get_template(template)
        .render(dict(parts) | {"title": title, "style": style, "script": script, "policy": policy, "key": key})
    )


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("listopt.report.html"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, finalize=_whole,
    )  # fmt: skip
    made.filters["tidy"] = tidy
    return made


def _whole(value: object) -> object:
    """Keep a figure and its percent sign on one line; markup stays as it is."""
    return value.replace(" %", "\u00a0%") if type(value) is str else value


def _file(name: str) -> str:
    return resources.files("listopt.report.html").joinpath(name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """Write the fingerprint by which the policy knows an inline style or script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
