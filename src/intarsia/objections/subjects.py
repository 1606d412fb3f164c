"""Subjects: what a memo needs, gathered from a file on this machine, from a draft, or from a dataset of the pool."""

from __future__ import annotations

import datetime
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intarsia import code, readiness
from intarsia.build.safety import recipe_of
from intarsia.checking import report as checking
from intarsia.checking import telling
from intarsia.checking.sentences import language, words
from intarsia.contributing import choosing, looking, weighing
from intarsia.errors import IntarsiaError, NotFound
from intarsia.model import Decision
from intarsia.objections import effort
from intarsia.objections.memo import changes
from intarsia.objections.subject import Subject, checksum
from intarsia.shelf import loader
from intarsia.steps import register
from intarsia.triage.wording import said

if TYPE_CHECKING:
    from intarsia.contributing import Draft
    from intarsia.pool import Pool
    from intarsia.reader import Reader
    from intarsia.shelf.remedies.recipe import Recipe

_LINKED = """
SELECT count(DISTINCT r.id) AS records, count(DISTINCT l.own) AS linked FROM (SELECT id, dataset FROM work UNION ALL SELECT id, dataset FROM agent) AS r
LEFT JOIN (SELECT l.subject AS own, l.object AS other FROM link AS l WHERE l.state = 'accepted' AND l.object IS NOT NULL UNION ALL
  SELECT l.object, l.subject FROM link AS l WHERE l.state = 'accepted' AND l.object IS NOT NULL) AS l
  ON l.own = r.id AND l.other NOT IN (SELECT id FROM work WHERE dataset = $d UNION ALL SELECT id FROM agent WHERE dataset = $d)
WHERE r.dataset = $d
"""


def of_file(path: Path, lang: str, pool: Pool | None = None, *, format_name: str = "", options: dict[str, Any] | None = None, about: Mapping[str, str] | None = None) -> Subject:
    """A file on this machine: it is checked now, and held against the pool where one is named.

    about: title, publisher, description, goal, licence, sector.
    Raises: as `checking.report.report`.
    """
    lang, given = language(lang), {key: value for key, value in (about or {}).items() if value}
    started = time.monotonic()
    report = checking.report(path, format_name, options, pool, lang=lang, **{name: value for name, value in given.items() if name in ("sector", "licence")})
    spent = (time.monotonic() - started) / 60
    drafts, back = _published(pool) if pool else [], _forecast(path, pool, format_name, given)
    return Subject(path.name, report, checksum(path), code.version("triage"), str(report["as_of"]), {"title": path.stem, **given}, {}, report["suggested"],
                   back=back, compared=pool is not None, effort=effort.of(report, lang, spent=spent, drafts=drafts, rung=_rung(report, lang, given, {}, back)))  # fmt: skip


def of_draft(pool: Pool, draft: Draft, lang: str, today: str = "") -> Subject:
    """A draft as it is now: its report, what was chosen and planned, and its forecast.

    Raises: as `checking.report.report` where its report is not there yet.
    """
    lang = language(lang)
    report = looking.look(pool, draft, lang)
    plan = dict(draft.extra.get("publishing") or {})
    weighed = weighing.weighed(draft, report, lang)
    acts = weighed["acts"] if weighed else _chosen(report, draft, lang)
    begun, read = draft.at("begun"), draft.at("verdict") or draft.at("read")
    spent = (read - begun).total_seconds() / 60 if begun and read else None
    about = {"title": Path(draft.name).stem, **{key: value for key, value in draft.about.items() if value}}
    day, back = today or datetime.date.today().isoformat(), looking.forecast(pool, draft)
    rung = _rung(report, lang, {**about, **{key: value for key, value in plan.items() if value}}, draft.columns, back)
    return Subject(draft.name, report, _sum(draft), code.version("triage"), day, about, plan, acts, choosing.acts(report, draft.choices), draft.columns,
                   weighed, back, effort=effort.of(report, lang, spent=spent, drafts=_published(pool), rung=rung), signatures=draft.extra.get("signatures") or ())  # fmt: skip


def of_dataset(pool: Pool, reader: Reader, dataset: str, lang: str, today: str = "") -> Subject:
    """A dataset of the pool, as it was decided; what rules found is what the decision kept of it.

    Raises: NotFound.
    """
    lang = language(lang)
    folder = register.folder_of(pool.layout.datasets, dataset)
    described = register.dataset(folder)
    if described.decision is None:
        raise NotFound("nothing was decided about this dataset yet", where=dataset, way_out=f"intarsia decide {dataset} --verdict ... --who ROLE --why REASON")
    decision, recipe = described.decision, recipe_of(folder)
    rows = reader.records("SELECT rows_in, rows_rejected FROM dataset WHERE id = ?", [dataset])
    counts = rows[0] if rows else {"rows_in": 0, "rows_rejected": 0}
    linked = reader.records(_LINKED, {"d": dataset})[0] if described.shares_rows and rows else None
    report = _decided(decision, recipe, counts, lang)
    about = {"title": _text(described.title, lang), "description": _text(described.description, lang), "publisher": described.publisher, "licence": described.licence, "goal": described.goal,
             "sector": described.sector, "mining": described.mining}  # fmt: skip
    plan = {"verdict": decision.verdict, "who": decision.who, "why": decision.why, "until": decision.until, "embargo": decision.embargo, "on": decision.when, "signed": decision.signed}
    sums = " ".join(str(one) for one in (decision.evidence.get("files") or {}).values())
    back = {"linked": linked["linked"], "records": linked["records"]} if linked and linked["records"] else None
    return Subject(dataset, report, sums, str(decision.evidence.get("code") or ""), today or datetime.date.today().isoformat(), about, plan, report["suggested"], back=back,
                   signatures=_signed(pool, dataset))  # fmt: skip


def _chosen(report: Mapping[str, Any], draft: Draft, lang: str) -> list[dict[str, Any]]:
    """The remedies that were chosen, in words; what they cost is known of those that were suggested."""
    shelf = loader.remedies(None)
    costs = {(one["remedy"], str(one["options"]), tuple(one["columns"])): one["loss"] for one in report["suggested"]}
    found = []
    for act in choosing.acts(report, draft.choices):
        title = said(shelf[act["remedy"]].TITLE, lang, "") if act["remedy"] in shelf else act["remedy"]
        found.append({**act, "words": title, "loss": costs.get((act["remedy"], str(act["options"]), tuple(act["columns"])), "")})
    return found


def _decided(decision: Decision, recipe: Recipe | None, counts: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """What a decision kept of what was found, with the keys of a report that a memo reads."""
    shelf, remedies = loader.rules(None), loader.remedies(None)
    rules, columns = decision.evidence.get("rules") or [], decision.evidence.get("columns") or {}
    findings = [{"rule": rule, "title": said(shelf[rule].TITLE, lang, "") if rule in shelf else rule, "acts": True, "columns": [], "count": 0,
                 "named": columns.get(rule, 0), "parameters": {}} for rule in rules]
    acts = [telling.act_told(act, remedies, lang) for act in recipe.acts] if recipe else []
    return {"format": "", "options": {}, "rows": counts["rows_in"] or 0, "columns": [], "columns_in_all": len(recipe.expects) if recipe else 0,
    "rejected_in_all": counts["rows_rejected"] or 0,
            "verdict": str(decision.verdict), "words": words(str(decision.verdict), changes(acts), lang), "sentence": "", "tests": [], "findings": findings, "suggested": acts,
            "changes": changes(acts), "licence": {"licence": "", "from": ""}, "not_checked": []}


def _signed(pool: Pool, dataset: str) -> list[dict[str, Any]]:
    """The signatures that the ledger has for a dataset."""
    from intarsia.objections.signing import KIND

    ledger = pool.ledger()
    try:
        return [{**one["body"], "at": one["at"]} for one in ledger.judgements(KIND, dataset, standing=True)]
    finally:
        ledger.close()


def _forecast(path: Path, pool: Pool | None, format_name: str, about: Mapping[str, str]) -> dict[str, Any] | None:
    """What a file would get back from a pool; a file that cannot be compared gives {"problem": ...}, and is no reason to stop."""
    if pool is None or pool.current() is None:
        return None
    from intarsia.receipt import dryrun, titleindex

    try:
        return dryrun.forecast(path, titleindex.of_pool(pool), format_name=format_name, sector=about.get("sector", ""))
    except IntarsiaError as error:
        return {"problem": {"what": error.what}}


def _rung(report: Mapping[str, Any], lang: str, about: Mapping[str, Any], meanings: Mapping[str, str], back: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The next rung of the ladder, and what leads to it; None at its top."""
    linked = back["links"]["expected"] / back["records"] if back and "links" in back and back["records"] else None
    found: dict[str, Any] | None = readiness.of_report(report, lang, about, meanings, linked)["next"]
    return found


def _published(pool: Pool) -> list[Draft]:
    from intarsia.contributing import Drafts

    return [one for one in Drafts(pool).all() if one.state == "published"]


def _sum(draft: Draft) -> str:
    """The checksum of the draft's file, kept beside it: a large file is read once."""
    if not draft.file.is_file():
        return ""
    about, kept = draft.file.stat(), draft.kept("checksum.json")
    seen = [draft.name, about.st_size, about.st_mtime_ns]
    if isinstance(kept, dict) and kept.get("of") == seen:
        return str(kept["sha256"])
    found = checksum(draft.file)
    draft.keep("checksum.json", {"of": seen, "sha256": found})
    return found


def _text(texts: Mapping[str, str], lang: str) -> str:
    return str(texts.get(lang) or texts.get("en") or next(iter(texts.values()), ""))
