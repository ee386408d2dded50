"""Scenarios: the YAML contract, read with all faults at once.

`read_scenario` reads a file, `parse_scenario` takes the same thing as Python mappings. Both give a frozen `Scenario`
with the files it extends and its strategy worked in.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path

from pydantic import ValidationError

from listopt.errors import Faults, InputError
from listopt.scenario.checks import checked
from listopt.scenario.describe import scenario_schema
from listopt.scenario.faults import misread_flags, orderly, translated
from listopt.scenario.files import extended, read_tree
from listopt.scenario.parts import Bands, OddsSettings, Preferences, SpecialtyChoice, Spread, Unknown, Wishes
from listopt.scenario.rules import canonical
from listopt.scenario.schema import Scenario, ScenarioText
from listopt.scenario.settings import of_strategy
from listopt.scenario.shortwords import put_settings
from listopt.scenario.strategy import with_strategy
from listopt.scenario.tree import Node, from_python, places, plain

__all__ = [
    "Bands",
    "OddsSettings",
    "Preferences",
    "Scenario",
    "SpecialtyChoice",
    "Spread",
    "Unknown",
    "Wishes",
    "parse_scenario",
    "read_scenario",
    "scenario_schema",
    "starter",
    "under_strategy",
    "with_settings",
]


def read_scenario(path: Path | str, *, today: datetime.date | None = None) -> Scenario:
    """Read a scenario file.

    Parameters
    ----------
    path
        The file.
    today
        Date that decides which Match is the coming one when the file names no season; by default the present day.

    Raises
    ------
    InputError
        With every fault of the file, of the files it extends and of its strategy.
    """
    path = Path(path)
    return _scenario(read_tree(path), path.parent, path, today=today)


def parse_scenario(data: Mapping[str, object], base: Path | None = None) -> Scenario:
    """Read a scenario given as mappings, lists and scalars; rules and applicants may be listopt's own objects.

    Parameters
    ----------
    data
        The same keys as in a file.
    base
        Directory that relative paths count from; by default the current one.

    Raises
    ------
    InputError
        With every fault; places are key paths such as ``constraints[0].at_most``.
    """
    faults = Faults()
    tree = from_python(data, faults)
    faults.raise_if_any()
    return _scenario(tree, Path.cwd() if base is None else base, None)


def with_settings(
    source: Mapping[str, object] | Path | str, settings: Sequence[str], *, today: datetime.date
) -> Scenario:
    """Read a scenario with some of its values set, such as ``budget=2700``; the result is checked as a whole.

    Parameters
    ----------
    source
        Path of a scenario file, or its content.
    settings
        ``NAME=VALUE``, values in YAML; `listopt.scenario.settings` says what a name may be. What a strategy supplies
        is set on top of it, and other weights stay as they are. The value null removes.
    today
        Date that decides whose season's signals are meant when the scenario names no season.

    Raises
    ------
    InputError
        With every fault; places of what was set are ``--set NAME=VALUE``.
    """
    if isinstance(source, Mapping):
        faults = Faults()
        tree = from_python(source, faults)
        faults.raise_if_any()
        return _scenario(tree, Path.cwd(), None, settings, today)
    path = Path(source)
    return _scenario(read_tree(path), path.parent, path, settings, today)


def under_strategy(source: Mapping[str, object] | Path | str, strategy: str, *, today: datetime.date) -> Scenario:
    """Read a scenario under another strategy and without weights of its own, so that those of the strategy hold.

    Parameters
    ----------
    source
        Path of a scenario file, or its content.
    strategy
        Name of a shipped strategy, or a file counted from the scenario's folder.
    today
        Date that decides which Match is the coming one when the scenario names none.

    Raises
    ------
    InputError
        With every fault.
    """
    faults = Faults()
    path = None if isinstance(source, Mapping) else Path(source)
    base = Path.cwd() if path is None else path.parent
    tree = from_python(source, faults) if path is None else read_tree(path)
    tree = extended(tree, base, faults, () if path is None else (path.absolute(),)).lacking("weights")
    faults.raise_if_any()
    place = f"strategy: {strategy}"
    return _scenario(tree.having(strategy=Node(strategy, place, strategy, "strategy", place)), base, path, today=today)


def starter() -> str:
    """Give the commented scenario to start from, as YAML text."""
    return (resources.files("listopt") / "starter.yaml").read_text(encoding="utf-8")


def _scenario(
    tree: Node, base: Path, path: Path | None, texts: Sequence[str] = (), today: datetime.date | None = None
) -> Scenario:
    """Complete a tree, put the settings over it, check it, and make the scenario of it."""
    faults = Faults()
    tree = extended(tree, base, faults, () if path is None else (path.absolute(),))
    day = today or datetime.date.today()
    late = [text for text in texts if of_strategy(text, tree)]
    tree = put_settings(tree, [text for text in texts if text not in late], day, faults) if texts else tree
    completed = with_strategy(tree, base, day, faults)
    tree, borrowed = completed.tree, completed.borrowed
    if texts:
        tree = put_settings(tree, late, day, faults)
        borrowed = tuple(term for term in borrowed if not _set_here(texts, "weights", term))
    tree = canonical(tree)
    if "name" not in tree.entries and path is not None:
        tree = tree.having(name=Node(path.stem, str(path), path.stem))
    faults.found += [*misread_flags(tree, scenario_schema), *checked(tree)]
    text = _validated(tree, faults)
    fields = {name: getattr(text, name) for name in ScenarioText.model_fields}
    return Scenario.model_validate(
        {**fields, "base": base, "path": path, "weights_from_strategy": borrowed,
         "guidance": completed.guidance, "places": places(tree)}
    )  # fmt: skip


def _set_here(texts: Sequence[str], *path: str) -> bool:
    """Whether a setting speaks of a value, or of what contains it."""
    names = [text.partition("=")[0].strip() for text in texts]
    return any(".".join(path[:length]) in names for length in range(1, len(path) + 1))


def _validated(tree: Node, faults: Faults) -> ScenarioText:
    """Check the types of all fields, and raise everything gathered so far with it."""
    try:
        text = ScenarioText.model_validate(plain(tree))
    except ValidationError as error:
        faults.found += translated(error, tree, scenario_schema())
        raise InputError(orderly(faults.found)) from None
    if faults.found:
        raise InputError(orderly(faults.found))
    return text
