"""Fetching from the network: public addresses only, every redirect checked, size and time limited, tried again and resumed."""

from __future__ import annotations

import datetime
import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from intarsia.errors import Invalid, Refused, Unavailable
from intarsia.store.blobs import uncompressed
from intarsia.store.partial import Partial, Said

if TYPE_CHECKING:
    from intarsia.store.wire import Answer

MOVED = (301, 302, 303, 307, 308)
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)$")
_OUTLOOK = {401: "the source wants a login", 403: "the source refuses", 404: "the source has no such file (any more)", 410: "the source has no such file (any more)"}


@dataclass(frozen=True)
class Limits:
    """How patient a download is, in seconds; `total` is over all tries and redirects. A later build goes on where this one stopped."""

    connect: float = 10.0
    silence: float = 30.0
    total: float = 1800.0
    retries: int = 3
    pause: float = 1.0
    longest_pause: float = 60.0
    redirects: int = 5


@dataclass(frozen=True)
class Download:
    """What came: a temporary file, or None when the source says that nothing changed; and what to remember to ask again."""

    file: Path | None
    media_type: str = ""
    validator: dict[str, str] = field(default_factory=dict)


LIMITS = Limits()


@contextmanager
def downloaded(url: str, folder: Path, max_bytes: int, allow_hosts: Iterable[str] = (), known: Mapping[str, str] | None = None, limits: Limits = LIMITS) -> Iterator[Download]:
    """What `url` gives. `known` is the validator of an earlier download: where it still holds, no bytes come.

    What came of a download that fails stays in `folder`, where the source lets it be resumed.
    Raises: Refused for addresses that are not public (unless the host is allowed by name); Invalid for no address; Unavailable otherwise.
    """
    folder.mkdir(parents=True, exist_ok=True)
    partial = Partial(folder, url)
    errand = _Errand(url, partial, max_bytes, tuple(allow_hosts), dict(known or {}), limits)
    try:
        fresh = errand.run()
    finally:
        partial.close()
    if not fresh:
        yield Download(None, validator=errand.known)
        return
    said = partial.said
    try:
        if said.encoding in ("", "identity"):
            yield Download(partial.path, said.media_type, said.validator)
        else:
            with _unpacked(partial.path, url, folder, max_bytes) as file:
                yield Download(file, said.media_type, said.validator)
    finally:
        partial.drop()


@contextmanager
def _unpacked(packed: Path, url: str, folder: Path, max_bytes: int) -> Iterator[Path]:
    """The content of a body that came gzipped, counting what really comes out."""
    handle, name = tempfile.mkstemp(prefix=".part-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as out, open(packed, "rb") as start:
            if start.read(2) != b"\x1f\x8b":
                raise Unavailable("the source says that the file comes gzipped, and it does not", where=url, way_out="tell the source; fetch the file yourself and use path or --mirror")
            size = 0
            for chunk in _layers(packed, url):
                size += len(chunk)
                if size > max_bytes:
                    raise _too_much(url, max_bytes)
                out.write(chunk)
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _layers(packed: Path, url: str) -> Iterator[bytes]:
    try:
        yield from uncompressed(packed)
    except Invalid as error:
        raise Unavailable(error.what, where=url, way_out="try again later, or use --mirror") from error


class _Errand:
    """One download: tries, redirects, and what is done with each answer."""

    def __init__(self, url: str, partial: Partial, max_bytes: int, allow_hosts: tuple[str, ...], known: dict[str, str], limits: Limits) -> None:
        self.url, self.partial, self.max_bytes, self.allow_hosts, self.known, self.limits = url, partial, max_bytes, allow_hosts, known, limits
        self.until = time.monotonic() + limits.total

    def run(self) -> bool:
        """True: the file is there, whole. False: it is as it was."""
        from intarsia.store.wire import Lost

        for tried in range(self.limits.retries + 1):
            try:
                return self._try()
            except Lost as lost:
                self.partial.close()
                pause = self.limits.pause * 2**tried if lost.after is None else lost.after
                if pause > self.limits.longest_pause:
                    lost.way_out = f"the source asks to come back in {pause:,.0f} seconds; or use --mirror"
                if tried == self.limits.retries or pause > self.limits.longest_pause or time.monotonic() + pause > self.until:
                    raise
                time.sleep(pause)
        raise AssertionError("every try returns or raises")

    def _try(self) -> bool:
        from intarsia.store import wire

        url = wire.address_of(self.url)
        for _ in range(self.limits.redirects + 1):
            headers = self._conditions(str(url))
            with wire.asked(url, headers, self.allow_hosts, self.until, self.max_bytes, self.limits.connect, self.limits.silence) as answer:
                if answer.status not in MOVED or "location" not in answer.headers:
                    return self._take(answer, str(url), headers)
            target = wire.address_of(answer.headers["location"], str(url))
            if url.scheme == "https" and target.scheme == "http":
                raise Refused("the source redirects from https to http, where anybody on the way may change the file", where=str(url),
                              way_out="if that is meant, write the http address in dataset.toml")
            url = target
        raise Unavailable("the source redirects without end", where=str(url), way_out="look at the address in a browser")

    def _conditions(self, url: str) -> dict[str, str]:
        """Headers: go on with what is there, or else only send what changed. A validator is sent to the very address that gave it."""
        if self.partial.size and self.partial.said.stands_at(url):
            return {"Range": f"bytes={self.partial.size}-", "If-Range": self.partial.said.strong}
        if self.known.get("url") != url:
            return {}
        found = {"If-None-Match": self.known.get("etag"), "If-Modified-Since": self.known.get("modified")}
        return {name: value for name, value in found.items() if value}

    def _take(self, answer: Answer, url: str, sent: dict[str, str]) -> bool:
        from intarsia.store.wire import Lost

        if answer.status == 304 and sent and "Range" not in sent:
            return False
        said = _said(answer, url)
        if answer.status == 206 and "Range" in sent:
            self._check_part(answer, said, url)
            self.partial.resume()
        elif answer.status == 416 and "Range" in sent:
            self.partial.drop()
            raise Lost("the source cannot go on where the download stopped", where=url, after=0)
        elif answer.status == 200:
            self._check_whole(said, url)
            self.partial.begin(said)
        elif answer.status in (408, 425, 429) or answer.status >= 500:
            raise Lost(f"the source answered {answer.status}", where=url, after=retry_after(answer.headers.get("retry-after", "")))
        else:
            outlook = _OUTLOOK.get(answer.status, "")
            raise Unavailable(f"the source answered {answer.status}" + (f": {outlook}" if outlook else ""), where=url,
                              way_out="look at the address in a browser and mend url in dataset.toml, or use --mirror")
        self._body(answer, url)
        return True

    def _body(self, answer: Answer, url: str) -> None:
        from intarsia.store.wire import Lost

        try:
            for chunk in answer.chunks:
                if self.partial.size + len(chunk) > self.max_bytes:
                    raise _too_much(url, self.max_bytes)
                self.partial.write(chunk)
            if not self.partial.size:
                raise Unavailable("the source gave an empty file", where=url, way_out="look at the address in a browser, or use --mirror")
        except Lost:
            raise
        except Unavailable as error:
            if time.monotonic() < self.until:  # what is too large or wrong in itself is not worth resuming; what took too long is
                self.partial.drop()
            raise error
        if self.partial.said.total is not None and self.partial.size != self.partial.said.total:
            raise Lost(f"the source stopped after {self.partial.size:,} of {self.partial.said.total:,} bytes", where=url)
        self.partial.finish()

    def _check_whole(self, said: Said, url: str) -> None:
        if said.total is not None and said.total > self.max_bytes:
            self.partial.drop()
            raise _too_much(url, self.max_bytes)
        if said.encoding not in ("", "identity", "gzip", "x-gzip"):
            raise Unavailable("the source packs the file in a way that it was not asked for", where=url, way_out="fetch the file yourself and use path or --mirror")

    def _check_part(self, answer: Answer, said: Said, url: str) -> None:
        """Is this the rest of the very file that is there in part? If not: from the start again."""
        from intarsia.store.wire import Lost

        before, part = self.partial.said, _RANGE.match(answer.headers.get("content-range", ""))
        total = before.total if part is None or part[3] == "*" else int(part[3])
        same = (not said.etag or said.etag == before.etag) and said.encoding == before.encoding and total is not None and before.total in (None, total)
        if part is None or int(part[1]) != self.partial.size or not same:
            self.partial.drop()
            raise Lost("the source went on with something else than what was asked for", where=url, after=0)
        self.partial.said = replace(before, total=total)


def _said(answer: Answer, url: str) -> Said:
    of = answer.headers
    length = of.get("content-length", "")
    total = int(length) if length.isascii() and length.isdigit() and "transfer-encoding" not in of else None
    return Said(url, of.get("etag", "")[:500], of.get("last-modified", "")[:100], of.get("date", "")[:100], total, of.get("content-encoding", "").lower(),
                of.get("content-type", "").partition(";")[0].strip().lower()[:100])


def retry_after(text: str) -> float | None:
    """Retry-After: seconds, or a date."""
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        date = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return max(0.0, ((date if date.tzinfo else date.replace(tzinfo=datetime.UTC)) - datetime.datetime.now(datetime.UTC)).total_seconds())


def _too_much(url: str, max_bytes: int) -> Unavailable:
    return Unavailable(f"the source sends more than the {max_bytes:,} bytes allowed", where=url, way_out="raise max_bytes in the distribution")
