"""/reconcile: the Reconciliation Service API 0.2 and 0.1 (docs/reconcile-api.md), and the page that lists its services."""

from intarsia.web.reconcile.endpoint import router as endpoint
from intarsia.web.reconcile.index import router as index

ROUTERS = (index, endpoint)
