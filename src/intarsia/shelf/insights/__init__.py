"""Insights: a question, its method, its chart and its caveats, one file each; see base.py."""
