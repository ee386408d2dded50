"""Questions put to a scenario that take more than one solve: one module per question."""
