"""Terms are made together: somebody proposes one, others argue, a role accepts or rejects it; an old one is withdrawn or replaced.

Each act stands in the ledger (kind "concept", subject "<vocabulary>|<folded label>"), append-only. A term that was accepted becomes a concept of the pool's
own file `shelf/vocabularies/<vocabulary>.own.ttl`, which adds to the vocabulary; the next build releases it. What a proposal becomes is seen in the
acts alone, so that the file may be mended by hand.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from intarsia.errors import Conflict, Invalid, NotFound
from intarsia.shelf import loader
from intarsia.shelf.vocabularies import vocabulary
from intarsia.store.ledger import Ledger
from intarsia.text import fold, slug

KIND = "concept"
LONGEST = {"label": 200, "definition": 500, "why": 2000}
_HEAD = """# Terms of this pool's own, made by: intarsia terms accept, intarsia terms withdraw. Mend it by hand where needed.
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@dataclass(frozen=True)
class Said:
    """One act on a proposal: by which role, when, and why."""

    act: str
    by: str
    on: str
    why: str


@dataclass(frozen=True)
class Proposal:
    """A term that was proposed, with all that was said of it. state: open, accepted, rejected."""

    number: int
    vocabulary: str
    label: str
    language: str
    broader: str
    definition: str
    word: str
    state: str
    notation: str
    said: tuple[Said, ...] = field(default=())


def subject(name: str, label: str) -> str:
    """What the acts on one proposal have in common."""
    return f"{name}|{fold(label)}"


def propose(ledger: Ledger, actor: str, name: str, label: str, *, language: str = "en", broader: str = "", definition: str = "", why: str = "", word: str = "") -> int:
    """Propose a term for a vocabulary; returns the number of the act. `word`: what a dataset wrote, from which it came.

    Raises: Invalid without a vocabulary or label, or for texts that are too long; Conflict when it is proposed already.
    """
    body = {"act": "propose", "vocabulary": name.strip(), "label": " ".join(label.split()), "language": language.strip(), "broader": broader.strip(),
            "definition": " ".join(definition.split()), "why": why.strip(), "value": word.strip()}
    if not body["vocabulary"] or not body["label"]:
        raise Invalid("a proposal needs a vocabulary and a label", where="terms propose", way_out='intarsia terms propose genre "Walking simulator" --why "..."')
    _not_too_long(body)
    if any(one.state == "open" and subject(one.vocabulary, one.label) == subject(name, label) for one in listed(ledger.judgements(KIND, standing=True))):
        raise Conflict(f"'{body['label']}' is proposed already", where=name, way_out="argue for it: intarsia terms argue")
    return ledger.record(actor, KIND, subject(body["vocabulary"], body["label"]), body)


def argue(ledger: Ledger, actor: str, number: int, why: str) -> int:
    """Say something for or against a proposal. Raises: NotFound; Invalid without words."""
    one = find(ledger, number)
    if not why.strip():
        raise Invalid("an argument needs words", where=f"proposal {number}")
    _not_too_long({"why": why})
    return ledger.record(actor, KIND, subject(one.vocabulary, one.label), {"act": "argue", "proposal": number, "why": why.strip()})


def reject(ledger: Ledger, actor: str, number: int, why: str) -> int:
    """Decide that a term is not taken up. Raises: NotFound; Conflict when it was decided; Invalid without a reason."""
    one = _open(ledger, number)
    if not why.strip():
        raise Invalid("who rejects a term says why", where=f"proposal {number}")
    _not_too_long({"why": why})
    return ledger.record(actor, KIND, subject(one.vocabulary, one.label), {"act": "reject", "proposal": number, "why": why.strip()})


def accept(ledger: Ledger, shelf: Path, actor: str, number: int, why: str = "", notation: str = "", on: str = "") -> str:
    """Take up a term: it is written to the pool's own file of that vocabulary, and stands in the next release. Returns its notation.

    on: the day, as the ledger's clock has it by default.
    Raises: NotFound; Conflict when it was decided; Invalid, with what stands in its way, when the vocabulary would not read any more.
    """
    one = _open(ledger, number)
    notation = notation or slug(one.label)
    _not_there(shelf, one, notation)
    day = on or _today(ledger)
    lines = [f"<urn:intarsia:{one.vocabulary}/{notation}> a skos:Concept ;", f"    skos:notation {_text(notation)} ;", f"    skos:prefLabel {_text(one.label, one.language or 'en')} ;"]
    if one.word and fold(one.word) not in (fold(one.label), fold(notation)):
        lines.append(f"    skos:hiddenLabel {_text(one.word)} ;")
    if one.broader:
        lines.append(f"    skos:broader <urn:intarsia:{one.vocabulary}/{one.broader.rpartition(':')[2]}> ;")
    if one.definition:
        lines.append(f"    skos:definition {_text(one.definition, 'en')} ;")
    lines.append(f"    dct:issued {_text(day)}^^xsd:date .")
    _write(shelf, one.vocabulary, "\n".join(lines))
    ledger.record(actor, KIND, subject(one.vocabulary, one.label), {"act": "accept", "proposal": number, "notation": notation, "why": why.strip()})
    return notation


def withdraw(ledger: Ledger, shelf: Path, actor: str, name: str, notation: str, why: str, instead: str = "") -> int:
    """Use a term no longer: it stays, marked as withdrawn, and its words lead to what replaces it, or nowhere.

    Raises: NotFound when the vocabulary has no such terms; Invalid without a reason.
    """
    if not why.strip():
        raise Invalid("who withdraws a term says why", where=f"{name}:{notation}")
    known = set(_of(shelf, name).table.column("notation").to_pylist())
    for one in filter(None, (notation, instead)):
        if one not in known:
            raise NotFound(f"the vocabulary '{name}' has no '{one[:60]}'", way_out=f"look for it: intarsia terms search {name} WORDS")
    lines = [f"<urn:intarsia:{name}/{notation}> a skos:Concept ;"]
    if instead:
        lines.append(f"    dct:isReplacedBy <urn:intarsia:{name}/{instead}> ;")
    _write(shelf, name, "\n".join([*lines, "    owl:deprecated true ."]))
    return ledger.record(actor, KIND, subject(name, notation), {"act": "withdraw", "vocabulary": name, "notation": notation, "instead": instead, "why": why.strip()})


def listed(acts: Iterable[dict[str, Any]]) -> list[Proposal]:
    """The proposals in the acts of a ledger, newest first."""
    found: dict[int, dict[str, Any]] = {}
    latest: dict[str, int] = {}
    for act in acts:
        body, number = act["body"], act["id"]
        said = Said(body.get("act", ""), act["actor"], act["at"][:10], body.get("why", ""))
        if body.get("act") == "propose":
            told = {name: body.get(name, "") for name in ("vocabulary", "label", "language", "broader", "definition")}
            found[number] = {"number": number, **told, "word": body.get("value", ""), "state": "open", "notation": "", "said": [said]}
            latest[act["subject"]] = number
            continue
        about = body.get("proposal", latest.get(act["subject"]))
        if about in found:
            found[about]["said"].append(said)
            if said.act in ("accept", "reject"):
                found[about].update(state={"accept": "accepted", "reject": "rejected"}[said.act], notation=body.get("notation", ""))
    return [Proposal(**{**one, "said": tuple(one["said"])}) for _, one in sorted(found.items(), reverse=True)]


def find(ledger: Ledger, number: int) -> Proposal:
    """A proposal by its number. Raises: NotFound."""
    for one in listed(ledger.judgements(KIND, standing=True)):
        if one.number == number:
            return one
    raise NotFound(f"there is no proposal {number}", way_out="see them: intarsia terms proposals")


def _open(ledger: Ledger, number: int) -> Proposal:
    one = find(ledger, number)
    if one.state != "open":
        raise Conflict(f"proposal {number} was {one.state} already", way_out="propose it anew, with what has changed")
    return one


def _today(ledger: Ledger) -> str:
    """The day of the newest act of the ledger, which is its clock: a decision is made on what was said until then."""
    return str(max(act["at"] for act in ledger.judgements(KIND))[:10])


def _not_too_long(body: dict[str, str]) -> None:
    for name, most in LONGEST.items():
        if len(body.get(name, "")) > most:
            raise Invalid(f"the {name} is too long", way_out=f"at most {most:,} characters")


def _text(text: str, language: str = "") -> str:
    return json.dumps(text, ensure_ascii=False) + (f"@{language}" if language else "")


def _of(shelf: Path, name: str) -> vocabulary.Vocabulary:
    paths = loader.vocabularies(shelf).get(name)
    if not paths:
        raise NotFound(f"this pool has no vocabulary '{name[:60]}'", where=str(shelf / "vocabularies"), way_out="see them: intarsia terms list")
    return vocabulary.load(*paths)


def _not_there(shelf: Path, one: Proposal, notation: str) -> None:
    """Raises: Conflict when the vocabulary has that notation, or another concept is called so; NotFound for a broader one that it has not."""
    there = _of(shelf, one.vocabulary)
    meant = dict(zip(*(vocabulary.word_table(there).column(name).to_pylist() for name in ("folded", "notation")), strict=True))
    notations = set(there.table.column("notation").to_pylist())
    if notation in notations or fold(one.label) in meant:
        raise Conflict(f"'{one.label}' is a word of '{meant.get(fold(one.label), notation)}' already", where=f"proposal {one.number}",
                       way_out="reject the proposal, and say so; or take another notation and label")
    if one.broader and one.broader.rpartition(":")[2] not in notations:
        raise NotFound(f"the vocabulary has no '{one.broader[:60]}' for it to stand below", where=f"proposal {one.number}",
                       way_out="reject it, and propose it anew with another broader term")


def _write(shelf: Path, name: str, block: str) -> None:
    """Add to the pool's own file of a vocabulary, if the whole still reads."""
    paths = loader.vocabularies(shelf).get(name)
    if not paths:
        raise NotFound(f"this pool has no vocabulary '{name[:60]}'", where=str(shelf / "vocabularies"), way_out="see them: intarsia terms list")
    if not vocabulary.is_ours(paths[0]):
        raise Invalid(f"the terms of '{name}' are made elsewhere", where=str(paths[0]),
                      way_out="propose them to its makers; a vocabulary of your own has IRIs urn:intarsia:<name>/<notation>")
    own = shelf / "vocabularies" / f"{name}.own.ttl"
    before = own.read_text("utf-8") if own.is_file() else _HEAD
    own.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=own.parent, prefix=".") as folder:
        aside = Path(folder) / own.name
        aside.write_text(f"{before.rstrip()}\n\n{block}\n", "utf-8")
        try:
            vocabulary.load(*(path for path in paths if path != own), aside)
        except Invalid as error:
            error.where = error.where.replace(str(aside), str(own))
            raise
        os.replace(aside, own)
