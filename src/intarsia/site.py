"""Site: a pool on a server, asked over HTTP; its errors become ours."""

from __future__ import annotations

import io
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
import pyarrow as pa

from intarsia.errors import Gone, IntarsiaError, Invalid, NotFound, Refused, Unavailable

API = "api/v1/"
KINDS: dict[int, type[IntarsiaError]] = {400: Invalid, 403: Refused, 404: NotFound, 410: Gone, 413: Invalid, 414: Invalid, 422: Invalid}
Pairs = Sequence[tuple[str, str]]


class Site:
    """One server, and the release it serves when it is opened: later questions go to that release, whatever is served by then.

    Raises: Unavailable when what answers is no Intarsia pool with a release.
    """

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/") + "/"
        try:
            self._client = httpx.Client(base_url=self.address, timeout=60, follow_redirects=True)
        except httpx.InvalidURL as error:
            raise self.silent(error) from error
        self._gone = weakref.finalize(self, self._client.close)
        try:
            self.id = str(self.json(f"{API}releases")["meta"]["release"])
            self.manifest: dict[str, Any] = self.json(f"{API}releases/{self.id}/manifest")["data"]
            self.base: str = self.manifest["pool"]["base"]
        except (KeyError, TypeError, NotFound, Invalid):
            raise Unavailable("what answers there is no Intarsia pool with a release and an API", where=self.address, way_out="check the address") from None

    def json(self, path: str, pairs: Pairs = ()) -> dict[str, Any]:
        """The answer to a question, as JSON.

        Raises: the error the server tells; Unavailable when it does not answer as it should.
        """
        with self.send(path, pairs, "application/json") as response:
            try:
                response.read()
                found: dict[str, Any] = response.json()
            except (httpx.HTTPError, ValueError) as error:
                raise self.silent(error) from error
        return found

    def batches(self, path: str, pairs: Pairs = ()) -> pa.RecordBatchReader:
        """The answer as Arrow batches, while they come.

        Raises: the error the server tells, Unavailable when the answer was cut off to a limit; later Unavailable when it stops half way.
        """
        opened = self.send(path, pairs, "application/vnd.apache.arrow.stream")
        response = opened.__enter__()
        if cut := response.headers.get("intarsia-truncated"):
            opened.__exit__(None, None, None)
            raise Unavailable(f"the answer is larger than this server gives: {cut}", where=self.address, way_out="ask for less, or ask here: intarsia.open(address, fetch=True)")
        try:
            arriving = pa.ipc.open_stream(io.BufferedReader(_Body(response), 1 << 20))
        except (httpx.HTTPError, OSError, pa.ArrowException) as error:
            opened.__exit__(None, None, None)
            raise self.silent(error) from error

        def taken() -> Iterator[pa.RecordBatch]:
            try:
                yield from arriving
            except (httpx.HTTPError, OSError, pa.ArrowException) as error:
                raise self.silent(error) from error
            finally:
                opened.__exit__(None, None, None)

        return pa.RecordBatchReader.from_batches(arriving.schema, taken())

    @contextmanager
    def send(self, path: str, pairs: Pairs = (), accept: str = "*/*") -> Iterator[httpx.Response]:
        """A question under way.

        Raises: the error the server tells; Unavailable when it does not answer.
        """
        try:
            response = self._client.send(self._client.build_request("GET", path, params=list(pairs), headers={"Accept": accept}), stream=True)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self.silent(error) from error
        try:
            if response.status_code != 200:
                raise self._told(response)
            yield response
        finally:
            response.close()

    def _told(self, response: httpx.Response) -> IntarsiaError:
        """What the server says is wrong."""
        try:
            response.read()
            problem = response.json()
            what, where, way_out = (str(problem.get(name, "")) for name in ("detail", "where", "way_out"))
        except (httpx.HTTPError, ValueError, AttributeError):
            what, where, way_out = "", "", ""
        kind = KINDS.get(response.status_code, Unavailable)
        return kind(what or f"the server answered {response.status_code}", where=where or self.address, way_out=way_out or "check the address, or try again")

    def silent(self, error: Exception) -> Unavailable:
        """The server does not answer, or stopped."""
        return Unavailable(f"no Intarsia pool answers there: {error}", where=self.address, way_out="check the address, and that the server runs; then try again")


class _Body(io.RawIOBase):
    """The body of an answer as a file."""

    def __init__(self, response: httpx.Response) -> None:
        self._pieces = response.iter_bytes()
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        taken = self._rest[: len(buffer)]
        buffer[: len(taken)] = taken
        self._rest = self._rest[len(taken) :]
        return len(taken)
