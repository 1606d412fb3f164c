"""Parcel: what leaves the owner's machine, in one signed file: the safer records and what was decided, never the raw rows."""

from intarsia.parcel.accepting import Accepted, accept
from intarsia.parcel.content import SUFFIX
from intarsia.parcel.packing import Packed, pack

__all__ = ["SUFFIX", "Accepted", "Packed", "accept", "pack"]
