"""Values set over a scenario: every kind of path, what stays as it is, and what faults say."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from listopt.errors import InputError
from listopt.scenario import Scenario, read_scenario, with_settings

TODAY = datetime.date(2026, 11, 1)
SCENARIO = Path(__file__).parents[1] / "scenarios" / "anesthesiology-with-im-backup.yaml"


def having(*settings: str) -> Scenario:
    """The scenario with settings."""
    return with_settings(SCENARIO, settings, today=TODAY)


def rule(scenario: Scenario, title: str) -> object:
    """A rule of a scenario by its title; None when there is none."""
    return next((one for one in scenario.constraints if one.title == title), None)


@pytest.mark.parametrize(
    ("setting", "read", "value"),
    [
        ("applicant.step2_ck=245", lambda s: s.applicant.step2_ck.score, 245),
        ("applicant.step2_ck.attempts=2", lambda s: s.applicant.step2_ck.attempts, 2),
        ("applicant.visa=[]", lambda s: s.applicant.visa, ()),
        ("applicant.ties.states=[TX, CA]", lambda s: s.applicant.ties.states, ("TX", "CA")),
        ("odds.correlation=0", lambda s: s.odds.correlation, 0),
        ("odds.correlation={Anesthesiology: 0.2}", lambda s: s.odds.correlation, {"Anesthesiology": 0.2}),
        ("weights.cost=0.05", lambda s: s.weights, {"utility": 1.0, "cost": 0.05, "balance": 0.1}),
        ("weights={match: 1}", lambda s: s.weights, {"match": 1.0}),
        ("solver.gap=0.01", lambda s: s.solver.gap, 0.01),
        ("specialties.Internal Medicine.utility=0.7", lambda s: s.specialties[1].utility, 0.7),
        ("specialties.IM.utility=0.7", lambda s: s.specialties[1].utility, 0.7),
        ("specialties.1.role=parallel", lambda s: s.specialties[1].role, "parallel"),
        ("specialties=[Pediatrics]", lambda s: [one.specialty for one in s.specialties], ["Pediatrics"]),
        ("constraints.budget.at_most=2000", lambda s: rule(s, "budget").at_most, 2000),
        ("constraints.count region=Midwest.at_least=12", lambda s: rule(s, "count region=Midwest").at_least, 12),
        ("constraints.2.at_least=12", lambda s: rule(s, "count region=Midwest").at_least, 12),
        ("constraints.mix.reach=[0.1, 0.5]", lambda s: rule(s, "mix").reach.high, 0.5),
        ("constraints.mix.reach.high=0.5", lambda s: (rule(s, "mix").reach.low, rule(s, "mix").reach.high), (0.1, 0.5)),
        ("constraints.mix=null", lambda s: rule(s, "mix"), None),
        ("unknown.j1=exclude", lambda s: (s.unknown.policy("j1"), s.unknown.policy("h1b")), ("exclude", "allow")),
        ("preferences.regions.West=0.5", lambda s: s.preferences.regions, {"West": 0.5}),
        ("bands.safety_from=0.2", lambda s: s.bands.safety_from, 0.2),
        ("signals={}", lambda s: s.signals, {}),
        ("season=2026", lambda s: s.season, 2026),
        ("name=Another", lambda s: s.name, "Another"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_paths(setting: str, read: object, value: object) -> None:
    """A value set by its path is in the scenario; short forms are understood, and what stands beside it stays."""
    assert callable(read)
    assert read(having(setting)) == value
    assert read(read_scenario(SCENARIO)) != value


def test_short_words() -> None:
    """`budget` and `applications` set the one rule that is meant, state it when there is none, and null removes it."""
    assert rule(having("budget=2700"), "budget").at_most == 2700
    assert rule(having("applications=50"), "count").at_most == 50
    without = having("budget=null", "applications=null")
    assert [one.title for one in without.constraints] == ["count region=Midwest", "mix"]
    bare = {"catalogue": "sample"}
    stated = with_settings(bare, ["budget=300", "applications=4"], today=TODAY)
    assert [(one.kind, one.at_most) for one in stated.constraints] == [("budget", 300), ("count", 4)]
    shares = {"catalogue": "sample", "constraints": [{"kind": "count", "unit": "share", "at_most": 0.5}]}
    assert [one.title for one in with_settings(shares, ["applications=4"], today=TODAY).constraints] == [
        "count", "applications"
    ]  # fmt: skip
    floor = {"catalogue": "sample", "constraints": [{"kind": "count", "at_least": 2, "at_most": 9}]}
    (kept,) = with_settings(floor, ["applications=null"], today=TODAY).constraints
    assert (kept.at_least, kept.at_most) == (2, None)


def test_signals_of_a_pool() -> None:
    """Setting one tier of a pool leaves its other tiers, and the other pools, as the season has them."""
    assert having("signals.Anesthesiology.gold=7").signals == {"Anesthesiology": {"gold": 7, "silver": 10}}
    assert having("signals.anesthesiology.gold=7").signals == {"Anesthesiology": {"gold": 7, "silver": 10}}
    none = with_settings(
        {"catalogue": "sample", "season": 2027, "signals": {}}, ["signals.Anesthesiology.gold=2"], today=TODAY
    )
    assert none.signals["Anesthesiology"] == {"gold": 2}
    assert not any(tiers for pool, tiers in none.signals.items() if pool != "Anesthesiology")
    own = {"catalogue": "sample", "signals": {"Anesthesiology": {"gold": 1}}}
    assert with_settings(own, ["signals.Anesthesiology=null"], today=TODAY).signals is None


def test_values_of_a_strategy_are_set_on_top_of_it() -> None:
    """A weight that is set leaves the strategy's other weights, and no longer counts as the strategy's."""
    assert having("weights.cost=0.05").weights_from_strategy == ("utility", "balance")
    assert having("weights.cost=null").weights == {"utility": 1.0, "balance": 0.1}


def test_nothing_set_is_the_scenario() -> None:
    """Without settings it is the scenario as read."""
    assert having() == read_scenario(SCENARIO)


def test_extended_files(tmp_path: Path) -> None:
    """Rules of a file that the scenario extends can be set; codes keep their zeros."""
    (tmp_path / "base.yaml").write_text("catalogue: sample\nconstraints: [{kind: budget, at_most: 500}]\n")
    (tmp_path / "mine.yaml").write_text(
        "extends: base.yaml\nconstraints: [{kind: include, name: Dr. X, programs: [0401]}]\n"
    )
    found = with_settings(tmp_path / "mine.yaml", ["budget=700", "constraints.Dr. X.programs=[0402]"], today=TODAY)
    assert found.constraints[0].at_most == 700
    assert found.constraints[1].programs == ("0402",)


FAULTS = [
    ("budget=abc", "found at_most: abc; expected a number of at least 0"),
    ("budget", "found 'budget'; expected NAME=VALUE"),
    ("budget=", "Write budget=null to remove it."),
    ("budget=[1", "expected a comma, or ]"),
    ("aplicant.step2_ck=245", "Did you mean 'applicant'?"),
    ("applicant.step2=245", "Did you mean 'step2_ck'?"),
    ("applicant.step2_ck=345", "expected a score from 1 to 300"),
    ("specialties.Internal Medicin.utility=1", "Did you mean 'Internal Medicine'?"),
    ("constraints.bugdet.at_most=1", "Did you mean 'budget'?"),
    ("constraints.budget.at_most=null", "found no `at_most`"),
    ("constraints.mix.reach.low=0.9", "expected the smaller number first"),
    ("signals.Anestesiology.gold=7", "Did you mean 'Anesthesiology'?"),
    ("signals.Anesthesiology.golden=7", "Did you mean 'gold'?"),
    ("name.x=3", "expected a name that ends there"),
    ("extends=other.yaml", "Files are read before anything is set."),
]


@pytest.mark.parametrize(("setting", "text"), FAULTS, ids=[setting for setting, _ in FAULTS])
def test_faults(setting: str, text: str) -> None:
    """A fault names the setting, what was found, what is expected, and the nearest valid name."""
    with pytest.raises(InputError) as caught:
        having(setting)
    assert str(caught.value).startswith(f"--set {setting}: found ")
    assert text in str(caught.value)


def test_all_faults_at_once() -> None:
    """Faults of several settings come together."""
    with pytest.raises(InputError) as caught:
        having("budget=abc", "applicant.step2_ck=345", "constraints.bugdet.at_most=1")
    assert len(caught.value.faults) == 3


def test_several_budgets_need_a_name() -> None:
    """Where several rules may be meant, the fault names them."""
    two = {"catalogue": "sample", "constraints": [
        {"kind": "budget", "at_most": 500}, {"kind": "budget", "covers": "applications", "at_most": 400}
    ]}  # fmt: skip
    with pytest.raises(InputError, match=r"constraints\.budget for applications\.at_most"):
        with_settings(two, ["budget=300"], today=TODAY)
    one = with_settings(two, ["constraints.budget for applications.at_most=300"], today=TODAY)
    assert [rule.at_most for rule in one.constraints] == [500, 300]
