"""Where a download may go: no connection to an address that is not public, by whatever name it is called."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.errors import IntarsiaError, Invalid, Refused, Unavailable
from intarsia.store.addresses import plain_host, public
from intarsia.store.download import Limits, downloaded
from tests.store.sources import Source, gives, moves

DATA = b"id,title\n1,One\n"
QUICK = Limits(connect=2, silence=1, total=10, retries=1, pause=0.01)
NAMES = [
    "127.0.0.1", "localhost", "localhost.", "LOCALHOST", "2130706433", "0x7f000001", "0x7f.1", "127.1", "127.0.1", "0.0.0.0", "0", "0x0", "10.0.0.1", "10.255.1.2",
    "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "169.254.169.254.", "2852039166", "0xA9FEA9FE", "0xa9.0xfe.0xa9.0xfe", "100.64.0.1", "100.127.255.254",
    "192.0.0.1", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "127\u30020\u30020\u30021",
    "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[fe80::1]", "[fc00::1]", "[fd12:3456::1]", "[fec0::1]", "[ff02::1]", "[100::1]", "[2001:db8::1]", "[3fff::1]", "[5f00::1]",
    "[2001::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:0:127.0.0.1]", "[::127.0.0.1]", "[::ffff:100.64.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::]",
]


@pytest.fixture(scope="module")
def source() -> Iterator[Source]:
    with Source() as made:
        made.answers = {
            "/works.csv": gives(DATA), "/to-name": moves("http://localhost:{port}/works.csv"), "/to-private": moves("http://10.0.0.1/"), "/to-meta": moves("http://169.254.169.254/latest"),
            "/to-decimal": moves("http://2130706433:{port}/works.csv"), "/to-six": moves("http://[::1]:{port}/works.csv"), "/to-mapped": moves("http://[::ffff:127.0.0.1]:{port}/works.csv"),
            "/to-slashes": moves("//localhost:{port}/works.csv"), "/to-file": moves("file:///etc/passwd"), "/to-ftp": moves("ftp://127.0.0.1/x"), "/to-gopher": moves("gopher://127.0.0.1/x"),
            "/to-data": moves("data:text/csv,a"), "/to-script": moves("javascript:alert(1)"), "/to-secret": moves("http://user:secret@127.0.0.1:{port}/works.csv"),
            "/to-nonsense": moves("http://[nonsense/"), "/to-port": moves("http://127.0.0.1:99999/"), "/to-zero": moves("http://127.0.0.1:0/"),
        }
        yield made


def got(url: str, folder: Path, allowed: tuple[str, ...] = ("127.0.0.1",)) -> bytes:
    with downloaded(url, folder, 1_000_000, allowed, limits=QUICK) as came:
        assert came.file is not None
        return came.file.read_bytes()


@pytest.mark.parametrize("host", NAMES)
def test_what_is_not_public_is_refused_without_a_connection(source: Source, tmp_path: Path, host: str) -> None:
    before = source.connections
    for allowed in ((), ("data.example.org",)):
        with pytest.raises(Refused) as caught:
            got(f"http://{host}:{source.port}/works.csv", tmp_path, allowed)
        assert "not a public address" in caught.value.what
        assert "allow_hosts" in caught.value.way_out
    assert source.connections == before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("path", "kind"), [
    *((path, Refused) for path in ("/to-name", "/to-private", "/to-meta", "/to-decimal", "/to-six", "/to-mapped", "/to-slashes", "/to-file", "/to-ftp", "/to-gopher", "/to-data",
                                   "/to-script", "/to-secret")),
    *((path, Invalid) for path in ("/to-nonsense", "/to-port", "/to-zero")),
])
def test_a_redirect_is_checked_like_an_address(source: Source, tmp_path: Path, path: str, kind: type[IntarsiaError]) -> None:
    before = source.connections
    with pytest.raises(kind) as caught:
        got(source.url + path, tmp_path)
    assert source.asked[-1].path == path
    assert source.connections == before + 1
    assert "secret" not in str(caught.value).replace("to-secret", "")


@pytest.mark.parametrize(("url", "kind"), [
    ("file:///etc/passwd", Refused), ("ftp://127.0.0.1/x", Refused), ("gopher://127.0.0.1/x", Refused), ("unix:///run/x", Refused), ("http:///x", Refused), ("http://./x", Refused),
    ("works.csv", Refused), ("", Refused), ("//127.0.0.1/x", Refused), ("http://user:secret@127.0.0.1:9/", Refused), ("http://user@127.0.0.1:9/", Refused),
    ("http://example.org\\@127.0.0.1/", Refused), ("http://[nonsense/", Invalid), ("http://127.0.0.1:99999/", Invalid), ("http://127.0.0.1:0/", Invalid), ("http://127.0.0.1:-1/", Invalid),
    ("http://127.0.0.1/\x00", Invalid), ("http://127.0.0.1/\r\nX: y", Invalid), ("http://0177.0.0.1/", Invalid), ("http://nowhere.invalid/", Unavailable),
    (f"http://{'a' * 70}.org/", Unavailable), ("http://127.0.0.1:9/", Unavailable), ("http://%31%32%37.0.0.1/", Invalid), ("http://exa mple.org/", Invalid),
])
def test_what_cannot_be_fetched(tmp_path: Path, url: str, kind: type[IntarsiaError]) -> None:
    with pytest.raises(kind) as caught:
        got(url, tmp_path)
    assert caught.value.way_out
    assert "secret" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_host_is_allowed_by_its_own_name_only(source: Source, tmp_path: Path) -> None:
    assert got(f"{source.url}/works.csv", tmp_path) == DATA
    named = f"http://LocalHost.:{source.port}/works.csv"
    with pytest.raises(Refused):
        got(named, tmp_path)
    assert got(named, tmp_path, ("localhost",)) == DATA
    assert got(named, tmp_path, ("LOCALHOST.",)) == DATA
    assert source.asked[-1].headers["host"] == f"localhost:{source.port}"
    assert plain_host("Bücher.example.") == plain_host("xn--bcher-kva.example")


def test_nothing_of_the_environment_leads_elsewhere(source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Source() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        (tmp_path / "netrc").write_text("machine 127.0.0.1 login user password secret\n")
        monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
        assert got(f"{source.url}/works.csv", tmp_path) == DATA
        assert proxy.connections == 0
    assert not {"authorization", "cookie", "proxy-authorization"} & set(source.asked[-1].headers)


def test_no_cookie_is_kept_between_hops(tmp_path: Path) -> None:
    with Source() as source:
        source.answers = {"/a": lambda talk: talk.head("302 Found", "Location: /b", "Set-Cookie: a=b; Path=/", "Content-Length: 0"), "/b": gives(DATA)}
        assert got(f"{source.url}/a", tmp_path) == DATA
        assert "cookie" not in source.asked[-1].headers


# ---- names that change their address ---------------------------------------------------------------


class Resolver:
    """Answers look-ups of `name` in turn, one answer a look-up; numbers resolve as they do."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str, *answers: list[str]) -> None:
        self.name, self.answers, self.looked_up, self.connected = name, list(answers), 0, list[str]()
        self.real, self.connect = socket.getaddrinfo, socket.create_connection
        monkeypatch.setattr(socket, "getaddrinfo", self.getaddrinfo)
        monkeypatch.setattr(socket, "create_connection", self.create_connection)

    def getaddrinfo(self, host: str, port: int, *args: object, **named: object) -> object:
        if host != self.name:
            ipaddress.ip_address(host)
            return self.real(host, port, *args, **named)  # type: ignore[arg-type]
        self.looked_up += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [(socket.AF_INET6 if ":" in a else socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in answer]

    def create_connection(self, address: tuple[str, int], *args: object, **named: object) -> socket.socket:
        self.connected.append(address[0])
        if not address[0].startswith("127."):
            raise OSError("not from a test")
        return self.connect(address, *args, **named)  # type: ignore[arg-type]


def test_a_name_that_turns_to_loopback_after_the_check(source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = source.connections
    resolver = Resolver(monkeypatch, "rebind.example", ["9.9.9.9"], ["127.0.0.1"])
    with pytest.raises(Refused), downloaded(f"http://rebind.example:{source.port}/works.csv", tmp_path, 1000, limits=QUICK):
        pass
    # the first try went to the address that was checked; the second try looked up anew, and was refused
    assert (resolver.connected, resolver.looked_up, source.connections) == (["9.9.9.9"], 2, before)


def test_one_look_up_decides(source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    resolver = Resolver(monkeypatch, "data.example", ["127.0.0.1"], ["127.0.0.99"])
    assert got(f"http://data.example:{source.port}/works.csv", tmp_path, ("data.example",)) == DATA
    assert (resolver.connected, resolver.looked_up) == (["127.0.0.1"], 1)
    assert source.asked[-1].headers["host"] == f"data.example:{source.port}"


@pytest.mark.parametrize("answer", [["9.9.9.9", "127.0.0.1"], ["127.0.0.1", "9.9.9.9"], ["2620:fe::fe", "::1"], ["9.9.9.9", "64:ff9b::7f00:1"]])
def test_one_forbidden_address_among_public_ones_refuses(source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: list[str]) -> None:
    resolver = Resolver(monkeypatch, "mixed.example", answer)
    with pytest.raises(Refused):
        got(f"http://mixed.example:{source.port}/works.csv", tmp_path)
    assert resolver.connected == []


def test_the_next_address_of_the_same_answer_is_tried(source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    resolver = Resolver(monkeypatch, "two.example", ["9.9.9.9", "127.0.0.1"])
    assert got(f"http://two.example:{source.port}/works.csv", tmp_path, ("two.example",)) == DATA
    assert (resolver.connected, resolver.looked_up) == (["9.9.9.9", "127.0.0.1"], 1)


# ---- what is public --------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["9.9.9.9", "2620:fe::fe", "::ffff:9.9.9.9", "64:ff9b::909:909", "2002:909:909::", "192.0.1.1", "100.128.0.1", "172.32.0.1"])
def test_public_addresses(address: str) -> None:
    assert public(address)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_as_public_as_its_ipv6_disguises(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    disguises = [f"::ffff:{address}", str(ipaddress.IPv6Address((0x64FF9B << 96) | number)), str(ipaddress.IPv6Address((0x2002 << 112) | (number << 80)))]
    assert {public(str(address))} == {public(d) for d in disguises}


@given(st.sampled_from(["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "0.0.0.0/8", "fc00::/7", "fe80::/10", "::/96", "ff00::/8"])
       .flatmap(lambda network: st.ip_addresses(network=network)))
def test_no_address_of_a_private_range_is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    assert not public(str(address))
