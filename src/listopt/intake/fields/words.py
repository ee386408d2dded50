"""Readers of words with a meaning of their own: visas, and where an application stands."""

from __future__ import annotations

from listopt.catalogue import Column
from listopt.intake.fields.kinds import flag
from listopt.intake.fields.told import Reader, Setting, Told
from listopt.intake.language.clean import plain
from listopt.intake.language.visas import names_visas, read_visas
from listopt.intake.language.vocabulary import words


def visa(column: Column) -> Reader:
    """One kind of visa: a plain answer, which says nothing of the other kind, or words that name kinds."""
    answer = flag(column)

    def read(cell: str, setting: Setting) -> Told | None:
        text = plain(cell)
        told, plainly = read_visas(text), answer(cell, setting)
        if told is None or not names_visas(text):
            return Told({column.name: "no"}) if told and plainly is None else plainly
        return Told({**(plainly.values if plainly else {}), **told})

    return read


def visas(cell: str, setting: Setting) -> Told | None:
    """Words about both kinds of visa."""
    told = read_visas(plain(cell))
    return None if told is None else Told(told)


def status(cell: str, setting: Setting) -> Told | None:
    """Where an application stands; words that mean nothing to listopt are kept."""
    return Told({"status": words("status").get(plain(cell).strip(" .!"), cell)})
