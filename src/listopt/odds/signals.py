"""What a signal adds to the log odds of an interview, and how many applications carry one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
import pandas as pd

from listopt.odds.rates import TYPES, read_rates
from listopt.odds.tables import ALL, Array, Flags, Numbers, Row, Table, newest
from listopt.reference import read_reference

PUBLISHED = ("gold", "silver", "signal")
QUARTER_PERCENT = 0.0025
"""Middle of the rates that are printed as 0.00."""


@dataclass(frozen=True)
class Signals:
    """Signals of each program, programs x tiers.

    Attributes
    ----------
    offered
        Whether the program may be sent a signal of the tier.
    association
        Log odds against no signal as published, at least 0 and falling from the best tier; 0 where not offered.
    noise
        Standard deviation of each program's association around what its rates and those of its specialty suggest.
    share
        Share of a program's applications that carry the tier; 0 where not offered.
    warnings
        Specialties whose effect is borrowed.
    """

    offered: Flags
    association: Array
    noise: Array
    share: Array
    warnings: tuple[str, ...]


def tier_names(tiers: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Every tier of any pool: the published names first, then others in order of specialty."""
    seen = {tier for pool in tiers.values() for tier in pool}
    others = dict.fromkeys(tier for specialty in sorted(tiers) for tier in tiers[specialty] if tier not in PUBLISHED)
    return (*(tier for tier in PUBLISHED if tier in seen), *others)


def signals(
    programs: pd.DataFrame,
    tiers: Mapping[str, tuple[str, ...]],
    who: str,
    *,
    season: int,
    numbers: Numbers,
    open_to: Flags,
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
    numbers
        Single numbers of the odds.
    open_to
        Whether a program may take signals at all.
    """
    names = tier_names(tiers)
    shape = (len(programs), len(names))
    offered = np.zeros(shape, bool)
    association, noise, share = np.zeros(shape), np.zeros(shape), np.zeros(shape)
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
        own = {tier: rate[here] for tier, rate in rates.items()}
        association[cells], noise[cells] = _associations(own, len(here), specialty, pool, season)
        share[cells] = signalled(specialty, pool, who, season, numbers)
        if any((specialty, tier) not in newest("signal_effects", season, "specialty", "tier") for tier in pool):
            borrowed.append(specialty)
    return Signals(offered, association, noise, share, _warning(borrowed))


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


def _associations(
    own: Mapping[str, Array], count: int, specialty: str, pool: tuple[str, ...], season: int
) -> tuple[Array, Array]:
    """Log odds ratios against no signal and their standard deviations, programs x tiers, made monotone over tiers."""
    rows = newest("signal_effects", season, "specialty", "tier")
    ratios, noise = np.empty((count, len(pool))), np.zeros((count, len(pool)))
    least = np.zeros(count)
    for position in reversed(range(len(pool))):
        row = rows.get((specialty, pool[position]))
        if row is None:
            ratio = np.full(count, float(rows[ALL, _stand_in(position, pool)]["log_odds_ratio"]))
        else:
            ratio, noise[:, position] = _association(own, row, rows[specialty, "no_signal"], count)
        least = np.maximum(least, ratio)
        ratios[:, position] = least
    return ratios, noise


def _association(own: Mapping[str, Array], row: Row, without: Row, count: int) -> tuple[Array, Array]:
    """Log odds ratio of each program's own rates, drawn to the specialty's, and its standard deviation.

    The weight of a program's own is ``spread^2 / (spread^2 + noise^2)``: how far programs truly differ against how much
    chance there is in so few applications.
    """
    nothing = np.full(count, np.nan)
    usual, spread = float(row["log_odds_ratio"]), float(row["spread"])
    ratio, noise = own_ratio(
        own.get(row["tier"], nothing), own.get("no_signal", nothing), float(row["n_applications"]),
        float(without["n_applications"]),
    )  # fmt: skip
    known = ~np.isnan(ratio)
    weight = np.where(known, spread**2 / (spread**2 + np.where(known, noise, 1.0) ** 2), 0.0)
    return usual + weight * np.where(known, ratio - usual, 0.0), spread * np.sqrt(1 - weight)


def own_ratio(signalled: Array, plain: Array, n_signalled: float, n_plain: float) -> tuple[Array, Array]:
    """Log odds ratio of two printed rates and its standard deviation; NaN where one is unknown.

    Half an application is added on either side, and a rate printed as 0.00 is taken for a quarter of a percent.
    """
    log_odds, variance = [], []
    for rate, n in ((signalled, n_signalled), (plain, n_plain)):
        hits = np.clip(rate, QUARTER_PERCENT, 1 - QUARTER_PERCENT) * n + 0.5
        log_odds.append(np.log(hits) - np.log(n + 1 - hits))
        variance.append(1 / hits + 1 / (n + 1 - hits))
    return log_odds[0] - log_odds[1], np.sqrt(variance[0] + variance[1])


def signalled(specialty: str, pool: tuple[str, ...], who: str, season: int, numbers: Numbers) -> Array:
    """Share of an applicant type's applications that carry each tier, capped in total.

    Where rates by signal are published, the share of all applications that makes them average to the overall rate,
    times how many more applications the average applicant sends than one of this type. Elsewhere signals per
    applicant over applications per applicant.
    """
    rows = newest("signal_effects", season, "specialty", "tier")
    published = newest("signals", season, "specialty", "tier")
    sent = _applications(specialty, season)
    share = []
    for position, tier in enumerate(pool):
        found, row = published.get((specialty, tier)), rows.get((specialty, tier))
        count = float(found["signals"]) if found else _usual(_stand_in(position, pool))
        pooled = float(row["share"]) if row and row["share"] else None
        share.append(count / sent[who] if pooled is None else pooled * sent["everyone"] / sent[who])
    total = sum(share)
    return np.asarray(np.array(share) * min(1.0, numbers["most_signalled"].value / total), float)


def _applications(specialty: str, season: int) -> Mapping[str, float]:
    """Applications per applicant of each type, and of all together: applications received over applicants."""
    sent = {
        who: float(Table("applications_per_applicant", season, who).row(specialty)["applications_per_applicant"])
        for who in TYPES
    }
    received = {who: read_rates(season).level(specialty, who).n for who in TYPES}
    applicants = sum(received[who] / sent[who] for who in TYPES)
    return {**sent, "everyone": sum(received.values()) / applicants}


def _usual(tier: str) -> float:
    """Median number of signals of a tier over the specialties that have it."""
    return median(float(row["signals"]) for row in read_reference("signals") if row["tier"] == tier)
