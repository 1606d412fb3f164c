"""What questions wait for, made in every language after a release: `python -m intarsia.web.wanting POOL`, started by `answering.wanted.start`.

It asks every question of the shelf, which takes seconds; so it is made beside the release by a child process of low priority, and page, look and memo read it there.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from intarsia.answering import Release, wanted
from intarsia.errors import IntarsiaError
from intarsia.pool import Pool
from intarsia.web.words import LANGUAGES, words

NICE = 10


def make(pool: Pool) -> None:
    """The lists of the served releases that are not there yet.

    Raises: NotFound for a pool without a release; Unavailable for one that cannot be read.
    """
    for reader in pool.served():
        release = Release(reader, pool.layout.shelf)
        for language in LANGUAGES:
            if wanted.read(release, language) is None:
                wanted.keep(release, wanted.wanted(release, words(language)), language)


def main() -> None:
    """The child process: a pool that is gone meanwhile, or has no release, is no trouble."""
    os.nice(NICE)
    with suppress(IntarsiaError, OSError):
        make(Pool(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
