"""Bad scenarios: every kind of fault ends in an `InputError` that names the place, the value and the way out."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listopt.errors import InputError
from listopt.scenario import read_scenario, starter

HEAD = "catalogue: us-2025\n"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)

BAD: list[tuple[str, str | bytes, tuple[str, ...]]] = [
    # YAML itself
    ("empty file", "", ("bad.yaml:1:1", "an empty file", "listopt init")),
    ("comments only", "# nothing yet\n", ("bad.yaml:1:1", "an empty file")),
    ("a list, no mapping", "- Anesthesiology\n", ("bad.yaml:1:1", "keys and values")),
    ("plain text", "my scenario\n", ("bad.yaml:1:1", "keys and values")),
    ("tab", f"{HEAD}applicant:\n\ttype: us_md\n", ("bad.yaml:3:1", "a tab", "spaces")),
    ("indentation", f"{HEAD}solver:\n  gap: 0.1\n seed: 1\n", ("bad.yaml:4:2", "seed: 1", "same column")),
    ("unclosed quote", f"{HEAD}name: 'My list\n", ("bad.yaml:2:7", "quote that is not closed")),
    ("unclosed list", f"{HEAD}specialties: [Anesthesiology\n", ("bad.yaml:2:14", "expected a comma, or ]")),
    ("colon in text", f"{HEAD}name: first: second\n", ("bad.yaml:2:12", "first: second", "in quotes")),
    ("no colon", f"{HEAD}season 2027\nname: x\n", ("bad.yaml:2:1", "season 2027", "key: value")),
    ("duplicate key", f"{HEAD}season: 2027\nseason: 2026\n", ("bad.yaml:3:1", "season a second time", "bad.yaml:2:1")),
    ("two documents", f"{HEAD}---\n{HEAD}", ("bad.yaml:2:1", "second document")),
    ("not UTF-8", b"catalogue: us-2025\nname: Jos\xe9\n", ("bad.yaml:2:10", "0xe9", "UTF-8")),
    ("control character", f"{HEAD}name: a\x07b\n", ("bad.yaml:2:8", "printable")),
    ("tag that runs code", f"{HEAD}name: !!python/object:os.system x\n", ("bad.yaml:2:7", "the tag")),
    ("unknown alias", f"{HEAD}specialties: *mine\n", ("bad.yaml:2:14", "*mine", "&mine")),
    ("alias of itself", f"{HEAD}specialties: &me [*me]\n", ("bad.yaml:2:19", "*me")),
    ("alias bomb", BOMB, ("bad.yaml:", "too many values")),
    ("deep nesting", HEAD + "name: " + "[" * 60, ("bad.yaml:2:57", "too many levels")),
    ("list as key", f"{HEAD}? [a, b]\n: c\n", ("bad.yaml:2:3", "no plain key")),
    ("more than 1 MB", HEAD + "# " + "x" * 1_000_000, ("bad.yaml: found more than 1 MB",)),
    # keys
    ("no catalogue", "name: x\n", ("bad.yaml:1:1", "no `catalogue`")),
    ("unknown key", f"{HEAD}seson: 2027\n", ("bad.yaml:2:1", "seson: 2027", "Did you mean 'season'?")),
    ("unknown key inside", f"{HEAD}applicant:\n  step2: 238\n", ("bad.yaml:3:3", "step2: 238", "'step2_ck'")),
    (
        "unknown key in a rule",
        f"{HEAD}constraints:\n  - {{kind: budget, at_most: 3, at_last: 1}}\n",
        ("bad.yaml:3:32", "at_last: 1", "'at_most'"),
    ),
    ("unknown flag", f"{HEAD}applicant: {{fee_asistance: true}}\n", ("bad.yaml:2:13", "'fee_assistance'")),
    ("key kept for listopt", f"{HEAD}base: here\n", ("bad.yaml:2:1", "base: here", "one of the keys")),
    ("missing key in a list", f"{HEAD}specialties: [{{role: backup}}]\n", ("bad.yaml:2:15", "no `specialty`")),
    # types
    ("text for a number", f"{HEAD}season: next\n", ("bad.yaml:2:9", "season: next", "a whole number from 2020")),
    ("fraction for a whole number", f"{HEAD}solver: {{seed: 1.5}}\n", ("bad.yaml:2:16", "seed: 1.5", "whole number")),
    ("date for a year", f"{HEAD}season: 2027-03-01\n", ("bad.yaml:2:9", "2027-03-01", "whole number")),
    ("true for a number", f"{HEAD}solver: {{seconds: true}}\n", ("bad.yaml:2:19", "seconds: true", "a number above 0")),
    ("`no` for a number", f"{HEAD}solver: {{seconds: no}}\n", ("bad.yaml:2:19", "seconds: no", "a number above 0")),
    ("number for text", f"{HEAD}name: 1e3\n", ("bad.yaml:2:7", "name: 1e3", 'quotes: "1e3"')),
    ("true for text", f"{HEAD}name: true\n", ("bad.yaml:2:7", "name: true", 'quotes: "true"')),
    ("word for true", f"{HEAD}applicant: {{fee_assistance: maybe}}\n", ("bad.yaml:2:29", "true or false")),
    ("value for a list", f"{HEAD}applicant: {{visa: J-1}}\n", ("bad.yaml:2:19", "visa: J-1", "[J-1]")),
    ("value for a mapping", f"{HEAD}applicant: us_md\n", ("bad.yaml:2:12", "a mapping with the keys type")),
    ("mapping for a list", f"{HEAD}constraints: {{kind: count}}\n", ("bad.yaml:2:14", "a list")),
    ("value for a rule", f"{HEAD}constraints: [budget]\n", ("bad.yaml:2:15", "a mapping with `kind:` one of budget")),
    (
        "dollars with a sign",
        f"{HEAD}constraints: [{{kind: budget, at_most: $2400}}]\n",
        ("bad.yaml:2:39", "$2400", "such as 2400"),
    ),
    ("percent", f"{HEAD}mix: {{reach: 25%}}\n", ("bad.yaml:2:14", "reach: 25%", "Write 0.25.")),
    # ranges
    ("share above 1", f"{HEAD}mix: {{reach: 25}}\n", ("bad.yaml:2:14", "Write 0.25, not 25.")),
    ("not a number", f"{HEAD}weights: {{cost: .nan}}\n", ("bad.yaml:2:17", ".nan", "finite")),
    ("infinite", f"{HEAD}constraints: [{{kind: budget, at_most: .inf}}]\n", ("bad.yaml:2:39", ".inf", "finite")),
    ("too large", f"{HEAD}constraints: [{{kind: budget, at_most: 1e999}}]\n", ("bad.yaml:2:39", "1e999", "finite")),
    ("negative budget", f"{HEAD}constraints: [{{kind: budget, at_most: -5}}]\n", ("bad.yaml:2:39", "-5", "at least 0")),
    ("negative weight", f"{HEAD}weights: {{cost: -1}}\n", ("bad.yaml:2:17", "cost: -1", "at least 0")),
    ("gap of 0", f"{HEAD}solver: {{gap: 0}}\n", ("bad.yaml:2:15", "gap: 0", "above 0")),
    ("season long ago", f"{HEAD}season: 27\n", ("bad.yaml:2:9", "from 2020 to 2100")),
    (
        "expected score above 300",
        f"{HEAD}applicant:\n  step2_ck:\n    expected: 328\n",
        ("bad.yaml:4:15", "328", "from 1 to 300"),
    ),
    (
        "practice score above 300",
        f"{HEAD}applicant:\n  step2_ck:\n    practice: [231, 456]\n",
        ("bad.yaml:4:21", "456", "from 1 to 300"),
    ),
    (
        "a score and an expected one",
        f"{HEAD}applicant:\n  step2_ck:\n    score: 240\n    expected: 245\n",
        ("bad.yaml:5:15", "245", "a score, or an expected score, not both"),
    ),
    (
        "how far off what is not expected may be",
        f"{HEAD}applicant:\n  step2_ck:\n    expected_sd: 6\n",
        ("bad.yaml:4:18", "expected_sd", "an expected score beside it"),
    ),
    ("score above 300", f"{HEAD}applicant: {{step2_ck: 328}}\n", ("bad.yaml:2:23", "328", "from 1 to 300")),
    ("no attempts", f"{HEAD}applicant: {{step1: {{attempts: 0}}}}\n", ("bad.yaml:2:31", "attempts: 0", "not_taken")),
    ("correlation of 1", f"{HEAD}odds: {{correlation: 1}}\n", ("bad.yaml:2:21", "from 0 to 0.95")),
    ("correlation by name", f"{HEAD}odds: {{correlation: {{IM: 1}}}}\n", ("bad.yaml:2:26", "IM: 1", "from 0 to 0.95")),
    ("factor above 1", f"{HEAD}preferences: {{states: {{NY: 1.2}}}}\n", ("bad.yaml:2:28", "NY: 1.2", "0 to 1")),
    # names
    ("specialty", f"{HEAD}specialties:\n  - specialty: Anesthesiolgy\n", ("bad.yaml:3:16", "'Anesthesiology'")),
    ("specialty as text", f"{HEAD}specialties: [Internal Medecine]\n", ("bad.yaml:2:15", "'Internal Medicine'")),
    ("role", f"{HEAD}specialties: [{{specialty: IM, role: bakup}}]\n", ("bad.yaml:2:37", "role: bakup", "'backup'")),
    ("strategy", f"{HEAD}strategy: defalt\n", ("bad.yaml:2:11", "strategy: defalt", "Did you mean 'default'?")),
    ("applicant type", f"{HEAD}applicant: {{type: us-img}}\n", ("bad.yaml:2:19", "type: us-img", "'us_img'")),
    ("visa", f"{HEAD}applicant: {{visa: [J1]}}\n", ("bad.yaml:2:20", "J1", "Did you mean 'J-1'?")),
    ("state", f"{HEAD}applicant: {{ties: {{states: [ny]}}}}\n", ("bad.yaml:2:29", "found ny", "'NY'")),
    ("region", f"{HEAD}applicant: {{ties: {{regions: [Mid-West]}}}}\n", ("bad.yaml:2:30", "'Midwest'")),
    (
        "region in a rule",
        f"{HEAD}constraints: [{{kind: count, where: {{region: [South, Midwst]}}, at_most: 3}}]\n",
        ("bad.yaml:2:53", "Midwst", "'Midwest'"),
    ),
    ("kind", f"{HEAD}constraints: [{{kind: bugdet, at_most: 3}}]\n", ("bad.yaml:2:22", "kind: bugdet", "'budget'")),
    ("no kind", f"{HEAD}constraints: [{{at_most: 3}}]\n", ("bad.yaml:2:15", "no `kind`", "one of budget, count")),
    ("term", f"{HEAD}weights: {{utilty: 1}}\n", ("bad.yaml:2:11", "utilty", "Did you mean 'utility'?")),
    ("tier", f"{HEAD}signals: {{IM: {{sliver: 5}}}}\n", ("bad.yaml:2:16", "sliver", "Did you mean 'silver'?")),
    ("pool", f"{HEAD}signals: {{Anesthsiology: {{gold: 5}}}}\n", ("bad.yaml:2:11", "'Anesthesiology'")),
    ("service", f"{HEAD}fees: {{SF-Match: 20}}\n", ("bad.yaml:2:8", "SF-Match", "'SF Match'")),
    ("policy", f"{HEAD}unknown: {{j1: excluded}}\n", ("bad.yaml:2:15", "j1: excluded", "'exclude'")),
    # parts that do not fit together
    (
        "limits crossed",
        f"{HEAD}constraints:\n  - {{kind: count, at_least: 10, at_most: 5}}\n",
        ("bad.yaml:3:5", "at_least: 10, at_most: 5", "at_least no larger than at_most"),
    ),
    ("no limit", f"{HEAD}constraints: [{{kind: count}}]\n", ("bad.yaml:2:15", "at_least or at_most")),
    ("bands crossed", f"{HEAD}bands: {{reach_below: 0.5, safety_from: 0.2}}\n", ("bad.yaml:2:8", "no larger than")),
    ("wishes above 1", f"{HEAD}mix: {{reach: 0.6, target: 0.6}}\n", ("bad.yaml:2:6", "add up to at most 1")),
    (
        "graduation after the season",
        f"{HEAD}season: 2027\napplicant: {{graduation_year: 2030}}\n",
        ("bad.yaml:3:30", "graduation_year: 2030", "2027"),
    ),
    (
        "score of an exam not taken",
        f"{HEAD}applicant: {{step3: {{result: not_taken, score: 230}}}}\n",
        ("bad.yaml:2:29", "beside a score"),
    ),
    (
        "same rule twice",
        f"{HEAD}constraints:\n  - {{kind: budget, at_most: 3}}\n  - {{kind: budget, at_most: 4}}\n",
        ("bad.yaml:4:5", "a second rule named 'budget'", "Give one of them a `name:`"),
    ),
    ("same specialty twice", f"{HEAD}specialties: [IM, Internal Medicine]\n", ("bad.yaml:2:19", "a second time")),
    ("same pool twice", f"{HEAD}signals: {{IM: {{}}, Medicine: {{}}}}\n", ("bad.yaml:2:19", "a second time")),
    ("fees with a hole", f"{HEAD}fees: {{PSCA: [{{first: 2, dollars: 5}}]}}\n", ("bad.yaml:2:14", "first: 1")),
    (
        "fees that fall",
        f"{HEAD}fees: {{PSCA: [{{first: 1, last: 5, dollars: 9}}, {{first: 6, dollars: 5}}]}}\n",
        ("bad.yaml:2:14", "do not fall"),
    ),
    ("extends itself", f"{HEAD}extends: bad.yaml\n", ("bad.yaml:2:10", "bad.yaml -> bad.yaml")),
    ("extends nothing", f"{HEAD}extends: baad.yaml\n", ("bad.yaml:2:10", "no file", "Did you mean 'bad.yaml'?")),
    ("extends a number", f"{HEAD}extends: 3\n", ("bad.yaml:2:10", "the path of another scenario")),
    ("strategy file missing", f"{HEAD}strategy: mine.yaml\n", ("bad.yaml:2:11", "no file")),
]


def faults_of(path: Path) -> str:
    """Give the message of a scenario that must not be read."""
    with pytest.raises(InputError) as caught:
        read_scenario(path)
    return str(caught.value)


@pytest.mark.parametrize(("text", "words"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_message(tmp_path: Path, text: str | bytes, words: tuple[str, ...]) -> None:
    """Each kind of fault has a message with its place, its value and what is expected, in listopt's own words."""
    path = tmp_path / "bad.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    message = faults_of(path)
    for word in words:
        assert word in message
    for leak in ("Input should", "expected nothing", "pydantic", "Field required", "value_error", "Traceback"):
        assert leak not in message


def test_all_at_once_in_order(tmp_path: Path) -> None:
    """Faults of every sort come together, in the order of the file."""
    path = tmp_path / "bad.yaml"
    path.write_text(
        f"{HEAD}season: 2027\nseeson: 1\napplicant: {{type: img, graduation_year: 2040}}\n"
        "specialties: [Dermatolgy]\nconstraints: [{kind: budget, at_most: -1}]\nstrategy: none\n"
    )
    lines = faults_of(path).splitlines()
    assert [int(line.split(".yaml:")[1].split(":")[0]) for line in lines] == [3, 4, 4, 5, 6, 7]


@pytest.mark.parametrize("name", ["anesthesia.yaml", "no-such-folder/x.yaml", "x" * 500 + ".yaml", "a\0b.yaml"])
def test_missing_file(tmp_path: Path, name: str) -> None:
    """A file that is not there, or cannot be, is a fault."""
    assert "expected a YAML file" in faults_of(tmp_path / name)


def test_missing_file_names_the_nearest(tmp_path: Path) -> None:
    """A misspelt file name is answered with the nearest one beside it."""
    (tmp_path / "anesthesiology.yaml").write_text(HEAD)
    assert "Did you mean 'anesthesiology.yaml'?" in faults_of(tmp_path / "anesthesiolgy.yaml")


def test_directory(tmp_path: Path) -> None:
    """A directory is not a scenario."""
    assert "a directory" in faults_of(tmp_path)


def test_circle_of_three_names_the_chain(tmp_path: Path) -> None:
    """A circle of `extends` is a fault that names every file on the way."""
    for name, other in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{name}.yaml").write_text(f"{HEAD}extends: {other}.yaml\n")
    assert "a.yaml -> b.yaml -> c.yaml -> a.yaml" in faults_of(tmp_path / "a.yaml")


def test_fault_in_the_extended_file_is_placed_there(tmp_path: Path) -> None:
    """A fault that a scenario inherits is reported where it was written."""
    (tmp_path / "base.yaml").write_text(f"{HEAD}weights:\n  cost: high\n")
    path = tmp_path / "mine.yaml"
    path.write_text("extends: base.yaml\nseason: never\n")
    message = faults_of(path)
    assert "base.yaml:3:9: found cost: high" in message
    assert "mine.yaml:2:9: found season: never" in message


def test_faults_of_a_strategy(tmp_path: Path) -> None:
    """A strategy file is checked as strictly as a scenario, against its own keys."""
    (tmp_path / "mine.yaml").write_text("name: mine\nwieghts: {cost: 1}\nbands: {reach_below: 2, safety_from: 3}\n")
    path = tmp_path / "bad.yaml"
    path.write_text(f"{HEAD}strategy: mine.yaml\n")
    lines = faults_of(path).splitlines()
    assert [next(word for word in line.split("/")[-1].split(": ") if word.startswith("mine")) for line in lines] == [
        "mine.yaml:2:1",
        "mine.yaml:3:22",
        "mine.yaml:3:38",
    ]
    assert "Did you mean 'weights'?" in lines[0]


TEXT = starter()
PIECES = [
    *"\t\n :-[]{},'\"#&*!|>%@`?0\\",
    "\r\n",
    "  ",
    "---",
    "<<",
    "null",
    ".nan",
    "-1",
    "1e400",
    "true",
    "é",
    "\x00",
    "&a *a",
]


@settings(max_examples=120, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(TEXT)), st.integers(0, 12), st.sampled_from(PIECES) | st.text(max_size=4) | st.just("")
        ),
        min_size=1,
        max_size=4,
    )
)
def test_mutations_never_crash(changes: list[tuple[int, int, str]]) -> None:
    """Whatever is done to the text of a scenario, it is read or refused with faults; nothing else is raised."""
    text = TEXT
    for start, length, piece in changes:
        text = text[:start] + piece + text[start + length :]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mutated.yaml"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        with contextlib.suppress(InputError):
            assert read_scenario(path).catalogue
