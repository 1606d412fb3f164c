"""Imported by the process that forks readers: the tables of words are loaded there once, and each child has them."""

from __future__ import annotations

from intarsia.suggest import suggestion

suggestion.warm()
