"""Which program is meant: by code, lost leading zeros repaired, or by words of its name, city, state or specialty."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from listopt.errors import Fault, InputError
from listopt.reference import read_reference
from listopt.report.others import Named, title

SEARCHED = ("name", "institution", "specialty", "city", "state")
"""Columns whose words are compared."""
CODE = 10
"""Digits of an ACGME code."""
ALIKE = 75.0
"""Likeness of two words, from 0 to 100, from which they may be the same word."""
GOOD = 0.85
"""Share of what was asked, weighed by rarity, that must be found again."""
LEFT = 0.25
"""What a program loses when none of its words were asked for; it tells namesakes from their branches."""
CLEAR = 0.03
"""Lead over the next program that makes the best one clear."""
CANDIDATES = 6
"""Programs named when several fit."""
FILLER = frozenset(("program", "the", "of", "at", "and", "in", "for", "residency"))


@dataclass(frozen=True)
class Meant:
    """A program asked for, in whatever words; ``guessed`` tells that the words were not its code."""

    asked: str
    program: Named
    guessed: bool


def meant(table: pd.DataFrame, asked: Sequence[str], specialties: Sequence[str]) -> tuple[Meant, ...]:
    """Find the programs asked for.

    Parameters
    ----------
    table
        Programs of the catalogue, index program_id.
    asked
        Codes or words.
    specialties
        Those of the scenario: their programs are preferred; empty means all.

    Raises
    ------
    InputError
        Naming everything that is no program or fits several, with the closest programs.
    """
    found, faults = [], []
    for words in asked:
        answer = _one(table, words.strip(), specialties)
        if isinstance(answer, Fault):
            faults.append(answer)
        else:
            found.append(answer)
    if faults:
        raise InputError(faults)
    return tuple({one.program.program_id: one for one in reversed(found)}.values())[::-1]


def _one(table: pd.DataFrame, words: str, specialties: Sequence[str]) -> Meant | Fault:
    for code in (words, words.zfill(CODE)):
        if code in table.index:
            return Meant(words, Named(code, title(table, code)), guessed=False)
    if re.fullmatch(r"\d+", words) or not _words(words):
        return Fault("PROGRAM", repr(words), "a program_id of the catalogue, or words of a program's name")
    inside = table["specialty"].isin(list(specialties)) if specialties and "specialty" in table else None
    ranked = _ranked(table if inside is None else table[inside], words)
    if inside is not None and not _fits(ranked):
        elsewhere = _ranked(table, words)
        ranked = elsewhere if _fits(elsewhere) else ranked
    score = ranked["score"]
    if _fits(ranked) and (len(ranked) == 1 or score.iloc[0] - score.iloc[1] >= CLEAR):
        code = str(ranked.index[0])
        return Meant(words, Named(code, title(table, code)), guessed=True)
    closest = "".join(f"\n  {code}  {title(table, str(code))}" for code in ranked.index)
    advice = f"The closest are:{closest}" if closest else ""
    what = "words that fit several programs" if _fits(ranked) else "words that fit no program"
    return Fault("PROGRAM", f"{words!r}, {what}", "words of one program, or its code", advice)


def _fits(ranked: pd.DataFrame) -> bool:
    return bool(len(ranked) and ranked["fit"].iloc[0] >= GOOD)


def _ranked(table: pd.DataFrame, words: str) -> pd.DataFrame:
    """Best programs by ``score``: the ``fit`` (0 to 1, words found again by rarity), less something for words left."""
    from rapidfuzz import fuzz, process  # here because no other command needs it

    texts = _texts(table)
    vocabulary = sorted({word for text in texts for word in text})
    place = {word: n for n, word in enumerate(vocabulary)}
    asked = _words(words)
    alike = np.asarray(process.cdist(asked, vocabulary, scorer=fuzz.ratio), dtype=float)
    alike = np.where(alike >= ALIKE, alike / 100, 0.0)
    has = [np.fromiter((place[word] for word in text), dtype=np.int64) for text in texts]
    best = np.array([alike[:, of].max(axis=1) if len(of) else np.zeros(len(asked)) for of in has])
    many = (best > 0).sum(axis=0)
    rarity = np.log1p(len(table) / np.maximum(many, 0.5))
    fit = best @ rarity / rarity.sum()
    used = np.array([(alike[:, of] > 0).any(axis=0).mean() if len(of) else 0.0 for of in has])
    ranked = pd.DataFrame({"fit": fit, "score": fit - LEFT * (1 - used)}, index=table.index)
    order = np.lexsort((np.arange(len(ranked)), -ranked["score"].to_numpy()))[:CANDIDATES]
    best_first = ranked.iloc[order]
    return best_first[best_first["fit"] > 0]


def _texts(table: pd.DataFrame) -> list[list[str]]:
    states = {row["state"]: row["name"] for row in read_reference("states")}
    columns = [table[name].fillna("").astype(str).tolist() for name in SEARCHED if name in table]
    if "state" in table:
        columns.append([states.get(state, "") for state in table["state"].fillna("").tolist()])
    joined = (" ".join(cells) for cells in zip(*columns, strict=True)) if columns else iter([""] * len(table))
    return [sorted(set(_words(text))) for text in joined]


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", text.lower()) if word not in FILLER]
