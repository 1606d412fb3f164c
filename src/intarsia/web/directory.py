"""Which page answers an address, without trying some three hundred routes one after another.

An address without parameters whose page asks for nothing but the visit is looked up whole, and the page is called with it. Any other
goes to the routers that have an address with the same first step. What none of them answers, the app's own router does, as it
would have without this: wrong methods, slashes too many, pages that are not there.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from fastapi.routing import APIRoute, APIRouter, RouteContext, iter_route_contexts
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from intarsia.web.address import within
from intarsia.web.visit import Asked, Visit


class Directory:
    """In front of a router that is complete: routes added to it later are not seen."""

    def __init__(self, router: APIRouter) -> None:
        self._router = router
        parts = [(route, list(iter_route_contexts([route]))) for route in router.routes]
        known = [context for _route, contexts in parts for context in contexts]
        self._pages = {(method, str(one.path)): one for one in known if _plain(one) for method in one.methods or () if _first(known, method, str(one.path)) is one}
        steps = {step for context in known if (step := _step(str(context.path)))}
        #: the first step of a path -> routes that have an address with it, in their order; those that begin with a parameter may have any
        self._routes = {step: [route for route, contexts in parts if {"", step} & {_step(str(one.path)) for one in contexts}] for step in steps}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope["router"] = self._router
            path = within(scope)
            page = self._pages.get((scope["method"], path))
            if page is not None:
                scope.update(route=page.original_route, endpoint=page.endpoint, path_params={})
                await _answered(page, Request(scope, receive, send), send)
                return
            for route in self._routes.get(path.split("/", 2)[1], ()):
                match, found = route.matches(scope)
                if match is Match.FULL:
                    scope.update(found)
                    await route.handle(scope, receive, send)
                    return
        await self._router.app(scope, receive, send)


async def _answered(page: RouteContext, request: Request, send: Send) -> None:
    handler: Callable[[Visit], Response] = page.endpoint  # type: ignore[assignment]
    response = await run_in_threadpool(lambda: handler(Visit(request)))
    await response(request.scope, request.receive, send)


def _plain(context: RouteContext) -> bool:
    """Is it a page at one address, read only, that needs only to know the visit?"""
    handler: Any = context.endpoint
    if type(context.original_route).matches is not APIRoute.matches:  # it also looks at what the reader takes, at Accept for instance
        return False
    if "{" in str(context.path) or not {"GET", "HEAD"} >= (context.methods or {""}) or handler is None or inspect.iscoroutinefunction(handler):
        return False
    takes = inspect.get_annotations(handler, eval_str=True)
    return [kind for name, kind in takes.items() if name != "return"] == [Asked]


def _first(known: list[RouteContext], method: str, path: str) -> RouteContext | None:
    """The route that the router would have chosen for a path."""
    return next((one for one in known if one.path_regex.match(path) and method in (one.methods or ())), None)


def _step(path: str) -> str:
    """The first step of a route's path; empty where it is, or holds, a parameter."""
    step = path.split("/", 2)[1] if path.startswith("/") else ""
    return "" if "{" in step else step


def direct(router: APIRouter) -> None:
    """Put a directory in front of an app's router, once it has all its routes."""
    router.middleware_stack = Directory(router)

