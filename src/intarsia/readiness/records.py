"""What Europeana's criteria look at in the records of a release, and which records lead out of their dataset: counted in SQL, a row per kind of record.

A work is read as the EDM record that it would be: main titles are dc:title and all others dcterms:alternative, the description dc:description,
form and genre dc:type, subjects dc:subject, the country dcterms:spatial, the date dcterms:issued, what it is part of dcterms:isPartOf; a maker is
dc:creator, a publisher dc:publisher, anybody else dc:contributor. A matched word points to a concept, a country to a place of the pool; an
unmatched word is a text without a language. Concepts have their least elements with a label and a definition, a relation or a match
elsewhere; persons and organisations with a name and a year, or an identifier of a vocabulary of linked open data. Places of a release
have no coordinates and dates are no time spans of their own, so neither counts as a contextual class.
"""

from __future__ import annotations

from dataclasses import dataclass

from intarsia.reader import Reader
from intarsia.readiness.europeana import AGENT, KIND, Record
from intarsia.shelf.feeds.rdfnames import ROLE_PROPERTIES, SAME_AS

#: the credits that are dc:creator; a publisher is dc:publisher, everybody else dc:contributor
MAKERS = tuple(sorted({role for role, name in ROLE_PROPERTIES.items() if name in ("author", "creator", "director", "illustrator", "lyricist")} | {"composer"}))
#: flag of a kind of record -> its element, and the flag that says whether it has a language
FLAGS = {
    "title": ("dc:title", "title_l"), "other": ("dcterms:alternative", "other_l"), "told": ("dc:description", "told_l"), "type": ("dc:type", "type_l"),
    "subject": ("dc:subject", "subject_l"), "place": ("dcterms:spatial", "place_l"), "part": ("dcterms:isPartOf", ""), "dated": ("dcterms:issued", ""),
    "maker": ("dc:creator", ""), "helper": ("dc:contributor", ""), "publisher": ("dc:publisher", ""),
}  # fmt: skip
NAMES = tuple(name for flag, (_, tag) in FLAGS.items() for name in (flag, tag) if name)
CLASSES = {"concept_q": KIND, "agent_q": AGENT}


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)


#: schemes whose identifiers lead to linked open data
OPEN_SCHEMES = _listed((*SAME_AS, "imdb"))

#: concepts by the key that rows have, facet:notation; `known` when something outside the pool is named for it
_CONCEPTS = """
labelled AS (SELECT DISTINCT entity FROM label WHERE kind = 'pref' AND coalesce(language, '') <> ''),
crossed AS (SELECT DISTINCT source FROM crosswalk WHERE relation IN ('exact', 'close', 'broad', 'narrow') AND target <> ''),
idea AS (SELECT c.id, l.entity IS NOT NULL AS labelled, x.source IS NOT NULL OR c.origin IS NOT NULL AS known,
         l.entity IS NOT NULL AND (x.source IS NOT NULL OR c.origin IS NOT NULL OR c.definition IS NOT NULL OR c.broader IS NOT NULL) AS whole
         FROM concept AS c LEFT JOIN labelled AS l ON l.entity = c.id LEFT JOIN crossed AS x ON x.source = c.id)"""

_KINDS = f"""
WITH {_CONCEPTS},
t AS (SELECT work, bool_or(kind = 'main') AS title, bool_or(kind = 'main' AND language IS NOT NULL) AS title_l,
      bool_or(kind <> 'main') AS other, bool_or(kind <> 'main' AND language IS NOT NULL) AS other_l FROM title WHERE value <> '' GROUP BY work),
m AS (SELECT term.work, bool_or(facet = 'genre') AS type, bool_or(facet = 'genre' AND idea.labelled) AS type_l,
      bool_or(facet = 'subject') AS subject, bool_or(facet = 'subject' AND idea.labelled) AS subject_l,
      bool_or(facet = 'country') AS place, bool_or(facet = 'country' AND state = 'matched' AND l.entity IS NOT NULL) AS place_l,
      bool_or(facet IN ('genre', 'subject') AND idea.whole) AS concept_q
      FROM term LEFT JOIN idea ON term.state = 'matched' AND idea.id = concat(term.facet, ':', term.concept)
      LEFT JOIN (SELECT DISTINCT entity FROM label WHERE strpos(entity, ':') = 0) AS l ON l.entity = term.concept GROUP BY term.work),
ids AS (SELECT DISTINCT entity FROM identifier WHERE scheme IN ({OPEN_SCHEMES})),
c AS (SELECT contribution.work, bool_or(role IN ({_listed(MAKERS)})) AS maker, bool_or(role = 'publisher') AS publisher,
      bool_or(role IS NULL OR role NOT IN ({_listed((*MAKERS, "publisher"))})) AS helper,
      bool_or(a.id IS NOT NULL AND (a.year_start IS NOT NULL OR a.year_end IS NOT NULL OR ids.entity IS NOT NULL)) AS agent_q
      FROM contribution LEFT JOIN agent AS a ON a.id = contribution.agent AND a.name IS NOT NULL LEFT JOIN ids ON ids.entity = contribution.agent
      GROUP BY contribution.work),
p AS (SELECT DISTINCT work FROM relation WHERE predicate = 'part_of'),
w AS (SELECT work.dataset, work.id, coalesce(t.title, work.title IS NOT NULL) AS title, coalesce(t.title_l, FALSE) AS title_l,
      coalesce(t.other, FALSE) AS other, coalesce(t.other_l, FALSE) AS other_l,
      work.description IS NOT NULL AS told, work.description IS NOT NULL AND dataset.language IS NOT NULL AS told_l,
      work.form IS NOT NULL OR coalesce(m.type, FALSE) AS type, coalesce(f.labelled, FALSE) OR coalesce(m.type_l, FALSE) AS type_l,
      coalesce(m.subject, FALSE) AS subject, coalesce(m.subject_l, FALSE) AS subject_l, coalesce(m.place, FALSE) AS place, coalesce(m.place_l, FALSE) AS place_l,
      p.work IS NOT NULL AS part, work.date IS NOT NULL AS dated, coalesce(c.maker, FALSE) AS maker, coalesce(c.helper, FALSE) AS helper,
      coalesce(c.publisher, FALSE) AS publisher, coalesce(f.whole, FALSE) OR coalesce(m.concept_q, FALSE) AS concept_q, coalesce(c.agent_q, FALSE) AS agent_q
      FROM work LEFT JOIN dataset ON dataset.id = work.dataset LEFT JOIN t ON t.work = work.id LEFT JOIN m ON m.work = work.id LEFT JOIN c ON c.work = work.id
      LEFT JOIN p ON p.work = work.id LEFT JOIN idea AS f ON f.id = concat('form:', work.form))
SELECT dataset, {', '.join((*NAMES, *CLASSES))}, count(*) FROM w GROUP BY ALL ORDER BY ALL"""

_LINKED = f"""
WITH {_CONCEPTS},
outward AS (SELECT l.subject AS id FROM link AS l JOIN {{table}} AS a ON a.id = l.subject JOIN {{table}} AS b ON b.id = l.object WHERE l.state = 'accepted' AND a.dataset <> b.dataset
            UNION SELECT l.object FROM link AS l JOIN {{table}} AS a ON a.id = l.subject JOIN {{table}} AS b ON b.id = l.object WHERE l.state = 'accepted' AND a.dataset <> b.dataset
            UNION SELECT entity FROM identifier WHERE scheme IN ({OPEN_SCHEMES})
            UNION SELECT e.member FROM entity AS e JOIN {{table}} AS x ON x.id = e.member
                  WHERE e.cluster IN (SELECT e2.cluster FROM entity AS e2 JOIN {{table}} AS y ON y.id = e2.member GROUP BY e2.cluster HAVING count(DISTINCT y.dataset) > 1)
            {{more}})
SELECT r.dataset, count(*), count(o.id), count(p.id) FILTER (WHERE o.id IS NULL), count(u.id) FILTER (WHERE o.id IS NULL)
FROM {{table}} AS r LEFT JOIN (SELECT DISTINCT id FROM outward) AS o ON o.id = r.id
LEFT JOIN (SELECT DISTINCT unnest([l.subject, l.object]) AS id FROM link AS l JOIN {{table}} AS a ON a.id = l.subject JOIN {{table}} AS b ON b.id = l.object
           WHERE l.state = 'proposed' AND a.dataset <> b.dataset) AS p ON p.id = r.id
LEFT JOIN (SELECT DISTINCT work AS id FROM term WHERE facet IN ('genre', 'subject') AND state <> 'matched') AS u ON u.id = r.id GROUP BY r.dataset"""

_BY_WORD = "UNION SELECT term.work FROM term JOIN idea ON term.state = 'matched' AND idea.known AND idea.id = concat(term.facet, ':', term.concept)"

#: figures lead out where their place is a country, or what they are about is a record of somebody else
_FIGURES = """
SELECT o.dataset, count(*), count(*) FILTER (WHERE p.id IS NOT NULL OR w.dataset <> o.dataset OR a.dataset <> o.dataset), 0, 0
FROM observation AS o LEFT JOIN place AS p ON p.id = o.place AND p.kind = 'country' LEFT JOIN work AS w ON o.about_kind = 'work' AND w.id = o.about
LEFT JOIN agent AS a ON o.about_kind = 'agent' AND a.id = o.about GROUP BY o.dataset"""


def kinds(reader: Reader) -> dict[str, list[tuple[Record, int]]]:
    """Of each dataset with works, what its records have, and how many have just that."""
    found: dict[str, list[tuple[Record, int]]] = {}
    for dataset, *flags, count in reader.rows(_KINDS):
        said = dict(zip((*NAMES, *CLASSES), flags, strict=True))
        present = frozenset(element for flag, (element, _) in FLAGS.items() if said[flag])
        tagged = frozenset(element for element, tag in FLAGS.values() if tag and said[tag])
        points = {"dc:subject": frozenset({KIND})} if said["subject_l"] else {}
        found.setdefault(dataset, []).append((Record(present, tagged, points, frozenset(name for flag, name in CLASSES.items() if said[flag])), count))
    return found


@dataclass(frozen=True)
class Outward:
    """How many records a dataset has, how many lead out of it, and how many more would if all proposed links, or all words, were accepted."""

    records: int
    linked: int
    proposed: int
    worded: int


def outward(reader: Reader) -> dict[str, Outward]:
    """Of each dataset with records: works, else figures, else persons and organisations."""
    found: dict[str, Outward] = {}
    for sql in (_LINKED.format(table="agent", more=""), _FIGURES, _LINKED.format(table="work", more=_BY_WORD)):
        found.update({dataset: Outward(*counts) for dataset, *counts in reader.rows(sql)})
    return found
