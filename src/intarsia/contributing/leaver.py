"""The process that publishes one draft: `python -m intarsia.contributing.leaver POOL DRAFT`, started by `leaving.carry_out`."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from intarsia.answering import wanted
from intarsia.contributing import leaving
from intarsia.errors import IntarsiaError
from intarsia.pool import Pool
from intarsia.store import graph


def main() -> None:
    """Publish it; what went wrong is told by the draft."""
    pool = Pool(Path(sys.argv[1]))
    os.nice(leaving.NICE)
    with suppress(IntarsiaError):
        if leaving.finish(pool, sys.argv[2]).state in ("published", "described"):
            for release in pool.served():
                graph.start(release.path)
            wanted.start(pool.layout.root)


if __name__ == "__main__":
    main()
