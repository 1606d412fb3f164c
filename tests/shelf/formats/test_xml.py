from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from intarsia.errors import Invalid
from intarsia.shelf.formats import xml
from intarsia.shelf.formats.base import Reject


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


PROGRAMMES = """<?xml version="1.0"?>
<programs xmlns:x="http://example.org/">
  <program x:id="p1"><season> 1842-43 </season>
    <works><work ID="w1"><title lang="de">Oberon</title></work>
           <work ID="w2"><title>Fidelio</title><solo>An</solo><solo>Bo</solo></work></works>
  </program>
  <program><season>  </season><x:works><work ID="w3"><title>Egmont</title><solo>Cy</solo></work></x:works></program>
</programs>"""


def test_elements_attributes_and_lists(tmp_path, look):
    path = write(tmp_path / "a.xml", PROGRAMMES)
    options = xml.guess(path, {})
    assert (options["record"], options["lists"]) == ("programs/program", ["works.work", "works.work.solo"])
    tables, rejects = look(xml, path)
    assert rejects == []
    assert tables[""] == [
        {
            "_row": 1,
            "_line": 3,
            "@id": "p1",
            "season": " 1842-43 ",
            "works.work@ID": "w1",
            "works.work.title": "Oberon",
            "works.work.title@lang": "de",
        },
        {
            "_row": 2,
            "_line": 7,
            "works.work@ID": "w3",
            "works.work.title": "Egmont",
            "works.work.solo": "Cy",
        },
    ]
    assert [
        (row["_row"], row["_id"], row["_parent"], row["_index"], row["@ID"]) for row in tables["works.work"]
    ] == [
        (1, 1, 1, 0, "w1"),
        (1, 2, 1, 1, "w2"),
        (2, 3, 2, 0, "w3"),
    ]
    assert [(row["_parent"], row["value"]) for row in tables["works.work.solo"]] == [
        (2, "An"),
        (2, "Bo"),
        (3, "Cy"),
    ]


def test_text_elements_in_a_list(tmp_path, look):
    text = '<r><f><t lang="nl">Zomer</t><t lang="en">Summer</t></f><f><t>Herfst</t></f></r>'
    tables, _ = look(xml, write(tmp_path / "a.xml", text))
    assert [(row["value"], row.get("@lang")) for row in tables["t"]] == [
        ("Zomer", "nl"),
        ("Summer", "en"),
        ("Herfst", None),
    ]
    assert [(row["t"], row.get("t@lang")) for row in tables[""]] == [("Zomer", "nl"), ("Herfst", None)]


def test_mixed_text_is_kept_whole(tmp_path, look):
    text = "<r><f><p>A <i>great</i> film<!-- no --></p></f><f>just text</f></r>"
    tables, _ = look(xml, write(tmp_path / "a.xml", text))
    assert tables[""] == [
        {"_row": 1, "_line": 1, "p": "A great film", "p.i": "great"},
        {"_row": 2, "_line": 1, "value": "just text"},
    ]


def test_text_before_an_element_is_kept(tmp_path, look):
    text = "<r><f><p>A <i>great</i></p></f><f>note <t>x</t></f><f><p> <i>y</i> </p></f></r>"
    tables, _ = look(xml, write(tmp_path / "a.xml", text))
    assert [{k: v for k, v in row.items() if k[0] != "_"} for row in tables[""]] == [{"p": "A great", "p.i": "great"}, {"value": "note x", "t": "x"}, {"p.i": "y"}]


def test_attributes_of_one_name_are_both_kept(tmp_path, look):
    tables, _ = look(xml, write(tmp_path / "a.xml", '<r xmlns:x="http://example.org/"><f id="1" x:id="2"/><f/></r>'))
    assert tables[""][0] == {"_row": 1, "_line": 1, "@id": "1", "@id_2": "2"}


def test_record_by_name_or_path(tmp_path, look):
    text = "<r><list><film><title>a</title><film><title>b</title></film></film></list><film><title>c</title></film></r>"
    path = write(tmp_path / "a.xml", text)
    assert [row["title"] for row in look(xml, path, {"record": "film"})[0][""]] == ["a", "c"]
    assert [row["title"] for row in look(xml, path, {"record": "r/film"})[0][""]] == ["c"]
    with pytest.raises(Invalid, match="no element serie"):
        xml.guess(path, {"record": "serie"})


def test_encodings_and_gzip(tmp_path, look):
    text = "<?xml version='1.0' encoding='{}'?><r><f><t>Café</t></f><f><t>Zoë</t></f></r>"
    for encoding in ("iso-8859-1", "utf-16"):
        path = tmp_path / "a.xml"
        path.write_bytes(gzip.compress(text.format(encoding).encode(encoding)))
        assert [row["t"] for row in look(xml, path)[0][""]] == ["Café", "Zoë"]


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>',
        '<!-- <f/> --><!DOCTYPE r SYSTEM "http://example.org/r.dtd">',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused(tmp_path, doctype, encoding):
    path = write(tmp_path / "a.xml", f"{doctype}<r><f>&x;</f><f/></r>", encoding)
    with pytest.raises(Invalid, match="DOCTYPE"):
        xml.guess(path, {})
    with pytest.raises(Invalid, match="DOCTYPE"):
        list(xml.read(path, {"record": "f", "lists": []}))


def test_a_doctype_behind_a_long_comment_is_refused(tmp_path):
    path = write(
        tmp_path / "a.xml", f"<!--{'x' * 3_000_000}--><!DOCTYPE r [<!ENTITY x 'y'>]><r><f/><f>&x;</f></r>"
    )
    with pytest.raises(Invalid, match="DOCTYPE"):
        list(xml.read(path, {"record": "f", "lists": []}))


@pytest.mark.parametrize("text", ["<r><f>a</f><f>", "<r><f>a</g></r>", "no xml", ""])
def test_broken_xml_is_a_sentence(tmp_path, text):
    path = write(tmp_path / "a.xml", text)
    with pytest.raises(Invalid, match=r"breaks|no element|is empty"):
        list(xml.read(path, {}))


def test_a_record_without_end_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(xml, "MAX_RECORD", 200_000)
    path = write(tmp_path / "a.xml", "<r><f><t>x</t></f><f>" + "<t>x</t>" * 100_000 + "</f></r>")
    with pytest.raises(Invalid, match="No record ends within"):
        list(xml.read(path, {"record": "f", "lists": []}))
    path = write(tmp_path / "b.xml", "<r>" + "<f><t>x</t></f>" * 100_000 + "</r>")
    assert sum(part.rows.num_rows for part in xml.read(path, {"record": "f", "lists": []})) == 100_000


def test_deep_xml_is_no_crash(tmp_path, look):
    deep = "<x>" * 100 + "</x>" * 99 + "y</x>"
    tables, rejects = look(xml, write(tmp_path / "a.xml", f"<r><f>{deep}</f><f><t>z</t></f></r>"))
    assert [row["_row"] for row in tables[""]] == [2]
    assert rejects == [Reject(1, 1, "the record is nested more than 60 levels deep")]
    with pytest.raises(Invalid):
        list(xml.read(write(tmp_path / "b.xml", "<r>" + "<x>" * 100_000), {}))
