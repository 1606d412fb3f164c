"""Triage of the data itself: a delivery is looked at, every rule says what it found, and the findings make a verdict with its remedies."""
