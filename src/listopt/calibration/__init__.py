"""Predicted against published figures: interview rates, match rates, lengths of rank lists."""
