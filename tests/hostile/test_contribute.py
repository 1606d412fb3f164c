"""Forty malformed and hostile files are sent to /contribute of a real server: each is read or refused in words, and nothing of it is left."""

from __future__ import annotations

import re
import time
from pathlib import Path

import httpx

from tests.hostile.test_hostile import CASES
from tests.web.made import empty_pool, write_release
from tests.web.running import running

MANY, SMALL = 40, 100_000


def files(folder: Path) -> list[Path]:
    """Forty of the corpus, spread over all of it; large ones are the bench's."""
    light = [case for case in CASES if not case.heavy]
    found: list[Path] = []
    for number, case in enumerate(light[:: max(1, len(light) // (MANY + 12))]):
        inside = folder / str(number)
        inside.mkdir()
        file = case.make(inside)
        if file.is_file() and file.stat().st_size < SMALL and len(found) < MANY:
            found.append(file)
    return found


def test_uploads_neither_crash_nor_leave_anything(tmp_path: Path) -> None:
    pool = empty_pool(tmp_path / "pool")
    write_release(pool, "bbbb222233334444")
    (tmp_path / "files").mkdir()
    sent = files(tmp_path / "files")
    assert len(sent) >= MANY - 5
    with running(pool) as server, httpx.Client(base_url=server.url, trust_env=False, timeout=120, headers={"Origin": server.url}) as client:
        found = re.search(r'name="token" value="([^"]+)"', client.get("/contribute").text)
        assert found
        token, drafts = found[1], []
        for file in sent:
            answer = client.post("/contribute", files={"token": (None, token), "file": (file.name, file.read_bytes())})
            assert answer.status_code in (303, 400), (file.name, answer.status_code)
            if answer.status_code == 303:
                drafts.append((file, answer.headers["location"]))
        assert client.get("/").status_code == 200  # others are answered meanwhile
        until = time.monotonic() + 240
        for number, (file, path) in enumerate(drafts):
            told = client.get(f"{path}.json").json()["data"]
            while told["state"] in ("receiving", "reading") and time.monotonic() < until:
                time.sleep(0.1)
                told = client.get(f"{path}.json").json()["data"]
            assert told["state"] in ("read", "failed"), file.name
            if told["state"] == "failed":
                assert told["problem"]["what"] and told["problem"]["way_out"] and str(tmp_path) not in str(told["problem"]), (file.name, told["problem"])
            for step in ("", "/profile", "/map") if number % 5 == 0 else ("",):
                assert client.get(path + step).status_code < 500, (file.name, step)
            assert client.post(f"{path}/delete", data={"token": token}).status_code == 303
        time.sleep(0.5)
        assert [one.name for one in (pool / "incoming").iterdir()] == []
        code, said = server.stop()
    assert code == 0 and "Traceback" not in said, said[-2000:]
