"""Which parts of a strategy hold for an applicant: strategies it extends, and the variants that apply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from listopt.candidate import Candidate, holds, told
from listopt.errors import Faults, InputError
from listopt.scenario.faults import orderly
from listopt.scenario.files import merged, read_tree
from listopt.scenario.guidance import Chosen
from listopt.scenario.preset import Preset, find_preset, levels, strategy_faults
from listopt.scenario.rules import canonical, specialties_of
from listopt.scenario.tree import Node, plain

APPENDED = ("risks", "gates", "checklist", "timeline", "advice")
"""Keys whose entries come on top of those of what is extended."""
SAID = (*APPENDED, "carries")
"""Keys of what a strategy says beside its goals and rules."""
OWN = ("name", "description", "extends", "variants", "when")
"""Keys that speak of a strategy itself, not of what it supplies."""


@dataclass(frozen=True)
class Resolved:
    """What holds for an applicant.

    Attributes
    ----------
    parts
        What the strategy supplies and says.
    chosen
        Variants that apply, the outermost first.
    undecided
        Variants that may apply, in words.
    """

    parts: Node
    chosen: tuple[Chosen, ...] = ()
    undecided: tuple[str, ...] = ()


def resolve(preset: Preset, who: Candidate | None, faults: Faults) -> Resolved | None:
    """Find what of a strategy holds for an applicant; None when what it extends has faults.

    Parameters
    ----------
    preset
        The strategy.
    who
        The applicant; None chooses no variant.
    faults
        Gathers what is wrong with the strategies it extends.
    """
    return _level(preset, preset.tree, who, faults, (preset.file.resolve(),))


def _level(
    preset: Preset, tree: Node, who: Candidate | None, faults: Faults, chain: tuple[Path, ...]
) -> Resolved | None:
    """Resolve a strategy, or a variant of one."""
    under = _extended(preset, tree, who, faults, chain)
    if under is None:
        return None
    found = replace(under, parts=_over(under.parts, _bands_for(canonical(tree.lacking(*OWN)), who)))
    variants = tree.child("variants")
    if who is None or variants is None:
        return found
    who = with_risks(found.parts, replace(who, specialties=who.specialties or specialties_of(found.parts)))
    for variant in variants.items:
        when, name = condition(variant), str(plain(variant.entries["name"]))
        answer = holds(when, who)
        if answer is None:
            found = replace(found, undecided=(*found.undecided, f"{name}: {told(when)}"))
        elif answer:
            reason = told(when, who) if when else "no other variant is for this applicant"
            taken = replace(found, chosen=(*found.chosen, Chosen(strategy=preset.name, variant=name, because=reason)))
            return _with_variant(taken, _level(preset, variant, who, faults, chain))
    return found


def _with_variant(under: Resolved, over: Resolved | None) -> Resolved | None:
    if over is None:
        return None
    return Resolved(_over(under.parts, over.parts), (*under.chosen, *over.chosen), (*under.undecided, *over.undecided))


def _extended(
    preset: Preset, tree: Node, who: Candidate | None, faults: Faults, chain: tuple[Path, ...]
) -> Resolved | None:
    """Resolve what a strategy or variant extends; nothing at all when it extends nothing."""
    named = _extends(tree)
    if named is None:
        return Resolved(Node({}, tree.place, ""))
    parent = _parent(preset, named, faults, chain)
    return None if parent is None else _level(parent, parent.tree, who, faults, (*chain, parent.file.resolve()))


def _extends(tree: Node) -> Node | None:
    named = tree.child("extends")
    return named if named is not None and isinstance(named.content, str) else None


def _parent(preset: Preset, named: Node, faults: Faults, chain: tuple[Path, ...]) -> Preset | None:
    """Read the strategy that a level of another names; None when it has faults or leads back to itself."""
    parent = find_preset(str(named.content), preset.base, faults, named)
    file = None if parent is None else parent.file.resolve()
    if file in chain:
        circle = " -> ".join(path.stem for path in (*chain, file))
        faults.add(named.place, named.quoted, "a strategy that does not lead back to itself", f"The chain is {circle}.")
        return None
    return parent


def check(file: Path) -> int:
    """Check a strategy file, and every strategy that it or a variant of it extends.

    Returns
    -------
    The number of variants, those within variants included.

    Raises
    ------
    InputError
        With every fault.
    """
    faults, tree = Faults(), read_tree(file)
    faults.found += strategy_faults(tree)
    _walk(Preset(tree, file.parent, file), faults, (file.resolve(),))
    if faults.found:
        raise InputError(orderly(faults.found))
    return len(list(levels(tree))) - 1


def _walk(preset: Preset, faults: Faults, chain: tuple[Path, ...]) -> None:
    """Read whatever a strategy extends, however deep."""
    for level in levels(preset.tree):
        named = _extends(level)
        parent = None if named is None else _parent(preset, named, faults, chain)
        if parent is not None:
            _walk(parent, faults, (*chain, parent.file.resolve()))


def _over(under: Node, over: Node) -> Node:
    """Put one level over another: as scenarios are merged, but sentences come on top of each other."""
    whole = merged(under, over)
    both = [key for key in APPENDED if key in under.entries and key in over.entries]
    joined = {
        key: replace(over.entries[key], content=[*under.entries[key].items, *over.entries[key].items]) for key in both
    }
    return whole.having(**joined)


def _bands_for(tree: Node, who: Candidate | None) -> Node:
    """Keep the thresholds for the applicant's type only; none when the level has none for it."""
    bands = tree.child("bands")
    if bands is None or "reach_below" in bands.entries:
        return tree
    chosen = bands.child(str(who.applicant.type)) if who is not None else None
    return tree.lacking("bands") if chosen is None else tree.having(bands=chosen)


def condition(node: Node, key: str = "when") -> Mapping[str, object]:
    """Read a condition of a variant or sentence; empty when there is none."""
    stated = node.child(key)
    given = plain(stated) if stated is not None else None
    return given if isinstance(given, Mapping) else {}


def with_risks(parts: Node, who: Candidate) -> Candidate:
    """Count the risk factors that hold for an applicant."""
    risks = parts.child("risks")
    return replace(who, risks=sum(holds(condition(risk), who) is True for risk in (risks.items if risks else [])))
