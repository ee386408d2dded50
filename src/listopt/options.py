"""How hard the solver tries, and when it stops."""

from __future__ import annotations

from pydantic import Field

from listopt.applicant import Frozen


class SolverOptions(Frozen):
    """Limits of the search; the same options and the same input give the same list."""

    seconds: float = Field(default=60.0, gt=0, allow_inf_nan=False)
    """Most seconds to search; a list found by then is reported with its gap."""
    gap: float = Field(default=0.001, gt=0, le=0.5)
    """Stop when the list is proven to be within this share of the best possible; 0.001 is a tenth of a percent."""
    seed: int = Field(default=1, ge=0, le=2**31 - 1)
    """Start of the random numbers."""
