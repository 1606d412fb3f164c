"""The API: /api/v1 and the document that describes it."""

from intarsia.web.api.routes import OPERATIONS, router

__all__ = ["OPERATIONS", "router"]
