"""Measure what the project claims: start-up, speed, gap, memory, and distance from known optima.

Run ``python benchmarks/run.py`` in an environment with listopt installed. Times on a shared machine are noisy, so the
commands of a comparison take turns and the table gives medians and ratios of medians.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import college
import importing

HERE = Path(__file__).parent
SCENARIOS = HERE.parent / "scenarios"
LISTOPT = [sys.executable, "-m", "listopt"]
MAIN = SCENARIOS / "anesthesiology-with-im-backup.yaml"
LONG_LIST = SCENARIOS / "us-img-general-step1-failure.yaml"
ASKED = ("0403811123", "0400421013", "0403822120", "1402211149", "1400400924")
"""Five programs: two of the list, two that are not on it, one that is not open."""
GRID = ("--weight", "cost=0..0.08/5", "--weight", "balance=0..0.4/5")
"""Weights of 25 settings, those of the scenario among them."""
VARIANTS = ("budget=1500", "budget=1800", "applications=80", "applicant.step2_ck=245")
"""Four variants, which make five sides with the scenario itself."""
ROUNDS = 5


def run(command: list[str]) -> tuple[float, float, str]:
    """Run a command; returns seconds, peak memory in MB and what it printed."""
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        if status:
            raise SystemExit(f"{' '.join(command)} ended with status {status}")
        output.seek(0)
        return seconds, usage.ru_maxrss / 1024, output.read()


def by_turns(commands: dict[str, list[str]]) -> dict[str, list[tuple[float, float, str]]]:
    """Run the commands one after the other, several times over."""
    found: dict[str, list[tuple[float, float, str]]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            found[name].append(run(command))
    return found


def median(runs: list[tuple[float, float, str]]) -> float:
    """Median seconds."""
    return statistics.median(seconds for seconds, _, _ in runs)


def line(what: str, measured: str, wanted: str) -> None:
    """Print one line of the table."""
    print(f"{what:<58} {measured:>24}   {wanted}", flush=True)


def solving(scenario: Path) -> list[str]:
    """Command line that solves a scenario and prints JSON."""
    return [*LISTOPT, "solve", str(scenario), "--format", "json", "--quiet"]


def comparing(scenario: Path) -> list[str]:
    """Command line that compares a scenario with its variants and prints JSON."""
    variants = [word for variant in VARIANTS for word in ("--variant", variant)]
    return [*LISTOPT, "compare", str(scenario), *variants, "--format", "json", "--quiet"]


def reporting(scenario: Path, folder: str) -> list[str]:
    """Command line that solves a scenario and writes its page, without the curve over the budget."""
    page = Path(folder) / "report.html"
    return [*LISTOPT, "report", str(scenario), "--output", str(page), "--no-frontier", "--quiet"]


def taking_in(table: Path) -> list[str]:
    """Command line that imports a table; the files are written beside it."""
    return [*LISTOPT, "catalogue", "import", str(table), "-o", str(table.with_suffix(".out.csv")), "--overwrite", "-q"]


def imports(folder: Path) -> None:
    """Print how long importing takes, against reading the same table with pandas, and how much memory."""
    commands: dict[str, list[str]] = {}
    for export in importing.SMALL:
        table = export.write(folder)
        reading = f"import pandas; pandas.{importing.READERS[export.ending]}({str(table)!r})"
        commands |= {export.ending: [sys.executable, "-c", reading], export.name: taking_in(table)}
    runs = by_turns(commands)
    for export in importing.SMALL:
        ratio = median(runs[export.name]) / median(runs[export.ending])
        line(f"importing {export.name}", f"{ratio:.2f} x reading", "at most 4")
    large = importing.LARGE.write(folder)
    seconds, memory, _ = run(taking_in(large))
    megabytes = large.stat().st_size / 1e6
    line(f"importing {importing.LARGE.name}", f"{seconds:.1f} s", "")
    line(f"  peak memory, file of {megabytes:.0f} MB", f"{memory:.0f} MB", f"at most {10 * megabytes:.0f} MB")


def main() -> None:
    """Print the table."""
    line("measure", "measured", "wanted")
    runs = by_turns(
        {
            "imports": [sys.executable, "-c", "import pandas; from ortools.sat.python import cp_model"],
            "solve": solving(MAIN),
            "frontier": [*LISTOPT, "frontier", str(MAIN), "--over", "budget", "--format", "json", "--quiet"],
            "explain": [*LISTOPT, "explain", str(MAIN), *ASKED, "--format", "json", "--quiet"],
            "sweep": [*LISTOPT, "tune", str(MAIN), *GRID, "--format", "json", "--quiet"],
            "compare": comparing(MAIN),
            "near": [*LISTOPT, "near", str(MAIN), "--format", "json", "--quiet"],
            "click": [sys.executable, "-c", "import click"],
            "help": [*LISTOPT, "--help"],
            "long list": solving(LONG_LIST),
            "long list played": [*LISTOPT, "simulate", str(LONG_LIST), "--format", "json", "--quiet"],
        }
    )
    result = json.loads(runs["solve"][0][2])
    ratio = median(runs["solve"]) / median(runs["imports"])
    eligible = 5861 - len(result["excluded"])
    line("importing pandas and OR-Tools", f"{median(runs['imports']):.2f} s", "")
    line(f"anesthesiology with IM backup ({eligible} programs open)", f"{ratio:.2f} x imports", "at most 3")
    line("  proven gap", f"{result['objective']['gap']:.1e}", "at most 5e-4")
    line("  peak memory", f"{max(memory for _, memory, _ in runs['solve']):.0f} MB", "")
    curve = json.loads(runs["frontier"][0][2])["points"]
    ratio = median(runs["frontier"]) / median(runs["solve"])
    line(f"frontier of {len(curve)} points over the budget", f"{ratio:.2f} x solving", "at most 6")
    line("  largest proven gap", f"{max(point['objective']['gap'] for point in curve):.1e}", "at most 5e-4")
    settings = json.loads(runs["sweep"][0][2])["settings"]
    ratio = median(runs["sweep"]) / median(runs["solve"])
    line(f"sweep of {len(settings)} settings of the weights", f"{ratio:.2f} x solving", "at most 10")
    line("  largest proven gap", f"{max(one['objective']['gap'] for one in settings):.1e}", "at most 5e-4")
    ratio = median(runs["explain"]) / median(runs["solve"])
    line(f"explaining {len(ASKED)} programs", f"{ratio:.2f} x solving", "at most 6")
    sides = json.loads(runs["compare"][0][2])["sides"]
    ratio = median(runs["compare"]) / median(runs["solve"])
    line(f"comparing {len(sides)} scenarios on {os.cpu_count()} processors", f"{ratio:.2f} x solving", "at most 3.5")
    line("  largest proven gap", f"{max(one['objective']['gap'] for one in sides):.1e}", "at most 5e-4")
    ratio = median(runs["near"]) / median(runs["solve"])
    line("lists within 0.5 % of the best", f"{ratio:.2f} x solving", "at most 10")
    line("listopt --help", f"{median(runs['help']) / median(runs['click']):.2f} x import click", "at most 2")
    played = json.loads(runs["long list played"][0][2])
    ratio = median(runs["long list played"]) / median(runs["long list"])
    what = f"{played['seasons']:,} seasons of {played['applications']} programs"
    line(f"solving and {what}", f"{ratio:.2f} x solving", "at most 2")
    with tempfile.TemporaryDirectory() as folder:
        pages = by_turns({"solve": solving(LONG_LIST), "page": reporting(LONG_LIST, folder)})
    seconds = median(pages["page"]) - median(pages["solve"])
    line(f"writing the page of {played['applications']} programs", f"{seconds:.2f} s beyond solving", "at most 1 s")
    seconds, memory, output = run(solving(HERE / "ten-largest-specialties.yaml"))
    gap = json.loads(output)["objective"]["gap"]
    line("ten largest specialties (3,632 programs)", f"{seconds:.1f} s", "at most 30 s")
    line("  proven gap", f"{gap:.1e}", "at most 1e-3")
    line("  peak memory", f"{memory:.0f} MB", "")
    with tempfile.TemporaryDirectory() as folder:
        imports(Path(folder))
    for instance in college.INSTANCES:
        with tempfile.TemporaryDirectory() as directory:
            scenario, optimum = college.write(instance, Path(directory))
            seconds, _, output = run(solving(scenario))
        short = (optimum - json.loads(output)["objective"]["value"]) / optimum
        line(f"college application, {instance.name}", f"{max(0.0, short):.0e} short, {seconds:.1f} s", "at most 1e-4")


if __name__ == "__main__":
    main()
