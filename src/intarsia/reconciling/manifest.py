"""What a service says of itself, and the small answers around it: types, properties, what is proposed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from intarsia.reconciling.extending import SETTINGS, Wish
from intarsia.reconciling.services import VERSIONS, Property, Service
from intarsia.text import fold

WIDTH, HEIGHT = 430, 220
SUGGESTED = 20


def manifest(service: Service, title: str, site: str, documentation: str, version: str) -> dict[str, Any]:
    """The manifest of a service. site: the address of the pool as the client reached it, without a slash at its end."""
    here = f"{site}/reconcile/{service.id}"

    def suggest(kind: str) -> dict[str, str]:
        return {"service_url": here, "service_path": f"/suggest/{kind}", "flyout_service_url": here, "flyout_service_path": f"/flyout/{kind}?id=${{id}}"}

    return {
        "versions": list(VERSIONS), "name": title, "identifierSpace": service.space, "schemaSpace": "http://www.w3.org/2004/02/skos/core#" if service.group == "terms" else "https://schema.org/",
        "documentation": documentation, "serviceVersion": version, "defaultTypes": [{"id": service.default.id, "name": service.default.name}],
        "view": {"url": f"{here}/view?id={{{{id}}}}"}, "preview": {"url": f"{here}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {kind: suggest(kind) for kind in ("entity", "type", "property")},
        "extend": {"propose_properties": {"service_url": here, "service_path": "/properties"}, "property_settings": SETTINGS},
    }


def types(service: Service, prefix: str, limit: int, offset: int) -> list[dict[str, Any]]:
    """The types whose name or id has a word that begins so; all of them for nothing."""
    found = [one for one in service.types if _begins(prefix, one.name, one.id)][offset : offset + limit]
    return [{"id": one.id, "name": one.name, **({"broader": [_broader(service, one.broader)]} if one.broader else {})} for one in found]


def _broader(service: Service, identifier: str) -> dict[str, str]:
    known = service.type(identifier)
    return {"id": identifier, "name": known.name if known else identifier}


def properties(service: Service, prefix: str, limit: int, offset: int, *, asked: bool) -> list[dict[str, str]]:
    """The properties that can be given as evidence (`asked`) or fetched, whose name or id has a word that begins so."""
    fits: Sequence[Property] = [one for one in service.properties if (one.asked if asked else one.given) and _begins(prefix, one.name, one.id)]
    return [{"id": one.id, "name": one.name, "description": one.about} for one in fits[offset : offset + limit]]


def meta(wishes: Sequence[Wish], services: dict[str, Service], site: str) -> list[dict[str, Any]]:
    """The columns of an extension: what each is, and whose entities stand in it."""
    found = []
    for wish in wishes:
        one: dict[str, Any] = {"id": wish.column.id, "name": wish.column.name}
        target = services.get(wish.column.service)
        if target is not None and wish.content == "entities":
            one |= {"type": {"id": target.default.id, "name": target.default.name}, "service": f"{site}/reconcile/{target.id}"}
        found.append(one)
    return found


def _begins(prefix: str, *names: str) -> bool:
    start = fold(prefix)
    return not start or any(fold(name).startswith(start) or any(word.startswith(start) for word in fold(name).split()) for name in names)
