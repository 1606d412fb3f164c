"""The decision about a dataset as PROV tells it: an activity, by somebody in a role, for an organisation, on a day, on what evidence."""

from __future__ import annotations

import pyoxigraph as ox

from intarsia.linkeddata.said import Said, text
from intarsia.reader import Reader
from intarsia.shelf.feeds.rdfnames import DCT, PROV, XSD

RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
STATEMENT = f"{DCT}ProvenanceStatement"


def decided(said: Said, reader: Reader, dataset: str) -> None:
    """Say of a dataset who decided to share it: a statement to read (dct:provenance) and the act itself (prov:wasInfluencedBy)."""
    rows = reader.records("SELECT * FROM dataset WHERE id = ? AND decided_by IS NOT NULL AND decided_on IS NOT NULL", [dataset])
    if not rows:
        return
    row, beside = rows[0], next(iter(reader.records("SELECT * FROM decision WHERE dataset = ?", [dataset])), {})
    me = f"{reader.base}id/dataset/{dataset}"
    act, role, told = f"{me}#decision", f"{me}#decided-by", f"{me}#provenance"
    organisation = beside.get("organisation") or row["publisher"]
    said.link(me, f"{DCT}provenance", told)
    said.type(told, STATEMENT)
    said.texts(told, RDFS_LABEL, {
        "en": f"Decided on {row['decided_on']} by {row['decided_by']} ({organisation}): {row['verdict']}. {row['decision_why'] or ''}".strip(),
        "nl": f"Besloten op {row['decided_on']} door {row['decided_by']} ({organisation}): {row['verdict']}. {row['decision_why'] or ''}".strip()})
    said.link(me, f"{PROV}wasInfluencedBy", act)
    said.type(act, f"{PROV}Activity")
    said.add(act, f"{PROV}endedAtTime", ox.Literal(f"{row['decided_on']}T00:00:00Z", datatype=ox.NamedNode(f"{XSD}dateTime")))
    said.link(act, f"{PROV}wasAssociatedWith", role)
    said.type(role, f"{PROV}Agent")
    said.add(role, RDFS_LABEL, text(f"{row['decided_by']}, {organisation}"))
    for note in _notes(beside):
        said.add(act, f"{DCT}description", ox.Literal(note, language="en"))


def _notes(beside: dict[str, object]) -> list[str]:
    """What it rests on, in words."""
    found = [f"The rules said of the files: {beside['looked']}." if beside.get("looked") else "", f"Rules that asked for something: {beside['found']}." if beside.get("found") else "",
             f"Answered for: {beside['signed']}." if beside.get("signed") else "", f"Signed page (SHA-256): {beside['signature']}." if beside.get("signature") else ""]
    return [one for one in found if one]
