"""Contributing: a file that somebody sent is kept apart as a draft, read, and shown with what it would give back; nothing leaves before it is decided."""

from __future__ import annotations

from intarsia.contributing import jobs, meanings
from intarsia.contributing.draft import STATES, Draft
from intarsia.contributing.drafts import Drafts
from intarsia.contributing.looking import forecast, look, start

__all__ = ["STATES", "Draft", "Drafts", "forecast", "jobs", "look", "meanings", "start"]
