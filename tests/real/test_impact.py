"""Studies over other people's data: what a closure shows and what it cannot say, and a film incentive that the figures cannot judge."""

from __future__ import annotations

from typing import Any

from intarsia import answering


def asked(reader: Any, name: str, study: str) -> Any:
    return answering.answer(answering.Release(reader), name, {"study": study})


def test_the_closure_of_march_2020_is_shown_and_claims_nothing(reader: Any) -> None:
    figures = {row[0]: row[1:] for row in asked(reader, "impact-overlay", "museum-closure-march-2020").rows}
    assert figures["2019-04-01"][0] == 784_493 and figures["2020-04-01"][0] == 0
    found = asked(reader, "impact", "museum-closure-march-2020")
    assert found.evidence.state == "REFUSED" and not found.finding and found.needs and "nobody to compare with" in found.evidence.sentence
    before = asked(reader, "impact-before-after", "museum-closure-march-2020")
    assert before.rows[0][1:3] == (728_469.0, 72_501.6) and "what the intervention did" in " ".join(before.caveats)


def test_the_dutch_film_incentive_has_no_design(reader: Any) -> None:
    found = asked(reader, "impact", "nl-film-incentive-2014")
    assert found.evidence.state == "REFUSED" and found.evidence.estimate is None and found.needs[0].measure == "productions" and found.needs[0].place == "NL"
    assert reader.rows("SELECT status, design FROM study WHERE id = 'nl-film-incentive-2014'") == [("NO DESIGN", "overlay")]


def test_the_norwegian_incentive_is_asked_per_inhabitant_and_its_comparison_does_not_fit(reader: Any) -> None:
    """Films by one dataset, inhabitants by another, of the same country and year: 27 films and 4.95 million inhabitants in 2011."""
    found = asked(reader, "impact", "no-film-incentive-2016")
    figures, people = (reader.rows(f"SELECT value FROM observation WHERE dataset = '{name}' AND measure = '{measure}' AND about = 'NO' AND period_start = '2011-01-01' AND value IS NOT NULL "
                                   f"AND coalesce(segment, '') = '{part}'")[0][0]
                       for name, measure, part in (("cinebudge_open", "productions", "feature films, 100% national"), ("population", "population", "")))
    assert found.rows[0][2] > 0 and reader.rows("SELECT status, unit FROM study WHERE id = 'no-film-incentive-2016'") == [("POOR FIT", "productions per 1000 population")]
    own = reader.rows("SELECT CAST(result->'before_after'->0->>'before' AS DOUBLE) FROM study WHERE id = 'no-film-incentive-2016'")[0][0]
    assert found.evidence.state == "THIN" and not found.finding and found.needs and 0.5 * 1000 * figures / people < own < 2 * 1000 * figures / people
