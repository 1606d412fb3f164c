"""Remedies: a table in, a safer table out, with what was lost. One file per remedy; see base.py for what a remedy promises."""
