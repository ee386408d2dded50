"""Every number of a result recomputed from the scenario, the catalogue and the published tables.

Nothing here uses listopt's own arithmetic: fees, quadrature, terms and rules are written down a second time.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from ruamel.yaml import YAML

from golden.solved import BENCHMARKS, ROOT, SCENARIOS, each_scenario, run_folder, solved

REFERENCE = ROOT / "src" / "listopt" / "reference"
NORMAL = NormalDist()
CDF = np.frompyfunc(NORMAL.cdf, 1, 1)
POINTS = 5000
"""Midpoints of the quadrature on the scale ``u = Phi(m)``."""
DRAWS = 200_000
FIGURE = 2e-9
"""Figures of the result have nine decimals."""
CLOSE = 1e-4
"""Midpoints against the summary's quadrature."""

Row = dict[str, str]
Array = np.ndarray


# Input, read as data


@cache
def table(path: Path) -> list[Row]:
    """Rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def in_force(name: str, key: str, year: int) -> dict[str, list[Row]]:
    """Rows of a reference table by key, of the newest season up to a year (of the first one before it)."""
    found: dict[str, list[Row]] = {}
    for value in sorted({row[key] for row in table(REFERENCE / f"{name}.csv")}):
        rows = [row for row in table(REFERENCE / f"{name}.csv") if row[key] == value]
        seasons = {int(row["season"]) for row in rows}
        season = max([known for known in seasons if known <= year] or [min(seasons)])
        found[value] = [row for row in rows if int(row["season"]) == season]
    return found


def read_yaml(path: Path) -> dict:  # type: ignore[type-arg]
    """Mapping of a YAML file."""
    found = YAML(typ="safe").load(path)
    assert isinstance(found, dict)
    return found


@dataclass(frozen=True, eq=False)
class Case:
    """A scenario and its result."""

    path: Path
    result: dict  # type: ignore[type-arg]

    @cached_property
    def scenario(self) -> dict:  # type: ignore[type-arg]
        """The scenario with what the default strategy adds."""
        written, default = read_yaml(self.path), read_yaml(ROOT / "src/listopt/strategies/default.yaml")
        bands = default["bands"][written["applicant"]["type"]]
        return {"mix": default["mix"], "weights": default["weights"], "bands": bands} | written

    @cached_property
    def programs(self) -> dict[str, Row]:
        """Catalogue: program_id -> cells, later tables over earlier ones."""
        found: dict[str, Row] = {}
        names = self.scenario["catalogue"]
        for name in [names] if isinstance(names, str) else names:
            file = self.path.parent / name if "." in name else ROOT / "catalogues" / name / "programs.csv"
            for row in table(file):
                cells = {column: cell for column, cell in row.items() if cell}
                found[row["program_id"]] = found.get(row["program_id"], {}) | cells
        return found

    @property
    def chosen(self) -> list[dict]:  # type: ignore[type-arg]
        """Entries of the list."""
        return self.result["portfolio"]

    @cached_property
    def eligible(self) -> list[str]:
        """Codes of the programs that are not excluded."""
        out = {row["program_id"] for row in self.result["excluded"]}
        return sorted(set(self.programs) - out)

    @property
    def year(self) -> int:
        """Season."""
        return int(self.scenario["season"])

    def rules(self, kind: str, *, soft: bool = False) -> list[dict]:  # type: ignore[type-arg]
        """Rules of one kind, hard or soft."""
        rules = self.scenario.get("constraints", [])
        return [rule for rule in rules if rule["kind"] == kind and ("soft" in rule) == soft]

    def meets(self, code: str, where: dict | None) -> bool:  # type: ignore[type-arg]
        """Whether a program meets a condition: scalars and lists of text."""
        cells = self.programs[code]
        wanted = {name: value if isinstance(value, list) else [value] for name, value in (where or {}).items()}
        return all(cells.get(name) in values for name, values in wanted.items())


@pytest.fixture
def one(name: str, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The case of the scenario at hand."""
    return case(name, run_folder(tmp_path_factory))


@cache
def case(name: str, folder: Path) -> Case:
    """Scenario and result by name."""
    return Case((SCENARIOS | BENCHMARKS)[name], solved(name, folder).result)


# Money


def service_of(specialty: str, year: int) -> str:
    """Application service of a specialty."""
    rows = in_force("fee_services", "specialty", year)
    known = rows.get(specialty)
    if known is None or int(known[0]["season"]) > year:
        known = rows["every other specialty"]
    return known[-1]["service"]


def steps_of(case: Case, service: str) -> list[tuple[int, float, bool]]:
    """Fee steps of a service: first application, dollars, whether they are due once."""
    own = case.scenario.get("fees", {}).get(service)
    if own is not None:
        return [(1, float(own), False)]
    rows = in_force("fees", "service", case.year)[service]
    return [(int(row["first"]), float(row["dollars"]), row["charge"] == "once") for row in rows]


def prices(case: Case, specialty: str, count: int) -> tuple[float, list[float]]:
    """Flat charge, and the price of each of so many applications to one specialty."""
    steps = steps_of(case, service_of(specialty, case.year))
    flat = sum(dollars for first, dollars, once in steps if once and count >= first)
    each = []
    for number in range(1, count + 1):
        _, dollars, once = [step for step in steps if step[0] <= number][-1]
        each.append(0.0 if once else dollars)
    return flat, each


def fixed_fees(case: Case, services: Iterable[str]) -> float:
    """Fixed fees due for applications through these services."""
    applicant, due = case.scenario["applicant"], 0.0
    owed = {
        "everyone": True,
        "img": applicant["type"].endswith("img"),
        "usmle": applicant["type"] != "us_do" or any(exam in applicant for exam in ("step1", "step2_ck")),
        "comlex": applicant["type"] == "us_do" or "comlex1" in applicant,
    }
    used = set(services)
    for rows in in_force("fixed_fees", "fee", case.year).values():
        if owed[rows[0]["due"]] and used and (rows[0]["service"] == "any" or rows[0]["service"] in used):
            due += float(rows[0]["dollars"])
    return due


def application_fees(case: Case, codes: Sequence[str]) -> tuple[dict[str, float], float, float]:
    """Specialty -> its tiers' dollars; the programs' own fees; the discount of fee assistance."""
    counts = Counter(case.programs[code]["specialty"] for code in codes if "fee" not in case.programs[code])
    own = sum(float(case.programs[code]["fee"]) for code in codes if "fee" in case.programs[code])
    tiers, flats = {}, 0.0
    helped: list[float] = []
    for specialty, count in counts.items():
        flat, each = prices(case, specialty, count)
        tiers[specialty] = flat + sum(each)
        if service_of(specialty, case.year) == "ERAS":
            flats, helped = flats + flat, helped + each
    terms = in_force("fee_assistance", "service", case.year)["ERAS"][0]
    dearest = sorted(helped, reverse=True)[: int(terms["max_applications"])]
    assisted = case.scenario["applicant"].get("fee_assistance", False)
    return tiers, own, float(terms["discount"]) * (flats + sum(dearest)) if assisted else 0.0


def cost(case: Case, codes: Sequence[str], *, fixed: bool = True) -> float:
    """Dollars of a list."""
    tiers, own, discount = application_fees(case, codes)
    services = {service_of(case.programs[code]["specialty"], case.year) for code in codes}
    return sum(tiers.values()) + own - discount + (fixed_fees(case, services) if fixed else 0.0)


# Chances


@cache
def factor() -> Array:
    """Midpoints of the common factor on the probability scale."""
    return np.array([NORMAL.inv_cdf((k + 0.5) / POINTS) for k in range(POINTS)])


def given_factor(p: Array, rho: Array) -> Array:
    """Chances given the factor: programs x points."""
    found = {}
    for one, loading in sorted(set(zip(p.tolist(), rho.tolist(), strict=True))):
        if loading == 0 or one in (0.0, 1.0):
            found[one, loading] = np.full(POINTS, one)
            continue
        x = (NORMAL.inv_cdf(one) + math.sqrt(loading) * factor()) / math.sqrt(1 - loading)
        found[one, loading] = CDF(x).astype(float)
    return np.array([found[pair] for pair in zip(p.tolist(), rho.tolist(), strict=True)])


def any_of(given: Array) -> float:
    """Chance of at least one."""
    return float(1 - np.prod(1 - given, axis=0).mean())


def best_of(given: Array, utility: Array) -> float:
    """Expected utility of the best."""
    order = np.argsort(-utility, kind="stable")
    value, none_before = np.zeros(POINTS), np.ones(POINTS)
    for i in order:
        value += utility[i] * given[i] * none_before
        none_before *= 1 - given[i]
    return float(value.mean())


@dataclass(frozen=True, eq=False)
class Chances:
    """Chances of a list given the factor, computed once."""

    match: Array
    interview: Array
    utility: Array


def rho_of(case: Case, end: str | None = None) -> Array:
    """Correlation of each program of the list: of the result, or an end of its published range."""
    used = case.result["summary"]["correlation"]
    given = case.scenario.get("odds", {}).get("correlation", {})
    published = in_force("correlation", "specialty", case.year)["all"][0]
    found = []
    for row in case.chosen:
        fixed = not isinstance(given, dict) or row["specialty"] in given
        found.append(used[row["specialty"]] if fixed or end is None else float(published[end]))
    return np.array(found)


def column(case: Case, name: str) -> Array:
    """Figures of the list."""
    return np.array([row[name] for row in case.chosen], dtype=float)


@cache
def chances(one: Case) -> Chances:
    """Chances of a scenario's list."""
    rho = rho_of(one)
    match, interview = (given_factor(column(one, column_name), rho) for column_name in ("p_match", "p_interview"))
    return Chances(match, interview, column(one, "utility"))


# Terms of the objective


def terms(one: Case, positions: Iterable[int]) -> dict[str, float]:
    """Signed weighted contributions of a part of the list, by position."""
    whole, kept = chances(one), list(positions)
    rows = [one.chosen[i] for i in kept]
    codes = [row["program_id"] for row in rows]
    given, utility = whole.match[kept], whole.utility[kept]
    bands = [row["band"] for row in rows]
    mix, n, most = one.scenario["mix"], len(rows), 100
    spread = {"column": "state", "at_most": 0.25} | one.scenario.get("spread", {})
    groups = Counter(one.programs[code].get(spread["column"]) for code in codes)
    capacity = one.scenario["applicant"].get("interview_capacity", 20)
    worth = {
        "utility": lambda: best_of(given, utility),
        "match": lambda: any_of(given),
        "interviews": lambda: float(np.minimum(whole.interview[kept].sum(axis=0), capacity).mean()) / capacity,
        "cost": lambda: -cost(one, codes) / 1000,
        "balance": lambda: -sum(max(0.0, mix.get(band, 0) * n - bands.count(band)) for band in BANDS) / most,
        "spread": lambda: (
            -sum(max(0.0, count - spread["at_most"] * n) for group, count in groups.items() if group) / most
        ),
    }
    found = {term: weight * worth[term]() for term, weight in one.scenario["weights"].items() if weight > 0}
    return found | soft_rules(one, codes, bands, most)


def soft_rules(case: Case, codes: Sequence[str], bands: Sequence[str], most: int) -> dict[str, float]:
    """Penalties of the soft rules that are not kept."""
    found = {}
    for rule in case.rules("budget", soft=True):
        over = cost(case, codes, fixed=rule.get("covers", "all") == "all") - rule["at_most"]
        found[rule["name"]] = over * rule["soft"]
    for rule in case.rules("count", soft=True):
        inside = sum(1 for code in codes if case.meets(code, rule["where"]))
        found[rule["name"]] = (rule["at_least"] - inside) * rule["soft"]
    for rule in case.rules("mix", soft=True):
        amounts = []
        for band in BANDS:
            low, high = (limit * len(codes) for limit in rule.get(band, (0, 1)))
            amounts.append(max(0.0, low - bands.count(band), bands.count(band) - high) / most)
        found[rule.get("name", "mix")] = sum(amounts) * rule["soft"]
    return {f"rule {name}": -penalty for name, penalty in found.items() if penalty > 1e-12}


BANDS = ("reach", "target", "safety")
PLAIN = [row for row in each_scenario(slow=True) if "strategy" not in read_yaml((SCENARIOS | BENCHMARKS)[str(row.id)])]
"""Scenarios without a named strategy, whose parts this file would have to read, too."""
EACH = pytest.mark.parametrize("name", PLAIN)


@EACH
def test_contract(one: Case) -> None:
    """The result has exactly the keys of the contract, and at least those of its parts."""
    found = one.result
    assert list(found) == [
        "scenario", "status", "objective", "summary", "portfolio", "excluded", "to_verify", "conflict", "versions",
        "inputs",
    ]  # fmt: skip
    assert set(found["objective"]) == {"value", "bound", "gap", "terms"}
    assert set(found["summary"]) >= {
        "applications", "cost", "signals", "expected_interviews", "p_match", "p_match_low", "p_match_high",
        "expected_utility", "mix", "by_specialty", "by_region",
    }  # fmt: skip
    wanted = {
        "program_id", "name", "specialty", "city", "state", "signal", "band", "p_interview", "p_match", "utility",
        "fee", "marginal", "reasons",
    }  # fmt: skip
    assert all(set(row) >= wanted for row in found["portfolio"])
    assert all(set(row) == {"program_id", "reason"} and row["reason"] for row in found["excluded"])
    assert all(set(row) == {"program_id", "column", "why", "worth"} for row in found["to_verify"])
    assert found["scenario"] == one.scenario["name"]
    assert {"listopt", "ortools", "pandas", "python"} <= set(found["versions"])


@EACH
def test_inputs(one: Case) -> None:
    """Every catalogue has its digest, under the name that the scenario gives it."""
    names = one.scenario["catalogue"]
    assert list(one.result["inputs"]) == ([names] if isinstance(names, str) else names)
    assert all(len(bytes.fromhex(digest)) == 32 for digest in one.result["inputs"].values())


@EACH
def test_objective(one: Case) -> None:
    """Status, gap and bound fit together, and the terms add up to the value."""
    objective = one.result["objective"]
    value, bound = objective["value"], objective["bound"]
    assert bound >= value
    assert objective["gap"] == pytest.approx((bound - value) / max(abs(value), 1e-9), abs=1e-12)
    asked = one.scenario.get("solver", {}).get("gap", 0.001)
    assert one.result["status"] == ("optimal" if objective["gap"] <= asked + 1e-9 else "feasible")
    assert sum(objective["terms"].values()) == pytest.approx(value, abs=10 * FIGURE)
    assert one.result["conflict"] == []


@EACH
def test_terms(one: Case) -> None:
    """Every term of the objective, soft rules included, is what this file's arithmetic gives."""
    found, own = one.result["objective"]["terms"], terms(one, range(len(one.chosen)))
    assert set(found) == set(own)
    asked = one.scenario.get("solver", {}).get("gap", 0.001)
    value = abs(one.result["objective"]["value"])
    coarse = asked / 4  # of the value or a term: the solver's nodes are only as fine as the gap needs
    for term, figure in found.items():
        curved = term in ("utility", "match", "interviews")
        allowed = coarse * max(value, abs(own[term])) if curved else FIGURE
        assert figure == pytest.approx(own[term], rel=1e-9, abs=allowed), term


@EACH
def test_cost(one: Case) -> None:
    """The cost is that of the fee tables, and so are each specialty's share and each program's fee."""
    codes = [row["program_id"] for row in one.chosen]
    assert one.result["summary"]["cost"] == pytest.approx(cost(one, codes), abs=0.005)
    tiers = application_fees(one, codes)[0]
    counts = Counter(row["specialty"] for row in one.chosen if "fee" not in one.programs[row["program_id"]])
    for row in one.chosen:
        own = one.programs[row["program_id"]].get("fee")
        fee = float(own) if own is not None else tiers[row["specialty"]] / counts[row["specialty"]]
        assert row["fee"] == pytest.approx(fee, abs=FIGURE)
    for specialty, part in one.result["summary"]["by_specialty"].items():
        fees = [row["fee"] for row in one.chosen if row["specialty"] == specialty]
        assert part["cost"] == pytest.approx(sum(fees), abs=0.005)


@EACH
def test_chances_by_quadrature(one: Case) -> None:
    """Chance of a match, its range, and expected utility follow from the list's own odds."""
    given = chances(one)
    summary = one.result["summary"]
    assert summary["p_match"] == pytest.approx(any_of(given.match), rel=CLOSE)
    assert summary["expected_utility"] == pytest.approx(best_of(given.match, given.utility), rel=CLOSE)
    least = any_of(given_factor(column(one, "p_match_low"), rho_of(one, "high")))
    most = any_of(given_factor(column(one, "p_match_high"), rho_of(one, "low")))
    assert least <= summary["p_match_low"] <= summary["p_match"] <= summary["p_match_high"] <= most
    for specialty, part in summary["by_specialty"].items():
        inside = [i for i, row in enumerate(one.chosen) if row["specialty"] == specialty]
        assert part["p_match"] == pytest.approx(any_of(given.match[inside]), rel=CLOSE)


@EACH
def test_chances_by_simulation(one: Case) -> None:
    """Drawing 200,000 seasons gives the same chance of a match and utility, within four standard errors."""
    rng = np.random.default_rng(2027)
    p, rho, utility = column(one, "p_match"), rho_of(one), column(one, "utility")
    threshold = np.array([NORMAL.inv_cdf(1 - x) if 0 < x < 1 else (-np.inf if x else np.inf) for x in p])
    best = []
    for _ in range(20):
        m, noise = rng.standard_normal((DRAWS // 20, 1)), rng.standard_normal((DRAWS // 20, len(p)))
        matched = np.sqrt(rho) * m + np.sqrt(1 - rho) * noise > threshold
        best.append(np.where(matched, utility, -1.0).max(axis=1))
    drawn = np.concatenate(best)
    for figure, sample in (("p_match", drawn >= 0), ("expected_utility", np.maximum(drawn, 0))):
        error = sample.std() / math.sqrt(DRAWS)
        assert abs(sample.mean() - one.result["summary"][figure]) < 4 * error + 1e-9


@EACH
def test_counts(one: Case) -> None:
    """Applications, mix, expected interviews, specialties and regions are counts and sums over the list."""
    summary = one.result["summary"]
    assert summary["applications"] == len(one.chosen)
    assert summary["mix"] == {band: sum(row["band"] == band for row in one.chosen) for band in BANDS}
    assert summary["expected_interviews"] == pytest.approx(column(one, "p_interview").sum(), abs=1e-6)
    for specialty, part in summary["by_specialty"].items():
        rows = [row for row in one.chosen if row["specialty"] == specialty]
        assert part["applications"] == len(rows) > 0
        assert part["expected_interviews"] == pytest.approx(sum(row["p_interview"] for row in rows), abs=1e-6)
        assert part["signals"] == Counter(row["signal"] for row in rows if row["signal"])
    assert sum(part["applications"] for part in summary["by_specialty"].values()) == len(one.chosen)
    regions = Counter(one.programs[row["program_id"]].get("region") for row in one.chosen)
    assert summary["by_region"] == {region: count for region, count in regions.items() if region}


@EACH
def test_signals(one: Case) -> None:
    """Signals stay within the season's pools, or the scenario's own, and go to programs that take them."""
    pools = in_force("signals", "specialty", one.year)
    used = one.result["summary"]["signals"]
    sent: Counter[tuple[str, str]] = Counter()
    for row in one.chosen:
        if row["signal"]:
            sent[pools[row["specialty"]][0]["pool"], row["signal"]] += 1
            assert one.programs[row["program_id"]].get("takes_signals") != "no"
    limits = {rows[0]["pool"]: {row["tier"]: int(row["signals"]) for row in rows} for rows in pools.values()}
    for name_given, tiers in one.scenario.get("signals", {}).items():
        limits[pools[name_given][0]["pool"] if name_given in pools else name_given] = tiers
    for (pool, tier), count in sent.items():
        assert count == used[pool][tier] <= limits[pool][tier]
    assert sum(sent.values()) == sum(sum(tiers.values()) for tiers in used.values())


@EACH
def test_utilities_and_bands(one: Case) -> None:
    """Utilities follow from specialty and preferences, bands from the chance of an interview without a signal."""
    worth = {}
    for choice in one.scenario["specialties"]:
        named = {"specialty": choice} if isinstance(choice, str) else choice
        worth[named["specialty"]] = named.get("utility", 1.0)
    wishes, ties = one.scenario.get("preferences", {}), one.scenario["applicant"].get("ties", {})
    for row in one.chosen:
        cells = one.programs[row["program_id"]]
        utility = worth[row["specialty"]]
        for column_name, factors in (("region", wishes.get("regions", {})), ("state", wishes.get("states", {}))):
            utility *= factors.get(cells.get(column_name), 1.0)
        tied = cells.get("state") in ties.get("states", []) or cells.get("region") in ties.get("regions", [])
        utility *= 1.0 if tied else wishes.get("ties", 1.0)
        assert row["utility"] == pytest.approx(float(cells.get("utility", utility)), abs=FIGURE)
        if row["signal"] is None:
            below, above = one.scenario["bands"]["reach_below"], one.scenario["bands"]["safety_from"]
            chance = row["p_interview"]
            assert row["band"] == ("reach" if chance < below else "safety" if chance >= above else "target")


@EACH
def test_programs(one: Case) -> None:
    """Chosen and excluded programs are two separate parts of the catalogue, with the catalogue's own texts."""
    chosen = [row["program_id"] for row in one.chosen]
    excluded = [row["program_id"] for row in one.result["excluded"]]
    assert len(set(chosen)) == len(chosen)
    assert excluded == sorted(set(excluded))
    assert set(chosen) <= set(one.eligible)
    assert set(excluded) <= set(one.programs)
    assert len(one.eligible) + len(excluded) == len(one.programs)
    wanted = {row if isinstance(row, str) else row["specialty"] for row in one.scenario["specialties"]}
    assert {one.programs[code]["specialty"] for code in one.eligible} <= wanted
    for row in one.chosen:
        cells = one.programs[row["program_id"]]
        for text in ("name", "specialty", "city", "state"):
            assert row[text] == cells.get(text)
        assert 0 <= row["p_match"] <= row["p_interview"] <= 1
        assert row["p_match_low"] <= row["p_match"] <= row["p_match_high"]
        assert row["reasons"]


@EACH
def test_hard_rules(one: Case) -> None:
    """The list keeps every hard rule of the scenario."""
    codes = [row["program_id"] for row in one.chosen]
    for rule in one.rules("budget"):
        assert cost(one, codes, fixed=rule.get("covers", "all") == "all") <= rule["at_most"] + 1e-6
    for rule in one.rules("count"):
        unit = len(codes) if rule.get("unit") == "share" else 1
        inside = sum(1 for code in codes if one.meets(code, rule.get("where")))
        assert rule.get("at_least", 0) * unit - 1e-6 <= inside <= rule.get("at_most", math.inf) * unit + 1e-6
    for rule in one.rules("include"):
        assert {str(code) for code in rule["programs"]} <= set(codes)
    for kind in ("mix", "exclude", "signals", "interviews", "p_match"):
        assert not one.rules(kind), f"no check of hard {kind} rules here yet"


@EACH
def test_marginals(one: Case) -> None:
    """What five programs add is the objective with them minus the objective without."""
    everyone = range(len(one.chosen))
    value = sum(terms(one, everyone).values())
    ranked = sorted(everyone, key=lambda i: one.chosen[i]["marginal"])
    for i in sorted({ranked[0], ranked[-1], ranked[len(ranked) // 2], 0, len(ranked) - 1}):
        lost = value - sum(terms(one, [j for j in everyone if j != i]).values())
        assert one.chosen[i]["marginal"] == pytest.approx(lost, rel=0.01, abs=2e-6), one.chosen[i]["program_id"]


@EACH
def test_to_verify(one: Case) -> None:
    """Facts to verify: the worthiest first, of programs of the list unless knowing them would put one on it."""
    checks = one.result["to_verify"]
    assert [row["worth"] for row in checks] == sorted((row["worth"] for row in checks), reverse=True)
    listed = {row["program_id"] for row in one.chosen}
    for row in checks:
        assert row["worth"] >= 0
        assert row["program_id"] in listed or (row["column"] in ("j1", "h1b") and row["worth"] > 0)
        assert row["why"]
    assert len({(row["program_id"], row["column"]) for row in checks}) == len(checks)
