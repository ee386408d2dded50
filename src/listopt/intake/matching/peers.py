"""How well a row fits each of the programs that it may mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from listopt.intake.matching.evidence import silenced
from listopt.intake.matching.lexicon import Heard, Lexicon
from listopt.intake.matching.likeness import (
    ELSEWHERE,
    SAME_INSTITUTION,
    SAME_NAME,
    Candidate,
    Fit,
    Identity,
    same_city,
)
from listopt.intake.matching.names import bag

_UNEQUAL = 0.95
"""Most that a name can score which is neither the program's nor its institution's."""


class Peers:
    """Programs that rows of one specialty are compared with.

    Parameters
    ----------
    programs
        The programs.
    specialty
        Specialty of the rows; its words count only where a program has them in its name.
    lexicon
        Words of all programs.
    """

    def __init__(self, programs: Iterable[Candidate], specialty: str, lexicon: Lexicon) -> None:
        parts: dict[tuple[frozenset[str], frozenset[str]], list[Candidate]] = {}
        for program in programs:
            parts.setdefault((bag(specialty) - program.words, program.state), []).append(program)
        self._parts = [_Part(part, silent, state, lexicon) for (silent, state), part in parts.items()]

    def fits(self, row: Identity) -> Sequence[Fit]:
        """How a row fits each program, the best first; of equal ones by code."""
        fits = [fit for part in self._parts for fit in part.fits(row)]
        return sorted(fits, key=lambda fit: (-round(fit.score, 9), fit.program.code))


class _Part:
    """Programs of one state that lack the same words of their specialty, found by the words that they have."""

    def __init__(
        self, programs: Sequence[Candidate], silent: frozenset[str], state: frozenset[str], lexicon: Lexicon
    ) -> None:
        self._programs, self._silent, self._state, self._lexicon = programs, silent, state, lexicon
        self._there = _positions(program.there for program in programs)
        names = list(dict.fromkeys(name for program in programs for name in (program.name, *program.spellings)))
        self._spelt = _positions(names)
        self._totals = [lexicon.total(name) or 1.0 for name in names]
        self._names = [(names.index(one.name), names.index((one.name, *one.spellings)[-1])) for one in programs]

    def fits(self, row: Identity) -> Sequence[Fit]:
        """How a row fits each program."""
        own = bag(row.name, row.state) if row.name else None
        best = [(0.0, 0.0, 0.0)] * len(self._programs)
        for said in dict.fromkeys(bag(name, row.state) for name in (row.name, row.institution) if name):
            silent = silenced(said, self._silent)
            heard = self._lexicon.heard(said, silent, bag(row.city) | self._state)
            covered, back = self._covered(heard), self._back(heard)
            for position, (program, (name, institution)) in enumerate(zip(self._programs, self._names, strict=True)):
                score = _UNEQUAL * (0.55 * covered[position] + 0.45 * max(back[name], back[institution]))
                if said in program.spellings or said - silent in program.spellings:
                    score = SAME_NAME if said == own and program.name in (said, said - silent) else SAME_INSTITUTION
                if score > best[position][0]:
                    best[position] = (score, covered[position], back[name])
        return [
            Fit(program, score if _near(row, program) else score * ELSEWHERE, *shares)
            for program, (score, *shares) in zip(self._programs, best, strict=True)
        ]

    def _covered(self, heard: Heard) -> Sequence[float]:
        """Share of the row's words, by what they say, that each program has or nearly so."""
        found = [0.0] * len(self._programs)
        for word, says in heard.says.items():
            there = dict.fromkeys(self._there.get(word, ()), 1.0)
            for other, likeness in heard.misspelt.get(word, ()):
                for position in self._there.get(other, ()):
                    there[position] = max(likeness, there.get(position, 0.0))
            for position, likeness in there.items():
                found[position] += says * likeness
        total = sum(heard.says.values()) or 1.0
        return [one / total for one in found]

    def _back(self, heard: Heard) -> Sequence[float]:
        """Share of the words of each name, by what they say, that the row has or nearly so."""
        found = [0.0] * len(self._totals)
        for word, says in heard.reached.items():
            for position in self._spelt.get(word, ()):
                found[position] += says
        return [one / total for one, total in zip(found, self._totals, strict=True)]


def _positions(names: Iterable[frozenset[str]]) -> Mapping[str, Sequence[int]]:
    """Word -> positions of the names that have it."""
    found: dict[str, list[int]] = {}
    for position, name in enumerate(names):
        for word in name:
            found.setdefault(word, []).append(position)
    return found


def _near(row: Identity, program: Candidate) -> bool:
    """Whether nothing speaks against a row and a program being in the same city."""
    return not (row.city and program.city) or same_city(row, program)
