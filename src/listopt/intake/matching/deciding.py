"""Which of the programs that a row fits it means, if it can hardly mean another."""

from __future__ import annotations

from collections.abc import Sequence

from listopt.intake.matching.evidence import begins, elsewhere_by_letters, missing, other_university, shared, strange
from listopt.intake.matching.lexicon import Lexicon
from listopt.intake.matching.likeness import (
    ELSEWHERE,
    SAME_INSTITUTION,
    SAME_NAME,
    Fit,
    Identity,
    edits,
    length,
    same_city,
)

_APART = 0.1
"""By how much the next program must fit worse."""
_WHOLE = 0.97
"""Share of the words of one name that the other must have ..."""
_ALONE, _HERE, _ANYWHERE = 0.4, 0.5, 0.7
"""... and share of the words of the other: for the only program of its specialty in the city, for one of several there,
where no city is told or nothing but places is shared."""
_MOST, _MUCH = 0.85, 0.75
"""Shares of the words of both names that are enough when neither has all of the other."""
_RIVAL = 0.6
"""Score from which a program in the row's own city speaks against one of the very same name elsewhere."""
_SLIPS, _LETTERS_A_SLIP = 2, 5
"""Most letters by which two names may differ that are the same, and letters of a name per letter that differs."""


def decide(row: Identity, fits: Sequence[Fit], lexicon: Lexicon, *, lone: bool) -> Fit | None:
    """Say which program a row means.

    Parameters
    ----------
    row
        What the row tells.
    fits
        How it fits each program, the best first.
    lexicon
        Words of all programs.
    lone
        Whether the row's name is that of an institution that has no two programs of one specialty.

    Returns
    -------
    Fit or None
        The program; None when it may be another, or none of these.
    """
    best, second = fits[0], fits[1].score if len(fits) > 1 else 0.0
    if best.score == SAME_NAME > second:
        return best
    there = [one for one in fits if not row.city or same_city(row, one.program)] if row.state else []
    begun = [one for one in there if begins(row, one.program, lexicon)]
    if len(begun) == 1 and (row.city or not missing(row, begun[0].program, lexicon)):
        return begun[0]
    if best.score - second >= _APART or len(fits) == 1:
        if best.score == SAME_INSTITUTION and not row.city and lone:
            return best
        if row.state and _stands_out(row, fits, lexicon):
            return best
    return _spelt_alike(row, fits, lexicon)


def _stands_out(row: Identity, fits: Sequence[Fit], lexicon: Lexicon) -> bool:
    """Whether the best program has all that the row says, or the reverse, and evidence is for it."""
    best = fits[0]
    if strange(row, best.program, lexicon):
        return False
    here = [one for one in fits if same_city(row, one.program)] if row.city else []
    if row.city and best.program.city and best not in here:
        return best.score >= SAME_NAME * ELSEWHERE and not (here and here[0].score >= _RIVAL)
    if here and best.score == SAME_INSTITUTION:
        return True
    telling = shared(row, best.program, lexicon)
    more = telling.difference(best.program.city, best.program.state)
    if not more and other_university(row, best.program):
        return False
    least = _ANYWHERE if not (here and more) else _ALONE if here == [best] else _HERE
    whole, part = max(best.covered, best.back), min(best.covered, best.back)
    return bool(telling) and ((whole >= _WHOLE and part >= least) or (whole >= _MOST and part >= _MUCH))


def _spelt_alike(row: Identity, fits: Sequence[Fit], lexicon: Lexicon) -> Fit | None:
    """Program whose name differs from the row's by a slip or two, and no other's by as few."""
    near = sorted(((edits(row, one.program), one.program.code, one) for one in fits), key=lambda one: one[:2])
    slips, _, best = near[0]
    next_ = near[1][0] if len(near) > 1 else slips + _SLIPS + 1
    there = not row.city or same_city(row, best.program)
    few = slips <= min(_SLIPS, length(row) / _LETTERS_A_SLIP)
    sure = there and few and next_ > slips + bool(slips)
    return best if sure and not elsewhere_by_letters(row, best.program, lexicon) else None
