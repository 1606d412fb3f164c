"""Objections: what people say against sharing, each held against what was found in the file; the memo for who decides; signatures; effort."""

from __future__ import annotations

from intarsia.objections.card import Card
from intarsia.objections.facts import Facts
from intarsia.objections.shown import general, shown

__all__ = ["Card", "Facts", "general", "shown"]
