"""Conditions over the facts of an applicant: whether they hold, and the same in words.

A condition is a mapping; all its entries must hold. An entry asks one fact (`listopt.candidate.facts.FACTS`):
``type: us_img``, ``type: [us_img, non_us_img]``, ``step2_ck: {min: 230, below: 240}``, ``visa_needed: true``,
``specialties: {none_of: [Family Medicine]}``; or it joins conditions: ``any: [...]``, ``all: [...]``, ``not: {...}``.
A fact that is not known makes an entry neither true nor false (Kleene's logic of three values).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from listopt.candidate.facts import FACTS, Candidate, Fact, Value, put_words
from listopt.errors import did_you_mean

LIMITS = {"min": "at least", "above": "above", "max": "at most", "below": "below"}
"""Limits of a number, and how sentences put them."""
JOINED = ("any", "all")
NOT = "not"


def holds(when: Mapping[str, object], who: Candidate) -> bool | None:
    """Whether a condition holds; None when that depends on facts that are not known."""
    return _every(_entry(key, wanted, who) for key, wanted in when.items())


def _entry(key: str, wanted: object, who: Candidate) -> bool | None:
    if key == NOT:
        return _opposite(holds(_mapping(wanted), who))
    if key in JOINED:
        answers = [holds(_mapping(one), who) for one in _listed(wanted)]
        return _every(answers) if key == "all" else _opposite(_every(_opposite(answer) for answer in answers))
    value = FACTS[key].read(who)
    return None if value is None else _meets(value, wanted)


def _every(answers: Iterable[bool | None]) -> bool | None:
    seen = list(answers)
    return False if False in seen else None if None in seen else True


def _opposite(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _meets(value: Value, wanted: object) -> bool:
    if isinstance(wanted, Mapping):
        if "none_of" in wanted:
            return not _meets(value, wanted["none_of"])
        return all(_within(value, limit, wanted[limit]) for limit in LIMITS if limit in wanted)
    own = value if isinstance(value, tuple) else (value,)
    return any(one in own for one in _listed(wanted))


def _within(value: Value, limit: str, end: object) -> bool:
    assert isinstance(value, int | float)
    assert isinstance(end, int | float)
    return {"min": value >= end, "above": value > end, "max": value <= end, "below": value < end}[limit]


def told(when: Mapping[str, object], who: Candidate | None = None) -> str:
    """Put a condition in words; with an applicant, with the facts that decide it."""
    return " and ".join(_told(key, wanted, who) for key, wanted in when.items()) or "always"


def _told(key: str, wanted: object, who: Candidate | None) -> str:
    if key == NOT:
        return f"not ({told(_mapping(wanted), who)})"
    if key in JOINED:
        parts = [_mapping(one) for one in _listed(wanted)]
        true = [one for one in parts if who is not None and key == "any" and holds(one, who)]
        words = (" and " if key == "all" else " or ").join(told(one, who) for one in true or parts)
        return words if len(true or parts) == 1 else f"({words})"
    return _fact_told(FACTS[key], wanted, None if who is None else FACTS[key].read(who))


def _fact_told(fact: Fact, wanted: object, value: Value | None) -> str:
    if fact.kind == "flag":
        return fact.words if wanted else fact.denied
    if fact.kind == "number":
        asked = _limits(wanted) if isinstance(wanted, Mapping) else put_words(fact, _listed(wanted))
        return f"{fact.words} {asked}" if value is None else f"{fact.words} ({value:g}) {asked}"
    if isinstance(wanted, Mapping):
        return f"{fact.words} without {put_words(fact, _listed(wanted['none_of']))}"
    return f"{fact.words} {put_words(fact, [value] if isinstance(value, str) else _listed(wanted))}"


def _limits(wanted: Mapping[str, object]) -> str:
    return " and ".join(f"{words} {wanted[limit]}" for limit, words in LIMITS.items() if limit in wanted)


def _mapping(value: object) -> Mapping[str, object]:
    assert isinstance(value, Mapping)
    return value


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, tuple | list) else (value,)


def _checked(when: Mapping[str, object]) -> Mapping[str, object]:
    """Refuse what `holds` could not answer."""
    for expected, advice in _wrong(when):
        raise PydanticCustomError("listopt", "expected {expected}", {"expected": expected, "advice": advice})
    return when


def _wrong(when: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    known = (*FACTS, *JOINED, NOT)
    for key, wanted in when.items():
        if key == NOT or key in JOINED:
            parts = [wanted] if key == NOT else list(_listed(wanted))
            if not parts or not all(isinstance(part, Mapping) for part in parts):
                yield f"{key}: {'a condition' if key == NOT else 'a list of conditions'}", ""
            for part in parts:
                yield from _wrong(part) if isinstance(part, Mapping) else ()
        elif key not in known:
            yield f"facts of the applicant, each one of {', '.join(known)}; {key!r} is none", did_you_mean(key, known)
        else:
            yield from _unfit(FACTS[key], wanted)


def _unfit(fact: Fact, wanted: object) -> Iterator[tuple[str, str]]:
    """Find what cannot be asked of a fact."""
    if fact.kind == "flag" and not isinstance(wanted, bool):
        yield f"{fact.name}: true or false", ""
    elif fact.kind == "number":
        ends = wanted.values() if isinstance(wanted, Mapping) else _listed(wanted)
        plain = all(isinstance(end, int | float) and not isinstance(end, bool) for end in ends)
        if not plain or not ends or (isinstance(wanted, Mapping) and set(wanted) - set(LIMITS)):
            yield f"{fact.name}: a number, or limits such as {{min: 230, below: 240}}", ""
    elif fact.kind == "word":
        words = [word for word, _ in fact.choices]
        for word in _listed(wanted):
            if word not in words:
                yield f"{fact.name}: one of {', '.join(words)}", did_you_mean(str(word), words)
    elif fact.kind == "words":
        named = wanted.get("none_of") if isinstance(wanted, Mapping) else wanted
        if not all(isinstance(word, str) for word in _listed(named)):
            yield f"{fact.name}: names, or {{none_of: [...]}}", ""


When = Annotated[Mapping[str, object], AfterValidator(_checked)]
"""A condition as a field of a model."""
