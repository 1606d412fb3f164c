"""What papers are filled with: the settings of a pool, and what its release holds. Everything is a text that is safe in Markdown."""

from __future__ import annotations

import datetime
from typing import Any

from intarsia.papers.blocks import safe
from intarsia.pool import Pool
from intarsia.reader import Reader
from intarsia.wrong.letter import KEPT_DAYS

#: rules that look for data of which the law asks more
SPECIAL, CHILDREN = "special-category", "children"
WORDS = {
    "en": {"nobody": "[address]", "none yet": "none yet", "as needed": "as its size asks",
           "found": "datasets in which they were found before the decision: {n}; see the findings of each",
           "not found": "the rules found none in the datasets of this release; they look at words and forms, not at meaning",
           "table": "| dataset | shared by | verdict | persons described | licence |", "no datasets": "No dataset has been released yet."},
    "nl": {"nobody": "[adres]", "none yet": "nog geen", "as needed": "naar de grootte van het bestand",
           "found": "datasets waarin ze voor het besluit zijn gevonden: {n}; zie de bevindingen van elk",
           "not found": "de regels vonden ze niet in de datasets van deze uitgave; ze kijken naar woorden en vormen, niet naar betekenis",
           "table": "| dataset | gedeeld door | oordeel | beschreven personen | licentie |", "no datasets": "Er is nog geen dataset uitgebracht."},
}
MOST = 200


def facts(pool: Pool, language: str, today: datetime.date) -> dict[str, str]:
    """The places of a paper by name."""
    config, words, reader = pool.config, WORDS[language], _reader(pool)
    contact = config.contact.removeprefix("mailto:")
    found = {"publisher": safe(config.publisher), "name": safe(config.name), "base": config.base, "contact": safe(contact) or words["nobody"], "today": today.isoformat(),
             "draft_days": str(config.contribute.days), "request_days": str(config.desk.request_days), "letter_days": str(KEPT_DAYS),
             "reading_memory": f"{config.reading.memory:,}" if config.reading.memory else words["as needed"], "reading_seconds": str(config.reading.seconds or words["as needed"]),
             "reading_output": f"{config.reading.output:,}" if config.reading.output else words["as needed"],
             "question_seconds": str(config.questions.seconds), "question_rows": f"{config.questions.rows:,}"}
    return found | (_released(reader, words) if reader else {"release": words["none yet"], "persons": "0", "agents": "0", "dataset_count": "0", "person_links": "0",
                                                             "special": words["not found"], "children": words["not found"], "datasets": words["no datasets"]})


def _reader(pool: Pool) -> Reader | None:
    return pool.reader() if pool.current() else None


def _released(reader: Reader, words: dict[str, str]) -> dict[str, str]:
    persons, agents = reader.rows("SELECT count(*) FILTER (WHERE kind = 'person'), count(*) FROM agent")[0]
    joined = reader.rows("SELECT count(*) FROM link WHERE kind = 'agent' AND state = 'accepted'")[0][0]
    rows = reader.records("SELECT d.id, d.title, d.publisher, d.verdict, d.licence, count(a.id) AS persons FROM dataset AS d LEFT JOIN agent AS a ON a.dataset = d.id AND a.kind = 'person' "
                          f"GROUP BY ALL ORDER BY d.id LIMIT {MOST}")
    table = [words["table"], "|---|---|---|---|---|",
             *(f"| {_cell(one['title'] or one['id'])} | {_cell(one['publisher'])} | {_cell(one['verdict'])} | {one['persons']:,} | {_cell(one['licence'])} |" for one in rows)]
    return {"release": reader.id, "persons": f"{persons:,}", "agents": f"{agents:,}", "dataset_count": str(reader.rows("SELECT count(*) FROM dataset")[0][0]), "person_links": f"{joined:,}",
            "special": _seen(reader, SPECIAL, words), "children": _seen(reader, CHILDREN, words), "datasets": "\n".join(table) if rows else words["no datasets"]}


def _seen(reader: Reader, rule: str, words: dict[str, str]) -> str:
    n = reader.rows("SELECT count(DISTINCT d) FROM (SELECT dataset AS d FROM finding WHERE rule = $rule UNION ALL "
                    "SELECT dataset FROM decision WHERE coalesce(signed, '') LIKE '%' || $rule || '%' OR rests_on = $rule) AS f", {"rule": rule})[0][0]
    return words["found"].format(n=n) if n else words["not found"]


def _cell(value: Any) -> str:
    return safe(str(value)) if value else "–"
