"""Asking services of others for candidates, by the Reconciliation Service API: each distinct value once, and what they said kept with its date.

What was said stands in one file a service, a line a value, only ever added to; the last line of a value counts. So a build without
a network knows what the last one with a network learnt, and the file's fingerprint says whether that changed. A service that fails
leaves "failed" behind, which is asked again and never counts as "nothing found".
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyarrow as pa

from intarsia.errors import Invalid, Refused, Unavailable
from intarsia.model import ReconciliationService as Service
from intarsia.store.download import MOVED, retry_after

SCHEMA = pa.schema([
    ("service", pa.string()), ("value", pa.string()), ("state", pa.string()), ("rank", pa.int32()), ("id", pa.string()), ("name", pa.string()), ("description", pa.string()),
    ("score", pa.float64()), ("match", pa.bool_()), ("types", pa.list_(pa.string())), ("asked", pa.string()), ("why", pa.string()),
])
BATCH = 10
LONGEST = 500  # characters of a value; a longer one is a text, not a name, and is not asked
TEXT = 1_000  # characters kept of what a service says
_Line = dict[str, Any]


@dataclass(frozen=True)
class Limits:
    """How patient a client is, in seconds; `total` is for all values of one service. After `failures` batches in a row the rest waits for another time."""

    connect: float = 10.0
    silence: float = 30.0
    total: float = 600.0
    retries: int = 3
    pause: float = 1.0
    longest_pause: float = 60.0
    redirects: int = 3
    failures: int = 3
    max_bytes: int = 2_000_000


LIMITS = Limits()


def ask(service: Service, values: Iterable[str], folder: Path, *, today: str, allow_hosts: Iterable[str] = (), refresh: bool = False, limits: Limits = LIMITS) -> pa.Table:
    """Candidates for values (`SCHEMA`, in order of value and rank), from the file where they are known and else from the service.

    A value without candidates has one row "answered" without a rank; one that could not be asked has one row "failed", with the
    reason. today: the ISO date that new answers bear. refresh: ask again what is older than the service's `days`.
    Raises: Refused or Invalid for an address that is not to be asked; nothing for what a service does.
    """
    from intarsia.store import wire

    wire.address_of(service.url)
    wanted = sorted({value for value in values if value and value.strip()})
    there = _held(service, folder)
    old = (datetime.date.fromisoformat(today) - datetime.timedelta(days=service.days)).isoformat() if refresh else ""
    missing = [value for value in wanted if value not in there or there[value]["state"] == "failed" or there[value]["asked"] < old]
    if missing:
        with _Notes(service, folder) as notes:
            for line in _Errand(service, tuple(allow_hosts), limits).lines(missing, today):
                if line["state"] == "failed" and there.get(line["value"], {}).get("state") == "answered":
                    continue  # what was said before is old, and better than nothing
                notes.add(line)
                there[line["value"]] = line
    return _table(service, [there[value] for value in wanted if value in there])


def known(service: Service, values: Iterable[str], folder: Path) -> pa.Table:
    """The same without a network: only what the file holds; a value that was never asked has no row."""
    there = _held(service, folder)
    return _table(service, [there[value] for value in sorted(set(values)) if value in there])


def fingerprint(service: Service, folder: Path) -> str:
    """The sha256 of what is known of a service: part of the key of every step that reads it. Dates do not count."""
    digest = hashlib.sha256(_question(service).encode())
    for value, line in sorted(_held(service, folder).items()):
        digest.update(json.dumps([value, line["state"], line["candidates"]], ensure_ascii=True).encode())
    return digest.hexdigest()


def _question(service: Service) -> str:
    """What makes answers comparable: another address, type or limit is another question."""
    return json.dumps([service.url, list(service.types), service.limit])


def _file(service: Service, folder: Path) -> Path:
    return folder / f"{service.name}.jsonl"


def _held(service: Service, folder: Path) -> dict[str, _Line]:
    """The last line of each value that answers this very question; a line that was cut off by a crash is left out."""
    found: dict[str, _Line] = {}
    question = hashlib.sha256(_question(service).encode()).hexdigest()[:16]
    with suppress(FileNotFoundError), open(_file(service, folder), encoding="utf-8", errors="replace") as lines:
        for text in lines:
            with suppress(ValueError, TypeError, KeyError):
                line = json.loads(text)
                if line["question"] == question and line["state"] in ("answered", "failed") and isinstance(line["candidates"], list):
                    found[str(line["value"])] = line
    return found


class _Notes:
    """The file of one service, open for adding."""

    def __init__(self, service: Service, folder: Path) -> None:
        self._path, self._question = _file(service, folder), hashlib.sha256(_question(service).encode()).hexdigest()[:16]

    def __enter__(self) -> _Notes:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._out = open(self._path, "a+b")
        if self._out.tell() and (self._out.seek(-1, os.SEEK_END), self._out.read(1))[1] != b"\n":
            self._out.write(b"\n")  # a line that was cut off stays one line
        return self

    def add(self, line: _Line) -> None:
        """One value, in one write."""
        self._out.write(json.dumps({"question": self._question, **line}, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        self._out.flush()

    def __exit__(self, *_error: object) -> None:
        self._out.close()


class _Errand:
    """All batches of one service: not too fast, again when it is worth it, and given up when nothing comes any more."""

    def __init__(self, service: Service, allow_hosts: tuple[str, ...], limits: Limits) -> None:
        self.service, self.allow_hosts, self.limits = service, allow_hosts, limits
        self.until = time.monotonic() + limits.total
        self._next = 0.0

    def lines(self, values: Sequence[str], today: str) -> Iterator[_Line]:
        """What is to be noted of each value, in their order."""
        failed, why = 0, ""
        for start in range(0, len(values), BATCH):
            batch = values[start : start + BATCH]
            if failed >= self.limits.failures or time.monotonic() >= self.until:
                yield from (_failed(value, today, why or "the service takes longer than allowed") for value in batch)
                continue
            try:
                answers = self._batch([value for value in batch if len(value) <= LONGEST])
                failed = 0
            except Refused as error:
                failed, why, answers = self.limits.failures, error.what, {}
            except (Unavailable, Invalid) as error:
                failed, why, answers = failed + 1, error.what, {}
            for value in batch:
                if len(value) > LONGEST:
                    yield _failed(value, today, f"a value of more than {LONGEST} characters is not asked")
                elif value in answers:
                    yield {"value": value, "state": "answered", "asked": today, "candidates": answers[value]}
                else:
                    yield _failed(value, today, why or "the service left this value out")

    def _batch(self, values: Sequence[str]) -> dict[str, list[_Line]]:
        """What a service says of some values. Raises: Refused, Unavailable, Invalid."""
        from intarsia.store.wire import Lost

        if not values:
            return {}
        queries = {f"q{n}": self._query(value) for n, value in enumerate(values)}
        body = urlencode({"queries": json.dumps(queries, ensure_ascii=False)}).encode()
        for tried in range(self.limits.retries + 1):
            try:
                answer = self._posted(body)
                return {value: found for n, value in enumerate(values) if (found := _candidates(answer.get(f"q{n}"), self.service.limit)) is not None}
            except Lost as lost:
                pause = self.limits.pause * 2**tried if lost.after is None else lost.after
                if tried == self.limits.retries or pause > self.limits.longest_pause or time.monotonic() + pause > self.until:
                    raise
                time.sleep(pause)
        raise AssertionError("every try returns or raises")

    def _query(self, value: str) -> dict[str, Any]:
        typed = {"type": self.service.types[0] if len(self.service.types) == 1 else list(self.service.types), "type_strict": "should"} if self.service.types else {}
        return {"query": value, "limit": self.service.limit, **typed}

    def _posted(self, body: bytes) -> dict[str, Any]:
        """One request, with the redirects that keep a question a question."""
        from intarsia.store import wire

        url, headers = wire.address_of(self.service.url), {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        for _ in range(self.limits.redirects + 1):
            self._wait()
            with wire.asked(url, headers, self.allow_hosts, self.until, self.limits.max_bytes, self.limits.connect, self.limits.silence, body) as answer:
                if answer.status not in MOVED or "location" not in answer.headers:
                    return self._taken(answer, str(url))
            target = wire.address_of(answer.headers["location"], str(url))
            if url.scheme == "https" and target.scheme == "http":
                raise Refused("the service redirects from https to http, where anybody on the way may read the values", where=str(url), way_out="write the right address in pool.toml")
            url = target
        raise Unavailable("the service redirects without end", where=str(url), way_out="look at the address in a browser")

    def _taken(self, answer: Any, url: str) -> dict[str, Any]:
        from intarsia.store.wire import Lost

        if answer.status in (408, 425, 429) or answer.status >= 500:
            raise Lost(f"the service answered {answer.status}", where=url, after=retry_after(answer.headers.get("retry-after", "")))
        if answer.status != 200:
            raise Unavailable(f"the service answered {answer.status}", where=url, way_out="look at the address in a browser, and mend it in pool.toml")
        text = bytearray()
        for chunk in answer.chunks:
            text += chunk
            if len(text) > self.limits.max_bytes:
                raise Unavailable(f"the service sends more than {self.limits.max_bytes:,} bytes for {BATCH} values", where=url, way_out="lower limit in pool.toml, or leave the service out")
        try:
            found = json.loads(text.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise Unavailable("the service sends no JSON", where=url, way_out="look at the address in a browser; it must be that of a reconciliation service") from error
        if not isinstance(found, dict):
            raise Unavailable("the service sends JSON that is no answer", where=url, way_out="look at the address in a browser; it must be that of a reconciliation service")
        return found

    def _wait(self) -> None:
        """No more requests in a second than the operator allows."""
        now = time.monotonic()
        if now < self._next:
            time.sleep(self._next - now)
        self._next = time.monotonic() + 1 / self.service.per_second


def _failed(value: str, today: str, why: str) -> _Line:
    return {"value": value, "state": "failed", "asked": today, "candidates": [], "why": why}


def _candidates(answer: Any, limit: int) -> list[_Line] | None:
    """The candidates of one value as far as they can be read; None when there is no answer to it."""
    result = answer.get("result") if isinstance(answer, dict) else None
    if not isinstance(result, list):
        return None
    found = []
    for one in result[:limit]:
        if isinstance(one, dict) and isinstance(one.get("id"), str) and isinstance(one.get("name"), str) and one["id"]:
            score, types = one.get("score"), one.get("type")
            named = [kind.get("id") if isinstance(kind, dict) else kind for kind in (types if isinstance(types, list) else [types])[:20]]
            found.append({"id": one["id"][:TEXT], "name": one["name"][:TEXT], "description": str(one.get("description") or "")[:TEXT], "match": one.get("match") is True,
                          "score": float(score) if isinstance(score, (int, float)) and not isinstance(score, bool) and abs(score) < 1e300 else None,
                          "types": [kind[:TEXT] for kind in named if isinstance(kind, str)]})
    return found


def _table(service: Service, lines: Sequence[_Line]) -> pa.Table:
    rows = []
    for line in lines:
        head = {"service": service.name, "value": line["value"], "state": line["state"], "asked": line["asked"], "why": line.get("why")}
        rows += [{**head, "rank": rank, **candidate} for rank, candidate in enumerate(line["candidates"], 1)] or [head]
    return pa.table([pa.array([row.get(field.name) for row in rows], field.type) for field in SCHEMA], schema=SCHEMA)
