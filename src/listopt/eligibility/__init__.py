"""Which programs are open to the applicant, and why the others are not."""

from listopt.eligibility.screening import Eligibility, screen

__all__ = ["Eligibility", "screen"]
