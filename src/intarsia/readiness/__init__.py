"""How ready a dataset is to be shared and used, measured; and how ready an organisation says it is, declared. The two are never averaged."""

from intarsia.readiness.measured import Measured, everything, measured
from intarsia.readiness.ofreport import of_report
from intarsia.readiness.telling import told

__all__ = ["Measured", "everything", "measured", "of_report", "told"]
