"""What may be asked about whoever applies: a register of facts, and conditions over them."""

from listopt.candidate.conditions import When, holds, told
from listopt.candidate.facts import FACTS, Candidate, Fact

__all__ = ["FACTS", "Candidate", "Fact", "When", "holds", "told"]
