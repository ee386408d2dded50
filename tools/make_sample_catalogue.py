"""Make the fictional catalogue ``sample``, the same bytes on every machine.

Everything about the programs is invented: names, codes, rates, filters. Only the choice of states, and rough places for
the maps, follow the shipped list of real programs. The numbers below shape the fiction; none of them is a fact.

Run ``python tools/make_sample_catalogue.py`` to rewrite the file, with ``--check`` to see whether it is up to date.
"""

from __future__ import annotations

import argparse
import csv
import io
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist, fmean

import numpy as np

from listopt.reference import regions

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "catalogues" / "sample" / "programs.csv"
REAL = ROOT / "catalogues" / "us-2025" / "programs.csv"
SEED = 20250
N_INSTITUTIONS = 60
FIRST_CODE = 9900000001
CITIES = ("Sampleton", "Mockville", "Example Falls", "Port Placeholder", "Fauxburg", "New Pretend", "Madeup Springs")
COLUMNS = (
    *("program_id", "name", "institution", "specialty", "city", "state", "region", "metro", "latitude", "longitude"),
    *("program_type", "tracks", "positions", "entry", "has_integrated_ir", "offers_esir", "offers_independent_ir"),
    *("img_share", "us_img_share", "non_us_img_share"),
    *(f"interview_rate_{who}" for who in ("us_md", "us_do", "us_img", "non_us_img")),
    *(f"interview_rate_{state}" for state in ("gold", "silver", "signal", "no_signal")),
    *("interview_rate_in_state", "interview_rate_out_of_state"),
    *("j1", "h1b", "h1b_requires_step3", "visa_year", "step1_min", "step2_min", "max_attempts", "accepts_failures"),
    *("max_years_since_graduation", "min_usce_months", "requires_step1", "requires_step3", "requires_ecfmg"),
    *("takes_signals", "step2_preferred", "holistic_review", "waits_for_step2", "contact_policy"),
    *("source", "source_year", "verified"),
)


@dataclass(frozen=True)
class Shape:
    """How the invented programs of a specialty look."""

    specialty: str
    n_programs: int
    positions: int
    img_share: float
    """Share of IMGs at a university program."""
    rate: float
    """Interview rate of US MD seniors."""
    tiers: tuple[str, ...]
    step2_min: int


SHAPES = (
    Shape("Anesthesiology", 30, 14, 0.10, 0.20, ("gold", "silver"), 225),
    Shape("Diagnostic Radiology", 22, 8, 0.12, 0.18, ("gold", "silver"), 230),
    Shape("Family Medicine", 32, 9, 0.25, 0.40, ("signal",), 210),
    Shape("Internal Medicine", 38, 24, 0.30, 0.30, ("gold", "silver"), 220),
    Shape("Interventional Radiology", 8, 3, 0.08, 0.15, ("gold", "silver"), 235),
    Shape("Psychiatry", 20, 8, 0.20, 0.25, ("signal",), 215),
)
KINDS = ("university", "community_university_affiliated", "community", "military", "other")
KIND_WEIGHTS = (0.40, 0.30, 0.25, 0.02, 0.03)
OPENNESS = {
    "university": 0.0,
    "community_university_affiliated": 0.5,
    "community": 1.0,
    "military": -2.0,
    "other": 0.2,
}


class Dice:
    """Draws that do not depend on the version of NumPy: only its uniform numbers are used."""

    def __init__(self, seed: int) -> None:
        self._generator = np.random.default_rng(seed)

    def uniform(self) -> float:
        """Draw a number from 0 to 1."""
        return float(self._generator.random())

    def yes(self, probability: float) -> bool:
        """Draw yes with this probability."""
        return self.uniform() < probability

    def noise(self, spread: float) -> float:
        """Draw a normal deviate with mean 0."""
        return spread * NormalDist().inv_cdf(min(max(self.uniform(), 1e-9), 1 - 1e-9))

    def pick(self, items: Sequence[str], weights: Sequence[float]) -> str:
        """Draw one item."""
        mark = self.uniform() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            mark -= weight
            if mark < 0:
                return item
        return items[-1]

    def order(self, n_items: int) -> list[int]:
        """Draw an order of the first numbers."""
        return sorted(range(n_items), key=[self.uniform() for _ in range(n_items)].__getitem__)


@dataclass(frozen=True)
class Institution:
    """An invented hospital and where it stands."""

    number: int
    kind: str
    state: str
    latitude: float
    longitude: float

    @property
    def name(self) -> str:
        """Name that nobody can take for a real one."""
        return f"Fictional Medical Center {self.number}"

    @property
    def city(self) -> str:
        """Invented city."""
        return CITIES[self.number % len(CITIES)]


def institutions(dice: Dice) -> list[Institution]:
    """Invent the hospitals; states are drawn as often as they occur in the list of real programs."""
    with REAL.open(encoding="utf-8", newline="") as file:
        places = [row for row in csv.DictReader(file) if row["latitude"] and row["region"] != "Territories"]
    by_state: dict[str, list[tuple[float, float]]] = {}
    for row in places:
        by_state.setdefault(row["state"], []).append((float(row["latitude"]), float(row["longitude"])))
    states = sorted(by_state)
    weights = [len(by_state[state]) for state in states]
    return [_institution(number, by_state, states, weights, dice) for number in range(1, N_INSTITUTIONS + 1)]


def _institution(
    number: int,
    places: Mapping[str, Sequence[tuple[float, float]]],
    states: Sequence[str],
    weights: Sequence[float],
    dice: Dice,
) -> Institution:
    state = dice.pick(states, weights)
    north, east = (fmean(place) for place in zip(*places[state], strict=True))
    kind = dice.pick(KINDS, KIND_WEIGHTS)
    return Institution(number, kind, state, round(north + dice.noise(0.3), 2), round(east + dice.noise(0.3), 2))


def programs(seed: int = SEED) -> list[dict[str, str]]:
    """Invent every row of the sample, as text by column, sorted by code."""
    dice, later = Dice(seed), Dice(seed + 1)
    hospitals = institutions(dice)
    with_ir = {hospitals[place].number for place in dice.order(len(hospitals))[: SHAPES[4].n_programs]}
    rows: list[dict[str, str]] = []
    for shape in SHAPES:
        chosen = sorted(dice.order(len(hospitals))[: shape.n_programs])
        if shape.specialty == "Interventional Radiology":
            chosen = [number - 1 for number in sorted(with_ir)]
        for place in chosen:
            hospital = hospitals[place]
            code = str(FIRST_CODE + len(rows))
            row = (
                {"program_id": code}
                | _identity(hospital, shape)
                | _training(hospital, shape, hospital.number in with_ir, dice)
                | _openness(hospital, shape, dice)
            )
            rows.append(row | _selection(shape, row, later))
    return rows


def _identity(hospital: Institution, shape: Shape) -> dict[str, str]:
    return {
        "name": f"{hospital.name} {shape.specialty} Program",
        "institution": hospital.name,
        "specialty": shape.specialty,
        "city": hospital.city,
        "state": hospital.state,
        "region": regions()[hospital.state],
        "metro": f"Greater {hospital.city} {hospital.state}",
        "latitude": f"{hospital.latitude:g}",
        "longitude": f"{hospital.longitude:g}",
        "source": "fictional",
        "source_year": "2025",
        "verified": "fictional",
        "visa_year": "2025",
    }


def _training(hospital: Institution, shape: Shape, integrated_ir: bool, dice: Dice) -> dict[str, str]:
    radiology = shape.specialty == "Diagnostic Radiology"
    tracks = "categorical"
    if shape.specialty in ("Anesthesiology", "Diagnostic Radiology") and dice.yes(0.6):
        tracks = "categorical; advanced"
    if shape.specialty == "Internal Medicine" and dice.yes(0.5):
        tracks = "categorical; preliminary"
    size = {"university": 1.3, "community": 0.7}.get(hospital.kind, 1.0)
    return {
        "program_type": hospital.kind,
        "tracks": tracks,
        "positions": str(max(1, round(shape.positions * size * math.exp(dice.noise(0.3))))),
        "entry": "new_graduates",
        "has_integrated_ir": _yes(integrated_ir),
        "offers_esir": _yes(radiology and dice.yes(0.6)),
    }


def _openness(hospital: Institution, shape: Shape, dice: Dice) -> dict[str, str]:
    """Everything that says how open a program is to IMGs; one hidden number moves it all the same way."""
    openness = OPENNESS[hospital.kind] + dice.noise(0.6)
    img = min(0.9, _shifted(shape.img_share, openness))
    non_us = round(img * (0.3 + 0.4 * dice.uniform()), 2)
    us = round(img - non_us, 2)
    h1b = openness > 0.2 and dice.yes(0.4)
    return {
        "img_share": f"{us + non_us:.2f}",
        "us_img_share": f"{us:.2f}",
        "non_us_img_share": f"{non_us:.2f}",
        "j1": _yes(hospital.kind != "military" and (h1b or dice.yes(0.75))),
        "h1b": _yes(hospital.kind != "military" and h1b),
        **_filters(hospital, shape, openness, h1b, dice),
        **_rates(shape, openness, dice),
    }


def _filters(hospital: Institution, shape: Shape, openness: float, h1b: bool, dice: Dice) -> dict[str, str]:
    years = ("3", "5", "10", "99")
    return {
        "step1_min": dice.pick(("0", "200", "210"), (0.7, 0.2, 0.1)),
        "step2_min": str(round((shape.step2_min - 6 * openness + dice.noise(5)) / 5) * 5) if dice.yes(0.7) else "0",
        "max_attempts": dice.pick(("1", "2", "4"), (0.5, 0.3, 0.2)),
        "max_years_since_graduation": dice.pick(years, (0.2, 0.35, 0.2, 0.25)),
        "min_usce_months": dice.pick(("0", "1", "3"), (0.5, 0.3, 0.2)),
        "requires_step3": _yes(h1b and dice.yes(0.3)),
        "requires_ecfmg": _yes(hospital.kind == "military" or dice.yes(0.3)),
        "takes_signals": _yes(dice.yes(0.93)),
    }


def _selection(shape: Shape, row: Mapping[str, str], dice: Dice) -> dict[str, str]:
    """What else a program says of how it chooses; follows from the rest of its row where the two must agree."""
    h1b, minimum = row["h1b"] == "yes", int(row["step2_min"])
    community = row["program_type"].startswith("community")
    policies = ("no messages after an interview", "thank-you notes are not answered", "letters of intent are welcome")
    return {
        "offers_independent_ir": _yes(row["has_integrated_ir"] == "yes" and dice.yes(0.5)),
        "h1b_requires_step3": _yes(h1b and (row["requires_step3"] == "yes" or dice.yes(0.5))),
        "accepts_failures": _yes(row["max_attempts"] != "1"),
        "requires_step1": _yes(row["step1_min"] != "0" or dice.yes(0.5)),
        "step2_preferred": str((minimum or shape.step2_min) + 5 * round(1 + 2 * dice.uniform())),
        "holistic_review": _yes(dice.yes(0.6 if community else 0.3)),
        "waits_for_step2": _yes(dice.yes(0.4)),
        "contact_policy": dice.pick(policies, (0.5, 0.3, 0.2)),
    }


def _rates(shape: Shape, openness: float, dice: Dice) -> dict[str, str]:
    us_md = _shifted(shape.rate, dice.noise(0.3))
    us_do = _shifted(us_md, -0.4 + dice.noise(0.2))
    us_img = _shifted(us_md, -2.0 + 0.8 * openness + dice.noise(0.2))
    non_us = _shifted(us_img, -0.5 - abs(dice.noise(0.2)))
    overall = _shifted(us_md, -0.8)
    plain = {
        "us_md": us_md,
        "us_do": us_do,
        "us_img": us_img,
        "non_us_img": non_us,
        "no_signal": _shifted(overall, -0.3),
        "in_state": _shifted(overall, 0.8 + abs(dice.noise(0.2))),
        "out_of_state": _shifted(overall, -0.2),
    }
    lift = {"gold": 2.0, "silver": 1.2, "signal": 1.5}
    tiers = {tier: _shifted(overall, lift[tier] + 0.1 * dice.uniform()) for tier in shape.tiers}
    return {f"interview_rate_{name}": f"{rate:.2f}" for name, rate in (plain | tiers).items()}


def _shifted(share: float, logit: float) -> float:
    """Share moved by so much on the log-odds scale, within 1 and 97 percent."""
    moved = 1 / (1 + math.exp(-(math.log(share / (1 - share)) + logit)))
    return min(max(moved, 0.01), 0.97)


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"


def text(rows: Sequence[Mapping[str, str]]) -> str:
    """Give the file's content."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def main() -> int:
    """Write the sample, or compare it."""
    parser = argparse.ArgumentParser(description="Make the fictional catalogue.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the file is out of date")
    check = parser.parse_args().check
    content = text(programs()).encode()
    if check:
        return 0 if SAMPLE.is_file() and SAMPLE.read_bytes() == content else 1
    SAMPLE.write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
