"""Peers: who is like whom, in groups that are fixed for a release, and where one figure stands among theirs. Pure: Arrow in, frozen values out."""

from __future__ import annotations

from intarsia.peers.groups import LEAST, Group, groups
from intarsia.peers.marks import marks
from intarsia.peers.panel import Kind, Panel, Source, panels
from intarsia.peers.standing import Row, Standing, stand
from intarsia.peers.views import seen

__all__ = ["LEAST", "Group", "Kind", "Panel", "Row", "Source", "Standing", "groups", "marks", "panels", "seen", "stand"]
