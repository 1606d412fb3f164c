"""The downloads of a dataset in a release, as distributions: its linked data, its tables as CSV, and each table as Parquet."""

from __future__ import annotations

import pyoxigraph as ox

from intarsia.linkeddata.said import Said, moment, text, whole
from intarsia.reader import Reader
from intarsia.shelf.feeds import csvzip, nquads, ownrights
from intarsia.shelf.feeds.rdfnames import DCAT, DCT, MEDIA_TYPES, RDFS, SCHEMA, SPDX, XSD

#: media type -> what the EU's list of file types calls it: registers tell from that whether a program can read it, and whether anybody owns the format
FILE_TYPES = {nquads.MEDIA_TYPE: "RDF_N_QUADS", "text/csv": "CSV", "application/vnd.apache.parquet": "PARQUET"}
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
#: of a download that holds records with rights of their own
OWN = {"en": "Rights differ by record: the column `rights` of the table `work`, edm:rights in linked data. No licence covers all of it.",
       "nl": "De rechten verschillen per record: de kolom `rights` van de tabel `work`, edm:rights in linked data. Geen licentie dekt het geheel."}


def describe(said: Said, reader: Reader, name: str, licence: str | None) -> None:
    """Add the distributions of a dataset. The zip of CSV is made while it is sent: it has no size and no checksum beforehand."""
    base, manifest = reader.base, reader.manifest
    apart = csvzip.apart_in(reader, name)
    if apart:
        _own_rights(said, reader, name)
    dump = f"{name}{nquads.SUFFIX}"
    if dump in manifest.get("dumps", {}):
        sha256 = manifest["dumps"][dump].get("sha256") or manifest["files"].get(f"dumps/{dump}", {}).get("sha256")
        node = _one(said, reader, name, "nquads", f"{base}dumps/{reader.id}/{dump}", nquads.MEDIA_TYPE, "zstd", licence)
        said.link(node, f"{DCAT}compressFormat", f"{MEDIA_TYPES}application/zstd")
        _measure(said, node, manifest["dumps"][dump]["bytes"], sha256)
        said.texts(node, f"{DCT}title", {"en": "Linked data (N-Quads)", "nl": "Linked data (N-Quads)"})
        said.add(node, f"{SCHEMA}name", text("Linked data (N-Quads)"))
    node = _one(said, reader, name, "csv", f"{base}dumps/{reader.id}/{name}.csv.zip", "text/csv", "zip", licence)
    said.link(node, f"{DCAT}packageFormat", f"{MEDIA_TYPES}{csvzip.MEDIA_TYPE}")
    said.texts(node, f"{DCT}title", {"en": "Tables (CSV with a data dictionary)", "nl": "Tabellen (CSV met een gegevenswoordenboek)"})
    said.add(node, f"{SCHEMA}name", text("Tables (CSV)"))
    for table, entry in sorted(manifest["tables"].items()):
        if name in entry["parts"]:
            file = f"tables/{table}/{name}.parquet"
            node = _one(said, reader, name, f"parquet-{table}", f"{base}releases/{reader.id}/{file}", "application/vnd.apache.parquet", "", None if apart else licence)
            if apart:
                _stated(said, reader, name, node)
            _measure(said, node, entry["parts"][name]["bytes"], manifest["files"].get(file, {}).get("sha256"))
            said.texts(node, f"{DCT}title", {"en": f"Table {table} (Parquet)", "nl": f"Tabel {table} (Parquet)"})
            said.add(node, f"{SCHEMA}name", text(f"Table {table} (Parquet)"))


def _one(said: Said, reader: Reader, dataset: str, part: str, url: str, media: str, packed: str, licence: str | None) -> str:
    """What all downloads have; returns the IRI of the distribution, a part of the catalogue's."""
    me, node = f"{reader.base}id/dataset/{dataset}", f"{reader.base}catalog#{dataset}-{part}"
    said.type(node, f"{DCAT}Distribution", f"{SCHEMA}DataDownload")
    said.link(me, f"{DCAT}distribution", node)
    said.link(me, f"{SCHEMA}distribution", node)
    for predicate in (f"{DCAT}accessURL", f"{DCAT}downloadURL", f"{SCHEMA}contentUrl"):
        said.link(node, predicate, url)
    said.link(node, f"{DCAT}mediaType", f"{MEDIA_TYPES}{media}")
    said.link(node, f"{DCT}format", f"{FILE_TYPE}{FILE_TYPES[media]}")
    said.add(node, f"{SCHEMA}encodingFormat", text(f"{media}+{packed}" if packed else media))
    said.add(node, f"{DCT}issued", moment(reader.manifest["issued"]))
    if licence and licence.startswith("http"):
        said.link(node, f"{DCT}license", licence)
        said.link(node, f"{SCHEMA}license", licence)
    return node


def _own_rights(said: Said, reader: Reader, name: str) -> None:
    """The downloads of the records that forbid more than the licence does: none of them bears it."""
    base, manifest = reader.base, reader.manifest
    dump = f"{name}{ownrights.PART}{nquads.SUFFIX}"
    nodes = {"csv": _one(said, reader, name, "own-rights-csv", f"{base}dumps/{reader.id}/{name}{ownrights.PART}.csv.zip", "text/csv", "zip", None)}
    if dump in manifest.get("dumps", {}):
        nodes["nquads"] = _one(said, reader, name, "own-rights-nquads", f"{base}dumps/{reader.id}/{dump}", nquads.MEDIA_TYPE, "zstd", None)
        said.link(nodes["nquads"], f"{DCAT}compressFormat", f"{MEDIA_TYPES}application/zstd")
        _measure(said, nodes["nquads"], manifest["dumps"][dump]["bytes"], manifest["dumps"][dump].get("sha256") or manifest["files"].get(f"dumps/{dump}", {}).get("sha256"))
    for node in nodes.values():
        said.texts(node, f"{DCT}title", {"en": "Records with rights of their own", "nl": "Records met eigen rechten"})
        said.add(node, f"{SCHEMA}name", text("Records with rights of their own"))
        _stated(said, reader, name, node)


def _stated(said: Said, reader: Reader, name: str, node: str) -> None:
    """The statement of rights of a download that no licence covers whole."""
    statement = f"{reader.base}id/dataset/{name}#own-rights"
    said.link(node, f"{DCT}rights", statement)
    said.type(statement, f"{DCT}RightsStatement")
    said.texts(statement, f"{RDFS}label", OWN)


def _measure(said: Said, node: str, size: int, sha256: str | None) -> None:
    """Size and checksum of a file."""
    said.add(node, f"{DCAT}byteSize", whole(size))
    said.add(node, f"{SCHEMA}contentSize", text(f"{size} B"))
    if sha256:
        said.link(node, f"{SPDX}checksum", f"{node}-checksum")
        said.type(f"{node}-checksum", f"{SPDX}Checksum")
        said.link(f"{node}-checksum", f"{SPDX}algorithm", f"{SPDX}checksumAlgorithm_sha256")
        said.add(f"{node}-checksum", f"{SPDX}checksumValue", ox.Literal(sha256, datatype=ox.NamedNode(f"{XSD}hexBinary")))
