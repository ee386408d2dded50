"""Faults in what a user gave us, gathered and raised once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


class ListoptError(Exception):
    """Base of everything listopt raises on purpose; reaches the user without a traceback."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with the input, and what to do about it.

    Attributes
    ----------
    place
        Where it was found: ``file:line:column`` or ``file, row 7, column "j1"``.
    found
        What stands there, quoted as the user wrote it.
    expected
        What may stand there.
    advice
        What to do, as a sentence; empty when ``expected`` says it all.
    """

    place: str
    found: str
    expected: str
    advice: str = ""

    def __str__(self) -> str:
        text = f"{self.place}: found {self.found}; expected {self.expected}"
        return f"{text}. {self.advice}" if self.advice else text


class InputError(ListoptError):
    """The input has faults; all of them are listed, one a line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass
class Faults:
    """Gathers faults while reading, so that a user sees all of them at once."""

    found: list[Fault] = field(default_factory=list)

    def add(self, place: str, found: str, expected: str, advice: str = "") -> None:
        """Remember one fault."""
        self.found.append(Fault(place, found, expected, advice))

    def raise_if_any(self) -> None:
        """Raise one `InputError` with everything gathered so far.

        Raises
        ------
        InputError
            When at least one fault was added.
        """
        if self.found:
            raise InputError(self.found)


def nearest(word: str, valid: Iterable[str]) -> str | None:
    """Name of ``valid`` that looks most like ``word``, or None when nothing comes close."""
    import difflib  # here because `listopt --help` does without

    by_lower = {name.lower(): name for name in valid}
    close = difflib.get_close_matches(str(word).lower(), list(by_lower), n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None


def did_you_mean(word: str, valid: Iterable[str]) -> str:
    """Advice naming the nearest valid name; empty when nothing comes close."""
    close = nearest(word, valid)
    return f"Did you mean {close!r}?" if close is not None else ""
