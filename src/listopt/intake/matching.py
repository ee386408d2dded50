"""Rows of somebody's table to the real programs: by code, else by specialty, place and name."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from listopt.intake.names import named_state, tokens
from listopt.intake.places import state_names

SAME_NAME, SAME_INSTITUTION = 1.0, 0.96
"""Scores of names that are the program's, and of those that are its institution's, which may have several."""
LIKELY, APART = 0.6, 0.1
"""Scores from which a name is taken for another, and by which the next must be worse."""
ALONE, ANYWHERE, FAR = 0.4, 0.8, 0.66
"""Scores instead of `LIKELY`: for the only program of its specialty in the city; where the state is not told; for a
program in another city than the row says."""
RARE = 4.0
"""What a word says from which it tells one program from others."""
SHARED = SAME_INSTITUTION * 0.8
"""Score of a program elsewhere whose institution has the name of the row."""
OFFERED = 0.35
"""Score from which a program is offered as what an unmatched row may mean."""
ELSEWHERE = 0.8
"""Factor for a program in another city than the row says."""
_ALIKE = 84.0
"""Likeness of 100 from which two words count as the same, misspelt."""


@dataclass(frozen=True)
class Identity:
    """What a row tells about which program it is; empty where it does not."""

    code: str = ""
    name: str = ""
    institution: str = ""
    specialty: str = ""
    city: str = ""
    state: str = ""


@dataclass(frozen=True)
class Match:
    """Program that a row means.

    Attributes
    ----------
    code
        Its code; empty when it is not found.
    how
        ``code``, ``name``; ``ambiguous``, ``unknown`` when no code is given.
    score
        Likeness of the names from 0 to 1; 1 for codes.
    reason
        Why no program is given.
    candidates
        Programs that it may mean, the likeliest first.
    shared
        Whether other programs belong to an institution of the same name.
    """

    code: str
    how: str
    score: float = 1.0
    reason: str = ""
    candidates: tuple[str, ...] = ()
    shared: bool = False


@dataclass(frozen=True)
class _Entry:
    """A program as names are compared."""

    code: str
    city: tuple[str, ...]
    state: tuple[str, ...]
    name: frozenset[str]
    spellings: tuple[frozenset[str], ...]
    words: frozenset[str] = field(repr=False)


class Matcher:
    """The programs of a catalogue, ready to be found.

    Parameters
    ----------
    programs
        Table of a catalogue, index ``program_id``; columns ``name``, ``institution``, ``specialty``, ``city``,
        ``state`` are used where they exist.
    """

    def __init__(self, programs: pd.DataFrame) -> None:
        names = ("name", "institution", "specialty", "city", "state")
        columns = [
            programs[name].fillna("").astype(str) if name in programs else [""] * len(programs) for name in names
        ]
        self.rows: Mapping[str, Identity] = {
            str(code): Identity(str(code), *cells) for code, *cells in zip(programs.index, *columns, strict=True)
        }
        self._found: dict[Identity, Match] = {}

    @property
    def known(self) -> Mapping[str, Identity]:
        """Identity of every program by its code."""
        return self.rows

    @cached_property
    def _groups(self) -> Mapping[tuple[str, str], Sequence[_Entry]]:
        """Programs by specialty and state, and by specialty alone under an empty state."""
        groups: dict[tuple[str, str], list[_Entry]] = {}
        for row in self.rows.values():
            entry = _entry(row)
            groups.setdefault((row.specialty, row.state), []).append(entry)
            groups.setdefault((row.specialty, ""), []).append(entry)
        return groups

    @cached_property
    def _weight(self) -> Mapping[str, float]:
        """How much each word says: less, the more names have it."""
        spellings = {spelling for group in self._groups.values() for entry in group for spelling in entry.spellings}
        counts = Counter(word for spelling in spellings for word in spelling)
        return {word: math.log(1 + len(spellings) / count) for word, count in counts.items()}

    def match(self, row: Identity) -> Match:
        """Find the program of a row."""
        found = self._found.get(row)
        if found is None:
            if len(self._found) > 50_000:
                self._found.clear()
            found = self._found[row] = self._matched(row)
        return found

    def _matched(self, row: Identity) -> Match:
        if row.code in self.rows:
            return self._by_code(row)
        if row.code:
            near = self._by_name(row)
            reason = f"the code {row.code} is not in the catalogue"
            return Match("", "unknown", 0.0, reason, near.candidates or ((near.code,) if near.code else ()))
        return self._by_name(row)

    def _by_code(self, row: Identity) -> Match:
        """Program of the code, unless everything else speaks for another one."""
        real = self.rows[row.code]
        elsewhere = row.state and real.state and row.state != real.state
        otherwise = row.specialty and real.specialty and row.specialty != real.specialty
        named = row.name or row.institution
        if (elsewhere or otherwise) and named and self._likeness(row, _entry(real)) < OFFERED:
            said = ", ".join(part for part in (named, row.specialty, row.state) if part)
            is_ = ", ".join(part for part in (real.name, real.specialty, real.state) if part)
            return Match("", "ambiguous", 0.0, f"the code {row.code} is {is_}, but the row says {said}", (row.code,))
        return Match(row.code, "code")

    def _by_name(self, row: Identity) -> Match:
        if not (row.name or row.institution):
            return Match("", "unknown", 0.0, "neither code nor name")
        if not row.specialty:
            return Match("", "unknown", 0.0, "no code, and the specialty is not told")
        row = row if row.state else replace(row, state=named_state(row.name or row.institution))
        group = self._groups.get((row.specialty, row.state), ())
        if not group:
            return Match("", "unknown", 0.0, f"no program in {row.specialty}, {row.state or 'any state'}")
        scored = sorted(
            ((self._likeness(row, entry), entry) for entry in group), key=lambda one: (-one[0], one[1].code)
        )
        return self._decided(row, scored)

    def _decided(self, row: Identity, scored: Sequence[tuple[float, _Entry]]) -> Match:
        """The best program if it is good and no other is nearly as good."""
        (best, entry), second = scored[0], scored[1][0] if len(scored) > 1 else 0.0
        offered = tuple(one.code for score, one in scored[:3] if score >= OFFERED)
        if (best == SAME_NAME > second) or self._stands_out(row, scored):
            return Match(entry.code, "name", best, "", offered, second >= SHARED)
        if not offered:
            return Match("", "unknown", best, "no program of such a name there")
        reason = "the name fits several programs" if len(offered) > 1 else "the name is not close enough"
        return Match("", "ambiguous", best, reason, offered)

    def _stands_out(self, row: Identity, scored: Sequence[tuple[float, _Entry]]) -> bool:
        """Whether the best program is likely enough, given what else there is."""
        (best, entry), others = scored[0], scored[1:]
        if others and best - others[0][0] < APART:
            return False
        here = [(score, one) for score, one in scored if _same_city(row, one)] if row.city else []
        if here and here[0][1] is not entry and here[0][0] >= OFFERED * 0.8:
            return False
        far = bool(row.city and entry.city) and not _same_city(row, entry)
        alone = len(here) == 1 and here[0][1] is entry
        if best < (ALONE if alone else FAR if far else LIKELY if row.state else ANYWHERE):
            return False
        return alone or not self._says_more(row, entry, [one for _, one in others])

    def _says_more(self, row: Identity, entry: _Entry, others: Sequence[_Entry]) -> bool:
        """Whether a row has a telling word that the program has not, while a sister of the program shares others.

        Such a word may name a site that the catalogue calls otherwise.
        """
        said = {word for name in (row.name, row.institution) for word in tokens(name, row.state)} - set(
            tokens(row.specialty)
        )
        telling = {word for word in said if self._weight.get(word, RARE) >= RARE}
        there = entry.words | frozenset((*entry.city, *entry.state, *tokens(row.city)))
        more = [word for word in telling - there if not self._nearly(word, there)]
        return bool(more) and any(telling & entry.words & one.words for one in others)

    def _likeness(self, row: Identity, entry: _Entry) -> float:
        """How well a row's name and city fit a program, from 0 to 1."""
        city = frozenset(tokens(row.city))
        silent = frozenset(tokens(row.specialty)) - entry.words
        said = {name: frozenset(tokens(name, row.state)) for name in (row.name, row.institution) if name}
        best = max((self._overlap(words - silent or words, city, entry) for words in said.values()), default=0.0)
        if said.get(row.name) == entry.name:
            best = SAME_NAME
        if not row.city or not entry.city:
            return best
        return best if _same_city(row, entry) else best * ELSEWHERE

    def _overlap(self, said: frozenset[str], city: frozenset[str], entry: _Entry) -> float:
        if said in entry.spellings:
            return SAME_INSTITUTION
        there = entry.words | frozenset(entry.city)
        covered = self._covered(said, there)
        back = max((self._covered(spelling, said | city) for spelling in entry.spellings), default=0.0)
        return 0.95 * (0.55 * covered + 0.45 * back)

    def _covered(self, wanted: Iterable[str], there: frozenset[str]) -> float:
        """Share of the wanted words, by what they say, that are there or nearly so."""
        total = found = 0.0
        for word in wanted:
            weight = self._weight.get(word, 6.0)
            total += weight
            found += weight if word in there else weight * self._nearly(word, there)
        return found / total if total else 0.0

    def _nearly(self, word: str, there: frozenset[str]) -> float:
        from rapidfuzz import fuzz, process  # here because codes do without

        if len(word) < 4:
            return 0.0
        best = process.extractOne(word, there, scorer=fuzz.ratio, score_cutoff=_ALIKE)
        return best[1] / 100 if best is not None else 0.0


def _entry(row: Identity) -> _Entry:
    names = (row.name or row.institution, row.institution)
    spellings = tuple(dict.fromkeys(frozenset(tokens(name, row.state)) for name in names if name))
    state = (row.state.lower(), *tokens(state_names().get(row.state, "")))
    name = spellings[0] if spellings else frozenset()
    return _Entry(row.code, tokens(row.city), state, name, spellings, frozenset().union(*spellings))


def _same_city(row: Identity, entry: _Entry) -> bool:
    return tokens(row.city) == entry.city
