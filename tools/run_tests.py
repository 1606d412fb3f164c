"""The whole test suite, directory by directory, with times; ends with a table of what ran and what was skipped and why.

Two processes share the tests, file by file; those marked `alone` watch a clock and run by themselves afterwards.
A skip for any reason but absent data fails. `make test` calls it; extra arguments go to pytest.
"""

from __future__ import annotations

import collections
import sys
import time
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
from tests.sharing import together  # noqa: E402

BUDGET = 25 * 60
PROCESSES = 2
NOTHING_RAN = 5  # pytest's exit code where no test was chosen
ALLOWED = ("real data is absent", "suites are absent")


class Account:
    """What ran, by directory."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = collections.defaultdict(float)
        self.counts: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
        self.skips: collections.Counter[str] = collections.Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        parts = Path(report.nodeid.split("::")[0]).parts
        directory = "/".join(parts[:2]) if len(parts) > 2 else "tests"
        self.seconds[directory] += report.duration
        if report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            self.counts[directory]["skipped"] += 1
            self.skips[reason.removeprefix("Skipped: ")] += 1
        elif report.failed:
            self.counts[directory]["failed"] += 1
        elif report.when == "call":
            self.counts[directory]["passed"] += 1


class Share:
    """Chooses how the processes share the tests: what shares something costly stays in one of them."""

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        from xdist.scheduler import LoadScopeScheduling  # not before pytest has set up: it would warn

        class Shared(LoadScopeScheduling):
            def _split_scope(self, nodeid: str) -> str:
                return together(nodeid)

        return Shared(config, log)


def of_their_own() -> list[str]:
    """The files with tests that run by themselves: the others need not be collected again, which takes some twenty seconds."""
    return [str(file) for file in sorted((ROOT / "tests").rglob("test_*.py")) if "mark.alone" in file.read_text("utf-8")]


def main() -> int:
    account, start = Account(), time.monotonic()
    together = ["-n", str(PROCESSES), "--dist", "loadscope", "--no-loadscope-reorder", "-m", "not cluster and not alone"]
    alone = ["-m", "alone", *([] if sys.argv[1:] else of_their_own())]
    codes = {int(pytest.main(["-q", "--durations=30", "--durations-min=5", *how, *sys.argv[1:]], plugins=[account, Share()])) for how in (together, alone)} - {NOTHING_RAN}
    code = max(codes, default=NOTHING_RAN)
    spent = time.monotonic() - start
    print(f"\n{'directory':<24}{'seconds':>9}{'passed':>9}{'failed':>9}{'skipped':>9}")
    for directory in sorted(account.seconds):
        c = account.counts[directory]
        print(f"{directory:<24}{account.seconds[directory]:>9.1f}{c['passed']:>9}{c['failed']:>9}{c['skipped']:>9}")
    wrong = [reason for reason in account.skips if not any(word in reason for word in ALLOWED)]
    for reason, count in sorted(account.skips.items()):
        print(f"skipped {count}: {reason}" + ("   <- not allowed: only absent data may skip" if reason in wrong else ""))
    total = collections.Counter[str]()
    for c in account.counts.values():
        total.update(c)
    print(f"{spent:.0f} s of {BUDGET} s")
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    if spent > BUDGET:
        print("over the budget: move what is slow to make bench or make torture", file=sys.stderr)
    return code or (1 if wrong else 0)


if __name__ == "__main__":
    sys.exit(main())
