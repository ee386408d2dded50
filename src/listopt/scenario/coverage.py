"""Where each rule of the seed articles is carried out: in which strategies, by what else, or why it is not software."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from listopt.reference import Row, read_reference
from listopt.scenario.preset import read_preset, strategies
from listopt.scenario.schema import Parts, Strategy
from listopt.scenario.tree import plain

SENTENCES = {
    "risks": "risk factor",
    "gates": "warning before applying",
    "checklist": "checklist",
    "timeline": "timeline",
    "advice": "advice",
}
"""Key of sentences -> what one of them is called."""
NOT_SOFTWARE = "none"
"""What the register says of a rule that nothing carries out; it then needs a reason."""


@dataclass(frozen=True)
class Carrier:
    """A place in a strategy that carries out a rule.

    Attributes
    ----------
    strategy, variant
        Its names; ``variant`` is empty for the strategy itself, and names those on the way for a nested one.
    part
        Kind of sentence, part of the strategy such as ``preferences``, or ``rule`` and its name.
    """

    strategy: str
    variant: str
    part: str


@dataclass(frozen=True)
class Covered:
    """A rule of the articles and what carries it out.

    Attributes
    ----------
    rule, article, summary
        Its id, the file it is from (empty when no article has it), and what it says.
    carriers
        Places in strategies.
    carried_by
        What else carries it out, as ``column:j1`` or ``code:listopt.eligibility.visa.visa``.
    reason
        How, or why it is not software.
    """

    rule: str
    article: str
    summary: str
    carriers: tuple[Carrier, ...]
    carried_by: tuple[str, ...]
    reason: str

    @property
    def accounted(self) -> bool:
        """Whether something carries it out, or a reason says why nothing does."""
        return bool(self.carriers or self.carried_by or self.reason)


def coverage(register: Iterable[Row] | None = None, presets: Iterable[Strategy] | None = None) -> tuple[Covered, ...]:
    """Find what carries out each rule of the seed articles.

    Parameters
    ----------
    register
        Rows as in the reference table ``seed_rules``, which is the default.
    presets
        Strategies, by default all that ship with listopt; their variants are looked into.

    Returns
    -------
    tuple of Covered
        In the order of the register; then ids that strategies name and the register does not have.
    """
    rows = {row["rule"]: row for row in (read_reference("seed_rules") if register is None else register)}
    places: defaultdict[str, dict[Carrier, None]] = defaultdict(dict)
    for preset in _shipped() if presets is None else presets:
        for rule, carrier in _carriers(preset, preset.name, ()):
            places[rule][carrier] = None
    known = [_covered(row, tuple(places.pop(rule, ()))) for rule, row in rows.items()]
    unknown = [Covered(rule, "", "", tuple(carriers), (), "") for rule, carriers in sorted(places.items())]
    return (*known, *unknown)


def _covered(row: Row, carriers: tuple[Carrier, ...]) -> Covered:
    named = (name.strip() for name in row["carried_by"].split(";"))
    carried_by = tuple(name for name in named if name not in ("", NOT_SOFTWARE))
    return Covered(row["rule"], row["article"], row["summary"], carriers, carried_by, row["reason"])


def _shipped() -> Iterator[Strategy]:
    return (Strategy.model_validate(plain(read_preset(name).tree)) for name in strategies())


def _carriers(parts: Parts, strategy: str, variants: tuple[str, ...]) -> Iterator[tuple[str, Carrier]]:
    """Rules of one level and of the variants below it, each with its place."""
    variant = ", ".join(variants)
    for key, word in SENTENCES.items():
        for sentence in getattr(parts, key):
            yield from ((rule, Carrier(strategy, variant, word)) for rule in sentence.rules)
    for name, rules in parts.carries.items():
        part = name if name.partition(".")[0] in Parts.model_fields else f"rule {name}"
        yield from ((rule, Carrier(strategy, variant, part)) for rule in rules)
    for below in parts.variants:
        yield from _carriers(below, strategy, (*variants, below.name))
