"""You against your peers: where five or more others share the like, how they stand on each measure, without naming any of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from intarsia.peers import LEAST, marks
from intarsia.receipt.basis import Basis

#: measures, all shares of records but the last; `higher` is not always better, so none is called good
MEASURES = ("linked", "gained", "dated", "credited", "in_genres", "with_audience", "numbered", "set_aside")

_MEASURED = """
SELECT d.id AS id, d.sector AS sector, (SELECT count(*) FROM work AS w WHERE w.dataset = d.id) AS works,
  n.records AS records, coalesce(l.n, 0) / n.records AS linked, coalesce(g.n, 0) / n.records AS gained, w.dated AS dated,
  c.n / nullif(w.works, 0) AS credited, t.genres / nullif(w.works, 0) AS in_genres,
  t.audience / nullif(w.works, 0) AS with_audience, coalesce(i.n, 0) / n.records AS numbered, d.rows_rejected / nullif(d.rows_in, 0) AS set_aside
FROM dataset AS d
JOIN (SELECT dataset, CAST(count(*) AS DOUBLE) AS records FROM (SELECT dataset FROM work UNION ALL SELECT dataset FROM agent) AS r GROUP BY dataset) AS n ON n.dataset = d.id
LEFT JOIN (SELECT dataset, CAST(count(*) AS DOUBLE) AS works, avg(CASE WHEN year_start IS NULL THEN 0.0 ELSE 1.0 END) AS dated FROM work GROUP BY dataset) AS w ON w.dataset = d.id
LEFT JOIN (SELECT own_dataset, count(DISTINCT own) AS n FROM (SELECT own, own_dataset, dataset, p FROM pair UNION ALL SELECT own, own_dataset, dataset, p FROM tie) AS x
  WHERE dataset <> own_dataset AND p >= 0.5 GROUP BY own_dataset) AS l ON l.own_dataset = d.id
LEFT JOIN (SELECT own_dataset, count(*) AS n FROM (SELECT DISTINCT own_dataset, own, field FROM gain WHERE p >= 0.5) AS x GROUP BY own_dataset) AS g ON g.own_dataset = d.id
LEFT JOIN (SELECT w.dataset AS dataset, count(DISTINCT c.work) AS n FROM contribution AS c JOIN work AS w ON w.id = c.work GROUP BY w.dataset) AS c ON c.dataset = d.id
LEFT JOIN (SELECT w.dataset AS dataset, count(DISTINCT CASE WHEN t.facet = 'genre' THEN t.work END) AS genres, count(DISTINCT CASE WHEN t.facet = 'audience' THEN t.work END) AS audience
  FROM term AS t JOIN work AS w ON w.id = t.work WHERE t.concept IS NOT NULL GROUP BY w.dataset) AS t ON t.dataset = d.id
LEFT JOIN (SELECT dataset, count(DISTINCT entity) AS n FROM identifier GROUP BY dataset) AS i ON i.dataset = d.id
ORDER BY d.id
"""


def measured(basis: Basis) -> list[dict[str, Any]]:
    """Each dataset that has works or agents, with its measures."""
    return basis.rows(_MEASURED)


def compared(rows: list[dict[str, Any]], dataset: str) -> dict[str, Any]:
    """{"peers", "of": "sector" or "pool", "measures": [{"measure", "own", "peers", "least", "quarter", "median", "three_quarters", "most", "below"}]}.

    Peers are those of the same sector where there are LEAST or more, else all that share works or agents; with fewer no measure is given.
    below: how many peers have a lower value.
    """
    own = next((one for one in rows if one["id"] == dataset), None)
    others = [one for one in rows if one["id"] != dataset]
    alike = [one for one in others if own and one["sector"] == own["sector"]]
    peers, of = (alike, "sector") if len(alike) >= LEAST else (others, "pool")
    if own is None or len(peers) < LEAST:
        return {"peers": len(peers) if own else 0, "of": of, "least": LEAST, "measures": []}
    found = []
    for measure in MEASURES:
        values = np.array([one[measure] for one in peers if one[measure] is not None], dtype=float)
        if len(values) < LEAST or own[measure] is None:
            continue
        low, quarter, median, three, high = (round(v, 4) for v in marks(values))
        found.append({"measure": measure, "own": round(float(own[measure]), 4), "peers": len(values), "least": low, "quarter": quarter, "median": median, "three_quarters": three,
        "most": high,
                      "below": int((values < own[measure]).sum())})
    return {"peers": len(peers), "of": of, "least": LEAST, "measures": found}
