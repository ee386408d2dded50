"""What a signal adds to the log odds of an interview, and how many applications carry one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
import pandas as pd

from listopt.odds.population import logit
from listopt.odds.tables import ALL, Array, Flags, Row, Table, newest, parameters
from listopt.reference import read_reference

PUBLISHED = ("gold", "silver", "signal")


@dataclass(frozen=True)
class Signals:
    """Signals of each program, programs x tiers.

    Attributes
    ----------
    offered
        Whether the program may be sent a signal of the tier.
    effect
        Log-odds effect against no signal, at least 0 and falling from the best tier; 0 where not offered.
    sd
        Its standard deviation.
    share
        Share of a program's applications that carry the tier; 0 where not offered.
    warnings
        Specialties whose effect is borrowed.
    """

    offered: Flags
    effect: Array
    sd: Array
    share: Array
    warnings: tuple[str, ...]


def tier_names(tiers: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Every tier of any pool: the published names first, then others in order of specialty."""
    seen = {tier for pool in tiers.values() for tier in pool}
    others = dict.fromkeys(tier for specialty in sorted(tiers) for tier in tiers[specialty] if tier not in PUBLISHED)
    return (*(tier for tier in PUBLISHED if tier in seen), *others)


def signals(
    programs: pd.DataFrame, tiers: Mapping[str, tuple[str, ...]], who: str, *, season: int, open_to: Flags
) -> Signals:
    """Effects and shares of every tier at every program.

    Parameters
    ----------
    programs
        Index ``program_id``; columns ``specialty`` and, where known, ``interview_rate_<tier>`` and
        ``interview_rate_no_signal`` (0 to 1).
    tiers
        Tiers of each specialty's pool, best first.
    who
        Applicant type.
    season
        Year of the Match.
    open_to
        Whether a program may take signals at all.
    """
    names = tier_names(tiers)
    shape = (len(programs), len(names))
    offered, effect, share = np.zeros(shape, bool), np.zeros(shape), np.zeros(shape)
    borrowed = []
    rates = _own_rates(programs, names)
    codes, specialties = pd.factorize(programs["specialty"], sort=True)
    for code, specialty in enumerate(specialties):
        pool = tiers.get(specialty, ())
        here = np.flatnonzero((codes == code) & open_to)
        if not pool or not len(here):
            continue
        columns = [names.index(tier) for tier in pool]
        cells = (here[:, None], np.array(columns)[None, :])
        offered[cells] = True
        effect[cells] = _effects({tier: rate[here] for tier, rate in rates.items()}, len(here), specialty, pool, season)
        share[cells] = _shares(specialty, pool, who, season)
        if any((specialty, tier) not in newest("signal_effects", season, "specialty", "tier") for tier in pool):
            borrowed.append(specialty)
    association = parameters(season)["association"]
    return Signals(offered, association.value * effect, association.sd * effect, share, _warning(borrowed))


def _warning(borrowed: Sequence[str]) -> tuple[str, ...]:
    if not borrowed:
        return ()
    return (f"Signal effect borrowed from other specialties, for want of published rates: {', '.join(borrowed)}.",)


def _stand_in(position: int, pool: tuple[str, ...]) -> str:
    """Name the published tier that a tier of another name is taken for."""
    if pool[position] in PUBLISHED:
        return pool[position]
    if len(pool) == 1:
        return "signal"
    return "gold" if position == 0 else "silver"


def _own_rates(programs: pd.DataFrame, names: Sequence[str]) -> Mapping[str, Array]:
    """Interview rates of the programs themselves, by tier; only those the catalogue has a column for."""
    return {
        tier: programs[f"interview_rate_{tier}"].to_numpy(float, na_value=np.nan)
        for tier in (*names, "no_signal")
        if f"interview_rate_{tier}" in programs
    }


def _effects(own: Mapping[str, Array], count: int, specialty: str, pool: tuple[str, ...], season: int) -> Array:
    """Log odds ratios against no signal as published, programs x tiers, made monotone over tiers."""
    rows = newest("signal_effects", season, "specialty", "tier")
    ratios = np.empty((count, len(pool)))
    least = np.zeros(count)
    for position in reversed(range(len(pool))):
        row = rows.get((specialty, pool[position]))
        if row is None:
            ratio = np.full(count, float(rows[ALL, _stand_in(position, pool)]["log_odds_ratio"]))
        else:
            ratio = _log_odds(own, row) - _log_odds(own, rows[specialty, "no_signal"])
        least = np.maximum(least, ratio)
        ratios[:, position] = least
    return ratios


def _log_odds(own: Mapping[str, Array], row: Row) -> Array:
    """Log odds of each program's own rate for a tier, shrunk to the specialty's; the specialty's where it has none."""
    mean, strength, n = (float(row[name]) for name in ("mean_rate", "strength", "n_applications"))
    rate = own.get(row["tier"], np.full(1, np.nan))
    return logit(np.where(np.isnan(rate), mean, (n * rate + strength * mean) / (n + strength)))


def _shares(specialty: str, pool: tuple[str, ...], who: str, season: int) -> Array:
    """Share of an applicant type's applications that carry each tier, capped in total."""
    published = newest("signals", season, "specialty", "tier")
    sent = []
    for position, tier in enumerate(pool):
        row = published.get((specialty, tier))
        sent.append(float(row["signals"]) if row else _usual(_stand_in(position, pool)))
    applications = float(Table("applications_per_applicant", season, who).row(specialty)["applications_per_applicant"])
    share = np.array(sent, float) / applications
    return np.asarray(share * min(1.0, parameters(season)["most_signalled"].value / share.sum()), float)


def _usual(tier: str) -> float:
    """Median number of signals of a tier over the specialties that have it."""
    return median(float(row["signals"]) for row in read_reference("signals") if row["tier"] == tier)
