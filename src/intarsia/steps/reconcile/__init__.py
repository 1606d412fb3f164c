"""reconcile: the words of each facet become concepts. Exact labels decide within the mapping; what is left gets candidates, and people judge."""

from intarsia.steps.reconcile.exact import CODED, load_words, reconcile, used_words
from intarsia.steps.reconcile.judged import BY_MAPPING, Judged, judged, of_dataset, overrule
from intarsia.steps.reconcile.outside import Outside, outside
from intarsia.steps.reconcile.settle import Settled, settle

__all__ = ["BY_MAPPING", "CODED", "Judged", "Outside", "Settled", "judged", "load_words", "of_dataset", "outside", "overrule", "reconcile", "settle", "used_words"]
