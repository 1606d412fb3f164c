"""Answering: the questions of the shelf asked of a release, and each answer as a figure, as data, cited, and with the way to get it again."""

from __future__ import annotations

from intarsia.answering.asking import answer, insights
from intarsia.answering.citing import address, cite, reproduce
from intarsia.answering.drawing import Placing, figure
from intarsia.answering.handed import drawing, handed
from intarsia.answering.listed import described, listed
from intarsia.answering.record import arrow, record, table
from intarsia.answering.release import Release

__all__ = ["Placing", "Release", "address", "answer", "arrow", "cite", "described", "drawing", "figure", "handed", "insights", "listed", "record", "reproduce", "table"]
