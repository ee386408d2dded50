"""Fit the list model to the published lists and write what the odds take from it.

Reads only reference tables (``published_lists``, ``list_assumptions``, ``interview_rates``, ``scores``,
``published_match_rates``) and writes ``correlation``, ``match_given_interview`` and ``fitted_lists``. Prints each fit
with its residuals, and the divisors that turn a contrast between lists into one per application. ``--check`` writes
nothing and fails when a shipped table is stale (a number more than 2 % away, or another text).
"""

from __future__ import annotations

import csv
import io
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np

from list_estimates import POOLED, SEASON, Fits, fit_all
from list_fitting import CORRELATION, MATCH, SLOPE, Fit
from list_tables import tables
from listopt.calibration.lists import Population, moments
from listopt.odds.population import expit, logit
from listopt.odds.ranges import Z80
from listopt.odds.tables import ALL, Row, newest, parameters

FOLDER = Path(__file__).parents[1] / "src" / "listopt" / "reference"


def as_csv(rows: Sequence[Mapping[str, str]]) -> str:
    """Text of a table."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def same(old: str, new: str) -> bool:
    """Whether two tables agree, numbers to within 2 %."""
    before, after = ([cell for row in csv.reader(io.StringIO(text)) for cell in row] for text in (old, new))
    return len(before) == len(after) and all(_close(*cells) for cells in zip(before, after, strict=True))


def _close(old: str, new: str) -> bool:
    try:
        return math.isclose(float(old), float(new), rel_tol=0.02)
    except ValueError:
        return old == new


def report(found: Fits) -> str:
    """Every fit, model against published, and the divisors of contrasts between lists."""
    seen = newest("published_lists", SEASON, "specialty", "applicant_type")
    lines = [
        "model / published; A: applications to average programs, rho: 80 % range from the figures alone,",
        "b: log odds per sd of the score, cv: spread of A, any: share with an interview,",
        "by score / visa: contrast between lists over contrast between applications",
        "",
    ]
    for name, one in found.specialties.items():
        lines.append(_line(name, one, seen[name, POOLED]))
    lines += [_line(who, one, seen[ALL, who]) for who, one in found.whole.items()]
    mean = expit(found.prior.mean[[CORRELATION, MATCH]])
    lines += ["", f"mean over specialties: rho {mean[0]:.3f}, q {mean[1]:.3f}, b {found.prior.mean[SLOPE]:.2f}"]
    lines.append(
        "sd over specialties: "
        + ", ".join(f"{sd:.2f}" for sd in found.prior.sd)
        + " (log interviews, rho, q, b, log cv)"
    )
    for what, divisor in (("score", score_divisor), ("visa", visa_divisor)):
        values = [divisor(found.specialties[name]) for name in found.large]
        spread = (float(np.quantile(values, 0.9)) - float(np.quantile(values, 0.1))) / (2 * Z80)
        types = ", ".join(f"{who} {divisor(one):.2f}" for who, one in found.whole.items())
        lines.append(
            f"list to application, {what}: median of the {len(values)} large specialties {median(values):.2f}, "
            f"sd {spread:.2f}; whole lists: {types}"
        )
    return "\n".join(lines)


def _line(name: str, one: Fit, row: Row) -> str:
    rho = one.unknowns[CORRELATION] + Z80 * one.sd(CORRELATION) * np.array([-1, 1])
    low, high = expit(rho)
    model, made = one.moments, one.population
    pairs = (
        ("P", model.match, "match_rate", 2),
        ("matched", model.mean_matched, "mean_matched", 1),
        ("sd", model.sd_matched, "sd_matched", 1),
        ("unmatched", model.mean_unmatched, "mean_unmatched", 1),
        ("sd", model.sd_unmatched, "sd_unmatched", 1),
        ("contrast", model.score_contrast, "score_contrast", 2),
    )
    figures = " ".join(f"{word} {value:.{digits}f}/{row[column] or '?'}" for word, value, column, digits in pairs)
    return (
        f"{name:36.36s} A {made.applications:4.0f} rho {made.correlation:.3f} [{low:.3f} {high:.3f}] "
        f"q {made.match_given_interview:.3f} b {made.slope:.2f} cv {made.spread:.2f} any {model.any:.2f} | {figures} "
        f"| by score {score_divisor(one):.2f} visa {visa_divisor(one):.2f}"
    )


def score_divisor(one: Fit) -> float:
    """Slope of Fisher's linear discriminant over lists, per slope of an application; both per point of the score."""
    return one.moments.score_contrast / (one.moments.score_within * one.population.slope)


def visa_divisor(one: Fit) -> float:
    """Log odds ratio of a match between groups, per log odds of an application, at the published visa contrast."""
    rates = newest("published_match_rates", SEASON, "specialty", "applicant_type", "population")
    yes, no = (float(rates[ALL, POOLED, group]["match_rate"]) for group in ("needs a visa", "needs no visa"))
    target = float(logit(np.array(yes)) - logit(np.array(no)))
    share = parameters(SEASON)["visa_needed_share"].value
    low, high = 8 * target, 0.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if _group_contrast(one.population, middle, share) < target else (low, middle)
    return target / middle


def _group_contrast(population: Population, effect: float, share: float) -> float:
    offset = math.log(1 - share + share * math.exp(effect))
    yes, no = (moments(replace(population, shift=shift - offset)).match for shift in (effect, 0.0))
    return float(logit(np.array(yes)) - logit(np.array(no)))


def main() -> None:
    """Print the fits, and write the tables or check them."""
    found = fit_all()
    print(report(found))
    stale = []
    for name, rows in tables(found).items():
        path, text = FOLDER / f"{name}.csv", as_csv(rows)
        if not path.exists() or not same(path.read_text(encoding="utf-8"), text):
            stale.append(name)
            if "--check" not in sys.argv[1:]:
                path.write_text(text, encoding="utf-8")
    print("stale: " + ", ".join(stale) if stale else "up to date")
    sys.exit(1 if stale and "--check" in sys.argv[1:] else 0)


if __name__ == "__main__":
    main()
