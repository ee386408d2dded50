"""The balance of reach, target and safety."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from listopt.applicant import Frozen
from listopt.formulation import Contribution, Picks, Portfolio, combined
from listopt.problem import BANDS, CHECK_NODES, FULL_LIST, TOLERANCE, Problem, Selecting, Unit, Violation


class Span(Frozen):
    """A least and a most."""

    low: float = Field(ge=0, allow_inf_nan=False)
    """Smallest allowed value."""
    high: float = Field(ge=0, allow_inf_nan=False)
    """Largest allowed value."""

    @model_validator(mode="after")
    def _check_order(self) -> Span:
        if self.low > self.high:
            raise ValueError("the smaller number first")
        return self


def _pair(value: object) -> object:
    if isinstance(value, list | tuple) and len(value) == 2:
        return {"low": value[0], "high": value[1]}
    return value


ASpan = Annotated[Span, BeforeValidator(_pair)]


class Mix(Selecting):
    """Reach, target and safety programs each lie between a least and a most: ``reach: [0.1, 0.3]``.

    With ``unit: share`` (the default) the limits are shares of the applications that meet ``where``. Soft: ``soft``
    per application, or per whole share of a list of 100, summed over the bands.
    """

    kind: Literal["mix"] = "mix"
    unit: Unit = "share"
    """Whether the limits are numbers of applications or shares of the list."""
    reach: ASpan | None = None
    """Limits for reach programs."""
    target: ASpan | None = None
    """Limits for target programs."""
    safety: ASpan | None = None
    """Limits for safety programs."""

    @model_validator(mode="after")
    def _check_bands(self) -> Mix:
        if not self.spans:
            raise ValueError("limits for at least one of reach, target and safety")
        if self.unit == "share" and any(span.high > 1 for span in self.spans.values()):
            raise ValueError("shares between 0 and 1, e.g. 0.25 (or unit: count)")
        if self.unit == "share" and sum(span.low for span in self.spans.values()) > 1 + TOLERANCE:
            raise ValueError("smaller shares: at least so much of each band adds up to more than the whole list")
        return self

    @property
    def spans(self) -> dict[str, Span]:
        """Band -> limits, for the bands that have any."""
        by_band = {"reach": self.reach, "target": self.target, "safety": self.safety}
        return {band: span for band, span in by_band.items() if span is not None}

    def columns(self) -> tuple[str, ...]:
        """Catalogue columns the rule reads."""
        return ("band", *super().columns())

    def contribution(self, problem: Problem, picks: Picks) -> Contribution:
        """Limit each band by two rows."""
        group = picks.of(problem.where(self.where))
        sides = []
        for band, span in self.spans.items():
            members = group * picks.of((problem.table["band"] == band).to_numpy(dtype=bool))
            sides.append(Contribution(counts=[members]))
            if self.unit == "count":
                sides.append(self.limit(members, span.low, span.high, label=f" {band}"))
                continue
            sides.append(self.share(members - span.low * group, "low", label=f" {band}"))
            sides.append(self.share(members - span.high * group, "high", label=f" {band}"))
        return combined(sides)

    def violations(self, problem: Problem, portfolio: Portfolio, n_nodes: int = CHECK_NODES) -> Iterator[Violation]:
        """Count the bands among the applications that meet the condition."""
        codes = [code for code, _ in self.concerned(problem, portfolio)]
        bands = [problem.table.at[code, "band"] for code in codes]
        total, whole = len(codes), FULL_LIST
        for band in BANDS:
            if band not in self.spans:
                continue
            count, span = bands.count(band), self.spans[band]
            share = self.unit == "share"
            low, high = (span.low * total, span.high * total) if share else (span.low, span.high)
            if low <= count <= high:
                continue
            amount = max(low - count, count - high) / (whole if share else 1)
            wanted = f"{span.low:.0%} to {span.high:.0%}" if share else f"{span.low:g} to {span.high:g}"
            yield Violation(self.title, amount, f"{self.title}: {count} {band} of {total}, wanted {wanted}")
