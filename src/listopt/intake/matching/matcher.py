"""Rows of somebody's table to the real programs: by code, else by specialty, place and name.

A name decides only when it can hardly mean another program: the catalogue may lack the one that is meant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from listopt.intake.matching.deciding import decide
from listopt.intake.matching.evidence import shared, strange
from listopt.intake.matching.lexicon import Lexicon
from listopt.intake.matching.likeness import SAME_INSTITUTION, SAME_NAME, Candidate, Fit, Identity, candidate
from listopt.intake.matching.names import bag, named_state, tokens
from listopt.intake.matching.peers import Peers

Words = tuple[str, ...]
SHARED = SAME_INSTITUTION * 0.8
"""Score of a program elsewhere whose institution has the name of the row."""
OFFERED, MOST_OFFERED = 0.35, 3
"""Score from which a program is offered as what an unmatched row may mean, and how many are."""


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
    named
        Program that the name alone means, where the code is not in the catalogue; empty when it means none.
    """

    code: str
    how: str
    score: float = 1.0
    reason: str = ""
    candidates: tuple[str, ...] = ()
    shared: bool = False
    named: str = ""


class Matcher:
    """The programs of a catalogue, ready to be found.

    Parameters
    ----------
    programs
        What is known of each; its code may not be empty.

    Attributes
    ----------
    known
        Identity of every program by its code.
    """

    def __init__(self, programs: Iterable[Identity]) -> None:
        self.known: Mapping[str, Identity] = {program.code: program for program in programs}
        self._found: dict[Identity, Match] = {}
        self._peers = cache(self._gathered)
        self._spelt = cache(self._by_spelling)

    @cached_property
    def _groups(self) -> Mapping[tuple[str, str], Sequence[Candidate]]:
        """Programs by specialty and state, and by specialty alone under an empty state."""
        groups: dict[tuple[str, str], list[Candidate]] = {}
        for row in self.known.values():
            program = candidate(row)
            groups.setdefault((row.specialty, row.state), []).append(program)
            groups.setdefault((row.specialty, ""), []).append(program)
        return groups

    @cached_property
    def _lone(self) -> frozenset[frozenset[str]]:
        """Names of institutions that have no two programs of one specialty."""
        programs = Counter((bag(row.institution, row.state), row.specialty) for row in self.known.values())
        several = {name for (name, _), count in programs.items() if count > 1}
        return frozenset(name for name, _ in programs if name not in several)

    @cached_property
    def _lexicon(self) -> Lexicon:
        programs = [program for (_, state), group in self._groups.items() if not state for program in group]
        names = {spelling for program in programs for spelling in program.spellings}
        return Lexicon(names, (word for program in programs for word in program.there))

    def _gathered(self, specialty: str, state: str) -> Peers:
        return Peers(self._groups.get((specialty, state), ()), specialty, self._lexicon)

    def _by_spelling(self, specialty: str, state: str) -> Mapping[tuple[Words, frozenset[str]], Sequence[Candidate]]:
        """Programs of one specialty and state by city and each of their names."""
        found: dict[tuple[Words, frozenset[str]], list[Candidate]] = {}
        for program in self._groups.get((specialty, state), ()):
            for spelling in program.spellings:
                found.setdefault((program.city, spelling), []).append(program)
        return found

    def match(self, row: Identity) -> Match:
        """Find the program of a row."""
        found = self._found.get(row)
        if found is None:
            if len(self._found) > 50_000:
                self._found.clear()
            found = self._found[row] = self._by_code(row) if row.code else self._by_name(row)
        return found

    def _by_code(self, row: Identity) -> Match:
        """Program of the code, unless everything else speaks for another one."""
        real = self.known.get(row.code)
        if real is None:
            near = self._by_name(row)
            reason = f"the code {row.code} is not in the catalogue"
            return Match("", "unknown", 0.0, reason, near.candidates, named=near.code)
        if self._same(row, real):
            return Match(row.code, "code")
        by_name = self._by_name(row)
        if not self._contradicts(row, real, by_name):
            return Match(row.code, "code")
        said, is_ = (", ".join(filter(None, (one.name or one.institution, one.specialty, one.city, one.state)))
                     for one in (row, real))  # fmt: skip
        reason = f"the code {row.code} is {is_}, but the row says {said}"
        return Match("", "ambiguous", 0.0, reason, tuple(filter(None, (by_name.code, row.code))))

    @staticmethod
    def _same(row: Identity, real: Identity) -> bool:
        """Whether nothing that a row tells beside its code differs from the program of the code."""
        names = (real.name, real.institution)
        named = all(
            name in names or bag(name, row.state) in (bag(one, real.state) for one in names)
            for name in (row.name, row.institution)
            if name
        )
        city = row.city in ("", real.city) or tokens(row.city) == tokens(real.city)
        return named and city and row.state in ("", real.state) and row.specialty in ("", real.specialty)

    def _contradicts(self, row: Identity, real: Identity, by_name: Match) -> bool:
        """Whether what a row tells beside its code can hardly be said of the program of the code."""
        program = candidate(real)
        other = self.known.get(by_name.code) if by_name.code != row.code else None
        if other is not None:
            alike = bool(shared(row, program, self._lexicon)) and not strange(row, program, self._lexicon)
            there = not row.city or tokens(row.city) == tokens(other.city)
            here = not row.city or tokens(row.city) == program.city
            return not alike or (there and (not here or by_name.score == SAME_NAME))
        elsewhere = row.state and real.state and row.state != real.state
        otherwise = row.specialty and real.specialty and row.specialty != real.specialty
        named = bool(row.name or row.institution)
        fits = named and Peers([program], row.specialty, self._lexicon).fits(row)[0].score >= OFFERED
        return bool(elsewhere or otherwise) and named and not fits

    def _by_name(self, row: Identity) -> Match:
        if not (row.name or row.institution):
            return Match("", "unknown", 0.0, "neither code nor name")
        if not row.specialty:
            return Match("", "unknown", 0.0, "no code, and the specialty is not told")
        row = row if row.state else replace(row, state=named_state(row.name or row.institution))
        if row.state and row.city:
            name = bag(row.name, row.state)
            there = self._spelt(row.specialty, row.state).get((tokens(row.city), name), ())
            if len(there) == 1 and there[0].name == name:
                return Match(there[0].code, "name", SAME_NAME, "", (there[0].code,))
        fits = self._peers(row.specialty, row.state).fits(row)
        if not fits:
            return Match("", "unknown", 0.0, f"no program in {row.specialty}, {row.state or 'any state'}")
        return self._decided(row, fits)

    def _decided(self, row: Identity, fits: Sequence[Fit]) -> Match:
        """The program that a row means if it can hardly be another, else those that it may be."""
        lone = bag(row.name or row.institution, row.state) in self._lone
        found = decide(row, fits, self._lexicon, lone=lone)
        offered = tuple(one.program.code for one in fits[:MOST_OFFERED] if one.score >= OFFERED)
        if found is not None:
            shared_name = len(fits) > 1 and fits[1].score >= SHARED
            return Match(found.program.code, "name", found.score, "", offered, shared_name)
        score = fits[0].score
        if not row.state:
            return Match("", "ambiguous", score, "the name fits several programs, and no state is told", offered)
        if not offered:
            return Match("", "unknown", score, "no program of such a name there")
        reason = "the name fits several programs" if len(offered) > 1 else "the name is not close enough"
        return Match("", "ambiguous", score, reason, offered)
