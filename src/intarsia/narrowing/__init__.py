"""Against a list: what of the signals, partners and announced works touches the works and makers that somebody names."""

from __future__ import annotations

from intarsia.narrowing.coming import Coming, coming
from intarsia.narrowing.listing import MOST, Listing, of_dataset, of_values, of_works
from intarsia.narrowing.narrowed import narrowed
from intarsia.narrowing.values import values

__all__ = ["MOST", "Coming", "Listing", "coming", "narrowed", "of_dataset", "of_values", "of_works", "values"]
