from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from intarsia.errors import Invalid
from intarsia.shelf.formats import rdf

PREFIX = "@prefix s: <http://schema.org/> . @prefix x: <http://example.org/> .\n"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_subjects_in_order_with_prefixed_names(tmp_path, look):
    text = (
        PREFIX
        + """
    x:b a s:Event, s:Festival ; s:name "Zomer"@nl, "Summer"@en ; s:attendance 10000 ; s:url <http://example.org/u> .
    x:a a s:Event ; s:name "Herfst" ; <http://other.org/p> 1.50 .
    x:b s:endDate "1970-05-18" ."""
    )
    tables, rejects = look(rdf, write(tmp_path / "a.ttl", text))
    assert rejects == []
    first, second = tables[""]
    assert first == {
        "_row": 1,
        "@id": "http://example.org/b",
        "@type": "http://schema.org/Event",
        "s:name.@value": "Zomer",
        "s:name.@language": "nl",
        "s:attendance": "10000",
        "s:url": "http://example.org/u",
        "s:endDate": "1970-05-18",
    }
    assert second["s:name"] == "Herfst"
    assert second["http://other.org/p"] == "1.50"
    assert [(row["_row"], row["value"].rsplit("/")[-1]) for row in tables["@type"]] == [
        (1, "Event"),
        (1, "Festival"),
        (2, "Event"),
    ]
    names = [(row["_parent"], row.get("value") or row["@value"]) for row in tables["s:name"]]
    assert names == [(1, "Zomer"), (1, "Summer"), (2, "Herfst")]


def test_blank_nodes_are_nested(tmp_path, look):
    text = (
        PREFIX
        + """
    x:a s:location [ s:name "Landgraaf" ; s:geo [ s:latitude "50.9" ] ] ; s:performer ( "An" "Bo" ) ; s:none () .
    [] s:name "nobody points here" ."""
    )
    tables, _ = look(rdf, write(tmp_path / "a.ttl", text))
    assert tables[""] == [
        {
            "_row": 1,
            "@id": "http://example.org/a",
            "s:location.s:name": "Landgraaf",
            "s:location.s:geo.s:latitude": "50.9",
            "s:performer": "An",
        },
        {"_row": 2, "s:name": "nobody points here"},
    ]
    assert [row["value"] for row in tables["s:performer"]] == ["An", "Bo"]


def test_cycles_and_depth_end(tmp_path, look):
    chain = "".join(f"_:n{n} x:next _:n{n + 1} ; x:n '{n}' . " for n in range(30))
    text = PREFIX + f"x:a x:p _:b . _:b x:q _:c ; x:n 'b' . _:c x:r _:b ; x:n 'c' . x:z x:next _:n0 . {chain}"
    tables, _ = look(rdf, write(tmp_path / "a.ttl", text))
    assert [row["@id"] for row in tables[""]] == ["http://example.org/a", "http://example.org/z"]
    assert tables[""][0]["x:p.x:n"] == "b"
    assert tables[""][0]["x:p.x:q.x:n"] == "c"
    assert max(name.count("x:next") for name in tables[""][1]) == 8


def test_ntriples_gzip_and_order_of_loading(tmp_path, look):
    path = tmp_path / "a.nt.gz"
    line = '<http://example.org/{}> <http://schema.org/name> "x"@nl-BE .\n'
    path.write_bytes(gzip.compress((line.format("b") + line.format("a")).encode()))
    assert rdf.guess(path, {})["syntax"] == "ntriples"
    tables, _ = look(rdf, path)
    assert [row["@id"][-1] for row in tables[""]] == ["b", "a"]
    assert tables[""][0]["http://schema.org/name.@language"].lower() == "nl-be"


def test_the_same_file_gives_the_same_rows(tmp_path, look):
    path = write(tmp_path / "a.ttl", PREFIX + 'x:a s:x [ s:n "1" ], [ s:n "2" ] . [] s:n "3" .')
    assert look(rdf, path) == look(rdf, path)


def test_errors_are_sentences(tmp_path, monkeypatch):
    with pytest.raises(Invalid, match="breaks at line 2"):
        rdf.guess(write(tmp_path / "a.ttl", PREFIX + 'x:a s:name "open .'), {})
    with pytest.raises(Invalid, match="no RDF syntax n3"):
        rdf.guess(tmp_path / "a.ttl", {"syntax": "n3"})
    monkeypatch.setattr(rdf, "MAX_TRIPLES", 1)
    with pytest.raises(Invalid, match="more than 1 triples") as error:
        rdf.guess(write(tmp_path / "b.ttl", PREFIX + "x:a s:x 1, 2 ."), {})
    assert "Split" in error.value.way_out
