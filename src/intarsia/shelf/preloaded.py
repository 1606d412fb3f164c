"""Imported by the process that forks readers: what is installed is looked through there once, and each child knows it."""

from __future__ import annotations

from intarsia.shelf import loader

loader.formats()
