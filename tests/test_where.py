"""Conditions in one line: they mean what a scenario's `where:` means, and say what is wrong with them."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from listopt.constraints.counts import Count
from listopt.curating.condition import read_condition
from listopt.curating.listing import Wish, list_programs
from listopt.errors import InputError
from listopt.where import Between, Where, meeting

TABLE = pd.DataFrame(
    {
        "name": ["Elm", "Oak", "Ash and Birch", None, "Fir, the tall"],
        "specialty": ["Anesthesiology", "Internal Medicine", "Anesthesiology", None, "Neurology"],
        "city": ["Boston", "boston", "Truth or Consequences", "Bronx", None],
        "state": ["MA", "MA", "NM", "NY", None],
        "j1": pd.array([True, False, None, True, None], dtype="boolean"),
        "step2_min": pd.array([220, 230, None, 0, 240], dtype="Int64"),
        "img_share": [0.1, None, 0.5, 1.0, 0.0],
        "commute": [1.5, 20.0, None, 3.0, 4.0],
        "my bus": ["7", "07", None, "7", "9"],
    },
    index=pd.Index(["0001", "0002", "0003", "0004", "0005"], name="program_id"),
).astype({"name": object, "specialty": object, "city": object, "state": object, "my bus": object})


def chosen(text: str) -> list[str]:
    """Programs that meet a condition, by the last digit of their codes."""
    return [code[-1] for code in TABLE.index[meeting(TABLE, read_condition(text, TABLE).where)]]


@pytest.mark.parametrize(
    ("text", "where", "programs"),
    [
        ("state=MA", {"state": "MA"}, "12"),
        ("state = ma , ny", {"state": ("MA", "NY")}, "124"),
        ("j1", {"j1": True}, "14"),
        ("not j1", {"j1": False}, "2"),
        ("J-1=Yes", {"j1": True}, "14"),
        ("state=MA and j1", {"state": "MA", "j1": True}, "1"),
        ("specialty=anesthesia", {"specialty": "Anesthesiology"}, "13"),
        ("step2_min>=220", {"step2_min": Between(min=220)}, "125"),
        ("step2_min>=220 AND step2_min<=230", {"step2_min": Between(min=220, max=230)}, "12"),
        ("step2_min<=230 and step2_min>=220", {"step2_min": Between(min=220, max=230)}, "12"),
        ("step2_min=220,0", {"step2_min": (220.0, 0.0)}, "14"),
        ("img_share<=0.1", {"img_share": Between(max=0.1)}, "15"),
        ("city=boston", {"city": ("Boston", "boston")}, "12"),
        ('city="truth or consequences"', {"city": "Truth or Consequences"}, "3"),
        ('name="Ash and Birch","Fir, the tall"', {"name": ("Ash and Birch", "Fir, the tall")}, "35"),
        ("commute=20", {"commute": 20.0}, "2"),
        ("my bus=07", {"my bus": "07"}, "2"),
        ("program_id=0003", {"program_id": "0003"}, "3"),
    ],
)
def test_terms_are_what_scenarios_say(text: str, where: Where, programs: str) -> None:
    """Each kind of term gives the mapping that a rule's `where:` takes, and picks these programs."""
    assert read_condition(text, TABLE).where == where
    assert "".join(chosen(text)) == programs
    assert Count(kind="count", where=where, at_least=0).where == where


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("state=MA or state=NY", "no `or`. Several values of one column are separated by commas: state=NY,NJ."),
        ("state=MA or NY", "no `or`"),
        ("sate=MA", "found 'sate', which is no column; expected a column of these tables. Did you mean 'state'?"),
        (
            "h1b",
            "found 'h1b', which none of them has; expected a column of these tables. Name a table that has it, too.",
        ),
        ("state", "found 'state' alone, which is no yes/no column; expected state=VALUE"),
        ("state!=MA", "expected state=VALUE,VALUE. Name the values that count, not those that do not."),
        ("not state=MA", "expected state=VALUE,VALUE. Name the values that count, not those that do not."),
        ("step2_min>220", "expected step2_min>=NUMBER or step2_min<=NUMBER, the number included"),
        ("city>=3", "found >= for the column 'city'; expected a column of numbers. Name the values instead."),
        ("step2_min>=high", "found 'high' for 'step2_min'; expected a whole number from 0 to 300"),
        ("img_share>=20%", "expected a number from 0 to 1. Write 0.2 for 20 %."),
        ("state=XX", "found 'XX' for 'state'; expected the two-letter code of a US state or territory"),
        ("j1=perhaps", "found 'perhaps' for 'j1'; expected yes or no"),
        ("state=", "found no value for 'state'; expected a value; what is not known meets no condition"),
        ("state=MA and state=NY", "'state=NY', a second term for 'state'; expected one term for each column."),
        ("step2_min>=1 and step2_min>=2", "a second term for 'step2_min'"),
        ('city="Boston', "expected quotation marks in pairs"),
        ("=MA", "expected terms such as state=NY,NJ or j1"),
    ],
)
def test_faults_say_what_to_write(text: str, message: str) -> None:
    """A term that cannot be read is told with what to write instead."""
    with pytest.raises(InputError, match=r"^--where: ") as raised:
        read_condition(text, TABLE)
    assert message in str(raised.value)


def test_all_faults_at_once() -> None:
    """Every term with a fault is told, not only the first."""
    with pytest.raises(InputError) as raised:
        read_condition("sate=MA and j1=perhaps and state=MA and city>=3", TABLE)
    assert len(raised.value.faults) == 3


def test_values_that_no_program_has() -> None:
    """A text that is nowhere in its column finds nothing, and a remark names the nearest one."""
    found = list_programs(TABLE, Wish("city=Bronks"))
    assert (found.n_fitting, found.remarks) == (0, ("No program has city=Bronks. Did you mean 'Bronx'?",))


def test_unknown_facts_are_counted() -> None:
    """Programs that would meet the condition but for empty cells are counted, those that fail it anyway are not."""
    found = list_programs(TABLE, Wish("j1 and step2_min>=220"))
    assert [row[0] for row in found.rows] == ["0001"]
    assert (found.n_unknown, found.unknown) == (2, {"j1": 2, "step2_min": 1})


@given(st.text(alphabet='sjtae1= ,<>!"orndNYMA2_-', max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever is typed either is a condition or ends with a fault."""
    try:
        where = read_condition(text, TABLE).where
    except InputError:
        return
    assert len(meeting(TABLE, where)) == len(TABLE)


@given(
    st.sets(st.sampled_from(["MA", "NY", "NM", "NJ"]), min_size=1),
    st.sampled_from([None, True, False]),
    st.integers(0, 300),
    st.integers(0, 300),
)
def test_conditions_agree_with_plain_python(states: set[str], j1: bool | None, low: int, high: int) -> None:
    """Programs found are those that a loop over the rows finds."""
    flag = "" if j1 is None else " and j1" if j1 else " and not j1"
    text = f"state={','.join(sorted(states))}{flag} and step2_min>={low} and step2_min<={high}"
    want = [
        str(code)[-1]
        for code, row in TABLE.iterrows()
        if row["state"] in states
        and (j1 is None or (not pd.isna(row["j1"]) and row["j1"] == j1))
        and not pd.isna(row["step2_min"])
        and low <= row["step2_min"] <= high
    ]
    assert chosen(text) == want
