"""Remedying: the cheapest set of remedies after which the rules are silent; shown by running them again on the safer table."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

from intarsia.errors import IntarsiaError
from intarsia.shelf.remedies.base import Loss
from intarsia.shelf.remedies.recipe import Act, Expected, Recipe
from intarsia.shelf.rules.base import Proposal
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.steps import remedy
from intarsia.triage import looking, running
from intarsia.triage.running import Ruled
from intarsia.triage.verdict import POOL, judged, to_act

LEAVE_OUT, BLUR = "leave-out", "blur-plan"
ROUNDS = 4  #: how often the rules are asked again about what remedies made
#: tables of no more cells are tried again without each remedy, to see whether it was needed
TRIED = 60_000

Losing = Callable[[Act], Loss | None]


@dataclass(frozen=True)
class Suggested:
    """recipe: the remedies in the order in which they are applied, with what the delivery was like. after: the verdict when they
    are applied. left: what the rules still say then. delivery: the safer tables."""

    recipe: Recipe
    after: str
    left: tuple[Ruled, ...]
    delivery: Delivery
    silenced: bool
    useful: bool


class Suggesting:
    """One search for remedies: what was chosen so far, and what did not help."""

    def __init__(
        self, delivery: Delivery, rules: Mapping[str, ModuleType], useful: Callable[[Sequence[Column]], bool], lang: str, own: Path | None, folder: Path | None, losing: Losing
    ) -> None:
        self.delivery, self.rules, self.useful, self.lang, self.own, self.folder, self.losing = delivery, rules, useful, lang, own, folder, losing
        self.chosen: dict[str, Act] = {}
        self.spent: set[str] = set()
        self._costs: dict[str, float] = {}

    def choose(self, acts: Sequence[Ruled]) -> bool:
        """Choose a remedy for each finding that has none yet; False when there is nothing (more) to choose."""
        before = dict(self.chosen)
        for one in sorted(acts, key=lambda one: len(self._open(one))):  # first those that leave no choice: others may be helped by them
            options = self._open(one)
            if options and not any(self._holds(act) for act in options):
                self._take(options[0] if len(options) == 1 else min(options, key=lambda act: (self._cost(act), options.index(act))), one.rule)
            for act in options:
                if self._holds(act):
                    self._take(act, one.rule)
                    break
        return self.chosen != before

    def _open(self, one: Ruled) -> list[Act]:
        """What could silence a finding and was not tried in vain."""
        acts = [_act(proposal, one) for proposal in one.found.remedies if proposal.remedy != POOL]
        there = {c.full for c in self.delivery.columns}
        return [act for act in acts if _key(act) not in self.spent and set(act.columns) <= there]

    def _holds(self, act: Act) -> bool:
        return all(_key(replace(act, columns=(column,))) in self.chosen for column in act.columns) if act.columns else _key(act) in self.chosen

    def _take(self, act: Act, rule: str) -> None:
        """A remedy of a column is kept for each column by itself, so that two rules may ask for the same."""
        for column in act.columns or ("",):
            single = replace(act, columns=(column,) if column else ())
            if act.remedy == LEAVE_OUT:
                self.chosen = {key: other for key, other in self.chosen.items() if column not in other.columns or other.remedy == LEAVE_OUT}
            elif any(column in other.columns and other.remedy == LEAVE_OUT for other in self.chosen.values()):
                continue
            known = self.chosen.get(_key(single))
            self.chosen[_key(single)] = replace(single, because=tuple(dict.fromkeys((*(known.because if known else ()), rule))))

    def _cost(self, act: Act) -> float:
        """What a remedy costs beside those chosen already."""
        if self._holds(act):
            return 0.0
        key = _key(act)
        if key not in self._costs:
            loss = self.losing(act)
            self._costs[key] = 1 - loss.kept if loss else 0.5
        return self._costs[key]

    def recipe(self) -> Recipe:
        """The chosen remedies, those of the same kind and options together, in the order of the file's columns."""
        order = {c.full: n for n, c in enumerate(self.delivery.columns)}
        merged: dict[str, Act] = {}
        for act in sorted(self.chosen.values(), key=lambda act: (act.remedy != LEAVE_OUT, min((order[c] for c in act.columns), default=len(order)))):
            key = _key(replace(act, columns=())) if act.columns else _key(act)
            held = merged.get(key)
            merged[key] = replace(act, columns=(*held.columns, *act.columns), because=tuple(dict.fromkeys((*held.because, *act.because)))) if held else act
        return Recipe(tuple(merged.values()))

    def apply(self) -> tuple[Delivery, list[Ruled]]:
        """The safer tables, and what the rules say of them."""
        relations = {table: self.delivery.relation(table) for table in {c.table for c in self.delivery.columns} | {""}}
        done = remedy.remedied(self.delivery.engine, self.recipe(), relations, self.own)
        safer = looking.of_tables(
            self.delivery.name, self.delivery.engine, {table: one.sql for table, one in done.tables.items()}, self.delivery.context, self.delivery, "after", self.folder
        )
        return safer, running.run(safer, self.rules, self.lang)

    def give_up(self, acts: Sequence[Ruled]) -> None:
        """Remedies that were applied and did not silence their rule are not tried again."""
        for one in acts:
            for proposal in one.found.remedies:
                act = _act(proposal, one)
                if self._holds(act) and act.remedy != LEAVE_OUT:
                    self.spent.add(_key(act))
                    for column in act.columns or ("",):
                        self.chosen.pop(_key(replace(act, columns=(column,) if column else ())), None)


def suggested(
    delivery: Delivery,
    ruled: Sequence[Ruled],
    rules: Mapping[str, ModuleType],
    useful: Callable[[Sequence[Column]], bool],
    *,
    lang: str = "en",
    own: Path | None = None,
    folder: Path | None = None,
    losing: Losing = lambda act: None,
) -> Suggested:
    """The remedies that are suggested for what rules found.

    useful: is there something in these columns that a pool is for? folder: where large tables are written meanwhile. losing: what
    a remedy costs. The rules are run again on what the remedies made, as often as they find something new that a remedy helps against.
    """
    acts = to_act(ruled)
    if not acts:
        return Suggested(expecting(Recipe(), delivery, ruled, []), "OPEN", (), delivery, True, useful(delivery.columns))
    search = Suggesting(delivery, rules, useful, lang, own, folder, losing)
    search.choose(acts)
    safer, again = delivery, list(ruled)
    for _ in range(ROUNDS):
        try:
            safer, again = search.apply()
        except IntarsiaError:  # a pool's own remedy that refuses: what it was to silence stays
            return _none(delivery, ruled, useful)
        left = to_act(again)
        if not left:
            break
        search.give_up(left)
        if not search.choose(left):
            break
    safer, again = _pruned(search, safer, again)
    left = to_act(again)
    silenced, kept = all(one.found.state == "not checked" for one in left), _of_use(search, safer, useful)
    after = judged(safer, again, silenced, kept).dataset if left else "OPEN" if kept else "DESCRIBE ONLY"
    recipe = search.recipe()
    recipe = replace(recipe, acts=tuple(replace(act, loss=losing(act)) for act in recipe.acts))
    return Suggested(expecting(recipe, delivery, ruled, left), after, tuple(left), safer, silenced, kept)


def _of_use(search: Suggesting, safer: Delivery, useful: Callable[[Sequence[Column]], bool]) -> bool:
    """Is something of use left? What a plan was blurred into is: what is coming, for whom, where and when."""
    return useful(safer.columns) or (len(safer.columns) > 1 and any(act.remedy == BLUR for act in search.chosen.values()))


def _pruned(search: Suggesting, safer: Delivery, again: list[Ruled]) -> tuple[Delivery, list[Ruled]]:
    """Without the remedies that turn out not to be needed beside the others; the dearest is tried first."""
    if len(search.chosen) < 2 or search.delivery.rows * len(search.delivery.columns) > TRIED:
        return safer, again
    left, tried = len(to_act(again)), False
    for key in sorted((k for k, act in search.chosen.items() if len(act.because) and act.remedy != LEAVE_OUT), key=lambda k: -search._cost(search.chosen[k])):
        held = dict(search.chosen)
        del search.chosen[key]
        now = search.apply()
        if len(to_act(now[1])) > left:
            search.chosen, tried = held, True
        else:
            safer, again, tried = *now, False
    return search.apply() if tried else (safer, again)  # the views are those of the last try


def _none(delivery: Delivery, ruled: Sequence[Ruled], useful: Callable[[Sequence[Column]], bool]) -> Suggested:
    """No remedy is suggested: the delivery as it is, with all that was found."""
    left = to_act(ruled)
    return Suggested(expecting(Recipe(), delivery, ruled, left), judged(delivery, ruled, False, False).dataset, tuple(left), delivery, False, useful(delivery.columns))


def expecting(recipe: Recipe, delivery: Delivery, ruled: Sequence[Ruled], left: Sequence[Ruled]) -> Recipe:
    """The recipe with what the delivery is like: its columns, and which rules found what in which. left: what they still say when it is applied."""
    asked = to_act(ruled)

    def rules(of: Sequence[Ruled], column: str) -> tuple[str, ...]:
        return tuple(sorted({one.rule for one in of if (column in one.found.columns if column else not one.found.columns)}))

    columns = tuple(Expected(c.full, c.looks_like, rules(asked, c.full), rules(left, c.full)) for c in delivery.columns)
    return replace(recipe, expects=columns, found=rules(asked, ""), remains=rules(left, ""))


def _act(proposal: Proposal, one: Ruled) -> Act:
    return Act(proposal.remedy, proposal.columns or one.found.columns, dict(proposal.options))


def _key(act: Act) -> str:
    return json.dumps([act.remedy, list(act.columns), act.options], sort_keys=True, default=str)
