"""Rules: the columns of a delivery in, findings out. One file per rule; see base.py for what a rule promises."""
