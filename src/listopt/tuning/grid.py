"""Weights to look at: each in turn, or a full grid."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np

from listopt.errors import Fault, InputError
from listopt.tuning.weights import check_term

FACTORS = (0.0, 0.5, 2.0, 4.0)
"""A weight goes through these multiples of its value when nobody says what to look at."""
MOST = 500
"""Settings of a grid at most; more would take hours and tell nobody anything."""
EXPECTED = "TERM=VALUES, such as cost=0,0.02,0.05 or cost=0..0.1/5"

Weights = dict[str, float]


def read_weight(text: str) -> tuple[str, tuple[float, ...]]:
    """Read a term and the values of its weight: listed, or evenly spaced.

    Raises
    ------
    InputError
        When it is no such text, there is no such term, or a value is no weight.

    Examples
    --------
    >>> read_weight("cost=0..0.1/5")
    ('cost', (0.0, 0.025, 0.05, 0.075, 0.1))
    """
    option = f"--weight {text}"
    term, equals, written = text.partition("=")
    term = term.strip()
    if not equals or not written.strip():
        raise InputError([Fault(option, repr(text), EXPECTED)])
    check_term(term, option)
    try:
        values = _values(written)
    except ValueError:
        raise InputError([Fault(option, repr(written), EXPECTED)]) from None
    if not all(0 <= value < math.inf for value in values):
        raise InputError([Fault(option, repr(written), "weights of 0 or more")])
    return term, tuple(dict.fromkeys(values))


def _values(written: str) -> list[float]:
    """Numbers of a list, or of a range such as ``0..0.1/5``."""
    start, dots, rest = written.partition("..")
    if not dots:
        return [float(part) for part in written.split(",")]
    stop, _, steps = rest.partition("/")
    low, high, many = float(start), float(stop), int(steps)
    if not low < high or not 2 <= many <= MOST:
        raise ValueError(written)
    return [float(f"{value:.10g}") for value in np.linspace(low, high, many)]


def settings(present: Mapping[str, float], axes: Sequence[tuple[str, tuple[float, ...]]]) -> list[Weights]:
    """List the weights to look at, those in force first; settings in which every weight is 0 are left out.

    Parameters
    ----------
    present
        Term -> weight in force.
    axes
        Terms and their values, of which all combinations count; without any, each weight in force is changed alone.

    Raises
    ------
    InputError
        When there are more settings than anyone can look at, or a term is named twice.
    """
    _check(axes)
    terms = {**present, **{term: present.get(term, 0.0) for term, _ in axes}}
    found = [dict(terms)]
    if axes:
        names = [term for term, _ in axes]
        found += [{**terms, **dict(zip(names, values, strict=True))} for values in product(*(row for _, row in axes))]
    else:
        found += [{**terms, term: weight * factor} for term, weight in terms.items() for factor in FACTORS]
    different: dict[tuple[float, ...], Weights] = {}
    for one in found:
        different.setdefault(tuple(one.values()), one)
    return [one for one in different.values() if any(one.values()) or one == terms]


def _check(axes: Sequence[tuple[str, tuple[float, ...]]]) -> None:
    names = [term for term, _ in axes]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError([Fault(f"--weight {twice}", f"{twice} a second time", "each term once, with all its values")])
    many = math.prod(len(values) for _, values in axes)
    if many > MOST:
        advice = "Give fewer values, or look at one term after the other."
        raise InputError([Fault("--weight", f"a grid of {many:,} settings", f"at most {MOST}", advice)])
