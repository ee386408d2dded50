"""Readers of words with a meaning of their own: visas, and where an application stands."""

from __future__ import annotations

from listopt.catalogue import Column
from listopt.intake.fields.kinds import flag
from listopt.intake.fields.told import Reader, Setting, Told
from listopt.intake.language.clean import plain
from listopt.intake.language.visas import read_visas
from listopt.intake.language.vocabulary import words


def visa(column: Column) -> Reader:
    """One kind of visa: a plain answer, which says nothing of the other kind, or words about visas."""
    answer = flag(column)

    def read(cell: str, setting: Setting) -> Told | None:
        return answer(cell, setting) or _answered(cell, column.name)

    return read


def visas(cell: str, setting: Setting) -> Told | None:
    """Words about both kinds of visa."""
    return _answered(cell)


def _answered(cell: str, column: str = "") -> Told | None:
    """What words about visas answer with yes or no; what depends on the case makes it less than whole."""
    told = read_visas(plain(cell), column)
    if told is None:
        return None
    return Told({name: answer for name, answer in told.items() if answer}, whole=all(told.values()))


def status(cell: str, setting: Setting) -> Told | None:
    """Where an application stands; words that mean nothing to listopt are kept."""
    meant = words("status").get(plain(cell).strip(" .!"))
    return Told({"status": meant or cell}, "" if meant else "words that have no effect, kept")
