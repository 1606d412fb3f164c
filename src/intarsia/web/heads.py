"""HEAD for every page that can be got: where a route has none of its own, GET is run and its body left out."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        refused = False

        async def once(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and message["status"] == 405:
                refused = True
            if not refused:
                await send(message)

        ended = asyncio.Event()

        async def bare(message: Message) -> None:
            if message["type"] == "http.response.body":
                if ended.is_set():
                    return
                ended.set()
                message = {"type": "http.response.body", "body": b"", "more_body": False}
            await send(message)

        async def gone() -> Message:
            """A stream need not be made to its end for a body that nobody gets."""
            await ended.wait()
            return {"type": "http.disconnect"}

        await self.app(dict(scope), receive, once)
        if refused:
            await self.app({**scope, "method": "GET"}, gone, bare)
