"""Which columns tell of trade: whose, what, when, and how fine. Several rules ask this; it is computed once a delivery.

Headers and values decide together: a column is of trade when its name says so and it holds amounts, or when it is the product of a price and
a number, whatever it is called. Figures of whole countries or branches by year are statistics, and box office of a film in all is public at once:
neither is one contributor's trade.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from intarsia.engine.duckdb import identifier
from intarsia.shelf.rules import amounts, periods, words
from intarsia.shelf.rules.base import Proposal
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.shelf.rules.embargo import Embargo, term
from intarsia.shelf.rules.measures import said
from intarsia.shelf.rules.persons import ATTRIBUTES

#: what a measure is; "price" is one that anyone may read on a list, "audience" of people who came or watched
TRADE = ("units", "takings", "box office", "returns", "profit")
#: rows that a product of two columns is looked for in; share that must agree, to a rounding
LOOKED, AGREES = 5_000, 0.95
#: a price list has one price for a product: share of products with a single price in all shops
LISTED = 0.9


@dataclass(frozen=True)
class Measure:
    """A column of amounts and what they are: a word of TRADE, "average", "terms", "budget", "price", "audience" or "other"."""

    column: Column
    what: str

    @property
    def competitive(self) -> bool:
        """Is it one that a rival may use, where it is recent and of one business?"""
        return self.what in (*TRADE, "average", "terms", "budget")


@dataclass(frozen=True)
class Trade:
    """What a table tells of trade. annual: no finer than years, without orders. statistic: of areas or branches, of no one business."""

    table: str
    measures: tuple[Measure, ...] = ()
    parties: tuple[Column, ...] = ()
    products: tuple[Column, ...] = ()
    orders: tuple[Column, ...] = ()
    areas: tuple[Column, ...] = ()
    towns: tuple[Column, ...] = ()
    span: periods.Span = field(default_factory=lambda: periods.Span((), "", None, None))
    now: int = 0
    film: bool = False

    @property
    def annual(self) -> bool:
        """Is it no finer than years?"""
        return not self.orders and self.span.grain in ("year", "")

    @property
    def statistic(self) -> bool:
        """Are its figures of areas or branches, and of no party, product or order?"""
        return bool(self.areas) and not self.parties and not self.products and not self.orders and not self.towns

    def of(self, *what: str) -> tuple[Measure, ...]:
        """The measures of these sorts."""
        return tuple(m for m in self.measures if m.what in what)

    def embargo(self, measure: Measure, context_of: Delivery) -> Embargo:
        """When a measure is old."""
        what = {"average": "takings"}.get(measure.what, measure.what)
        if what in ("takings", "box office") and self.film and not self.parties:
            what = "box office"
        return term(what, context_of.context, self.annual and not (what == "box office" and self.parties))

    @property
    def newest(self) -> str:
        """The month of the newest figure, as people write it; "" where no column says when."""
        return "" if self.span.newest is None else periods.written(self.span.newest)

    def age(self) -> int | None:
        """Months since the newest figure; None where no column says when."""
        return None if self.span.newest is None else self.now - self.span.newest

    def recent(self, measure: Measure, delivery: Delivery) -> bool | None:
        """Is a measure younger than its embargo? None: nothing says of when it is."""
        embargo = self.embargo(measure, delivery)
        if embargo.months == 0:
            return False
        age = self.age()
        return None if age is None else age < embargo.months


def trade(delivery: Delivery, table: str = "") -> Trade:
    """What a table of a delivery tells of trade; computed once."""
    found: Trade = delivery.once(f"trade:{table}", lambda: _trade(delivery, table))
    return found


def tables(delivery: Delivery) -> list[Trade]:
    """What each table of a delivery tells, the records first."""
    return [trade(delivery, table) for table in sorted({c.table for c in delivery.columns})]


def acts(delivery: Delivery, what: Trade) -> tuple[Measure, ...]:
    """The measures that are one business's trade and not known to be old."""
    if what.statistic and what.annual:
        return ()
    return tuple(m for m in what.measures if m.competitive and what.recent(m, delivery) is not False)


def only_trade(delivery: Delivery, what: Trade) -> bool:
    """Is everything that the table measures competitive, so that nothing is left when that is left out? Prices of a list measure nothing."""
    rest = [m for m in what.measures if not m.competitive and m.what != "price"]
    return bool(acts(delivery, what)) and not rest and bool(set(m.what for m in acts(delivery, what)) & set(TRADE))


def silencing(delivery: Delivery, what: Trade, mine: tuple[str, ...], pooled: tuple[str, ...]) -> tuple[str, tuple[Proposal, ...]]:
    """The verdict on columns of trade if nothing is done, and what silences a finding about them: to pool the figures where the table tells of
    nothing but trade, or to leave the columns out."""
    left_out = Proposal("leave-out", mine)
    return ("POOLED ONLY", (Proposal("pool", pooled), left_out)) if only_trade(delivery, what) else ("OPEN AFTER", (left_out,))


def _trade(delivery: Delivery, table: str) -> Trade:
    columns = [c for c in delivery.of(table) if c.filled]
    span = periods.span(delivery, table)
    dated = {p.column.full for p in span.periods}
    numbers = [c for c in columns if c.full not in dated and amounts.is_amount(c) and not _is_code(c)]
    texts = [c for c in columns if c.full not in dated and c not in numbers]
    parties = tuple(c for c in texts if words.has(c, words.PARTY) and not words.exactly(c, words.KIND_WORDS))
    orders = tuple(c for c in columns if words.exactly(c, words.ORDER) and c not in parties and _is_key(c))
    products = tuple(c for c in columns if words.has(c, words.PRODUCT) and not words.exactly(c, words.KIND_WORDS) and c not in parties and (c in texts or _is_code(c)))
    found = Trade(
        table, (), parties, products, orders,
        tuple(c for c in texts if words.exactly(c, words.AREA)), tuple(c for c in texts if words.exactly(c, words.TOWN)),
        span, periods.month_of(delivery.context.as_of), any(words.exactly(c, words.FILM) for c in columns) or delivery.context.sector == "film",
    )  # fmt: skip
    measures = _measures(delivery, found, numbers)
    return Trade(**{**{n: getattr(found, n) for n in Trade.__dataclass_fields__}, "measures": measures})


def _is_code(column: Column) -> bool:
    """Is a column of digits one of codes or keys, not of amounts?"""
    marks = {"id", "nr", "no", "code", "ean", "isbn", "issn", "isan", "imdb", "barcode", "sku", "nummer", "numero", "phone", "zip", "page", "pageid", "key", "index", "gtin", "identifier"}
    if set(column.words) & marks:
        return True
    # as long as a barcode, each of them; but a takings of 73,190,400 is as long too, so the name may not say that it is a measure
    barred = column.looks_like == "integer" and column.longest in (8, 12, 13) and all(len(v) == column.longest for v in column.values[:50])
    return barred and said(column) == "other"


def _is_key(column: Column) -> bool:
    """Does it say which order a row is of: many different values?"""
    return column.different > 1 and column.different >= 0.2 * min(column.filled, 50_000)


def _measures(delivery: Delivery, found: Trade, numbers: list[Column]) -> tuple[Measure, ...]:
    """What each column of amounts measures: by its name, and then by what else is there."""
    first = {c.full: said(c) for c in numbers}
    if not found.statistic:
        product = _product(delivery, numbers, first)
        first.update({name: "takings" for name in product if first[name] in ("other", "paid", "count")})
    orders = bool(found.orders) or ("takings" in first.values() and bool({"price"} & set(first.values())))
    trading = bool({"takings", "box office", "units", "returns", "profit"} & set(first.values()))
    people = any(words.exactly(c, words.AUDIENCE) or "slot" in c.words for c in delivery.of(found.table))
    made = []
    for column in numbers:
        what = first[column.full]
        if what == "paid":
            what = "takings" if orders or (trading and found.parties) or (found.parties and not people and _cents(column)) else "other"
        elif what == "copies":
            what = "units" if trading or found.parties else "other"
        elif what == "count":
            what = "audience" if people else "units" if trading and (found.parties or found.products) else "other"
        elif what == "average":
            what = "average" if trading else "price"
        elif (what == "returns" and not trading and not found.parties) or (what in ("takings", "box office") and not _is_trade(found, delivery.of(found.table))):
            what = "other"
        elif what == "other" and trading and words.begins(column, words.AVERAGE) and amounts.is_money(column):
            what = "average"
        elif what == "other" and found.parties and found.span.grain not in ("year", "") and amounts.is_money(column) and not words.exactly(column, words.PUBLIC_FIGURES):
            what = "takings"  # money of a party, by the month or finer, under a name that nobody here knows
        elif what == "price" and not _is_listed(delivery, column, found):
            what = "terms"
        made.append(Measure(column, what))
    return tuple(made)


def _cents(column: Column) -> bool:
    """Are they amounts of money: with a currency, or mostly with cents?"""
    sample = [value.strip() for value in column.values[:200] if value.strip()]
    return amounts.is_money(column) or sum(len(value) > 3 and value[-3] in ".," and value[-2:].isdigit() for value in sample) > 0.6 * len(sample)


def _is_trade(found: Trade, columns: list[Column]) -> bool:
    """Money in a table of persons (an income by age and sex) is no trade: something must be sold, by someone, somewhere, some time."""
    if not any(words.exactly(c, told) for c in columns for told in ATTRIBUTES.values()):
        return True
    return bool(found.parties or found.products or found.orders or found.areas or found.towns or found.span.periods or found.span.grain)


def _product(delivery: Delivery, numbers: list[Column], first: dict[str, str]) -> list[str]:
    """Columns that are a price times a number, in a sample of the rows where that is not trivial."""
    prices = [c for c in numbers if first[c.full] == "price"][:3]
    counts = [c for c in numbers if c.looks_like == "integer" and first[c.full] != "price"][:6]
    others = [c for c in numbers if c not in prices and first[c.full] in ("other", "paid", "count")][:12]
    asked = [(o, f"({amounts.amount(p)}) * ({amounts.amount(n)})") for p in prices for n in counts for o in others if o is not n]
    if not asked:
        return []
    fields = []
    for other, product in asked:
        mine = amounts.amount(other)
        fields += [f"count(*) FILTER ({product} <> 0 AND {mine} IS NOT NULL)", f"count(*) FILTER ({product} <> 0 AND abs({mine} - {product}) <= 0.01 * abs({product}) + 0.01)"]
    every = max(1, delivery.rows // LOOKED)
    row = delivery.engine.rows(f"SELECT {', '.join(fields)} FROM {delivery.relation(numbers[0].table)} WHERE _row % {every} = 0")[0]
    return sorted({other.full for at, (other, _) in enumerate(asked) if row[2 * at] >= 5 and row[2 * at + 1] >= AGREES * row[2 * at]})


def _is_listed(delivery: Delivery, column: Column, found: Trade) -> bool:
    """Is a price one that all may read: the same for a product in all shops? Unknown is listed, unless parties pay different prices."""
    if words.has(column, words.PUBLIC_PRICE) or not found.parties or not found.products:
        return True
    party, product, price = identifier(found.parties[0].name), identifier(found.products[0].name), identifier(column.name)
    sql = (f"SELECT count(*), count(*) FILTER (prices = 1) FROM (SELECT {product}, count(DISTINCT {price}) AS prices, count(DISTINCT {party}) AS parties "
           f"FROM {delivery.relation(column.table)} WHERE {price} IS NOT NULL GROUP BY {product}) AS q WHERE parties > 1")
    shared, single = delivery.engine.rows(sql)[0]
    if shared < 2:
        return True
    by_party = (f"SELECT count(*), count(*) FILTER (prices = 1) FROM (SELECT count(DISTINCT {price}) AS prices, count(*) AS n FROM {delivery.relation(column.table)} "
                f"WHERE {price} IS NOT NULL GROUP BY {product}, {party}) AS q WHERE n > 1")
    pairs, steady = delivery.engine.rows(by_party)[0]
    # other prices for other parties, and each party its own: that is an agreement; prices that move for all are a market
    return bool(single >= LISTED * shared or pairs < 2 or steady < LISTED * pairs)
