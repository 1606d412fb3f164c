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


def test_cycles_end_and_what_is_too_deep_is_a_record_of_its_own(tmp_path, look):
    chain = "".join(f"_:n{n} x:next _:n{n + 1} ; x:n '{n}' . " for n in range(30))
    text = PREFIX + f"x:a x:p _:b . _:b x:q _:c ; x:n 'b' . _:c x:r _:b ; x:n 'c' . x:z x:next _:n0 . {chain}"
    tables, _ = look(rdf, write(tmp_path / "a.ttl", text))
    assert [row["@id"] for row in tables[""]] == ["http://example.org/a", "http://example.org/z", "_:13", "_:22", "_:31"]
    assert tables[""][0]["x:p.x:n"] == "b"
    assert tables[""][0]["x:p.x:q.x:n"] == "c"
    assert tables[""][1]["x:next" + ".x:next" * 8] == "_:13"
    values = [value for row in tables[""] for name, value in row.items() if name.endswith("x:n") and name.startswith("x:n")]
    assert sorted(map(int, values)) == list(range(30))
    assert max(name.count("x:next") for name in tables[""][1]) == 9  # eight with what they hold, one that is named


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


RDFXML = """<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [<!ENTITY s "http://schema.org/">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://schema.org/" xmlns:x="http://example.org/">
  <s:Event rdf:about="http://example.org/a"><s:name xml:lang="nl">Zomer</s:name><s:place rdf:resource="&s;Place"/></s:Event>
  <rdf:Description rdf:about="b"><s:name>Herfst</s:name><s:geo rdf:parseType="Resource"><s:latitude>50.9</s:latitude></s:geo></rdf:Description>
</rdf:RDF>"""


@pytest.mark.parametrize("name", ["a.rdf", "a.owl", "a.xml", "a"])
def test_rdf_in_xml(tmp_path, look, name):
    path = write(tmp_path / name, RDFXML + "\n<!-- the end --> <!-- really -->\n")
    assert rdf.guess(path, {})["syntax"] == "rdfxml"
    tables, rejects = look(rdf, path)
    assert rejects == []
    assert tables[""] == [
        {
            "_row": 1,
            "@id": "http://example.org/a",
            "@type": "http://schema.org/Event",
            "s:name.@value": "Zomer",
            "s:name.@language": "nl",
            "s:place": "http://schema.org/Place",
        },
        {"_row": 2, "@id": "http://example.invalid/b", "s:name": "Herfst", "s:geo.s:latitude": "50.9"},
    ]


ROOT = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.org/">'
BODY = '<rdf:Description rdf:about="http://e.org/x"><e:p>&b;</e:p></rdf:Description></rdf:RDF>'
LAUGH = '<!DOCTYPE rdf:RDF [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "text",
    [
        LAUGH + ROOT + BODY,
        LAUGH.replace("DOCTYPE", "doctype") + ROOT + BODY,
        ROOT + LAUGH + BODY,
        ROOT + BODY.replace("&b;", LAUGH + "&b;"),
        f"<!-- {'x' * 200_000} -->" + LAUGH + ROOT + BODY,
        '<!DOCTYPE rdf:RDF [<!ENTITY c "c">]>' + LAUGH + ROOT + BODY,
        "<!DOCTYPE rdf:RDF [<!-- ]><rdf:RDF > -->" + " " * 100_000 + LAUGH[18:] + ROOT + BODY,
        '<!DOCTYPE rdf:RDF [<!ENTITY b SYSTEM "file:///etc/hostname">]>' + ROOT + BODY,
        '<!DOCTYPE rdf:RDF SYSTEM "http://example.org/a.dtd">' + ROOT + BODY,
        "<!DOCTYPE rdf:RDF [<!ENTITY b '" + "x" * 201 + "'>]>" + ROOT + BODY,
    ],
)
def test_entities_that_grow_or_fetch_are_refused(tmp_path, text):
    with pytest.raises(Invalid, match="DOCTYPE with more than namespaces"):
        rdf.guess(write(tmp_path / "a.rdf", text), {})


@pytest.mark.parametrize("text", ["", "<rdf:RDF>", ROOT, "words", ROOT + "<e:p/></rdf:RDF", "<a>" * 100_000])
def test_rdf_in_xml_that_breaks(tmp_path, text):
    with pytest.raises(Invalid):
        list(rdf.read(write(tmp_path / "a.rdf", text), {}))
