"""Fit the tables of interview rates and signals to the rates of the shipped catalogue.

Writes ``interview_rates.csv``, ``rate_spread.csv`` and ``signal_effects.csv`` in ``src/listopt/reference``;
applications received, sources and notes stay as they are. With ``--check`` it only says whether they are up to date.
"""

from __future__ import annotations

import csv
import io
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from listopt.calibration.rates import fit_rates, odds_of
from listopt.calibration.signals import fit_tiers
from listopt.files import write_atomically
from listopt.importers import read_catalogue
from listopt.odds.rates import FIGURES, TYPES, RateModel, read_rates
from listopt.odds.tables import ALL
from listopt.reference import read_reference

FOLDER = Path(__file__).parents[1] / "src" / "listopt" / "reference"
SEASON = 3000
"""The newest figures are meant."""
TIERS = ("gold", "silver", "signal")
RATES = {
    "season": "2024",
    "source_title": "datadoc1/signal-analysis (MIT licence): interview rates per program from AAMC Residency Explorer, "
    "2024 Match",
    "source_url": "https://github.com/datadoc1/signal-analysis",
}
Rows = list[dict[str, str]]


def rate_rows(model: RateModel) -> Rows:
    """Levels, with the sources and notes of the present table."""
    rows = []
    for row in read_reference("interview_rates"):
        level = model.levels[row["specialty"], row["applicant_type"]]
        values = (level.mean, level.centre, level.offset, level.balance, level.strength, level.n)
        figures = dict(zip(FIGURES, values, strict=True))
        texts = {name: row[name] for name in ("season", "specialty", "applicant_type")}
        sources = {name: row[name] for name in ("source_title", "source_url", "confidence", "note")}
        rows.append({**texts, **{name: f"{value:.4g}" for name, value in figures.items()}, **sources})
    return rows


def spread_rows(model: RateModel) -> Rows:
    """Spreads over places and covariances between types."""
    note = (
        "fitted to the shipped catalogue: variances in log odds between states, institutions and programs; "
        "covariances with the other types"
    )
    rows = []
    for at, who in enumerate(TYPES):
        spread = model.places[who]
        figures = {"state": spread.state, "institution": spread.institution, "program": spread.program}
        figures |= {f"with_{other}": float(model.between_types[at, to]) for to, other in enumerate(TYPES)}
        texts = {name: f"{value:.4g}" for name, value in figures.items()}
        sources = {
            "source_title": RATES["source_title"],
            "source_url": RATES["source_url"],
            "confidence": "medium",
            "note": note,
        }
        rows.append({"season": RATES["season"], "applicant_type": who, **texts, **sources})
    return rows


def signal_rows(everyone: pd.DataFrame, model: RateModel) -> Rows:
    """Rates by tier; specialties whose rates are published only as a mean over programs keep theirs."""
    kept = [row for row in read_reference("signal_effects") if row["season"] != RATES["season"]]
    rows = [{**row, "share": _share_of(row, kept, model)} for row in kept]
    for specialty in sorted(set(everyone["specialty"].dropna()) - {row["specialty"] for row in kept}):
        found = fit_tiers(everyone, model, specialty, _signals(specialty))
        for tier, rates in found.items():
            figures = {"mean_rate": rates.mean, "n_applications": rates.n, "spread": rates.spread}
            figures["log_odds_ratio"] = odds_of(rates.mean) - odds_of(found["no_signal"].mean)
            note = f"{rates.programs} programs, all applicant types; applications per program are an estimate"
            rows.append({
                "season": RATES["season"], "specialty": specialty, "tier": tier,
                **{name: f"{value:.4g}" for name, value in figures.items()},
                "share": "" if rates.share is None else f"{rates.share:.4g}",
                "source_title": RATES["source_title"], "source_url": RATES["source_url"],
                "confidence": "low", "note": note,
            })  # fmt: skip
    rows += [_stand_in(tier, rows) for tier in TIERS]
    names = ("season", "specialty", "tier", "mean_rate", "n_applications", "log_odds_ratio", "spread", "share",
             "source_title", "source_url", "confidence", "note")  # fmt: skip
    rows = [{name: row[name] for name in names} for row in rows]
    return sorted(rows, key=lambda row: (row["specialty"] != ALL, row["specialty"], row["tier"]))


def _share_of(row: Mapping[str, str], kept: Sequence[Mapping[str, str]], model: RateModel) -> str:
    """Share of applications with a signal, from means over programs."""
    rates = {one["tier"]: float(one["mean_rate"]) for one in kept if one["specialty"] == row["specialty"]}
    levels = [model.level(row["specialty"], who) for who in TYPES]
    overall = sum(level.n * level.mean for level in levels) / sum(level.n for level in levels)
    share = (overall - rates["no_signal"]) / (rates["signal"] - rates["no_signal"])
    return f"{share if row['tier'] == 'signal' else 1 - share:.4g}"


def _signals(specialty: str) -> dict[str, float]:
    """Signals per applicant and tier in the season of the rates, else in the first one known after it."""
    rows = [row for row in read_reference("signals") if row["specialty"] == specialty and row["tier"] in TIERS]
    seasons = sorted({row["season"] for row in rows if row["season"] >= RATES["season"]})
    return {row["tier"]: float(row["signals"]) for row in rows if seasons and row["season"] == seasons[0]}


def _stand_in(tier: str, rows: Rows) -> dict[str, str]:
    """Mean over specialties, for those without published rates."""
    ratios = [float(row["log_odds_ratio"]) for row in rows if row["tier"] == tier]
    mean = sum(ratios) / len(ratios)
    sd = math.sqrt(sum((ratio - mean) ** 2 for ratio in ratios) / (len(ratios) - 1))
    note = (
        f"plain mean of {len(ratios)} specialties (standard deviation {sd:.2f}); "
        "stands in for a specialty without published rates"
    )
    blank = dict.fromkeys(("mean_rate", "n_applications", "spread", "share"), "")
    sources = {
        "source_title": RATES["source_title"],
        "source_url": RATES["source_url"],
        "confidence": "low",
        "note": note,
    }
    return {
        "season": RATES["season"],
        "specialty": ALL,
        "tier": tier,
        **blank,
        "log_odds_ratio": f"{mean:.4g}",
        **sources,
    }


def main() -> int:
    """Write or check the tables."""
    everyone = read_catalogue(["us-2025"], Path()).table
    model = fit_rates(everyone, read_rates(SEASON), SEASON)
    tables = {
        "interview_rates": rate_rows(model),
        "rate_spread": spread_rows(model),
        "signal_effects": signal_rows(everyone, model),
    }
    stale = []
    for name, rows in tables.items():
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        path, data = FOLDER / f"{name}.csv", text.getvalue().encode()
        if not path.exists() or path.read_bytes() != data:
            stale.append(path.name)
            if "--check" not in sys.argv:
                write_atomically(path, data)
    print(f"{'stale' if '--check' in sys.argv else 'written'}: {', '.join(stale)}" if stale else "up to date")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    raise SystemExit(main())
