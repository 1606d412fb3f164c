"""Somebody at the desk: a browser's cookies and forms over one app, without a network."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

PASSWORD = "three words nobody expects"
_THREAD = ThreadPoolExecutor(1)  # its own thread: Playwright keeps a loop running in the main one


class Person:
    """A browser, or a program with a token."""

    def __init__(self, app: Any, base: str = "http://test", address: str = "203.0.113.7", token: str = "") -> None:
        self.app, self.base, self.address, self.token = app, base, address, token
        self.cookies = httpx.Cookies()

    def ask(self, method: str, path: str, data: Any = None, **headers: str) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, client=(self.address, 50_000), raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=self.base, cookies=self.cookies) as client:
                given = {name.replace("_", "-"): value for name, value in headers.items()}
                if self.token:
                    given["Authorization"] = f"Bearer {self.token}"
                answer = await client.request(method, path, **({"content": data} if isinstance(data, str) else {"data": data}), headers=given)
                self.cookies = client.cookies
                return answer

        return _THREAD.submit(lambda: asyncio.run(send())).result(60)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.ask("GET", path, **headers)

    def post(self, path: str, page: str = "/desk/sign-in", **fields: Any) -> httpx.Response:
        """A form with the token of `page`, sent from this site."""
        return self.ask("POST", path, {"token": self.form_token(page), **fields}, Origin=self.base)

    def form_token(self, page: str) -> str:
        found = re.search(r'name="token" value="([^"]+)"', self.get(page, Accept="text/html").text)
        return found[1] if found else ""

    def sign_in(self, login: str, password: str = PASSWORD) -> httpx.Response:
        return self.post("/desk/sign-in", login=login, password=password)

    def join(self, path: str, **fields: str) -> httpx.Response:
        return self.post(path, path, act="join", **{"password": PASSWORD, "again": PASSWORD, **fields})
