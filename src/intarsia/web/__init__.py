"""The door for eyes and machines: pages and their JSON and CSV twins over one release."""

from typing import Any

__all__ = ["create_app"]


def __getattr__(name: str) -> Any:
    """`create_app` is imported when it is asked for: who only looks after processes needs nothing of it."""
    if name == "create_app":
        from intarsia.web.app import create_app

        return create_app
    raise AttributeError(name)
