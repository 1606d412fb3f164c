"""The index of names beside a release: a projection made once, in a child process of low priority, when it is first asked for.

    python -m intarsia.reconciling.making <release folder> <target folder>

It is built as `.names.part` under a lock that the operating system gives back when the process dies, and renamed when whole.
Beside the groups stands `accidents.json`: what is found by accident in this release (chances.py).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from intarsia import code
from intarsia.errors import Unavailable
from intarsia.reader import Reader
from intarsia.reconciling import chances, naming
from intarsia.reconciling.chances import Accidents
from intarsia.reconciling.entries import GROUPS, entries
from intarsia.reconciling.largeterms import LargeTerms, Names
from intarsia.store.nameindex import Entry, NameIndex, Wanted, build

NAME, PART, LOCK, TOLD = ".names", ".names.part", ".names.lock", "accidents.json"  # beside datasets of any name
NICE = 5
FEW = 200  # names drawn from a large vocabulary
KEPT = 300  # values of a facet whose shares are kept
SHORT = 25  # candidates that are looked at for one name


class NotReady(Unavailable):
    """The index of names is being made."""

    title, retry_after = "Not ready yet", 4


def place(release: Path) -> Path:
    """Where the index of a release stands: beside its tables, or in a temporary folder where that cannot be written."""
    if (release / NAME).is_dir() or os.access(release, os.W_OK):
        return release / NAME
    aside = Path(tempfile.gettempdir()) / f"intarsia-names-{os.getuid()}-{hashlib.sha256(str(release.resolve()).encode()).hexdigest()[:16]}"
    aside.mkdir(mode=0o700, exist_ok=True)
    if aside.stat().st_uid != os.getuid():
        raise Unavailable("there is no folder for the index of names", where=str(aside), way_out="let the server write into the folder of the release")
    return aside / NAME


def ready(folder: Path) -> bool:
    """Is the whole index there, made by this version of the code?"""
    try:
        return bool(json.loads((folder / TOLD).read_text("utf-8"))["version"] == code.version("names"))
    except (OSError, ValueError, KeyError):
        return False


def start(release: Path, folder: Path) -> subprocess.Popen[bytes]:
    """Make it in a child process."""
    return subprocess.Popen([sys.executable, "-m", "intarsia.reconciling.making", str(release), str(folder)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, start_new_session=True)


def make(release: Path, folder: Path) -> bool:
    """Make the index of a release in this process; True when it was this call that made it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / LOCK).open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        if ready(folder):
            return False
        aside = folder.with_name(PART)
        for old in (aside, folder):
            shutil.rmtree(old, ignore_errors=True)
        reader = Reader(release)
        try:
            told = {group: _group(reader, aside, group) for group in GROUPS}
        finally:
            reader.close()
        (aside / TOLD).write_text(json.dumps({"version": code.version("names"), "groups": told}, sort_keys=True), "utf-8")
        os.rename(aside, folder)
    return True


def _group(reader: Reader, aside: Path, group: str) -> dict[str, Any]:
    """One group: its index, and what is found in it by accident, by scheme ("" where there are none)."""
    tallies: dict[str, _Tally] = {}

    def counted() -> Iterator[Entry]:
        for entry in entries(reader, group):
            tallies.setdefault(entry.scheme, _Tally()).add(entry)
            yield entry

    build(aside / group, counted())
    index = NameIndex.open(aside / group)
    found = {scheme: tally.accidents(index, scheme).record() for scheme, tally in sorted(tallies.items())}
    if group == "terms":
        found |= {scheme: _large(reader, scheme).record() for scheme in sorted(reader.large)}
    return found


def _large(reader: Reader, scheme: str) -> Accidents:
    """What is found by accident in a large vocabulary, by names drawn from it."""
    tally, terms = _Tally(), LargeTerms(reader, scheme)
    rows = reader.rows("SELECT notation FROM concept WHERE scheme = $scheme ORDER BY md5(id) LIMIT $most", {"scheme": scheme, "most": FEW})
    for card in terms.get([notation for (notation,) in rows]):
        tally.add(Entry(card["id"], scheme, card["names"], (), card["types"], (), (), (), card))
    tally.size = int(reader.rows("SELECT count(*) FROM concept WHERE scheme = $scheme", {"scheme": scheme})[0][0])
    return tally.accidents(terms, scheme)


class _Tally:
    """What is counted of a group while it is written, and the names that are looked up afterwards."""

    def __init__(self) -> None:
        self.size = 0
        self.counts: dict[str, Counter[Any]] = {}
        self._drawn: list[tuple[bytes, str, str]] = []

    def add(self, entry: Entry) -> None:
        """Count one entity."""
        self.size += 1
        for name, values in (("year", entry.years[:1]), ("type", entry.types), ("people", entry.people[:1]), *entry.card["by"].items()):
            self.counts.setdefault(name, Counter()).update(values)
        self._drawn.append((hashlib.sha256(entry.id.encode()).digest(), entry.id, entry.card["name"]))
        if len(self._drawn) > 4 * chances.SAMPLES:
            self._drawn = sorted(self._drawn)[: chances.SAMPLES]

    def accidents(self, index: Names, scheme: str) -> Accidents:
        """Mean numbers of other entities by level and words of the name."""
        found: Counter[str] = Counter()
        asked: Counter[int] = Counter()
        for _digest, own, name in sorted(self._drawn)[: chances.SAMPLES]:
            words = naming.count(name)
            asked[words] += 1
            asked_for = naming.form(name)
            for card in index.find(wanted([name], scheme), SHORT):
                level = naming.best(asked_for, card["forms"])[0] if card["id"] != own else ""
                if level:
                    found[f"{level} {words}"] += 1
        names = {name: round(number / (asked[int(name.rpartition(" ")[2])] + 1), 6) for name, number in sorted(found.items())}
        shares = {name: {value: round(number / self.size, 8) for value, number in counts.most_common(KEPT)} for name, counts in self.counts.items() if name not in ("year", "people")}
        return Accidents(self.size, min(len(self._drawn), chances.SAMPLES), names, self._agreement(), shares)

    def _agreement(self) -> dict[str, float]:
        """The chance that two entities drawn at random agree: the sum of squares of the shares of values."""
        agree = {}
        for name, counts in self.counts.items():
            whole = sum(counts.values())
            agree[name] = round(sum((number / whole) ** 2 for number in counts.values()), 8) if whole else 0.05
        years = self.counts.get("year", Counter())
        whole = sum(years.values())
        agree["near year"] = round(sum(n * (years.get(y - 1, 0) + years.get(y + 1, 0)) for y, n in list(years.items())) / whole**2, 8) if whole else 0.05
        return agree


def wanted(names: list[str], scheme: str = "", **more: Any) -> Wanted:
    """Names as they are looked for."""
    looked = naming.latin([tidy for name in names if (tidy := naming.tidy(name))])
    return Wanted(looked, naming.keys(looked), scheme, **more)


class Index:
    """The index of names of one release, opened: one object serves all threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        told = json.loads((folder / TOLD).read_text("utf-8"))["groups"]
        self._accidents = {group: {scheme: Accidents(**record) for scheme, record in schemes.items()} for group, schemes in told.items()}

    @cached_property
    def _groups(self) -> dict[str, NameIndex]:
        return {group: NameIndex.open(self.folder / group) for group in GROUPS}

    def group(self, name: str) -> NameIndex:
        """The names of works, agents, places or terms."""
        return self._groups[name]

    def accidents(self, group: str, scheme: str = "") -> Accidents:
        """What is found by accident."""
        return self._accidents[group].get(scheme, Accidents(0, 0))


def main(arguments: list[str]) -> int:
    """The child process: low priority, one release."""
    os.nice(NICE)
    make(Path(arguments[0]), Path(arguments[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
