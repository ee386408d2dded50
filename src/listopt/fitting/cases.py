"""All applications of a table of outcomes, ready to be evaluated under any numbers of the odds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from listopt.fitting.group import EFFECT, KINDS, Applications, Group, Positions
from listopt.fitting.outcomes import Offer, Offers, Outcomes
from listopt.odds.base import Base, base_rates
from listopt.odds.correlation import correlations
from listopt.odds.places import flags, ties_term
from listopt.odds.rates import read_rates
from listopt.odds.signals import signals, tier_names
from listopt.odds.tables import Array, Numbers, Parameter, Table


@dataclass(frozen=True, eq=False)
class Cases:
    """All applications of a table of outcomes, in the order of its rows."""

    outcomes: Outcomes
    groups: Sequence[Group]

    def interview(self, numbers: Numbers) -> Array:
        """Probability of an interview of each application."""
        return self._spread([group.interview(numbers) for group in self.groups])

    @property
    def match(self) -> Array:
        """Published probability of a match given an interview."""
        return self._spread([group.match[group.at] for group in self.groups])

    @property
    def rho(self) -> Array:
        """Variance share of the applicant's factor."""
        return self._spread([group.rho[group.at] for group in self.groups])

    @property
    def off(self) -> Array:
        """Standard deviation of the log odds of each application's program that no fact explains."""
        return self._spread([group.off[group.at] for group in self.groups])

    def _spread(self, parts: Sequence[Array]) -> Array:
        found = np.empty(len(self.outcomes.table))
        for group, part in zip(self.groups, parts, strict=True):
            found[group.rows] = part
        return found


def cases_of(outcomes: Outcomes, programs: pd.DataFrame, offers: Offers, published: Numbers) -> Cases:
    """Work out everything about the applications that no fitted number changes.

    Parameters
    ----------
    outcomes
        Applications and applicants.
    programs
        The whole catalogue: index ``program_id``.
    offers
        Signals of each season.
    published
        Single numbers of the odds.
    """
    table = outcomes.table
    who = [str(outcomes.applicants[key].type) for key in zip(table["applicant"], table["season"], strict=True)]
    seasons = table["season"].tolist()
    rows: dict[tuple[int, str], list[int]] = {}
    for row, key in enumerate(zip(seasons, who, strict=True)):
        rows.setdefault(key, []).append(row)
    groups = [
        _group(outcomes, np.array(rows[key], np.int_), programs, key, offers(key[0]), published) for key in sorted(rows)
    ]
    return Cases(outcomes, groups)


def _group(
    outcomes: Outcomes, rows: Positions, everyone: pd.DataFrame, key: tuple[int, str], offer: Offer, published: Numbers
) -> Group:
    season, who = key
    table = outcomes.table.iloc[rows]
    programs = everyone.loc[sorted(table["program_id"].unique())]
    codes, uniques = pd.factorize(programs["specialty"], sort=True)
    specialty, names = np.asarray(codes, int), [str(name) for name in uniques]
    base = _bases(programs, everyone, key, published)
    own = base(published[EFFECT].value)
    signal = signals(
        programs, offer.tiers, who, season=season, numbers=published, open_to=~flags(programs, "takes_signals", False)
    )
    ways = {name: way for way, name in enumerate(("", *tier_names(offer.tiers)))}
    takes = np.where(flags(programs, "takes_signals", True), 1.0, offer.participation) * signal.offered.any(axis=1)
    rho = correlations(programs, who, season, None)
    return Group(
        season=season,
        rows=rows,
        at=programs.index.get_indexer(pd.Index(table["program_id"])).astype(np.int_),
        mode=np.array([ways[signal] for signal in table["signal"]], np.int_),
        rate=lambda part: base(part).effective,
        takes=takes,
        off=(own.below + own.above) / 2,
        signal=signal,
        specialty=specialty,
        specialties=names,
        match=Table("match_given_interview", season, who).column("probability", names)[specialty],
        rho=np.array([rho[name].value for name in names])[specialty],
        sent=_sent(outcomes, table, programs, published),
    )


def _bases(
    programs: pd.DataFrame, everyone: pd.DataFrame, key: tuple[int, str], published: Numbers
) -> Callable[[float], Base]:
    """Share of a program's distance that counts -> base rates; each is worked out once."""
    season, who = key

    @cache
    def base(part: float) -> Base:
        numbers = {**published, EFFECT: Parameter(part, 0.0)}
        return base_rates(read_rates(season), programs, everyone, who, season, numbers)

    return base


def _sent(
    outcomes: Outcomes, table: pd.DataFrame, programs: pd.DataFrame, published: Numbers
) -> Sequence[Applications]:
    """Split a group's rows, which are sorted by applicant."""
    names, season = table["applicant"].to_numpy(), int(table["season"].iloc[0])
    starts = np.flatnonzero(np.r_[True, names[1:] != names[:-1]]).tolist()
    found = []
    for start, end in zip(starts, [*starts[1:], len(names)], strict=True):
        applicant = outcomes.applicants[str(names[start]), season]
        ties = ties_term(programs.loc[table["program_id"].iloc[start:end]], applicant, published)
        tied = np.column_stack([np.asarray(ties.shared[kind]) != 0 for kind in KINDS])
        found.append(Applications(applicant, slice(start, end), tied.astype(float)))
    return found
