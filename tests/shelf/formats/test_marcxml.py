from __future__ import annotations

from pathlib import Path

import pytest

from intarsia.errors import Invalid
from intarsia.shelf.formats import marcxml

SPACE = 'xmlns="http://www.loc.gov/MARC21/slim"'
RECORD = """<record{space}>
 <leader>00000nam a22</leader><controlfield tag="001">{number}</controlfield>
 <datafield tag="100" ind1="1" ind2=" "><subfield code="a">Voorbeeld, An</subfield></datafield>
 <datafield tag="245" ind1="1" ind2="0"><subfield code="a">Zomer :</subfield><subfield code="b">een boek</subfield></datafield>
 <datafield tag="650" ind1=" " ind2="4"><subfield code="a">water</subfield><subfield code="x">kunst</subfield><subfield code="x">film</subfield></datafield>
 <datafield tag="650" ind1=" " ind2="4"><subfield code="a">licht</subfield></datafield>
</record>"""


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_fields_subfields_indicators_and_lists(tmp_path, look):
    path = write(tmp_path / "a.xml", f"<collection {SPACE}>{RECORD.format(number=1, space='')}{RECORD.format(number=2, space='')}</collection>")
    assert marcxml.guess(path, {})["lists"] == ["650", "650.x"]
    tables, rejects = look(marcxml, path)
    assert rejects == []
    first = tables[""][0]
    assert {key: first[key] for key in ("leader", "001", "100.a", "100.ind1", "245.a", "245.b", "245.ind2", "650.a")} == {
        "leader": "00000nam a22", "001": "1", "100.a": "Voorbeeld, An", "100.ind1": "1", "245.a": "Zomer :", "245.b": "een boek", "245.ind2": "0", "650.a": "water",
    }  # fmt: skip
    assert "100.ind2" not in first
    assert [(row["_row"], row["a"]) for row in tables["650"]] == [(1, "water"), (1, "licht"), (2, "water"), (2, "licht")]
    assert [(row["_parent"], row["value"]) for row in tables["650.x"]][:2] == [(tables["650"][0]["_id"], "kunst"), (tables["650"][0]["_id"], "film")]


def test_inside_oai_and_without_a_namespace(tmp_path, look):
    inner = RECORD.format(number=7, space=f" {SPACE}")
    oai = f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header/><metadata>{inner}</metadata></record></ListRecords></OAI-PMH>'
    tables, rejects = look(marcxml, write(tmp_path / "oai.xml", oai))
    assert rejects == []
    assert [row["001"] for row in tables[""]] == ["7"]
    tables, _ = look(marcxml, write(tmp_path / "plain.xml", f"<collection>{RECORD.format(number=8, space='')}</collection>"))
    assert [row["001"] for row in tables[""]] == ["8"]


def test_records_that_are_none(tmp_path, look):
    bad = f'<collection {SPACE}><record/><record><controlfield>1</controlfield></record>{RECORD.format(number=3, space="")}</collection>'
    tables, rejects = look(marcxml, write(tmp_path / "a.xml", bad))
    assert [(row["_row"], row["001"]) for row in tables[""]] == [(3, "3")]
    assert [(r.record, r.line, r.reason) for r in rejects] == [(1, 1, "the record has no fields"), (2, 1, "a field has no tag")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<films><film/></films>", "no MARC record"),
        (f"<collection {SPACE}>{RECORD.format(number=1, space='')}", "breaks (off )?at line"),
        ('<!DOCTYPE c [<!ENTITY a "b">]><c><record><leader>&a;</leader></record></c>', "DOCTYPE"),
        ("<c>" * 60 + "<record/>" + "</c>" * 60, "too deeply"),
        ("", "is empty"),
    ],
)
def test_what_is_no_marcxml_is_a_sentence(tmp_path, text, reason):
    with pytest.raises(Invalid, match=reason):
        list(marcxml.read(write(tmp_path / "a.marcxml", text), {}))
