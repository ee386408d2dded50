"""Where a catalogue named in a scenario is found."""

from __future__ import annotations

from pathlib import Path

from listopt.errors import Faults, did_you_mean

_PACKAGE = Path(__file__).resolve().parents[1]
_ROOTS = (_PACKAGE / "catalogues", _PACKAGE.parents[1] / "catalogues")
_FILE = "programs.csv"


def shipped_catalogues() -> dict[str, Path]:
    """File of each catalogue that comes with listopt by its name: in the installed package, else in the checkout."""
    root = next((root for root in _ROOTS if root.is_dir()), None)
    found = root.glob(f"*/{_FILE}") if root else ()
    return {path.parent.name: path for path in sorted(found)}


def locate(name: str, base: Path, formats: tuple[str, ...], place: str, faults: Faults) -> Path | None:
    """File that a scenario means by ``name``; None, with a fault, when there is none.

    Parameters
    ----------
    name
        A shipped catalogue when it has no suffix, else a path relative to ``base``.
    base
        Folder of the scenario.
    formats
        Suffixes that can be read, without the dot.
    place
        Where the name is written.
    faults
        Gathers what is wrong.
    """
    if not Path(name).suffix:
        return _shipped(name, base, formats, place, faults)
    path = base / name
    if path.is_dir():
        faults.add(place, f"{name!r}, a folder", "a file", "Name a file inside it.")
    elif not path.exists():
        beside = _files_in(path.parent, formats)
        advice = did_you_mean(path.name, beside) or "The path counts from that folder."
        faults.add(place, f"{name!r}, but no such file", f"a file in the folder {base.resolve().name!r}", advice)
    elif path.suffix[1:].lower() not in formats:
        readable = ", ".join(f".{suffix}" for suffix in formats)
        faults.add(place, f"{name!r} with the suffix {path.suffix!r}", f"one of {readable}", "Save the table as CSV.")
    else:
        return path
    return None


def _shipped(name: str, base: Path, formats: tuple[str, ...], place: str, faults: Faults) -> Path | None:
    shipped = shipped_catalogues()
    if name in shipped:
        return shipped[name]
    beside = next((suffix for suffix in formats if (base / f"{name}.{suffix}").is_file()), None)
    advice = f"Write {name}.{beside} for the file of that name." if beside else did_you_mean(name, shipped)
    expected = f"a shipped catalogue ({', '.join(shipped)}) or a file with its suffix"
    faults.add(place, repr(name), expected, advice)
    return None


def _files_in(folder: Path, formats: tuple[str, ...]) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if path.suffix[1:].lower() in formats)
