"""One build, with the CPU seconds of each step and the peak memory; the last line is JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import Any

from intarsia.pool import Pool


def main() -> None:
    spent: dict[str, float] = {}
    last, current = 0.0, "start"

    def report(event: dict[str, Any]) -> None:
        nonlocal last, current
        now = time.process_time()
        spent[current] = spent.get(current, 0.0) + now - last
        last = now
        current = event["step"] if event["state"] == "running" else "between"

    Pool(sys.argv[1]).build(report=report)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    total = usage.ru_utime + usage.ru_stime
    spent[current] = spent.get(current, 0.0) + time.process_time() - last
    print(json.dumps({"total": total, "rss": usage.ru_maxrss // 1024, "steps": spent}))


if __name__ == "__main__":
    main()
