"""The address of a request, looked at before anything is done with it, and set under the path where the site stands."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from starlette.types import Scope

LONGEST = 8_000  # characters of path and query; what is longer can be posted
BROKEN = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def refusal(scope: Scope) -> tuple[int, str] | None:
    """Why an address cannot be answered, with the status that says so; None for one that can.

    Percent signs must begin an escape, escapes must be UTF-8 in its shortest form, and no control character may stand in a path.
    """
    raw: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape")
    query: bytes = scope.get("query_string", b"")
    if len(raw) + len(query) > LONGEST:
        return 414, f"The address is longer than {LONGEST:,} characters."
    if b"%" in raw:
        if BROKEN.search(raw):
            return 400, "A percent sign in the path begins no escape: write %25 for a percent sign."
        raw = unquote_to_bytes(raw)
    if any(byte < 32 or byte == 127 for byte in raw):
        return 400, "There is a control character in the path."
    if b"%00" in query or b"\0" in query:
        return 400, "There is a NUL character in the address."
    for part, name in ((raw, "path"), (unquote_to_bytes(query) if b"%" in query else query, "query")):
        try:
            part.decode("utf-8")
        except UnicodeDecodeError:
            return 400, f"The {name} of the address is not UTF-8."
    return None


def stand(scope: Scope, base_path: str) -> None:
    """Set `root_path` and `path` as ASGI has them: the path whole, also when a proxy took the base path off."""
    root = (scope.get("root_path") or base_path).rstrip("/")
    scope["root_path"] = root
    if not root:
        return
    path: str = scope["path"]
    if path != root and not path.startswith(root + "/"):
        scope["path"] = root + path
        if scope.get("raw_path"):
            scope["raw_path"] = root.encode("ascii") + scope["raw_path"]


def within(scope: Scope) -> str:
    """The path within the site, without the path under which the site stands."""
    root, path = scope.get("root_path", ""), scope["path"]
    return str(path[len(root):] or "/") if root and (path == root or path.startswith(root + "/")) else str(path)


#: what begins so names a secret link or a file that nobody published: neither stands in a log
UNSAID = ("/join/", "/sign/", "/contribute/", "/letters/", "/wrong/")


def told(scope: Scope) -> str:
    """The path as a log may hold it: where it would name what is private, the pattern of its route."""
    path = within(scope)
    if not path.startswith(UNSAID):
        return path
    return str(getattr(scope.get("route"), "path", "")) or path[: path.index("/", 1)] + "/..."
