"""ACGME codes as spreadsheets leave them: without zeros, as decimals, with dashes and suffixes."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

DIGITS = 10
_WHOLE = re.compile(r"(\d+)(\.0*)?", re.ASCII)
_ROUNDED = re.compile(r"\d([.,]\d+)?e\+?\d{1,3}", re.ASCII)
_TELEPHONE = r"\d{3}[ \-.]\d{3}[ \-.]\d{4}(?!\d)"
_GROUPED = re.compile(rf"(?<![\d-])(?!{_TELEPHONE})\d{{2,3}}(?:[ \-.]{{1,3}}\d{{1,5}}){{2,4}}(?![\d-])", re.ASCII)
_INSIDE = re.compile(r"(?<!\d)\d{9,10}(?!\d)", re.ASCII)
_NRMP = re.compile(r"\d{4}(\d{3})[acfmprtx]\d", re.ASCII)


@dataclass(frozen=True)
class Code:
    """Code found in a cell.

    Attributes
    ----------
    text
        The code as a catalogue holds it.
    known
        Whether the catalogue to match has it.
    repair
        What had to be done to it; empty when nothing.
    """

    text: str
    known: bool
    repair: str = ""


def find_code(text: str, known: Container[str]) -> Code | None:
    """Find the code that a clean cell holds; None when it holds none, or digits have been lost.

    Parameters
    ----------
    text
        Clean cell.
    known
        Codes of the catalogue.

    Examples
    --------
    >>> find_code("400121010", {"0400121010"})
    Code(text='0400121010', known=True, repair='leading zero restored')
    >>> find_code("ACGME 140-01-21-024 (Categorical)", {"1400121024"}).text
    '1400121024'
    """
    bare = text.strip(" '\"#=")
    if bare in known:
        return Code(bare, True)
    lower = bare.lower()
    if _NRMP.fullmatch(lower):
        return None
    if _ROUNDED.fullmatch(lower):
        return _spelt_out(lower.replace(",", "."), known)
    whole = _WHOLE.fullmatch(lower)
    if whole is not None:
        return _padded(whole[1], known, "decimals dropped" if whole[2] else "")
    found = dict.fromkeys(match[0] for match in _INSIDE.finditer(lower))
    found |= dict.fromkeys(re.sub(r"\D", "", match[0]) for match in _GROUPED.finditer(lower))
    codes = [code for digits in found if (code := _padded(digits, known, "other characters dropped")) is not None]
    return codes[0] if len(codes) == 1 else None


def find_nrmp_code(text: str) -> tuple[str, str] | None:
    """NRMP code that a clean cell holds, and the three digits of its specialty; None when it holds none.

    Examples
    --------
    >>> find_nrmp_code("1601140c0")
    ('1601140C0', '140')
    """
    found = _NRMP.fullmatch(text.lower())
    return None if found is None else (text.upper(), found[1])


def _padded(digits: str, known: Container[str], repair: str) -> Code | None:
    """Code of these digits, its zero restored where that gives a known one."""
    if digits in known:
        return Code(digits, True, repair)
    full = digits.zfill(DIGITS)
    if len(digits) < DIGITS and full in known:
        return Code(full, True, "leading zero restored")
    return Code(digits, False, repair) if len(digits) == DIGITS else None


def _spelt_out(text: str, known: Container[str]) -> Code | None:
    """Code of a number with an exponent, if no digit is lost."""
    mantissa, _, exponent = text.partition("e")
    power = int(exponent)
    if power > DIGITS or len(mantissa.partition(".")[2]) > power:
        return None
    digits = str(round(float(text)))
    found = _padded(digits, known, "exponent spelt out")
    return found if found is not None and found.known else None
