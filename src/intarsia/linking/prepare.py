"""Records of one class (works, or agents) as arrays that compare quickly: sparse rows of numbered words, names, variants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.linking.collapse import PLAIN
from intarsia.linking.sparse import Rows, distinct_items, distinct_rows, vocabulary, words
from intarsia.linking.variants import Forms, digits, plain, skeleton

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

@dataclass
class Prepared:
    """`n` records; `Rows` are sparse 0/1 rows over numbered items. Row numbers are those of the collapsed table."""

    n: int
    source: npt.NDArray[np.int32]
    agents: bool
    kind: npt.NDArray[np.int8]
    strict: Rows
    loose: Rows
    main: list[str]
    ordered: list[str]
    """The words of `main` sorted, for names written in another order."""
    skeletons: npt.NDArray[np.int64]
    digits: npt.NDArray[np.int64]
    brackets: Rows
    titles: Rows
    main_words: Rows
    last: npt.NDArray[np.int64]
    """Agents: the last word of the name; `first` its first word, `initials` the first letters of all but the last."""
    first: npt.NDArray[np.int64]
    initials: npt.NDArray[np.int64]
    letter: npt.NDArray[np.int64]
    short: npt.NDArray[np.bool_]
    people: Rows
    people_words: Rows
    context: Rows
    text: Rows
    bag: Rows
    core: Rows
    """All words but those of the text, which one source may have at length and the other not at all."""
    numbers: Rows
    number_labels: Rows
    identifiers: Rows
    schemes: Rows
    scheme_of: npt.NDArray[np.int64]
    year: Floats
    year_end: Floats
    date: npt.NDArray[np.int64]
    month: npt.NDArray[np.int64]
    duration: Floats
    form: npt.NDArray[np.int64]
    sector: npt.NDArray[np.int64]


def prepare(records: pa.Table, agents: bool) -> Prepared:
    """`records` of one class (checked, with_plain, collapsed) as arrays."""
    n = len(records)
    column = {name: records[name].combine_chunks() for name in records.column_names}
    titles = column["titles"]
    first, strict, loose, forms = _titles(titles, agents)
    title_words, people_words, numbers, context, text = (column[f"{name} plain"] for name in PLAIN)
    said = pc.binary_join_element_wise(title_words, people_words, context, numbers, _clock(column["duration"]), " ", null_handling="skip")
    shown, bracketed = pa.array(forms.main, pa.string()).take(first), pa.array(forms.bracketed, pa.string()).take(first)
    everything = said if text.null_count == n else pc.binary_join_element_wise(said, text, " ", null_handling="skip")
    bag, known = vocabulary(everything, [shown, bracketed])
    ids, schemes, scheme_of = _identifiers(column["identifiers"])
    ordered = [" ".join(sorted(one.split())) for one in forms.main]
    place = first.to_numpy()
    return Prepared(
        n=n, source=pc.rank(column["source"], tiebreaker="dense").to_numpy().astype(np.int32) - 1, agents=agents,
        kind=pc.equal(column["kind"], "person").to_numpy(zero_copy_only=False).astype(np.int8),
        strict=strict, loose=loose, main=_pick(place, forms.main), ordered=_pick(place, ordered),
        digits=_codes(digits(forms.main), empty=True)[place], **_name_parts(forms.main, ordered, place, agents),
        brackets=words(bracketed, known), titles=words(title_words, known), main_words=words(shown, known),
        people=_people(column["people"]),
        people_words=words(people_words, known), context=words(context, known), text=words(text, known), bag=bag, core=bag if text.null_count == n else words(said, known),
        numbers=distinct_rows(column["numbers"]), number_labels=distinct_rows(_without(column["numbers"], r" [^ ]*$")),
        identifiers=ids, schemes=schemes, scheme_of=scheme_of,
        year=_floats(column["year_start"]), year_end=_ends(_floats(column["year_start"]), _floats(column["year_end"])),
        date=_codes(column["date"].to_pylist()), month=_codes(pc.utf8_slice_codeunits(column["date"], 0, 7).to_pylist()),
        duration=_floats(column["duration"]), form=_codes(plain(column["form"]).to_pylist()), sector=_codes(plain(column["sector"]).to_pylist()),
    )


def _titles(titles: pa.Array, agents: bool) -> tuple[pa.Array, Rows, Rows, Forms]:
    """For each record the number of its first title among the different ones (the last, "", for none), and its variants as rows."""
    lengths = pc.fill_null(pc.list_value_length(titles), 0).to_numpy(zero_copy_only=False).astype(np.int64)
    encoded = pc.dictionary_encode(titles.flatten())
    encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    forms = Forms(pa.concat_arrays([encoded.dictionary, pa.array([""], pa.string())]), agents)
    number = len(forms.main)
    record = np.repeat(np.arange(len(titles), dtype=np.int64), lengths)
    known = codes >= 0
    record, codes = record[known], codes[known]
    first = np.full(len(titles), number - 1, np.int64)
    first[record[::-1]] = codes[::-1]
    both = Rows.from_pairs(np.concatenate([forms.strict[0], forms.loose[0] + number]), pa.concat_arrays([forms.strict[1], forms.loose[1]]), 2 * number).matrix
    strict_rows, loose_rows = Rows(both[:number]), Rows(both[number:])
    of_record = Rows.from_codes(record, codes, len(titles), number)
    return pa.array(first), of_record.through(strict_rows), of_record.through(loose_rows), forms


def _pick(place: Ints, values: list[str]) -> list[str]:
    found: list[str] = np.array(values, object)[place].tolist()
    return found


def _people(people: pa.Array) -> Rows:
    """Each name as its sorted words, so that "Surname, Name" is "Name Surname"."""
    encoded = pc.dictionary_encode(people.flatten())
    encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    names = [" ".join(sorted((one or "").split())) for one in plain(encoded.dictionary).to_pylist()]
    lengths = pc.fill_null(pc.list_value_length(people), 0).to_numpy(zero_copy_only=False).astype(np.int64)
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    record = np.repeat(np.arange(len(people), dtype=np.int64), lengths)
    known = codes >= 0
    of_name = np.asarray(_codes(names), np.int64)
    kept = of_name[codes[known]]
    record = record[known][kept >= 0]
    return Rows.from_codes(record, kept[kept >= 0], len(people), int(of_name.max(initial=-1)) + 1)


def _clock(seconds: pa.Array) -> pa.Array:
    """"3m33" as `plain` writes a clock time inside a text."""
    whole = pc.cast(pc.round(seconds), pa.int64())
    minutes = pc.cast(pc.divide(whole, 60), pa.string())
    rest = pc.cast(pc.subtract(whole, pc.multiply(pc.divide(whole, 60), 60)), pa.string())
    return pc.binary_join_element_wise(minutes, pc.utf8_lpad(rest, 2, "0"), "m")


def _identifiers(identifiers: pa.Array) -> tuple[Rows, Rows, Ints]:
    """Identifiers and schemes as rows, and the number of each identifier's scheme."""
    ids, values = distinct_items(identifiers)
    of_value = pc.dictionary_encode(pc.replace_substring_regex(values, r":.*$", ""))
    scheme_of = of_value.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    record = np.repeat(np.arange(len(identifiers), dtype=np.int64), ids.counts)
    return ids, Rows.from_codes(record, scheme_of[ids.matrix.indices], len(identifiers), len(of_value.dictionary)), scheme_of


def _without(lists: pa.Array, pattern: str) -> pa.Array:
    """The lists with what fits the pattern cut from each text."""
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
    return pa.ListArray.from_arrays(offsets, pc.replace_substring_regex(lists.flatten(), pattern, ""))


def _name_parts(names: list[str], ordered: list[str], place: Ints, agents: bool) -> dict[str, Any]:
    """Parts of the names of agents as numbers; for works none."""
    if not agents:
        none = np.full(len(place), -1, np.int64)
        return {"skeletons": none, "last": none, "first": none, "initials": none, "letter": none, "short": np.zeros(len(place), np.bool_)}
    split = [name.split() for name in names]
    first, initials = [one[0] if len(one) > 1 else "" for one in split], ["".join(w[0] for w in one[:-1]) for one in split]
    return {
        "skeletons": _codes([skeleton(one) for one in ordered])[place], "last": _codes([one[-1] if one else "" for one in split])[place],
        "first": _codes(first, of=initials)[place], "initials": _codes(initials, of=first)[place], "letter": _codes([one[:1] for one in first])[place],
        "short": np.array([len(one) == 1 for one in first], np.bool_)[place],
    }


def _ends(start: Floats, end: Floats) -> Floats:
    """The last year where it says more than the first: one year told twice is one piece of evidence."""
    return np.where(start == end, np.nan, end)


def _floats(numbers: pa.Array) -> Floats:
    found: Floats = pc.cast(numbers, pa.float64()).to_numpy(zero_copy_only=False).astype(np.float64)
    return found


def _codes(values: list[Any], empty: bool = False, of: list[Any] | None = None) -> Ints:
    """Equal texts, equal numbers; -1 for None and (unless `empty`) for "". Lists told with `of` share their numbers."""
    known = pc.unique(pa.array([*values, *(of or [])], pa.string())).drop_null().sort()
    if not empty:
        known = known.filter(pc.not_equal(known, ""))
    found: Ints = pc.fill_null(pc.index_in(pa.array(values, pa.string()), known), -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return found
