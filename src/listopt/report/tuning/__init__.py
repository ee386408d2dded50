"""How sweeps, trade-offs and weights that were found are shown: what they hold, text, JSON, CSV and plots."""
