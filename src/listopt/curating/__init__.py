"""Keeping catalogues: what tables say, what is wrong with them, how they differ, and laying them together."""
