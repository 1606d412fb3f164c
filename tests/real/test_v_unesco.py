"""The UNESCO Thesaurus: facts counted in the file itself."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.data


def one(reader: Any, sql: str) -> Any:
    """The single value of a query."""
    (row,) = reader.rows(sql)
    return row[0] if len(row) == 1 else row


def test_every_subject_is_accounted_for(reader: Any) -> None:
    assert reader.rows("SELECT rows_in, rows_out, rows_rejected FROM distribution WHERE dataset = 'v_unesco'") == [(4510, 4509, 1)]
    assert reader.rows("SELECT record, reason FROM rejected WHERE dataset = 'v_unesco'") == [
        ("http://vocabularies.unesco.org/thesaurus", "the description of the thesaurus itself, not one of its concepts")]
    schemes = "SELECT scheme, count(*) FROM concept WHERE scheme LIKE 'unesco%' GROUP BY 1"
    assert dict(reader.rows(schemes)) == {"unesco-thesaurus": 4414, "unesco-thesaurus-group": 95}


def test_names_in_four_languages(reader: Any) -> None:
    names = "SELECT language, kind, count(*) FROM label WHERE entity LIKE 'unesco-thesaurus:%' GROUP BY 1, 2"
    assert {(language, kind): n for language, kind, n in reader.rows(names)} == {
        ("en", "pref"): 4414, ("fr", "pref"): 4414, ("es", "pref"): 4414, ("ru", "pref"): 4377, ("en", "alt"): 2785, ("fr", "alt"): 4266, ("es", "alt"): 4265, ("ru", "alt"): 2601}
    assert one(reader, "SELECT value FROM label WHERE entity = 'unesco-thesaurus:concept10' AND language = 'fr'") == "Droit à l'éducation"


def test_concepts_stand_under_broader_ones(reader: Any) -> None:
    assert one(reader, "SELECT count(broader) FROM concept WHERE scheme = 'unesco-thesaurus'") == 3830
    assert one(reader, "SELECT count(*) FROM concept WHERE scheme LIKE 'unesco%' AND broader NOT IN (SELECT id FROM concept)") == 0
    assert one(reader, "SELECT broader FROM concept WHERE id = 'unesco-thesaurus:concept1000'") == "unesco-thesaurus:concept389"
    assert one(reader, "SELECT broader FROM concept WHERE id = 'unesco-thesaurus-group:3.05'") == "unesco-thesaurus-group:3"


def test_the_licence_is_that_of_the_thesaurus_not_of_the_copy(reader: Any) -> None:
    assert one(reader, "SELECT licence FROM dataset WHERE id = 'v_unesco'") == "https://creativecommons.org/licenses/by-sa/3.0/igo/"
