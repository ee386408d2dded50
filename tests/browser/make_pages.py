"""Write the pages that `check.mjs` opens: reports of two scenarios, of a hostile saved result, and a comparison.

Run ``python tests/browser/make_pages.py FOLDER``; the folder must not exist.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCENARIOS = ("anesthesiology-with-im-backup", "img-internal-medicine-high-risk")
HOSTILE = (
    "<script>document.body.remove()</script>",
    '"><img src=x onerror=document.body.remove()>',
    "' autofocus onfocus='document.body.remove()",
    "مستشفى الملك فيصل 🏥",
    "東京大学医学部附属病院",
    "X" * 5000,
)


def listopt(*arguments: str | Path) -> str:
    """Run a command; returns what it prints."""
    command = [sys.executable, "-m", "listopt", *map(str, arguments)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def poisoned(result: dict[str, object], word: int = 0) -> dict[str, object]:
    """Result of which every program has hostile texts, and the scenario all of them."""
    rows = json.loads(json.dumps(result["portfolio"]))
    for place, row in enumerate(rows, start=word):
        name, city, reason, other = (HOSTILE[(place + step) % len(HOSTILE)] for step in range(4))
        row |= {"name": name, "city": city, "reasons": [reason]}
        row |= {"state": other, "band": other, "signal": other, "specialty": other} if place % 7 == 0 else {}
    regions = dict.fromkeys(HOSTILE, 3)
    summary = json.loads(json.dumps(result["summary"])) | {"by_region": regions, "signals": {HOSTILE[0]: regions}}
    texts = {"scenario": " ".join(HOSTILE), "inputs": dict(zip(HOSTILE, HOSTILE, strict=True))}
    return result | {"portfolio": rows, "summary": summary} | texts


def main() -> None:
    """Write the pages."""
    folder = Path(sys.argv[1])
    folder.mkdir()
    files = [ROOT / "scenarios" / f"{name}.yaml" for name in SCENARIOS]
    for file in files:
        listopt("report", file, "-o", folder / f"{file.stem}.html", "-q")
    result = json.loads(listopt("solve", files[0], "--format", "json", "-q"))
    hostile = folder / "hostile.json"
    hostile.write_text(json.dumps(poisoned(result)), encoding="utf-8")
    listopt("report", hostile, "-o", folder / "hostile.html", "-q")
    listopt("compare", files[0], hostile, "--variant", "budget=1500", "-o", folder / "comparison.html", "-q")
    hostile.unlink()


if __name__ == "__main__":
    main()
