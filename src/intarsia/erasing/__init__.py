"""Erasing: rows leave every release, file, index and copy of a pool; what stays is a signed note that something was taken out.

Releases never change, with this one exception, and it shows: the release keeps its id, its manifest lists the redaction, and `verify` accepts it.
"""

from intarsia.erasing.erasure import Erased, erase, resume
from intarsia.erasing.plan import Plan, plan

__all__ = ["Erased", "Plan", "erase", "plan", "resume"]
