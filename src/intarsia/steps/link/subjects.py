"""Works about people: subject headings such as "Surname, Name, 1891-1976", and what contributors say a work is about.

A heading is led to the agent of that name. Years decide: "McQueen, Steve, 1930-1980" is not the Steve McQueen of 1969.
All who bear the name and were born in the year that is said are meant: datasets that know one person each.
A name without years is proposed, and accepted where one person alone has it and the contributor says what the work is about.

Tables read: work, agent, term, relation, same. Table left: subject_link.
"""

from __future__ import annotations

import re
from typing import Any

import pyarrow as pa

from intarsia import names
from intarsia.engine.duckdb import DuckDB
from intarsia.steps.link.titles import key_of
from intarsia.steps.link.weights import LEAST, SURE, Model, scored

MOST = 5
#: a name that more agents have names none of them without years
COMMON = 30

SUBJECT = Model("subject", {
    "prior": {"any": -2.0},
    "name": {"equal": 4.5, "equal, one word": 0.0},
    "born": {"equal": 5.0, "1 or 2 apart": 1.0, "further apart": -10.0, "not known to one": 0.0, "not said": 0.0},
    "died": {"equal": 3.0, "1 or 2 apart": 0.5, "further apart": -6.0, "not known to one": 0.0, "not said": 0.0},
    "kind": {"person": 1.0, "not told": 0.0, "organisation": -1.5},
    "told": {"what it is about": 1.5, "a subject": 0.0},
    "time": {"before the birth": -6.0},
})

_HEADING = re.compile(r"^(?P<name>[^\d]{3,80}?),?\s*(?:\((?P<open>)|)(?:b\.\s*|born\s+|ca?\.\s*)?(?P<born>\d{4})\??\s*[-–]?\s*(?:(?P<died>\d{4})\??)?\)?\.?$")
_PLAIN = re.compile(r"^[^\d,;:()\[\]]+(?:, [^\d,;:()\[\]]+)?$")


def heading(text: str) -> tuple[str, int | None, int | None] | None:
    """(key of the name, birth, death) of a subject heading; None for words that name nobody: one word, or with other marks.

    A heading with years may have any name; without years it must look like "Surname, Name" or like two words with capitals.
    """
    found = _HEADING.match(text.strip())
    if found:
        born, died = int(found["born"]), int(found["died"]) if found["died"] else None
        written = found["name"].strip(" ,")
        return (key_of(names.person(written).display), born, died) if key_of(written) and (died is None or born < died) else None
    words = text.split()
    capitals = [word for word in words if word[:1].isupper()]
    if not _PLAIN.match(text.strip()) or len(capitals) < 2 or len(words) > 6:
        return None
    return key_of(names.person(text).display), None, None


def load_subjects(engine: DuckDB) -> None:
    """`subject_link`: about links from works to agents, from LEAST up, `MOST` a heading."""
    engine.run("topic", (
        "SELECT work, value, max(told) AS told FROM (SELECT work, value, 0 AS told FROM term WHERE facet = 'subject' AND value IS NOT NULL "
        "UNION ALL SELECT work, title, 1 FROM relation WHERE predicate = 'about' AND title IS NOT NULL) AS t GROUP BY work, value"))
    rows: list[dict[str, Any]] = []
    for (value,) in engine.rows("SELECT DISTINCT value FROM topic ORDER BY value"):
        found = heading(value)
        if found:
            rows.append({"value": value, "key": found[0], "born": found[1], "died": found[2]})
    engine.load("heading", pa.Table.from_pylist(rows, pa.schema([("value", pa.string()), ("key", pa.string()), ("born", pa.int64()), ("died", pa.int64())])))
    engine.run("of_name", (
        "SELECT h.value AS value, a.id AS agent FROM heading AS h JOIN name_key AS k ON k.key = h.key JOIN agent AS a ON a.name = k.name "
        f"WHERE h.key IN (SELECT k.key FROM name_key AS k JOIN agent AS a ON a.name = k.name GROUP BY k.key HAVING count(*) <= {COMMON})"))
    engine.load("about", scored(engine.stream(_levels()).read_all(), SUBJECT, "place"))
    engine.run("subject_link", (
        f"SELECT work AS subject, 'about' AS predicate, agent AS object, 'work-agent' AS kind, CASE WHEN probability >= {SURE} THEN 'accepted' ELSE 'proposed' END AS state, "
        "probability, 'model' AS method, evidence FROM (SELECT *, row_number() OVER (PARTITION BY work, agent ORDER BY probability DESC) AS again, "
        f"row_number() OVER (PARTITION BY place ORDER BY probability DESC, agent) AS nth FROM about) AS r WHERE nth <= {MOST} AND again = 1 AND probability >= {LEAST}"))


def _levels() -> str:
    def apart(said: str, known: str) -> str:
        return (f"CASE WHEN {said} IS NULL THEN 'not said' WHEN {known} IS NULL THEN 'not known to one' WHEN {said} = {known} THEN 'equal' "
                f"WHEN abs({said} - {known}) <= 2 THEN '1 or 2 apart' ELSE 'further apart' END")

    first = ("SELECT *, row_number() OVER (PARTITION BY work, value, CASE WHEN born = year THEN agent ELSE one END ORDER BY year NULLS LAST, agent) AS nth FROM ("
             "SELECT t.work AS work, t.value AS value, t.told AS told, o.agent AS agent, coalesce(s.cluster, o.agent) AS one, a.year_start AS year, a.year_end AS until, a.kind AS "
             "kind, h.born AS "
             "born, h.died AS died, h.key AS key, "
             "w.year_end AS made FROM topic AS t JOIN of_name AS o ON o.value = t.value JOIN heading AS h ON h.value = t.value JOIN agent AS a ON a.id = o.agent JOIN work AS w ON "
             "w.id = t.work "
             "LEFT JOIN same AS s ON s.member = o.agent) AS q")
    return (
        "SELECT work, agent, work || chr(31) || value || CASE WHEN born = year THEN chr(31) || agent ELSE '' END AS place, 'any' AS prior, CASE WHEN strpos(key, ' ') > 0 THEN "
        "'equal' ELSE 'equal, one word' END AS name, "
        f"{apart('born', 'year')} AS born, {apart('died', 'until')} AS died, CASE kind WHEN 'person' THEN 'person' WHEN 'organisation' THEN 'organisation' ELSE 'not told' END AS kind, "
        "CASE WHEN told = 1 THEN 'what it is about' ELSE 'a subject' END AS told, "
        f"CASE WHEN made < coalesce(born, year) THEN 'before the birth' END AS time FROM ({first}) AS f WHERE nth = 1 ORDER BY place, agent")
