"""Intarsia: pool low-risk data of the cultural and creative industries, link it, publish it, ask it.

>>> import intarsia
>>> pool = intarsia.open("demo-pool")                                          # doctest: +SKIP
>>> pool.works(sector="games", country=["NL", "BE"], year=(2000, 2025)).to_polars()  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intarsia.errors import IntarsiaError

if TYPE_CHECKING:
    from intarsia.contents import Contents, read
    from intarsia.frames import Frame, open
    from intarsia.pool import Pool

__version__ = "0.1.0"
__all__ = ["Contents", "Frame", "IntarsiaError", "Pool", "open", "read"]

_LATER = {"Contents": "intarsia.contents", "Frame": "intarsia.frames", "Pool": "intarsia.pool", "open": "intarsia.frames", "read": "intarsia.contents"}


def __getattr__(name: str) -> Any:
    if name in _LATER:
        import importlib

        return getattr(importlib.import_module(_LATER[name]), name)
    raise AttributeError(f"module 'intarsia' has no attribute {name!r}")
