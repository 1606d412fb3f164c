"""Checking: what a door shows of a file that is only looked at: the verdict, what every rule says, the remedies, and a safer copy."""
