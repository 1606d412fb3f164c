"""describe: what is known of each dataset, and of the places that all of them speak of, as tables."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from intarsia import codes, iris
from intarsia.model import Dataset, PoolConfig
from intarsia.placed import level_of
from intarsia.shelf import loader
from intarsia.steps.fetch import Delivery
from intarsia.store import columnar
from intarsia.store.outcomes import Outcome
from intarsia.tables import TABLES

Rows = list[dict[str, Any]]
STOPPED = "a new delivery stays out until its contributor has looked at what changed; these rows are of the last one that went through"


def describe(dataset: Dataset, deliveries: dict[str, Delivery], raws: dict[str, Outcome], mapped: Outcome | None, config: PoolConfig,
             shares: bool, beside: dict[str, Any]) -> dict[str, pa.Table]:
    """The tables dataset, decision, distribution, profile, finding, label and notice of one dataset.

    shares: do its rows enter the release? A dataset whose rows do not is described all the same, without profile, findings, counts and
    checksums. The names that its mapping gives to concepts and places stand beside its own.
    beside: what holds its rows back ("held"), how far its condition is ("waits"), what kept a new delivery out ("stopped"), the day before which its recipe lets nothing leave ("delay"), the
    tables it is pooled in ("pooled in"), and the hashes of what remedies left ("contents").
    """
    accounts = {name: mapped.note["accounts"].get(name) if mapped and shares else None for name in deliveries}
    told = [d for d in dataset.distributions if d.name in deliveries]
    tables = {
        "dataset": [_dataset_row(dataset, accounts, shares, config)],
        "decision": _decision_rows(dataset, beside, shares),
        "distribution": [_distribution_row(dataset, d, deliveries[d.name], raws[d.name], accounts[d.name], config, _told(d.name, shares, beside)) for d in told],
        "label": [{"entity": dataset.id, "kind": kind, "language": language, "value": value}
                  for kind, texts in (("title", dataset.title), ("description", dataset.description)) for language, value in texts.items()],
    }
    if shares:
        tables["profile"] = [_profile_row(dataset.id, name, row) for name, raw in raws.items() for row in raw.note["profile"]]
        tables["finding"] = [{"dataset": dataset.id, **finding} for finding in (mapped.note["findings"] if mapped else [])]
        if beside["stopped"]:
            tables["finding"].append({"dataset": dataset.id, "distribution": "", "column": "", "rule": "stopped", "severity": "violation", "message": STOPPED, "count": 0})
        if mapped and "label" in mapped.tables():
            tables["label"] += pq.read_table(mapped.file("label")).to_pylist()
    made = {name: table(name, rows) for name, rows in tables.items() if rows}
    if noticed := _notices(dataset, mapped if shares else None):
        made["notice"] = noticed
    return made


def _notices(dataset: Dataset, mapped: Outcome | None) -> pa.Table | None:
    """What is said of the whole dataset, and of its records as the mapping left it; the latter may be as many as the records are."""
    own = table("notice", [{"dataset": dataset.id, "kind": one.kind, "language": language, "text": text, "label": one.label or None, "link": one.link or None}
                           for one in dataset.notices if one.whole for language, text in one.text.items()])
    told = [own, pq.read_table(mapped.file("notice"))] if mapped and "notice" in mapped.tables() else [own]
    return pa.concat_tables(told) if any(len(one) for one in told) else None


def places(used: Iterable[str], own: Iterable[Path], config: PoolConfig) -> dict[str, pa.Table]:
    """The table place, which belongs to the pool as a whole, and the names of places as rows of the table label.

    used: codes of countries and regions that rows speak of. own: the place tables of datasets; a place that several bring is that of the first.
    A region that nobody named is called by its code.
    """
    from babel import Locale

    labels: Rows = []
    brought: dict[str, dict[str, Any]] = {}
    for row in (row for path in own for row in pq.read_table(path).to_pylist()):
        brought.setdefault(row["id"], row)
    used = sorted(used)
    countries = sorted({*(code for code in used if len(code) == 2), *(code for code in brought if codes.country(code) == code)})
    rows: Rows = [row for code, row in brought.items() if code not in countries]
    rows += [{"id": code, "iri": iris.iri(config.base, "place", code), "name": code, "kind": "region", "dataset": None}
             for code in used if level_of(code).startswith("nuts") and code not in brought]
    for code in countries:
        names = {language: _territory(Locale.parse(language), code) for language in dict.fromkeys((*config.languages, "en"))}
        names = {language: name for language, name in names.items() if name}
        rows.append({"id": code, "iri": iris.iri(config.base, "place", code), "name": names.get(config.languages[0], code),
                     "kind": "former country" if code in codes.FORMER else "country", "dataset": None})
        labels += [{"entity": code, "kind": "pref", "language": language, "value": name} for language, name in names.items()]
    return {"label": table("label", labels), "place": table("place", rows)}


def _territory(locale: Any, code: str) -> str | None:
    name = locale.territories.get(code) or codes.FORMER_NAMES.get(locale.language, {}).get(code) or codes.FORMER.get(code)
    return str(name) if name else None


def table(name: str, rows: Rows) -> pa.Table:
    """Rows as the pool's table of that name, in key order, each key once."""
    shape = TABLES[name]
    unique = {tuple(row.get(k) for k in shape.key): row for row in rows}
    ordered = sorted(unique.items(), key=lambda item: tuple((value is not None, value if value is not None else "") for value in item[0]))
    return pa.Table.from_pylist([{c: row.get(c) for c in shape.names} for _, row in ordered], schema=columnar.schema(shape))


def _told(name: str, shares: bool, beside: dict[str, Any]) -> str:
    """What is told of a file: "all" of what is shared as it is, "safe" of what remedies changed, "little" of what stays here."""
    return "little" if not shares else "safe" if name in beside["contents"] else "all"


def _decision_rows(dataset: Dataset, beside: dict[str, Any], shares: bool) -> Rows:
    """What the decision says beyond its verdict; no row where that is all it says."""
    decision, waits = dataset.decision, beside["waits"]
    if decision is None:
        return []
    said: dict[str, Any] = {
        "ask_again": decision.until or None, "rests_on": decision.rests_on or None, "embargo": max(decision.embargo, beside["delay"]) or None,
        "signed": "; ".join(decision.signed) or None, "held": beside["held"] or None, "pooled_in": "; ".join(beside["pooled in"]) or None,
    }
    said |= {"organisation": decision.organisation or None, "written_by": decision.by or None, "signature": decision.signature or None, **_evidence(decision.evidence, shares)}
    if waits:
        said |= {"waits_for": waits["kind"], "others": waits["others"] or None, "measure": waits["measure"] or None, "day": waits["day"] or None, "met_on": waits["met"] or None,
                 "leaves_on": waits["leaves"] or None, "pledgers": "; ".join(waits["names"]) or None}
        if waits["kind"] != "after":
            said |= {"pledged": waits["pledged"], "needed": waits["needed"]}
    return [{"dataset": dataset.id, **said}] if any(value is not None for value in said.values()) else []


def _evidence(evidence: dict[str, Any], shares: bool) -> dict[str, Any]:
    """What was known when it was decided. Of what stays here nothing is told but the rule it rests on; checksums of files never."""
    if not evidence or not shares:
        return {}
    columns = evidence.get("columns", {})
    found = [f"{rule} ({columns[rule]})" if columns.get(rule) else str(rule) for rule in evidence.get("rules", [])]
    return {"looked": evidence.get("verdict"), "found": "; ".join(found) or None, "rules_version": evidence.get("code")}


def _dataset_row(dataset: Dataset, accounts: dict[str, Any], shares: bool, config: PoolConfig) -> dict[str, Any]:
    first, decision = config.languages[0], dataset.decision
    counted = {k: sum(a[k] for a in accounts.values() if a) if shares and accounts else None for k in ("rows_in", "rows_out", "rows_rejected")}
    return {
        "id": dataset.id, "iri": iris.iri(config.base, "dataset", dataset.id), "title": text_in(dataset.title, first), "description": text_in(dataset.description, first),
        **{k: getattr(dataset, k) or None for k in ("publisher", "sector", "goal", "selection", "language", "period", "purpose", "contact", "licence", "object_rights", "mining")},
        "synthetic": dataset.synthetic, "verdict": decision and decision.verdict, "use": decision and decision.use, "decided_by": decision and decision.who,
        "decided_on": decision and decision.when, "decision_why": decision and decision.why, **counted,
    }


def text_in(texts: dict[str, str], language: str) -> str:
    """The text in a language, else in English, else in any."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def _distribution_row(dataset: Dataset, d: Any, delivery: Delivery, raw: Outcome, account: dict[str, int] | None, config: PoolConfig, told: str) -> dict[str, Any]:
    whole = told == "all"  # who can guess a small file could compare its checksum
    return {
        "dataset": dataset.id, "name": d.name, "iri": iris.iri(config.base, "distribution", iris.mint("distribution", dataset.id, d.name)), "format": d.format,
        "media_type": raw.note.get("media_type") or loader.format_named(d.format).MEDIA_TYPE,
        "source": d.url or d.path, "sha256": delivery.checksum if whole else None, "bytes": delivery.bytes if whole else None,
        "options": json.dumps(raw.note["options"], sort_keys=True, ensure_ascii=False) if told != "little" else None, "state": delivery.state.split(":")[0], **(account or {}),
    }


def _profile_row(dataset: str, distribution: str, row: list[Any]) -> dict[str, Any]:
    names = ("source_table", "position", "column", "type", "rows", "filled", "distinct_values", "longest")
    return {"dataset": dataset, "distribution": distribution, **dict(zip(names, row, strict=True))}
