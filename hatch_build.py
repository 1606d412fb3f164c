"""The wheel holds the built front end: hatchling runs this before it packs, and before it links an editable install."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def frontend() -> ModuleType:
    """tools/frontend/run.py, which is no package."""
    spec = importlib.util.spec_from_file_location("frontend", Path(__file__).parent / "tools" / "frontend" / "run.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class FrontendHook(BuildHookInterface[Any]):
    """Builds static/built, which git ignores and a wheel needs."""

    def dependencies(self) -> list[str]:
        """Node from a Python package, in the build's own environment, where the machine has none."""
        run = frontend()
        return [] if self.target_name != "wheel" or run.made_from(run.TARGET) == run.inputs() or run.machine_has_node() else [run.NODE_PACKAGE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build, unless nothing changed."""
        run = frontend()
        try:
            run.build()
        except SystemExit as error:
            self.app.abort(str(error))
