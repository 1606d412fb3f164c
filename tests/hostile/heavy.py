"""`make torture`, second half: files too large for every test run, each with the memory and the time that reading it may take.

    python -m tests.hostile.heavy
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from intarsia import adding
from intarsia.sandbox.call import in_use
from intarsia.sandbox.warm import warm
from tests.hostile.test_hostile import CASES, _understood

#: bytes of memory that the child may use alone, seconds by the clock
LIMITS = {"one-line.xml": (500_000_000, 240), "one-gigabyte.xml": (500_000_000, 900)}


@dataclass
class Watch:
    """The most memory that a child of the warm server used, looked at while a file is read."""

    peak: int = 0

    def __call__(self, _: object) -> None:
        try:
            children = Path(f"/proc/{warm.pid}/task/{warm.pid}/children").read_text("ascii").split()
        except OSError:
            return
        self.peak = max([self.peak, *(in_use(pid) for pid in children)])


def main() -> None:
    """Each heavy file: made, read, compared, printed."""
    failed = False
    for case in (case for case in CASES if case.heavy):
        with tempfile.TemporaryDirectory() as folder:
            file = case.make(Path(folder))
            watch, start = Watch(), time.monotonic()
            report = adding.profile_file(file, options=dict(case.options), on_tick=watch)
            seconds = time.monotonic() - start
            _understood(case, report)
        most, longest = LIMITS[case.name]
        failed = failed or watch.peak > most or seconds > longest
        print(json.dumps({"file": case.name, "records": report["rows"], "peak_mb": watch.peak // 1_000_000, "may_mb": most // 1_000_000, "seconds": round(seconds, 1)}), flush=True)
    sys.exit("over the limits" if failed else 0)


if __name__ == "__main__":
    main()
