"""One request over the network: connects to the address that was checked and to no other, and counts bytes and seconds."""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpcore
import httpx

from intarsia.errors import Invalid, Refused, Unavailable
from intarsia.store.addresses import addresses, plain_host

#: how many of a host's addresses are tried, and how large the head of an answer may be
TRIED = 3
HEAD_BYTES = 256 << 10
_HOST = re.compile(r"[a-z0-9_.-]+|[0-9a-f:.]+(?:%25[a-z0-9_.-]+)?")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_NOT_YET = re.compile(rb"HTTP/1\.[01] 1\d\d")
LATER = "try again later, or use --mirror"


class Lost(Unavailable):
    """The connection broke or the source is busy: worth another try, after so many seconds if it said so."""

    def __init__(self, what: str, *, where: str = "", way_out: str = LATER, after: float | None = None) -> None:
        super().__init__(what, where=where, way_out=way_out)
        self.after = after


@dataclass
class Allowance:
    """What one request may still use: seconds until `until` (by the monotonic clock), and bytes on the wire."""

    until: float
    most: int = HEAD_BYTES
    received: int = 0
    head: bytearray | None = field(default_factory=bytearray)

    def wait(self, timeout: float | None) -> float:
        """How long to wait at most. Raises: Unavailable when no time is left."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise too_long()
        return min(left, timeout or left)

    def take(self, data: bytes) -> bytes:
        """Count what came. Raises: Unavailable when it is more than allowed."""
        self.received += len(data)
        if self.received > self.most:
            raise Unavailable("the source sends headers without end" if self.head is not None else "the source sends more than allowed", way_out=LATER)
        if self.head is not None:
            self.head += data
        return data

    def body_of(self, max_bytes: int) -> int:
        """The head has ended: how many bytes it took; from now on a body of `max_bytes`, in chunks of any size, may come."""
        head, self.head = bytes(self.head or b""), None
        end, found = 0, _HEAD_END.search(head)
        while found:
            early = _NOT_YET.match(head, end)
            end = found.end()
            found = _HEAD_END.search(head, end) if early else None
        self.most = self.received + 2 * max_bytes + HEAD_BYTES
        return end


def too_long() -> Unavailable:
    """The error of a source that takes longer than the whole download may."""
    return Unavailable("the source takes longer than allowed", way_out="build again: what came is kept where the source lets a download resume; or use --mirror")


class _Stream(httpcore.NetworkStream):
    """A connection whose reads and writes are counted."""

    def __init__(self, inner: httpcore.NetworkStream, allowance: Allowance) -> None:
        self._inner, self._allowance = inner, allowance

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._allowance.take(self._inner.read(max_bytes, self._allowance.wait(timeout)))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._allowance.wait(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, self._allowance.wait(timeout)), self._allowance)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)


class _Pinned(httpcore.NetworkBackend):
    """The only door to the network: looks a host up once, checks every address of the answer, connects to one of these."""

    def __init__(self, allow_hosts: Iterable[str], allowance: Allowance) -> None:
        self._allow_hosts, self._allowance, self._sockets = tuple(allow_hosts), allowance, httpcore.SyncBackend()

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
                    socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses(host, port, self._allow_hosts)[:TRIED]:
            try:
                return _Stream(self._sockets.connect_tcp(address, port, self._allowance.wait(timeout)), self._allowance)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None) -> httpcore.NetworkStream:
        raise Refused("only http and https addresses are fetched", where=path)


@dataclass
class Answer:
    """What a source answered: status, headers by lower-case name, and the body as it comes."""

    status: int
    headers: dict[str, str]
    chunks: Iterator[bytes]


def address_of(url: str, base: str = "") -> httpx.URL:
    """A text as an address, relative to `base` when that is given.

    Raises: Invalid for no address; Refused for what is not fetched: other protocols, no host, a name or password in it.
    """
    where, mend = (base or url)[:300], "mend url in dataset.toml, or look at the address in a browser"
    try:
        found = httpx.URL(base).join(url) if base else httpx.URL(url)
        host, usable = plain_host(found.raw_host.decode("ascii")), found.port is None or 0 < found.port < 65536
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise Invalid(f"this is no address: {error}", where=where, way_out=mend) from error
    if found.scheme not in ("http", "https") or not host:
        raise Refused(f"only http and https addresses are fetched, not '{found.scheme}'", where=where, way_out="use an http or https address, or path for a file")
    if found.userinfo:
        raise Refused("an address with a name or password in it is not fetched, for a description is public", where=host,
                      way_out="ask the source for an address without a login, or fetch the file yourself and use path or --mirror")
    if not usable or not _HOST.fullmatch(host):
        raise Invalid("this is no address: " + (f"no host is called '{host}'" if usable else f"there is no port {found.port}"), where=where, way_out=mend)
    return found.copy_with(host=host, fragment=None)


@contextmanager
def asked(url: httpx.URL, headers: dict[str, str], allow_hosts: Iterable[str], until: float, max_bytes: int, connect: float, silence: float,
          body: bytes | None = None) -> Iterator[Answer]:
    """One GET request, with a `body` a POST, without proxies, cookies or a login; redirects are left to the caller.

    Raises: Refused for an address that is not public; Lost when another try may help; Unavailable otherwise.
    """
    allowance = Allowance(until)
    timeouts = {"connect": connect, "read": silence, "write": silence, "pool": connect}
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    sent = {"User-Agent": "intarsia", "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close", **headers}
    if body is not None:
        sent["Content-Length"] = str(len(body))
    try:
        with httpcore.ConnectionPool(ssl_context=_trusted(), max_connections=1, network_backend=_Pinned(allow_hosts, allowance)) as pool, \
                pool.stream("GET" if body is None else "POST", target, headers=list(sent.items()), content=body, extensions={"timeout": timeouts}) as response:
            found: dict[str, str] = {}
            for name, value in response.headers:
                found.setdefault(name.decode("latin-1").lower(), value.decode("latin-1").strip())
            head = allowance.body_of(max_bytes)
            yield Answer(response.status, found, _whole(response, found, allowance, head))
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise _said(error, str(url), until) from error
    except Unavailable as error:
        error.where = error.where or str(url)
        raise


def _whole(response: httpcore.Response, headers: dict[str, str], allowance: Allowance, head: int) -> Iterator[bytes]:
    """The body; one that is longer than the source says it is counts as damaged, for nobody knows what was meant."""
    size = 0
    for chunk in response.iter_stream():
        size += len(chunk)
        yield chunk
    if "content-length" in headers and "transfer-encoding" not in headers:
        stream = response.extensions["network_stream"]
        try:
            if allowance.received == head + size and stream.get_extra_info("is_readable"):
                stream.read(1, timeout=0.2)
        except (httpcore.NetworkError, httpcore.TimeoutException):
            return
        if allowance.received > head + size:
            raise Unavailable("the source sends more bytes than it says the file has", way_out="tell the source; fetch the file yourself and use path or --mirror")


def _trusted() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _said(error: Exception, url: str, until: float) -> Unavailable | Invalid:
    if time.monotonic() >= until:
        found = too_long()
        found.where = url
        return found
    inner = error.args[0] if error.args else None
    if isinstance(inner, ssl.SSLCertVerificationError):
        return Unavailable(f"the source's certificate is not trusted: {inner.verify_message or inner}", where=url,
                           way_out="check the address; for an authority of your own, set SSL_CERT_FILE to its certificate")
    if isinstance(error, httpcore.LocalProtocolError | httpcore.UnsupportedProtocol):
        return Invalid(f"this address cannot be asked for: {error}", where=url, way_out="mend url in dataset.toml")
    if isinstance(error, httpcore.TimeoutException):
        return Lost("the source cannot be reached: it stays silent", where=url)
    return Lost(f"the source cannot be reached: {error}", where=url)
