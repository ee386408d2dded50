"""Reading scenarios: what is understood, what comes from strategies and other files, what the schema promises."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import ValidationError

from listopt.constraints import KINDS
from listopt.constraints.budget import Budget
from listopt.errors import InputError
from listopt.reference import specialties
from listopt.scenario import Bands, Scenario, parse_scenario, read_scenario, scenario_schema, starter
from listopt.scenario.preset import strategies
from listopt.season import FeeTier

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = sorted((ROOT / "scenarios").glob("*.yaml"))
HEAD = "catalogue: us-2025\n"
DEFAULTS = {"utility": 1.0, "cost": 0.02, "balance": 0.1}
"""Weights of the default strategy."""


def read(folder: Path, text: str, name: str = "mine.yaml") -> Scenario:
    """Write a scenario and read it."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_scenario(path)


def test_the_shortest_scenario(tmp_path: Path) -> None:
    """A catalogue is enough: the rest is the default strategy, all specialties, the file's name."""
    scenario = read(tmp_path, HEAD)
    assert (scenario.name, scenario.catalogue, scenario.base) == ("mine", ("us-2025",), tmp_path)
    assert scenario.path == tmp_path / "mine.yaml"
    assert scenario.specialties == ()
    assert scenario.season is None
    assert scenario.signals is None
    assert scenario.weights == DEFAULTS
    assert scenario.weights_from_strategy == tuple(DEFAULTS)
    assert scenario.mix is not None
    assert scenario.bands is None, "the default strategy has thresholds by applicant type, and there is none"


def test_the_design_example(tmp_path: Path) -> None:
    """The main scenario comes out field by field, with specialties under their canonical names."""
    scenario = read_scenario(ROOT / "scenarios" / "anesthesiology-with-im-backup.yaml")
    step2 = scenario.applicant.step2_ck
    assert step2 is not None
    assert (step2.score, scenario.applicant.visa, scenario.season) == (238, ("J-1", "H-1B"), 2027)
    assert [(one.specialty, one.role, one.utility) for one in scenario.specialties] == [
        ("Anesthesiology", "primary", 1.0),
        ("Internal Medicine", "backup", 0.55),
    ]
    assert [rule.title for rule in scenario.constraints] == ["budget", "count", "count region=Midwest", "mix"]
    assert scenario.bands == Bands(reach_below=0.01, safety_from=0.035)
    assert scenario.solver.gap == 5e-4


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios(path: Path) -> None:
    """Every scenario in the repository is read without a fault, for the 2027 Match on the real catalogue."""
    scenario = read_scenario(path)
    assert (scenario.season, scenario.catalogue) == (2027, ("us-2025",))
    assert any(isinstance(rule, Budget) for rule in scenario.constraints)


def test_six_scenarios_are_shipped() -> None:
    """There is one scenario for each applicant of the guides they follow."""
    assert len(SHIPPED) >= 6


def test_starter_is_read(tmp_path: Path) -> None:
    """What `listopt init` writes is a scenario, and its commented-out lines are valid, too."""
    assert read(tmp_path, starter()).specialties[1].role == "backup"
    lines = starter().splitlines()
    first = next(k for k, line in enumerate(lines) if line.startswith("# More to try"))
    for line in lines[first + 1 :]:
        extra = line.removeprefix("#").strip()
        rule = f"constraints:\n  {extra}" if extra.startswith("-") else extra
        read(tmp_path, f"{HEAD}{rule}\n")


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffcatalogue: us-2025\nname: x\n",
        "catalogue: us-2025\r\nname: x\r\n",
        "%YAML 1.2\n---\ncatalogue: us-2025\nname: x\n...\n",
        "{catalogue: us-2025, name: x}",
        "catalogue: [us-2025]\nname: !!str x",
    ],
    ids=["byte order mark", "Windows line ends", "document marks", "one line", "text tag"],
)
def test_spellings_of_yaml(tmp_path: Path, text: str) -> None:
    """Byte order marks, Windows line ends and the other forms of YAML change nothing."""
    path = tmp_path / "mine.yaml"
    path.write_bytes(text.encode())
    scenario = read_scenario(path)
    assert (scenario.name, scenario.catalogue) == ("x", ("us-2025",))


def test_anchors_and_merge_keys(tmp_path: Path) -> None:
    """Anchors, aliases and merge keys save typing."""
    text = (
        f"{HEAD}constraints:\n  - &few {{kind: count, at_most: 40, where: {{region: South}}}}\n"
        "  - {<<: *few, where: {region: West}}\n"
    )
    rules = read(tmp_path, text).constraints
    assert [rule.title for rule in rules] == ["count region=South", "count region=West"]


def test_codes_keep_their_zeros(tmp_path: Path) -> None:
    """Program codes are text as written, wherever they stand."""
    text = (
        f"{HEAD}applicant: {{ties: {{programs: [0400121010]}}}}\nconstraints:\n"
        "  - {kind: include, programs: [0400121010, '0400121011', 1400121012]}\n"
        "  - {kind: exclude, where: {program_id: 0400121013}}\n"
    )
    scenario = read(tmp_path, text)
    assert scenario.applicant.ties.programs == ("0400121010",)
    assert scenario.constraints[0].model_dump()["programs"] == ("0400121010", "0400121011", "1400121012")
    assert scenario.constraints[1].model_dump()["where"] == {"program_id": "0400121013"}


def test_words_that_older_yaml_reads_as_flags(tmp_path: Path) -> None:
    """`no` is false where a flag is expected, and text elsewhere; dates are text."""
    scenario = read(tmp_path, f"{HEAD}name: 2027-01-31\napplicant: {{fee_assistance: no, ecfmg_certified: yes}}\n")
    assert scenario.name == "2027-01-31"
    assert (scenario.applicant.fee_assistance, scenario.applicant.ecfmg_certified) == (False, True)


def test_aliases_of_specialties(tmp_path: Path) -> None:
    """Any spelling of a specialty becomes the canonical one: in the list, in conditions, signals and odds."""
    scenario = read(
        tmp_path,
        f"{HEAD}specialties: [IM, {{specialty: Radiology-Diagnostic, utility: 0.5}}]\n"
        "constraints: [{kind: count, where: {specialty: [Peds, im]}, at_most: 3}]\n"
        "signals: {IM: {gold: 1}, Diagnostic and Interventional Radiology: {}}\nodds: {correlation: {IM: 0.3}}\n",
    )
    assert [one.specialty for one in scenario.specialties] == ["Internal Medicine", "Diagnostic Radiology"]
    assert scenario.constraints[0].title == "count specialty=Pediatrics|Internal Medicine"
    assert scenario.signals == {"Internal Medicine": {"gold": 1}, "Diagnostic and Interventional Radiology": {}}
    assert scenario.odds.correlation == {"Internal Medicine": 0.3}


def test_unknown_policy(tmp_path: Path) -> None:
    """`unknown` is a word for all columns, or one per column beside a default."""
    assert read(tmp_path, f"{HEAD}unknown: exclude\n").unknown.policy("j1") == "exclude"
    policy = read(tmp_path, f"{HEAD}unknown: {{j1: exclude}}\n").unknown.policy
    assert (policy("j1"), policy("step2_min")) == ("exclude", "allow")
    policy = read(tmp_path, f"{HEAD}unknown: {{default: exclude, j1: allow}}\n").unknown.policy
    assert (policy("j1"), policy("step2_min")) == ("allow", "exclude")


def test_own_fees(tmp_path: Path) -> None:
    """Fees of a service are one price, or steps that begin with a flat one."""
    steps = "[{first: 1, last: 10, dollars: 99, flat: true}, {first: 11, dollars: 20}]"
    tiers = read(tmp_path, f"{HEAD}fees: {{PSCA: 25, SF Match: {steps}}}\n").fee_tiers
    assert tiers == {
        "PSCA": (FeeTier(1, None, 25.0, False),),
        "SF Match": (FeeTier(1, 10, 99.0, True), FeeTier(11, None, 20.0, False)),
    }


@pytest.mark.parametrize(
    ("text", "weights", "borrowed"),
    [
        ("", DEFAULTS, tuple(DEFAULTS)),
        ("weights: {match: 1}\n", {"match": 1.0}, ()),
        ("weights: {}\n", {}, ()),
        ("strategy: default\n", DEFAULTS, tuple(DEFAULTS)),
        (
            "strategy: default\nweights: {cost: 0, match: 2}\n",
            {"utility": 1.0, "cost": 0.0, "balance": 0.1, "match": 2.0},
            ("utility", "balance"),
        ),
        (
            "strategy: default\nweights: {}\n",
            {"utility": 1.0, "cost": 0.02, "balance": 0.1},
            ("utility", "cost", "balance"),
        ),
    ],
)
def test_weights_in_force(tmp_path: Path, text: str, weights: dict[str, float], borrowed: tuple[str, ...]) -> None:
    """A named strategy's weights are replaced by name; without one, weights of one's own stand alone."""
    scenario = read(tmp_path, HEAD + text)
    assert (scenario.weights, scenario.weights_from_strategy) == (weights, borrowed)
    assert scenario.mix is not None


@pytest.mark.parametrize("kind", ["us_md", "us_do", "us_img", "non_us_img"])
def test_thresholds_by_applicant_type(tmp_path: Path, kind: str) -> None:
    """The default strategy has thresholds for every applicant type; the scenario's own replace them key by key."""
    bands = read(tmp_path, f"{HEAD}applicant: {{type: {kind}}}\n").bands
    assert bands is not None
    assert 0 < bands.reach_below < bands.safety_from < 1
    mine = read(tmp_path, f"{HEAD}applicant: {{type: {kind}}}\nbands: {{safety_from: 0.9}}\n").bands
    assert mine == Bands(reach_below=bands.reach_below, safety_from=0.9)


def test_strategy_file(tmp_path: Path) -> None:
    """A strategy of one's own brings weights, wishes and rules; the scenario's rules replace those of the same name."""
    (tmp_path / "house.yaml").write_text(
        "name: house\nweights: {match: 1}\nbands: {reach_below: 0.1, safety_from: 0.2}\nmix: {safety: 0.5}\n"
        "constraints:\n  - {kind: count, at_most: 80}\n  - {kind: budget, at_most: 900}\n"
    )
    scenario = read(tmp_path, f"{HEAD}strategy: house.yaml\nmix: null\nconstraints: [{{kind: count, at_most: 60}}]\n")
    assert [rule.model_dump()["at_most"] for rule in scenario.constraints] == [60, 900]
    assert (scenario.weights, scenario.mix) == ({"match": 1.0}, None)
    assert scenario.bands == Bands(reach_below=0.1, safety_from=0.2)


def test_shipped_strategies() -> None:
    """Every strategy that comes with listopt can be named in a scenario."""
    assert "default" in strategies()
    for name in strategies():
        assert parse_scenario({"catalogue": "us-2025", "strategy": name}).strategy == name


def test_extends_merges(tmp_path: Path) -> None:
    """A scenario states only what differs: mappings merge, rules replace by name, lists and empty mappings replace."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "base.yaml").write_text(
        "name: base\ncatalogue: [us-2025, notes.csv]\napplicant: {type: us_img, step2_ck: 230, visa: []}\n"
        "specialties: [IM, FM]\nsignals: {IM: {gold: 1}}\nweights: {utility: 1, cost: 0.1}\n"
        "constraints:\n  - {kind: budget, at_most: 900}\n  - {kind: count, at_most: 50}\n"
    )
    (tmp_path / "middle.yaml").write_text("extends: deep/base.yaml\napplicant: {step2_ck: 240}\n")
    scenario = read(
        tmp_path,
        "extends: middle.yaml\nspecialties: [FM]\nsignals: {}\nweights: {cost: 0}\n"
        "constraints:\n  - {kind: interviews, at_least: 5}\n  - {kind: budget, at_most: 2000, soft: 0.001}\n",
    )
    step2 = scenario.applicant.step2_ck
    assert step2 is not None
    assert (scenario.name, scenario.catalogue) == ("mine", ("us-2025", "deep/notes.csv"))
    assert (step2.score, scenario.applicant.type, scenario.applicant.visa) == (240, "us_img", ())
    assert [one.specialty for one in scenario.specialties] == ["Family Medicine"]
    assert (scenario.signals, scenario.weights) == ({}, {"utility": 1.0, "cost": 0.0})
    assert [(rule.title, rule.soft) for rule in scenario.constraints] == [
        ("budget", 0.001),
        ("count", None),
        ("interviews", None),
    ]


def test_python_and_yaml_agree(tmp_path: Path) -> None:
    """The same data as mappings and as a file give the same scenario, rules as objects included."""
    text = f"{HEAD}season: 2027\nconstraints: [{{kind: budget, at_most: 10}}]\nsignals: {{IM: {{gold: 2}}}}\n"
    from_file = read(tmp_path, text)
    data = {
        "name": "mine",
        "catalogue": ["us-2025"],
        "season": 2027,
        "constraints": [Budget(at_most=10)],
        "signals": {"IM": {"gold": 2}},
    }
    from_python = parse_scenario(data, tmp_path)
    assert from_python == from_file.model_copy(update={"path": None, "places": from_python.places})


def test_places_of_python_data_are_key_paths() -> None:
    """Faults in mappings are placed by their key path."""
    with pytest.raises(InputError) as caught:
        parse_scenario({"catalogue": "us-2025", "constraints": [{"kind": "budget", "at_most": -1}], "base": "x"})
    places = {fault.place for fault in caught.value.faults}
    assert places == {"constraints[0].at_most", "base"}


def test_frozen() -> None:
    """A scenario cannot be changed once it is read."""
    scenario = parse_scenario({"catalogue": "sample"})
    with pytest.raises(ValidationError):
        scenario.season = 2026  # type: ignore[misc]


def test_schema_documents_every_field() -> None:
    """The JSON Schema has a text for every field of every part, knows short forms, and is JSON."""
    schema = scenario_schema()
    assert json.loads(json.dumps(schema)) == schema
    definitions = schema["$defs"]
    assert isinstance(definitions, dict)
    for form in (schema, *definitions.values()):
        for part in (form, *form.get("anyOf", [])):
            for key, field in part.get("properties", {}).items():
                assert key == "kind" or field.get("description"), key
    text = json.dumps(schema)
    for word in (*KINDS, "not_taken", "extends", *specialties()):
        assert f'"{word}"' in text
    for hidden in ("weights_from_strategy", '"base"'):
        assert hidden not in text


def docs_tool() -> ModuleType:
    """Load the tool that writes the page."""
    spec = importlib.util.spec_from_file_location("make_docs_scenario", ROOT / "tools" / "make_docs_scenario.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_page_is_up_to_date() -> None:
    """The reference page lists every field as the schema has it; run the tool to refresh it."""
    page = (ROOT / "docs" / "scenario.md").read_text(encoding="utf-8")
    assert docs_tool().updated(page) == page


def test_example_of_the_page_is_read(tmp_path: Path) -> None:
    """The example on the reference page is a scenario."""
    page = (ROOT / "docs" / "scenario.md").read_text(encoding="utf-8")
    assert len(read(tmp_path, page.split("```yaml\n")[1].split("```")[0]).specialties) == 2
