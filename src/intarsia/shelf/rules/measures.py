"""What the name of a column of amounts says that it measures. What stands beside it may still decide otherwise: see trade.py."""

from __future__ import annotations

from intarsia.shelf.rules import amounts, words
from intarsia.shelf.rules.delivery import Column
from intarsia.text import wordset

#: what may stand beside a word of counting: "number of subjects" counts subjects, and nothing that is sold
_LITTLE = wordset("of van de der the in per total totaal")
_TAX = wordset("tax vat btw mwst tva iva")
_JUDGED = wordset("rank ranking rang score rating review reviews pct percent percentage")
_MONEY = wordset("eur euro usd gbp pln value waarde wert")
#: the first that fits counts
_FIRST = (("returns", words.RETURNS), ("profit", words.PROFIT), ("takings", words.TAKINGS))
_LAST = (("budget", words.BUDGET), ("paid", words.PAID), ("copies", words.COPIES), ("count", words.COUNT))


def said(column: Column) -> str:
    """A sort of `trade.Measure`, or "paid", "copies", "count" for what the rest of the table decides."""
    if words.exactly(column, words.PUBLIC_FIGURES) and not words.exactly(column, _TAX):
        return "other"
    return _agreed(column) or _sold(column) or _counted(column)


def _agreed(column: Column) -> str:
    """Terms and prices."""
    if any(set(pair) <= set(column.words) for pair in words.TERM_PAIRS):
        return "terms"
    if words.has(column, words.TERMS):
        return "price" if words.exactly(column, words.DOOR) else "terms"
    if not words.has(column, words.PRICE):
        return ""
    return "average" if words.begins(column, words.AVERAGE) and not words.has(column, words.PUBLIC_PRICE) else "price"


def _sold(column: Column) -> str:
    """What was sold, and for how much."""
    if {"box", "office"} <= set(column.words) or "boxoffice" in column.words:
        return "box office"
    if words.exactly(column, _JUDGED) and not words.has(column, words.PROFIT):
        return "audience"
    if {"chiffre", "affaires"} <= set(column.words) or ("netto" in column.words and amounts.is_money(column)):
        return "takings"
    if what := next((what for what, names in _FIRST if words.has(column, names)), ""):
        return what
    if words.exactly(column, words.AUDIENCE):
        return "audience"
    if words.has(column, words.SOLD):
        return "takings" if amounts.is_money(column) or words.exactly(column, _MONEY) else "units"
    return ""


def _counted(column: Column) -> str:
    """Budgets, and words that say little by themselves."""
    found = [what for what, names in _LAST if words.exactly(column, names)]
    return next((what for what in found if what != "count" or set(column.words) <= words.COUNT | _LITTLE), "other")
