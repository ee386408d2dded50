"""Rows of somebody's table to the real programs: by code, else by specialty, place and name.

A name decides only when it can hardly mean another program: the catalogue may lack the one that is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from listopt.intake.matching.lexicon import Lexicon
from listopt.intake.matching.likeness import (
    ELSEWHERE,
    SAME_INSTITUTION,
    SAME_NAME,
    Candidate,
    Fit,
    Identity,
    candidate,
    edits,
    lacks,
    length,
    same_city,
)
from listopt.intake.matching.names import bag, named_state, tokens
from listopt.intake.matching.peers import Peers

APART = 0.1
"""By how much the next program must fit worse."""
WHOLE = 0.97
"""Share of the words of one name that the other must have ..."""
ALONE, HERE, ANYWHERE = 0.4, 0.5, 0.7
"""... and share of the words of the other: for the only program of its specialty in the city, for one of several there,
where no city is told."""
MOST, MUCH = 0.85, 0.75
"""Shares of the words of both names that are enough when neither has all of the other."""
RARE = 4.0
"""What a word says from which it tells one program from others."""
SHARED = SAME_INSTITUTION * 0.8
"""Score of a program elsewhere whose institution has the name of the row."""
OFFERED, RIVAL = 0.35, 0.6
"""Scores from which a program is offered as what an unmatched row may mean, and from which one in the row's own city
speaks against one of the very same name elsewhere."""
SLIPS, LETTERS_A_SLIP = 2, 5
"""Most letters by which two names may differ that are the same, and letters of a name per letter that differs."""


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
    def _spelt(self) -> Mapping[tuple[str, str, tuple[str, ...], frozenset[str]], Sequence[Candidate]]:
        """Programs by specialty, state, city and each of their names."""
        found: dict[tuple[str, str, tuple[str, ...], frozenset[str]], list[Candidate]] = {}
        for (specialty, state), programs in self._groups.items():
            for program in programs if state else ():
                for spelling in program.spellings:
                    found.setdefault((specialty, state, program.city, spelling), []).append(program)
        return found

    @cached_property
    def _lexicon(self) -> Lexicon:
        programs = [program for (_, state), group in self._groups.items() if not state for program in group]
        names = {spelling for program in programs for spelling in program.spellings}
        return Lexicon(names, (word for program in programs for word in program.there))

    @cached_property
    def _called(self) -> Mapping[tuple[str, str, str], str]:
        """Program of each name, specialty and state."""
        return {(row.name.casefold(), row.specialty, row.state): code for code, row in self.known.items() if row.name}

    def _gathered(self, specialty: str, state: str) -> Peers:
        return Peers(self._groups.get((specialty, state), ()), specialty, self._lexicon)

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
            return Match("", "unknown", 0.0, reason, near.candidates or ((near.code,) if near.code else ()))
        if self._agree(row, real):
            return Match(row.code, "code")
        elsewhere = row.state and real.state and row.state != real.state
        otherwise = row.specialty and real.specialty and row.specialty != real.specialty
        another = self._called.get((row.name.casefold(), real.specialty, real.state), row.code) != row.code
        if not (another or elsewhere or otherwise):
            return Match(row.code, "code")
        by_name = self._by_name(row)
        if not another and Peers([candidate(real)], row.specialty, self._lexicon).fits(row)[0].score >= OFFERED:
            return Match(row.code, "code")
        said, is_ = (", ".join(filter(None, (one.name or one.institution, one.specialty, one.state)))
                     for one in (row, real))  # fmt: skip
        reason = f"the code {row.code} is {is_}, but the row says {said}"
        return Match("", "ambiguous", 0.0, reason, tuple(filter(None, (by_name.code, row.code))))

    @staticmethod
    def _agree(row: Identity, real: Identity) -> bool:
        """Whether half of the words of a row's name are the program's, or the row has no name."""
        if (row.name or row.institution) in ("", real.name, real.institution):
            return True
        said, has = bag(row.name or row.institution, row.state), bag(f"{real.name} {real.institution}", real.state)
        return not said or 2 * len(said & has) >= min(len(said), len(has))

    def _by_name(self, row: Identity) -> Match:
        if not (row.name or row.institution):
            return Match("", "unknown", 0.0, "neither code nor name")
        if not row.specialty:
            return Match("", "unknown", 0.0, "no code, and the specialty is not told")
        row = row if row.state else replace(row, state=named_state(row.name or row.institution))
        there = self._spelt.get((row.specialty, row.state, tokens(row.city), bag(row.name, row.state)), ())
        if row.city and len(there) == 1 and there[0].name == bag(row.name, row.state):
            return Match(there[0].code, "name", SAME_NAME, "", (there[0].code,))
        fits = self._peers(row.specialty, row.state).fits(row)
        if not fits:
            return Match("", "unknown", 0.0, f"no program in {row.specialty}, {row.state or 'any state'}")
        return self._decided(row, fits)

    def _decided(self, row: Identity, fits: Sequence[Fit]) -> Match:
        """The best program if it can hardly be another, else those that it may be."""
        best, second = fits[0], fits[1].score if len(fits) > 1 else 0.0
        offered = tuple(one.program.code for one in fits[:3] if one.score >= OFFERED)
        if best.score == SAME_NAME > second or self._stands_out(row, fits):
            return Match(best.program.code, "name", best.score, "", offered, second >= SHARED)
        spelt = self._spelt_alike(row, fits)
        if spelt is not None:
            return Match(spelt.program.code, "name", spelt.score, "", offered, second >= SHARED)
        if not offered:
            return Match("", "unknown", best.score, "no program of such a name there")
        reason = "the name fits several programs" if len(offered) > 1 else "the name is not close enough"
        return Match("", "ambiguous", best.score, reason, offered)

    def _stands_out(self, row: Identity, fits: Sequence[Fit]) -> bool:
        """Whether the best program has all that the row says, or the reverse, and no other fits nearly so well."""
        best, others = fits[0], fits[1:]
        if not row.state or (others and best.score - others[0].score < APART) or self._other_university(row, best):
            return False
        here = [one for one in fits if same_city(row, one.program)] if row.city else []
        if row.city and best.program.city and best not in here:
            return best.score >= SAME_NAME * ELSEWHERE and not (here and here[0].score >= RIVAL)
        if here and best.score == SAME_INSTITUTION:
            return True
        alone = here == [best]
        least = ALONE if alone else HERE if here else ANYWHERE
        whole, part = max(best.covered, best.back), min(best.covered, best.back)
        if (whole < WHOLE or part < least) and not (whole >= MOST and part >= MUCH):
            return False
        return alone or not self._names_another_site(row, best.program, others)

    @staticmethod
    def _other_university(row: Identity, best: Fit) -> bool:
        """Whether a row names the university of a state that the program's name does not: Illinois is not Chicago."""
        said = bag(row.name or row.institution, row.state)
        return "university" in said and bool(said & best.program.state - best.program.words)

    def _names_another_site(self, row: Identity, program: Candidate, others: Sequence[Fit]) -> bool:
        """Whether a row has a telling word that the program has not, while a sister of the program shares others."""
        telling = {word for word in program.words if self._lexicon.says(word) >= RARE}
        sisters = any(telling & other.program.words for other in others)
        return sisters and bool(lacks(row, program, self._lexicon, RARE))

    def _spelt_alike(self, row: Identity, fits: Sequence[Fit]) -> Fit | None:
        """Program whose name differs from the row's by a slip or two, and no other's by as few."""
        near = sorted(((edits(row, one.program), one.program.code, one) for one in fits), key=lambda one: one[:2])
        slips, _, best = near[0]
        next_ = near[1][0] if len(near) > 1 else slips + SLIPS + 1
        there = not row.city or same_city(row, best.program)
        few = slips <= min(SLIPS, length(row) / LETTERS_A_SLIP)
        return best if there and few and next_ > slips + bool(slips) else None
