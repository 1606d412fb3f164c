"""Work that may go wrong, done in a child process with limits: `call` one function, get its answer or an error in words."""

from __future__ import annotations

from intarsia.sandbox.call import Tick, call, written
from intarsia.sandbox.limits import Limits

__all__ = ["Limits", "Tick", "call", "written"]
