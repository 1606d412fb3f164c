"""Behind Debian's nginx: as a site of its own and under a path, with the example files as they are handed out."""

from __future__ import annotations

import contextlib
import gzip
import os
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from intarsia.pool import Pool
from tests.small import small_pool
from tests.web.running import Running, free_port, running

EXAMPLES = Path(__file__).parents[2] / "examples" / "operation"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="no nginx")
FRAME = """
pid {folder}/nginx.pid; error_log {folder}/error.log; daemon off; worker_processes 1; {user}
events {{ worker_connections 256; }}
http {{
  types {{ }} default_type application/octet-stream; access_log off; gzip on; gzip_proxied any; gzip_types *;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  {inside}
}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Books for anyone; games for this machine."""
    made = small_pool(tmp_path_factory.mktemp("nginx") / "pool", "ASK")
    described = made / "datasets" / "games" / "dataset.toml"
    described.write_text(described.read_text("utf-8").replace('why = "invented records"', 'why = "no licence"\nuse = "this machine"'), "utf-8")
    Pool(made).build()
    return made


def checked(folder: Path, inside: str) -> Path:
    """A configuration that nginx accepts."""
    assert NGINX is not None
    file = folder / "nginx.conf"
    file.write_text(FRAME.format(folder=folder, inside=inside, user="user root;" if os.geteuid() == 0 else ""), "utf-8")
    done = subprocess.run([NGINX, "-t", "-q", "-c", str(file), "-p", str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return file


@contextlib.contextmanager
def proxied(folder: Path, inside: str, port: int) -> Iterator[str]:
    assert NGINX is not None
    process = subprocess.Popen([NGINX, "-c", str(checked(folder, inside)), "-p", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with contextlib.suppress(httpx.HTTPError):
                httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
                break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def own_site(server: Running, port: int, certificates: Path) -> str:
    """The example of a site of its own, on ports and with certificates of the test."""
    text = (EXAMPLES / "nginx.conf").read_text("utf-8").replace("127.0.0.1:8000", f"127.0.0.1:{server.port}").replace("listen [::]:443 ssl http2;", "").replace("listen [::]:80;", "")
    text = text.replace("/etc/ssl/certs/data.example.org.pem", f"{certificates}/c.pem").replace("/etc/ssl/private/data.example.org.key", f"{certificates}/k.pem")
    return text.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port} ssl http2;").replace("listen 80;", f"listen 127.0.0.1:{free_port()};")


def under_a_path(server: Running, port: int) -> str:
    example = (EXAMPLES / "nginx-base-path.conf").read_text("utf-8").replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
    return f"server {{ listen 127.0.0.1:{port}; server_name www.example.org; {example} location / {{ return 404; }} }}"


def test_a_site_of_its_own_over_https(folder: Path, tmp_path: Path) -> None:
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=data.example.org", "-addext", "subjectAltName=DNS:data.example.org",
                    "-keyout", str(tmp_path / "k.pem"), "-out", str(tmp_path / "c.pem")], check=True, capture_output=True)
    port = free_port()
    with running(folder, "--proxy", "127.0.0.1", "--hsts", "600") as server, proxied(tmp_path, own_site(server, port, tmp_path), port):
        trusting = ssl.create_default_context(cafile=str(tmp_path / "c.pem"))

        def get(path: str) -> httpx.Response:
            with httpx.Client(verify=trusting, trust_env=False, timeout=30) as client:
                return client.get(f"https://127.0.0.1:{port}{path}", headers={"host": "data.example.org", "accept": "text/html"}, extensions={"sni_hostname": "data.example.org"})

        page = get("/datasets")
        assert (page.status_code, page.headers["strict-transport-security"]) == (200, "max-age=600")
        assert len(page.headers["x-request-id"]) == 32  # nginx's own
        assert "dataset/games" not in page.text and "Games" not in page.text
        assert get("/metrics").status_code == 404
        assert get("/works/nope.json").status_code == 404
        assert get("/a%zz").status_code == 400


def test_under_a_path(folder: Path, tmp_path: Path) -> None:
    port = free_port()
    with running(folder, "--proxy", "127.0.0.1", "--base-path", "/commons") as server, proxied(tmp_path, under_a_path(server, port), port) as url, \
            httpx.Client(base_url=url, trust_env=False, timeout=30) as client:
        assert client.get("/commons").headers["location"].endswith("/commons/")
        home = client.get("/commons/", headers={"accept": "text/html"})
        assert home.status_code == 200
        assert client.get("/explore").status_code == 404
        sheet = home.text.split('rel="stylesheet" href="')[1].split('"')[0]
        assert sheet.startswith("/commons/static/")
        assert client.get(sheet.replace("&amp;", "&")).status_code == 200
        explored = client.get("/commons/explore.json")
        assert explored.json()["links"]["self"] == "/commons/explore.json"
        work = explored.json()["data"]["works"][0]["id"]
        assert client.get(f"/commons/id/work/{work}", headers={"accept": "text/html"}).headers["location"] == f"/commons/works/{work}"


def test_compressed_once_and_whole(folder: Path, tmp_path: Path) -> None:
    """nginx compresses too where it may: pages come compressed once, Parquet and dumps as they are, ranges in part."""
    port = free_port()
    with running(folder, "--proxy", "127.0.0.1", "--base-path", "/commons") as server, proxied(tmp_path, under_a_path(server, port), port) as url:
        with httpx.stream("GET", f"{url}/commons/explore", headers={"accept-encoding": "gzip"}, trust_env=False) as page:
            assert page.headers["content-encoding"] == "gzip"
            assert b"<html" in gzip.decompress(b"".join(page.iter_raw()))
        release = Pool(folder).public().current()
        table = f"/commons/releases/{release}/tables/work/books.parquet"
        with httpx.stream("GET", url + table, headers={"accept-encoding": "identity"}, trust_env=False) as file:
            content = b"".join(file.iter_raw())
        assert content == (folder / "releases" / str(release) / "tables" / "work" / "books.parquet").read_bytes()
        part = httpx.get(url + table, headers={"range": "bytes=0-3"}, trust_env=False)
        assert (part.status_code, part.content) == (206, b"PAR1")


def test_what_is_for_this_machine_does_not_pass(folder: Path, tmp_path: Path) -> None:
    """Whatever the proxy says or does not say: with --proxy or --base-path, and also without, for a proxy that forwards as nginx does by itself."""
    port = free_port()
    bare = "server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://127.0.0.1:{to}; {more} }} }}"
    for options, more in ((("--proxy", "127.0.0.1"), "proxy_http_version 1.1;"), (("--base-path", "/commons"), "proxy_http_version 1.1;"), ((), ""),
                          ((), "proxy_http_version 1.1; proxy_set_header X-Forwarded-For $remote_addr;")):
        with running(folder, *options) as server, proxied(tmp_path, bare.format(port=port, to=server.port, more=more), port) as url:
            for path in ("/datasets.json", "/explore.json", "/datasets/games.json"):
                answer = httpx.get(url + path, trust_env=False, headers={"host": "localhost"})
                assert "games" not in answer.text.replace("'games' here", "").replace("/datasets/games", ""), (options, more, path)
            if "--base-path" not in options and "--proxy" not in options:
                assert "games" in server.get("/datasets.json").text  # asked without the proxy, it is there


def test_the_units_are_right() -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd-analyze")
    for unit in sorted(EXAMPLES.glob("intarsia*")):
        done = subprocess.run([program, "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False)
        said = [line for line in done.stderr.splitlines() if unit.name in line and "is not executable" not in line and "Failed to create" not in line]
        assert not said, said
