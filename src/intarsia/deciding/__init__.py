"""Deciding: who lets a dataset be shared, how far and why; who would share too if others did; which decisions are due."""

from __future__ import annotations

from intarsia.deciding.act import PLACEHOLDERS, Asked, decide

__all__ = ["PLACEHOLDERS", "Asked", "decide"]
