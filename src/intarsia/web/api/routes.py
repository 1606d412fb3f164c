"""All operations and their routes."""

from __future__ import annotations

from fastapi import APIRouter

from intarsia.web.api import families, found, insights, listed, page, releases, single, sql

OPERATIONS = (*listed.operations()[:8], *single.operations(), *found.operations(), *families.operations(), *insights.operations(), *releases.operations(), *listed.operations()[8:])
router = APIRouter()
for operation in OPERATIONS:
    operation.register(router)
router.include_router(sql.router)

page.install(OPERATIONS)
router.include_router(page.router)
