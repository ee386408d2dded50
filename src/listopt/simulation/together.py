"""Several lists in the same seasons, so that what one list does better than another is not the luck of the draw.

A season is that of `listopt.simulation.playing`: one factor ``M``, and one ``e_i`` per program. Here each program draws
from a stream of its own, which its code and the seed decide: programs on several lists share their fate, and neither
the order of the lists nor what other lists there are changes a season. Where lists rest on different odds or
correlations, the same ``M`` and ``e_i`` meet different thresholds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from listopt.quadrature import Vector
from listopt.simulation.figures import Figure, share
from listopt.simulation.playing import AT_ONCE, Counts, thresholds

SEASONS = 50_000
"""Seasons played when nothing else is asked for: fewer than for one list, as lists with the same luck differ less."""
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
End = tuple[Vector, Flags]
"""Utility of each season's match, and whether there is none."""
Draws = np.ndarray[tuple[int, int], np.dtype[np.float32]]


@dataclass(frozen=True)
class Standing:
    """A list as it stands in a season: programs in any order, with chances of a match, utilities and correlations."""

    programs: Sequence[str]
    p_match: Vector
    utility: Vector
    rho: Vector


@dataclass(frozen=True)
class Duel:
    """Two lists in the same seasons, as shares of the seasons.

    Attributes
    ----------
    first_better, second_better
        One list's match has the strictly higher utility; no match counts 0.
    equal
        Both matches have the same utility, or neither list brings one.
    neither
        Neither list brings a match; part of ``equal``.
    """

    first_better: Figure
    second_better: Figure
    equal: Figure
    neither: Figure


def play_together(lists: Sequence[Standing], *, seasons: int, seed: int) -> dict[tuple[int, int], Duel]:
    """Play lists on the same random numbers and compare how each season ends.

    Parameters
    ----------
    lists
        The lists.
    seasons
        How many seasons; the first ones of a longer play are those of a shorter one.
    seed
        Start of the random numbers, at least 0.

    Returns
    -------
    dict
        Positions of two lists, the smaller first -> what came of it.
    """
    everyone = sorted({code for one in lists for code in one.programs})
    streams = [_stream(code, seed) for code in ("", *everyone)]
    rows = {code: row for row, code in enumerate(everyone, start=1)}
    players = [_Player.of(one, rows) for one in lists]
    pairs = list(combinations(range(len(lists)), 2))
    counts = np.zeros((len(pairs), 3), np.int64)
    draws = np.empty((len(streams), min(AT_ONCE, seasons)), np.float32)
    for start in range(0, seasons, AT_ONCE):
        block = draws[:, : seasons - start]
        for stream, line in zip(streams, block, strict=True):
            stream.standard_normal(out=line, dtype=np.float32)
        ends = [player.ends(block) for player in players]
        counts += np.array([_counted(ends[one], ends[other]) for one, other in pairs]).reshape(counts.shape)
    return {pair: _duel(count, seasons) for pair, count in zip(pairs, counts, strict=True)}


@dataclass(frozen=True)
class _Player:
    """A list in order of preference: rows of the draws, slopes and thresholds; worth ends with that of no match."""

    rows: np.ndarray[tuple[int], np.dtype[np.int64]]
    slope: Draws
    threshold: Draws
    worth: Vector

    @classmethod
    def of(cls, one: Standing, rows: dict[str, int]) -> _Player:
        """Put a list into the order in which the applicant would take its programs."""
        order = np.lexsort((np.asarray(one.programs, dtype=str), -one.utility))
        rho = one.rho[order]
        return cls(
            rows=np.array([rows[one.programs[at]] for at in order], np.int64),
            slope=np.sqrt(rho / (1.0 - rho)).astype(np.float32)[:, None],
            threshold=thresholds(one.p_match[order], rho)[:, None],
            worth=np.append(one.utility[order], 0.0),
        )

    def ends(self, block: Draws) -> End:
        """Utility of each season's match, and whether there is none."""
        latent = block[:1] * self.slope + block[self.rows]
        accepted = np.vstack([latent > self.threshold, np.ones((1, block.shape[1]), np.bool_)])
        rank = accepted.argmax(axis=0)
        return self.worth[rank], rank == len(self.rows)


def _stream(code: str, seed: int) -> np.random.Generator:
    """Random numbers of one program; the empty code is the applicant's factor."""
    key = int.from_bytes(hashlib.sha256(code.encode()).digest()[:16])
    return np.random.default_rng((seed, key))


def _counted(one: End, other: End) -> Counts:
    (mine, none), (theirs, neither) = one, other
    return np.array([(mine > theirs).sum(), (theirs > mine).sum(), (none & neither).sum()])


def _duel(count: Counts, seasons: int) -> Duel:
    first, second, neither = (int(many) for many in count)
    return Duel(
        share(first, seasons), share(second, seasons), share(seasons - first - second, seasons), share(neither, seasons)
    )
