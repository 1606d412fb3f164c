"""The system packages that tests need: one list, one rule. As root they come from Debian's packages; elsewhere the
browser comes by Playwright's installer; else this fails and says what is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PLACES = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin"))  # where servers stand on Debian
PACKAGES = Path(__file__).with_name("system-packages.txt")


def wanted() -> list[tuple[str, str]]:
    """(Debian package, program it gives)."""
    lines = [line.split("#")[0].split() for line in PACKAGES.read_text("utf-8").splitlines()]
    return [(words[0], words[1]) for words in lines if words]


def main() -> int:
    missing = [(package, program) for package, program in wanted() if not shutil.which(program, path=PLACES)]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        names = [package for package, _ in missing]
        print("installing", *names, flush=True)
        quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
        subprocess.run(["apt-get", "-qq", "update"], check=False, **quiet)  # type: ignore[call-overload]
        subprocess.run(["apt-get", "-qq", "install", "-y", "--no-install-recommends", *names], check=False, **quiet)  # type: ignore[call-overload]
        missing = [(package, program) for package, program in missing if not shutil.which(program, path=PLACES)]
    if any(package == "chromium" for package, _ in missing):
        done = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
        if done.returncode == 0:
            missing = [(package, program) for package, program in missing if package != "chromium"]
    for package, program in missing:
        print(f"missing: {program} (Debian package {package}); install it and run again", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
