"""What one call may use, and how the operating system is told."""

from __future__ import annotations

import os
import resource
import signal
from contextlib import suppress
from dataclasses import dataclass

from intarsia.model import Reading

GRACE = 5  # seconds between the soft and the hard limit of CPU time, and after the clock has run out


@dataclass(frozen=True)
class Limits:
    """Bytes of memory, seconds of CPU, seconds by the clock, bytes written, open files; `nice` lowers the priority."""

    memory: int = 2_000_000_000
    seconds: float = 120
    wall: float = 240
    output: int = 4_000_000_000
    files: int = 256
    nice: int = 0

    @classmethod
    def reading(cls, bytes_in: int, settings: Reading | None = None, nice: int = 0) -> Limits:
        """What reading a file of so many bytes may use.

        Time: 120 s and 60 s for each 100 MB; by the clock twice that, for a machine has other things to do.
        Output: 4 GB and four times the bytes, for a packed or re-encoded file is first written out as plain text.
        """
        given = settings or Reading()
        seconds = given.seconds or 120 + 60 * bytes_in / 100_000_000
        return cls(given.memory or cls.memory, seconds, 2 * seconds, given.output or 4_000_000_000 + 4 * bytes_in, cls.files, nice)

    def apply(self) -> None:
        """Bind this process; a limit that the operating system does not have is left out.

        What is in use (resident, not shared) is watched from outside and may not exceed `memory`. What is mapped gets a
        wide limit, for a single request that no machine could fill: RLIMIT_DATA at four times `memory` and 4 GB. A tight
        one would stop honest files, since allocators reserve what they never touch. Measured: after the imports 89 MB
        mapped, 45 MB in use; after Arrow's first allocation 1,146 against 112 MB; while DuckDB counts the different
        values of 75 columns 4,145 against 420 MB. RLIMIT_AS, which counts unwritable pages too, is further off still.
        """
        _limit(resource.RLIMIT_DATA, self.mapped, self.mapped)
        _limit(resource.RLIMIT_CPU, int(self.seconds) + 1, int(self.seconds) + 1 + GRACE)
        _limit(resource.RLIMIT_FSIZE, self.output, self.output)
        _limit(resource.RLIMIT_NOFILE, self.files, self.files)
        _limit(resource.RLIMIT_CORE, 0, 0)
        with suppress(OSError):
            os.nice(self.nice)
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(int(self.wall) + GRACE)  # should whoever watches the clock hang, this ends it

    @property
    def mapped(self) -> int:
        """The most private memory that may be mapped."""
        return 4 * self.memory + 4_000_000_000


def _limit(what: int, soft: int, hard: int) -> None:
    with suppress(ValueError, OSError):
        most = resource.getrlimit(what)[1]
        if most != resource.RLIM_INFINITY:
            soft, hard = min(soft, most), min(hard, most)
        resource.setrlimit(what, (soft, hard))
