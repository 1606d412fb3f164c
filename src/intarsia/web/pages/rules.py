"""The rules that look at a file, each with its reason, its source and the way out; and the remedies that they propose."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.checking.sentences import TEST_TITLES, language
from intarsia.errors import NotFound
from intarsia.shelf import loader
from intarsia.shelf.rules.base import TESTS
from intarsia.triage.wording import general
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["check"])


@page(router, "/rules", "json", about="Every rule that looks at a file, by the test of low risk that it serves; and every remedy")
def rules(visit: Asked) -> Response:
    """All rules and remedies."""
    lang, own = language(visit.language), visit.serving.pool.layout.shelf
    found = loader.rules(own)
    data = {"rules": [_short(module, lang, visit) for _, module in sorted(found.items())],
            "remedies": [_remedy(module, lang) for _, module in sorted(loader.remedies(own).items())]}
    tests = [(title, [one for one in data["rules"] if one["test"] == test]) for test, title in zip(TESTS, TEST_TITLES[lang], strict=True)]
    return visit.answer("rules.html", data, meta={"total": len(found)}, tests=tests)


@page(router, "/rules/{id}", "json", about="One rule: what it looks for, why, what it rests on, the way out, with examples")
def rule(visit: Asked, id: str) -> Response:
    """The page of a rule and its twin."""
    lang, found = language(visit.language), loader.rules(visit.serving.pool.layout.shelf)
    if id not in found:
        raise NotFound(f"there is no rule '{id}'", where=f"/rules/{id}", way_out="all of them stand at /rules")
    module = found[id]
    data = {**_short(module, lang, visit), "why": _cases(module.WHY, lang), "ways_out": _cases(module.WAY_OUT, lang),
            "source": module.SOURCE, "found_in": [_example(one) for one in module.BAD], "not_found_in": [_example(one) for one in module.GOOD]}
    return visit.answer("rule.html", data, test=TEST_TITLES[lang][TESTS.index(module.TEST)])


def _short(module: ModuleType, lang: str, visit: Visit) -> dict[str, Any]:
    return {"id": module.NAME, "title": _text(module.TITLE, lang), "test": module.TEST, "kind": module.KIND, "page": visit.href(f"/rules/{module.NAME}")}


def _remedy(module: ModuleType, lang: str) -> dict[str, Any]:
    return {"id": module.NAME, "title": _text(module.TITLE, lang), "about": _text(module.ABOUT, lang),
            "options": [{"name": name, "meaning": option.meaning, "default": option.default} for name, option in module.OPTIONS.items()]}


def _text(texts: Any, lang: str) -> Any:
    return texts.get(lang) or texts["en"]


def _cases(texts: Any, lang: str) -> list[str]:
    """The sentences of a rule, one for each case; where a number is filled in, three dots."""
    found = _text(texts, lang)
    return [general(text, "…") for text in dict.fromkeys([found] if isinstance(found, str) else found.values()) if text]


def _example(one: Any) -> dict[str, Any]:
    """An example of the rule itself (never of a file): its columns with their first values."""
    rows = list(zip(*(list(values)[:4] for values in one.values()), strict=False))
    return {"columns": list(one), "rows": [list(row) for row in rows]}
