"""What is entered into a comparison: scenario files, saved results, and variants of a scenario."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase

from listopt.errors import Fault, InputError

SAVED = ".json"
"""Ending of a saved result."""
MOST = len(ascii_uppercase)
"""Most sides: each is called by a letter."""


@dataclass(frozen=True)
class Entrant:
    """A file, and what to set in it."""

    path: Path
    settings: tuple[str, ...] = ()

    @property
    def saved(self) -> bool:
        """Whether it is a saved result."""
        return self.path.suffix.lower() == SAVED

    @property
    def source(self) -> str:
        """File and settings in words."""
        return " with ".join(filter(None, (str(self.path), ", ".join(self.settings))))


def entrants(files: Sequence[Path | str], variants: Sequence[str] = ()) -> dict[str, Entrant]:
    """Give each side its letter.

    Parameters
    ----------
    files
        Scenario files and saved results.
    variants
        ``NAME=VALUE[,NAME=VALUE...]``: each adds the first scenario with these settings.

    Raises
    ------
    InputError
        When there are fewer than two sides, or too many, or variants of nothing.
    """
    entered = [Entrant(Path(file)) for file in files]
    first = next((one for one in entered if not one.saved), None)
    if variants and first is None:
        raise InputError([Fault("--variant", "no scenario file", "a scenario file, of which to make variants")])
    entered += [Entrant(first.path, split(text)) for text in variants if first is not None]
    if not 2 <= len(entered) <= MOST:
        found = "one side" if len(entered) == 1 else f"{len(entered)} sides"
        advice = "Name another scenario, a saved result, or a --variant." if len(entered) < 2 else ""
        raise InputError([Fault("compare", found, f"2 to {MOST} sides", advice)])
    return dict(zip(ascii_uppercase, entered, strict=False))


def split(text: str) -> tuple[str, ...]:
    """Settings of a variant: split at commas outside brackets that a ``NAME=`` follows.

    Examples
    --------
    >>> split("budget=1500,applicant.visa=[J-1, H-1B],season=2026")
    ('budget=1500', 'applicant.visa=[J-1, H-1B]', 'season=2026')
    """
    found, depth = [""], 0
    for piece in re.split(r"([\[\](){},])", text):
        depth += (piece in tuple("[({")) - (piece in tuple("])}"))
        if piece == "," and depth <= 0:
            found.append("")
        else:
            found[-1] += piece
    settings = found[:1]
    for part in found[1:]:
        settings = [*settings, part] if "=" in part else [*settings[:-1], f"{settings[-1]},{part}"]
    return tuple(setting.strip() for setting in settings)


def names_of(entered: Mapping[str, Entrant]) -> dict[str, str]:
    """Give each side a short name of its own: its settings, else its file's name, with the folder where names repeat.

    Examples
    --------
    >>> names_of({"A": Entrant(Path("x/plan.yaml")), "B": Entrant(Path("y/plan.yaml"), ("budget=900",))})
    {'A': 'plan', 'B': 'budget=900'}
    """
    names = {key: ", ".join(one.settings) or one.path.stem for key, one in entered.items()}
    repeated = [name for name in names.values() if list(names.values()).count(name) > 1]
    found: dict[str, str] = {}
    for key, one in entered.items():
        name = names[key]
        if name in repeated and not one.settings:
            name = f"{one.path.parent.name}/{one.path.name}".removeprefix("/")
        while name in found.values():
            name += " again"
        found[key] = name
    return found
