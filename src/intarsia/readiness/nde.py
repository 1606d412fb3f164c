"""The NDE Requirements for Datasets: what the Dutch Dataset Register demands today, what it announces, and what it would like.

Steps: `none` (a demand is not met), `required` (all of today's demands), `announced` (those of 2.0 too), `recommended` (nothing left to say).
A requirement is met on a step when none of its rules is broken with that step's severity. `nderules` has the rules and their source.
"""

from __future__ import annotations

from intarsia.readiness import nderules, shapes
from intarsia.readiness.graph import Graph
from intarsia.readiness.requirement import Ladder, Requirement, reached

NAME = "nde"
STEPS = ("none", "required", "announced", "recommended")
#: the order in which requirements are told
ABOUT = tuple(dict.fromkeys(rule.about for rule in nderules.RULES))


def measured(graph: Graph, dataset: str) -> Ladder:
    """The ladder of a dataset whose description is in the graph."""
    targets = shapes.dataset_nodes(graph, dataset, nderules.PATHS)
    today = {(one.rule.about, one.rule.at(False)) for one in shapes.broken(graph, nderules.RULES, targets)}
    then = {(one.rule.about, one.rule.at(True)) for one in shapes.broken(graph, nderules.RULES, targets, announced=True)}
    found = []
    for about in ABOUT:
        rules = [rule for rule in nderules.RULES if rule.about == about]
        if any(rule.severity == shapes.VIOLATION for rule in rules):
            found.append(Requirement(about, "required", (about, shapes.VIOLATION) not in today))
        if any(rule.at(True) == shapes.VIOLATION != rule.severity for rule in rules):
            found.append(Requirement(f"{about}+", "announced", (about, shapes.VIOLATION) not in then))
        if any(rule.at(True) in (shapes.WARNING, shapes.INFO) for rule in rules):
            found.append(Requirement(f"{about}~", "recommended", not {(about, shapes.WARNING), (about, shapes.INFO)} & then))
    requirements = tuple(sorted(found, key=lambda one: STEPS.index(one.step)))
    return Ladder(NAME, STEPS, reached(STEPS, requirements), requirements)
