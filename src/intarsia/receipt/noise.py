"""Are these links better than chance? Links whose records agree no more than records put together at random bring nothing.

For each pair of datasets, and for works and agents apart, the links are held against a null: the same records, paired at random over
the whole release. Two records agree when one of their names or titles is the same, or they share a word of four letters or more. A
group of LEAST_LINKS or more of which agree no oftener than that chance allows (one-sided binomial test at LEVEL) is noise: it is
told, and counts for nothing. Fewer links than that cannot be told from chance, so they are the floor of noise of a receipt.
"""

from __future__ import annotations

from math import exp, lgamma, log
from typing import Any

LEAST_LINKS, LEVEL = 5, 0.01

NAMED = ("SELECT id, list_distinct(flatten(list([name] || list_filter(regexp_split_to_array(name, '[^\\p{L}\\p{N}]+'), lambda x: length(x) > 3)))) AS words FROM ("
         "SELECT t.id AS id, strip_accents(lower(w.title)) AS name FROM tied AS t JOIN work AS w ON w.id = t.id UNION ALL "
         "SELECT t.id, strip_accents(lower(w.value)) FROM tied AS t JOIN title AS w ON w.work = t.id UNION ALL "
         "SELECT t.id, strip_accents(lower(a.name)) FROM tied AS t JOIN agent AS a ON a.id = t.id) AS n WHERE name IS NOT NULL GROUP BY id")
#: one row a group: links, how many agree, and by chance: how many of all re-paired records of that kind do
GROUPS = """
WITH numbered AS (SELECT own, other, own_dataset, dataset, kind, row_number() OVER (PARTITION BY kind ORDER BY md5(own || other)) AS n, count(*) OVER (PARTITION BY kind) AS m
  FROM (SELECT p.*, CASE WHEN w.id IS NULL THEN 'agent' ELSE 'work' END AS kind FROM pair AS p LEFT JOIN work AS w ON w.id = p.own WHERE p.dataset <> p.own_dataset) AS k),
judged AS (SELECT a.own_dataset AS own_dataset, a.dataset AS dataset, a.kind AS kind, list_has_any(x.words, y.words) AS agree,
  list_has_any(x.words, z.words) AS chance
  FROM numbered AS a JOIN numbered AS b ON b.kind = a.kind AND b.n = (a.n + a.m // 2 - 1) % a.m + 1 JOIN named AS x ON x.id = a.own
  JOIN named AS y ON y.id = a.other JOIN named AS z ON z.id = b.other)
SELECT own_dataset, dataset, kind, links, agree, (sum(chance) OVER (PARTITION BY kind) + 1.0) / (sum(links) OVER (PARTITION BY kind) + 2.0) AS chance FROM (
  SELECT own_dataset, dataset, kind, count(*) AS links, sum(CAST(agree AS INTEGER)) AS agree, sum(CAST(chance AS INTEGER)) AS chance FROM judged GROUP BY own_dataset, dataset, kind) AS g
ORDER BY own_dataset, dataset, kind
"""


def noisy(groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of the groups whose links agree no more often than chance."""
    return [one for one in groups if one["links"] >= LEAST_LINKS and at_least(int(one["agree"]), int(one["links"]), float(one["chance"])) >= LEVEL]


def at_least(hits: int, of: int, rate: float) -> float:
    """The probability of `hits` or more of `of` tries at that rate (binomial)."""
    if hits <= 0:
        return 1.0
    if rate <= 0 or rate >= 1:
        return float(rate >= 1)
    return min(1.0, sum(exp(lgamma(of + 1) - lgamma(k + 1) - lgamma(of - k + 1) + k * log(rate) + (of - k) * log(1 - rate)) for k in range(hits, of + 1)))
