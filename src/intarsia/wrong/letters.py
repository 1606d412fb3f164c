"""Letters: where they are kept, who reads them, and when they are forgotten."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from intarsia.errors import NotFound, Unavailable
from intarsia.pool import Pool
from intarsia.store import layout
from intarsia.wrong.letter import Letter

KIND = "wrong"  # in the ledger
MOST = 5_000  # letters that wait in a pool; more are asked to come back
_NAME = re.compile("[0-9a-f]{20}")


class Letters:
    """The letters of one pool, each a file under wrong/."""

    def __init__(self, pool: Pool, today: Callable[[], datetime.date] = datetime.date.today) -> None:
        self.pool, self.folder, self._today = pool, folder_of(pool.layout.root), today

    def write(self, kind: str, row: dict[str, Any], what: str, text: str, reach: str = "", link: str = "", other: str = "", relation: str = "") -> tuple[Letter, str]:
        """Keep what somebody says of a work or agent (its row); returns it with the secret by which they see the answer.

        Raises: Unavailable when too many wait.
        """
        self.tidy()
        if sum(1 for _ in self.folder.glob("*.json")) >= MOST:
            raise Unavailable("too many messages wait for an answer here", where="/wrong", way_out="write to whoever shares the dataset; its page says how")
        secret = secrets.token_urlsafe(16)
        one = Letter(named(secret), kind, row["id"], row["dataset"], row["record"] or "", what, text, self._today().isoformat(), reach, link, other, relation)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self._keep(one)
        self._record("a reader", one, {"state": "proposed"})
        return one, secret

    def all(self) -> list[Letter]:
        """Every letter that is kept, in the order in which to read them."""
        return sorted((one for one in map(self._read, self.folder.glob("*.json")) if one), key=lambda one: one.order)

    def of(self, datasets: Callable[[str], bool]) -> list[Letter]:
        """Those about datasets for which the answer is yes."""
        return [one for one in self.all() if datasets(one.dataset)]

    def waiting(self, datasets: Callable[[str], bool]) -> int:
        """How many of those wait for an answer."""
        return sum(one.waits for one in self.of(datasets))

    def find(self, name: str) -> Letter:
        """A letter by the name the desk has for it. Raises: NotFound."""
        found = self._read(self.folder / f"{name}.json") if _NAME.fullmatch(name) else None
        if found is None:
            raise NotFound("there is no such message", way_out="it was answered long ago and is forgotten, or the record it was about is gone: see /desk/wrong")
        return found

    def sent(self, secret: str) -> Letter:
        """A letter by the secret its sender has. Raises: NotFound."""
        try:
            return self.find(named(secret))
        except NotFound:
            raise NotFound("there is no such message", way_out="messages are forgotten half a year after the answer; write again from the page it is about") from None

    def answer(self, one: Letter, state: str, answer: str, by: str) -> Letter:
        """Write down what the steward answers. Raises: Invalid."""
        after = one.answered(state, answer, by, self._today())
        self._keep(after)
        self._record(by, after, {"state": state})
        return after

    def add(self, one: Letter, text: str) -> Letter:
        """What the sender adds once they were asked. Raises: Invalid."""
        after = one.more(text)
        self._keep(after)
        self._record("a reader", after, {"state": "proposed"})
        return after

    def tidy(self) -> None:
        """Forget what is no longer to be kept."""
        for path in self.folder.glob("*.json"):
            one = self._read(path)
            after = one.kept(self._today()) if one else None
            if after is None:
                path.unlink(missing_ok=True)
            elif after != one:
                self._keep(after)

    def _read(self, path: Path) -> Letter | None:
        try:
            return Letter(**json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, TypeError):  # one that is being removed, or was written by a hand
            return None

    def _keep(self, one: Letter) -> None:
        path = self.folder / f"{one.name}.json"
        layout.replace(path, json.dumps(asdict(one), ensure_ascii=False))
        path.chmod(0o600)

    def _record(self, by: str, one: Letter, body: dict[str, str]) -> None:
        with closing(self.pool.ledger()) as ledger:
            ledger.record(by, KIND, one.entity, {**body, "what": one.what, "dataset": one.dataset, "letter": one.name})


def folder_of(root: Path) -> Path:
    """Where the letters of a pool stand."""
    return root / "wrong"


def named(secret: str) -> str:
    """What the desk calls the letter of a secret: who reads the disk cannot open the sender's page."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()[:20]


def erase(root: Path, dataset: str, records: Iterable[str] = ()) -> int:
    """Remove the letters about records that are erased, or about a whole dataset; returns how many. They may hold what is erased."""
    gone, count = set(records), 0
    for path in sorted(folder_of(root).glob("*.json")):
        try:
            body = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            continue
        if body.get("dataset") == dataset and (not gone or body.get("record") in gone):
            path.unlink(missing_ok=True)
            count += 1
    return count
