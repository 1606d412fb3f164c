"""Parts of the frame around every page that are the same for many readers: rendered once, and kept as HTML."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import jinja2
from markupsafe import Markup

KEPT = 500  # the key of a part may hold what stands in an address, so what is kept is bounded


class Pieces:
    """The parts of one set of templates."""

    def __init__(self, environment: jinja2.Environment) -> None:
        self._environment = environment
        self._kept: dict[tuple[Hashable, ...], Markup] = {}

    def __call__(self, template: str, *key: Hashable, **context: Any) -> Markup:
        """A template with its context as it was rendered first for this key, which must name everything in it that differs."""
        name = (template, *key)
        found = self._kept.get(name)
        if found is None:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            found = self._kept[name] = Markup(self._environment.get_template(template).render(**context))
        return found
