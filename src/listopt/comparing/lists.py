"""The lists of a comparison: which programs they share, how their chances overlap, and how the same seasons end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

import pandas as pd

from listopt.comparing.sides import Facts, by_program
from listopt.report.comparing.comparison import Application, Listed, Pair
from listopt.report.contents import number
from listopt.simulation.together import play_together

NAMED = ("name", "specialty", "city", "state")


def listed_programs(sides: Mapping[str, Facts]) -> tuple[Listed, ...]:
    """Programs on any list: in order of specialty and code."""
    rows = {key: by_program(one.listing) for key, one in sides.items()}
    found = []
    for code in {str(code): None for lists in rows.values() for code in lists}:
        uses = {key: lists[code] for key, lists in rows.items() if code in lists}
        texts = next(iter(uses.values()))
        named = {name: text if isinstance(text := texts[name], str) else "" for name in NAMED}
        used = {key: _application(row) for key, row in uses.items()}
        shut = {key: one.shut[code] for key, one in sides.items() if code in one.shut}
        found.append(Listed(code, **named, applications=used, shut=shut))
    return tuple(sorted(found, key=lambda one: (one.specialty, one.program_id)))


def _application(row: Mapping[str, object]) -> Application:
    chances = (float(str(row[name])) for name in ("p_interview", "p_match", "utility"))
    return Application(str(row["signal"]), *(None if pd.isna(value) else number(value) for value in chances))


def pairs(sides: Mapping[str, Facts], *, seasons: int, seed: int) -> Iterator[Pair]:
    """Compare each list with each one after it.

    Parameters
    ----------
    sides
        Sides that have a list.
    seasons, seed
        How often the lists are played, and the start of the random numbers.
    """
    standings = {key: one.standing for key, one in sides.items()}
    played = {key: one for key, one in standings.items() if one is not None}
    duels = play_together(list(played.values()), seasons=seasons, seed=seed) if len(played) > 1 else {}
    place = {key: at for at, key in enumerate(played)}
    for one, other in combinations(sides, 2):
        ranges = [_range(sides[key]) for key in (one, other)]
        low, high = max(low for low, _ in ranges), min(high for _, high in ranges)
        yield Pair(
            first=one,
            second=other,
            both=len(sides[one].listing.index.intersection(sides[other].listing.index)),
            shared=(low, high) if low <= high else None,
            overlap=_overlap(high - low, min(end - start for start, end in ranges)),
            duel=duels[place[one], place[other]] if one in place and other in place else None,
        )


def _range(side: Facts) -> tuple[float, float]:
    """Range of the chance of a match; the chance itself where it has none."""
    chance = side.side.figure("p_match") or 0.0
    ends = (side.side.figure(f"p_match_{end}") for end in ("low", "high"))
    low, high = (chance if end is None else end for end in ends)
    return low, high


def _overlap(shared: float, narrower: float) -> float:
    """Part of the narrower range that both share; a range without width is shared wholly or not at all."""
    if shared < 0:
        return 0.0
    return number(shared / narrower) if narrower else 1.0
