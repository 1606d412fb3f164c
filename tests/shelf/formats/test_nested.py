from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.shelf.formats import nested
from intarsia.shelf.formats.base import Reject


def shred(*records, lists=(), attributes=False):
    numbered = ((number, None, record) for number, record in enumerate(records, start=1))
    tables: dict[str, list[dict]] = {}
    rejects = []
    for item in nested.shred(numbered, {"lists": list(lists)}, attributes):
        if isinstance(item, Reject):
            rejects.append(item)
        else:
            rows = [{k: v for k, v in row.items() if v is not None} for row in item.rows.to_pylist()]
            tables.setdefault(item.table, []).extend(rows)
    return tables, rejects


def child(row, identity, parent, index, **values):
    return {"_row": row, "_id": identity, "_parent": parent, "_index": index, **values}


def test_one_path_may_be_scalar_dict_and_list():
    tables, _ = shred({"name": "a"}, {"name": {"@value": "b"}}, {"name": ["c", {"@value": "d"}]})
    assert tables[""] == [{"_row": 1, "name": "a"}, {"_row": 2, "name.@value": "b"}, {"_row": 3, "name": "c"}]
    assert tables["name"] == [child(3, 1, 3, 0, value="c"), child(3, 2, 3, 1, **{"@value": "d"})]


def test_a_path_in_lists_is_always_a_list():
    tables, _ = shred({"name": "a"}, {"name": {"@value": "b"}}, {"name": ["c"]}, {}, lists=["name"])
    assert [row.get("name") or row.get("name.@value") for row in tables[""]] == ["a", "b", "c", None]
    assert tables["name"] == [
        child(1, 1, 1, 0, value="a"),
        child(2, 2, 2, 0, **{"@value": "b"}),
        child(3, 3, 3, 0, value="c"),
    ]


def test_lists_in_lists_know_their_parent():
    works = [
        {"title": "x", "soloists": [{"name": "p"}, {"name": "q"}]},
        {"title": "y", "soloists": [{"name": "r"}]},
    ]
    tables, _ = shred({"id": "0"}, {"id": "1", "works": works})
    assert tables[""][1] == {"_row": 2, "id": "1", "works.title": "x", "works.soloists.name": "p"}
    assert tables["works"] == [
        child(2, 1, 2, 0, title="x", **{"soloists.name": "p"}),
        child(2, 2, 2, 1, title="y", **{"soloists.name": "r"}),
    ]
    assert tables["works.soloists"] == [
        child(2, 1, 1, 0, name="p"),
        child(2, 2, 1, 1, name="q"),
        child(2, 3, 2, 0, name="r"),
    ]


def test_a_list_below_a_dict_hangs_on_the_record():
    tables, _ = shred({"a": {"b": ["x", "y"]}})
    assert tables[""] == [{"_row": 1, "a.b": "x"}]
    assert tables["a.b"] == [child(1, 1, 1, 0, value="x"), child(1, 2, 1, 1, value="y")]


def test_scalars_nulls_and_empty_text():
    tables, _ = shred({"yes": True, "no": False, "none": None, "empty": "", "list": ["", None, False, "x"]})
    assert tables[""] == [{"_row": 1, "yes": "true", "no": "false", "list": "false"}]
    assert tables["list"] == [
        child(1, 1, 1, 0),
        child(1, 2, 1, 1),
        child(1, 3, 1, 2, value="false"),
        child(1, 4, 1, 3, value="x"),
    ]


def test_lists_of_lists():
    tables, _ = shred({"at": [["1", "2"], ["3"]]})
    assert [row.get("value") for row in tables["at"]] == ["1", "3"]
    assert [(row["_parent"], row["value"]) for row in tables["at.value"]] == [(1, "1"), (1, "2"), (2, "3")]


def test_ids_go_on_over_batches_and_kinds(monkeypatch):
    monkeypatch.setattr(nested, "BATCH", 2)
    tables, _ = shred(*[{"x": ["a", "b"]}] * 3, {"x": [{"k": "c"}]}, {"x": ["d"]})
    assert [row["_id"] for row in tables["x"]] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [row["_parent"] for row in tables["x"]] == [1, 1, 2, 2, 3, 3, 4, 5]
    assert [row["_row"] for row in tables[""]] == [1, 2, 3, 4, 5]


def test_nothing_is_lost_when_names_meet():
    tables, _ = shred({"a.b": "1", "a": {"b": "2"}, "_row": "3", "_line": "4"}, {"l": [{"_id": "5"}]})
    assert tables[""][0] == {"_row": 1, "a.b": "1", "a.b_2": "2", "_row_2": "3", "_line_2": "4"}
    assert tables["l"] == [child(2, 1, 2, 0, _id_2="5")]


def test_attributes_are_glued():
    tables, _ = shred({"t": {"": "x", "@lang": "nl"}, "p": [{"": "y", "@id": "1"}, "z"]}, attributes=True)
    assert tables[""] == [{"_row": 1, "t": "x", "t@lang": "nl", "p": "y", "p@id": "1"}]
    assert tables["p"] == [child(1, 1, 1, 0, value="y", **{"@id": "1"}), child(1, 2, 1, 1, value="z")]


def test_a_record_too_deep_is_rejected_whole():
    deep: dict = {}
    for _ in range(100):
        deep = {"x": deep, "l": ["a"], "m": [{"k": "v"}]}
    tables, rejects = shred({"l": ["1"], "m": [{"k": "1"}]}, deep, {"l": ["2"], "m": [{"k": "2"}]})
    assert [row["_row"] for row in tables[""]] == [1, 3]
    assert [(row["_row"], row["_id"]) for row in tables["l"]] == [(1, 1), (3, 2)]
    assert [(row["_row"], row["_id"]) for row in tables["m"]] == [(1, 1), (3, 2)]
    assert rejects == [Reject(2, None, "the record is nested more than 60 levels deep")]


def test_a_record_too_wide_is_rejected_whole(monkeypatch):
    monkeypatch.setattr(nested, "MAX_CELLS", 10)
    tables, rejects = shred({"l": ["1"]}, {"a": "x", "l": ["1"] * 20}, {"l": ["2"]})
    assert [row["_row"] for row in tables["l"]] == [1, 3]
    assert [row["_id"] for row in tables["l"]] == [1, 2]
    assert [reject.record for reject in rejects] == [2]


def test_half_a_surrogate_pair_does_not_stop_the_batch():
    tables, _ = shred({"a": "x\ud800", "l": ["\udfff"]}, {"a": "é"})
    assert [row["a"] for row in tables[""]] == ["x\ufffd", "é"]
    assert tables["l"][0]["value"] == "\ufffd"


def test_lists_are_guessed():
    records = [(1, None, {"a": "x", "b": [{"c": ["y"]}]}), (2, None, {"a": ["z"]}), (3, None, {"d": []})]
    assert nested.guess_lists(records) == ["a", "b", "b.c", "d"]


KEYS = st.text("abc", min_size=1, max_size=2)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.text("xyz", max_size=3)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=12,
)


def leaves(value):
    """Every scalar, lists by the child rows, not by what is repeated in the parent's columns."""
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in leaves(inner)]
    return [] if value in (None, "") else [str(value).lower() if isinstance(value, bool) else value]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=4), max_size=4))
def test_every_scalar_comes_through(records):
    tables, rejects = shred(*records)
    assert rejects == []
    assert len(tables.get("", [])) == len(records)
    for number, record in enumerate(records, start=1):
        found = {
            value
            for rows in tables.values()
            for row in rows
            if row["_row"] == number
            for name, value in row.items()
            if isinstance(value, str)
        }
        assert found == set(leaves(record))
    for table, rows in tables.items():
        if table:
            assert [row["_id"] for row in rows] == list(range(1, len(rows) + 1))
