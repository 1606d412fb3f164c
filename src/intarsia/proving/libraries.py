"""Libraries that are loaded when they are first needed, made ready for several threads at once."""

from __future__ import annotations

import threading
from contextlib import suppress

#: one thread at a time loads a large library for the first time: their parts import each other in circles, and a thread that
#: meets one which another is still loading is given a half of it
LOADING = threading.Lock()


def learning() -> None:
    """Load scikit-learn, and what it looks for among the loaded modules: looking into `sys.modules`, as `sklearn.utils` does, does not wait for a load under way."""
    with LOADING:
        import pandas  # noqa: F401
        import sklearn.ensemble
        import sklearn.isotonic
        import sklearn.linear_model  # noqa: F401

        with suppress(ImportError):
            import polars  # noqa: F401
