"""Make `src/listopt/reference/outlines.csv`, the outlines of the states for the map of a report.

Run ``python tools/make_outlines.py states-10m.json`` with the file of that name of the npm package us-atlas: the
cartographic boundaries of the US Census Bureau as TopoJSON, in degrees. Borders are simplified as Visvalingam and
Whyatt do (1993, doi:10.1179/000870493786962263): the point whose triangle with its neighbours is smallest goes first.
A border that two states share is simplified once, so no gaps open. Islands too small to be seen are left out.
"""

from __future__ import annotations

import csv
import json
import math
import sys
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TypeAlias, cast

from listopt.reference import read_reference

Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = list[Point]
Arcs: TypeAlias = list[list[Sequence[float]]]

TARGET = Path(__file__).parents[1] / "src" / "listopt" / "reference" / "outlines.csv"
COARSE = {"AK": 0.35, "HI": 0.004, "PR": 0.004}
"""Smallest triangles that stay, in square degrees at the equator, of states that the map shows in another size."""
FINE = 0.02
"""The same for all other states."""
SMALLEST = 12
"""Smallest island, as a multiple of the smallest triangle."""
ELSEWHERE = ("AS", "GU", "MP", "VI")
"""Territories that the map has no room for."""
STATES = {row["name"]: row["state"] for row in read_reference("states") if row["state"] not in ELSEWHERE}
SOURCE = {
    "season": "2017",
    "source_title": "US Census Bureau: Cartographic Boundary Files, 2017 edition, states at 1:10,000,000",
    "source_url": "https://www.census.gov/geographies/mapping-files/time-series/geo/carto-boundary-file.html",
    "confidence": "high",
}


def main() -> None:
    """Write the table."""
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    arcs = [simplified(arc, size) for arc, size in zip(decoded(topology), sizes(topology), strict=True)]
    rows = []
    for feature in topology["objects"]["states"]["geometries"]:
        state = STATES.get(feature["properties"]["name"])
        if state:
            kept = [ring for ring in rings(feature, arcs) if area(ring) >= SMALLEST * COARSE.get(state, FINE)]
            largest = max(rings(feature, arcs), key=area)
            rows.append({"state": state, "rings": written(kept or [largest]), **SOURCE, "note": ""})
    rows.sort(key=lambda row: row["state"])
    rows[0]["note"] = "degrees east and north, rings apart by semicolons; simplified by tools/make_outlines.py"
    with TARGET.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{TARGET.name}: {len(rows)} states, {TARGET.stat().st_size:,} bytes")


def decoded(topology: dict[str, object]) -> Iterator[Ring]:
    """Arcs in degrees."""
    transform = cast("dict[str, tuple[float, float]]", topology["transform"])
    (wide, high), (left, low) = transform["scale"], transform["translate"]
    for arc in cast("Arcs", topology["arcs"]):
        across, up = accumulate(step[0] for step in arc), accumulate(step[1] for step in arc)
        yield [(x * wide + left, y * high + low) for x, y in zip(across, up, strict=True)]


def sizes(topology: dict[str, object]) -> Iterator[float]:
    """Smallest triangle of each arc: that of the states it bounds."""
    features = cast("dict[str, dict[str, list[dict[str, object]]]]", topology["objects"])["states"]["geometries"]
    coarse: dict[int, float] = {}
    for feature in features:
        state = STATES.get(cast("dict[str, str]", feature["properties"])["name"], "")
        coarse |= {number if number >= 0 else ~number: COARSE.get(state, FINE) for number in numbers(feature["arcs"])}
    return (coarse.get(number, FINE) for number in range(len(cast("Arcs", topology["arcs"]))))


def numbers(nested: object) -> Iterator[int]:
    """All numbers in nested lists."""
    if isinstance(nested, int):
        yield nested
        return
    for part in cast("list[object]", nested):
        yield from numbers(part)


def rings(feature: dict[str, object], arcs: Sequence[Ring]) -> Iterator[Ring]:
    """Outer rings of a state, each made of its arcs; a negative number is an arc taken backwards."""
    parts = cast("list[list[list[int]]]", feature["arcs"] if feature["type"] == "MultiPolygon" else [feature["arcs"]])
    for outer, *_ in parts:
        ring: Ring = []
        for number in outer:
            ring += (arcs[number] if number >= 0 else arcs[~number][::-1])[1 if ring else 0 :]
        yield [(x - 360 if x > 0 else x, y) for x, y in ring]


def simplified(arc: Ring, smallest: float) -> Ring:
    """Arc without the points whose triangles are smaller than ``smallest``; its ends, and four points, stay."""
    kept = list(arc)
    while len(kept) > 4:
        triangles = [area(kept[n - 1 : n + 2]) for n in range(1, len(kept) - 1)]
        least = min(triangles)
        if least >= smallest:
            break
        del kept[triangles.index(least) + 1]
    return kept


def area(ring: Ring) -> float:
    """Area of a polygon, in square degrees at the equator."""
    closed = [*ring, ring[0]]
    doubled = sum(x * v - u * y for (x, y), (u, v) in pairwise(closed))
    return abs(doubled) / 2 * math.cos(math.radians(ring[0][1]))


def written(found: Sequence[Ring]) -> str:
    """Rings as text, to a hundredth of a degree, without points that fall together."""
    texts = []
    for ring in found:
        points = [f"{x:.2f} {y:.2f}" for x, y in ring]
        apart = [point for before, point in pairwise(["", *points]) if point != before]
        texts.append(" ".join(apart))
    return ";".join(texts)


if __name__ == "__main__":
    main()
