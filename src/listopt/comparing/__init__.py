"""Scenarios side by side: solved in parallel, and everything in which they differ."""
