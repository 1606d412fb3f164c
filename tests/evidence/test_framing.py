"""Coverage: a percentage only where somebody stated what all would be, for every row that is in the figure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, false_discovery_control

from intarsia.answering import Release
from intarsia.errors import Invalid
from intarsia.evidence import ENGLISH, Basis, benjamini_hochberg, estimated, framed, jeffreys
from intarsia.evidence.framing import span
from tests.answering.made import dataset, observed, released


def stated(name: str, of: str, period: str, size: int, have: int, **more: Any) -> dict[str, Any]:
    told = {"dataset": name, "measure": f"{of} of {name} {period} {more.get('subset', '')}", "of": of, "period": period, "size": size, "source": "an inventory"}
    return {**told, "have": have, "beyond": 0, **more}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    frames = [
        *(stated("whole", "film", str(year), 100, 95) for year in range(2010, 2020)), *(stated("part", "work", str(year), 100, 40) for year in range(2010, 2020)),
        *(stated("seasons", "visits", f"{year}/{(year + 1) % 100:02d}", 10, 10, selection="complete register") for year in range(2010, 2020)),
        *(stated("mixed", "festival", str(year), 1, 1, subset="part_of=One", beyond=2, selection="complete register") for year in range(2010, 2020)),
        stated("ever", "film", "all", 50, 60, selection="legal deposit"), stated("", "film", "all", 1, 1),
    ]
    kept = [dataset("whole", selection="complete register"), dataset("part"), dataset("seasons"), dataset("mixed", selection="chosen by fame"), dataset("ever"), dataset("bare"),
            dataset("canon", selection="chosen by fame")]
    figures = [observed("visits", "a house", 5.0, "2012-01-01", "2012-12-31", "part")]
    return released(tmp_path_factory.mktemp("framed") / "release", {"dataset": kept, "frame": [row for row in frames if row["dataset"]], "observation": figures})


@pytest.mark.parametrize(("rows", "years", "only", "coverage", "register"), [
    ([("whole", "film")], (2010, 2019), "", 0.95, True),  # every year stated, nearly all there
    ([("whole", "film")], (2010, 2020), "", None, False),  # a year of which nobody stated anything
    ([("whole", "book")], (2010, 2019), "", None, False),  # stated of films alone
    ([("part", "film")], (2012, 2014), "", 0.4, False),  # of all works of the dataset, films too
    ([("part", "visits")], (2012, 2014), "", None, False),  # figures are no works
    ([("whole", "film"), ("part", "film")], (2010, 2019), "", 0.675, False),
    ([("whole", "film"), ("part", "film"), ("part", "book")], (2010, 2019), "", 0.675, False),  # a frame of two forms counts once
    ([("whole", "film"), ("bare", "film")], (2010, 2019), "", None, False),  # one of two says nothing
    ([("seasons", "visits")], (2011, 2014), "", 1.0, True),  # a sample, but these rows are whole
    ([("mixed", "festival")], (2011, 2014), "", None, False),  # rows of other festivals stand beside
    ([("mixed", "festival")], (2011, 2014), "part_of=One", 1.0, True),  # chosen by fame, but this series is whole
    ([("ever", "film")], (1900, 2030), "", 1.0, True),  # never more than all there is
    ([("ever", "film")], None, "", 1.0, True),
    ([], (2010, 2019), "", None, False),
])
def test_coverage_is_that_of_every_row_or_of_none(release: Release, rows: list[tuple[str, str]], years: tuple[int, int] | None, only: str, coverage: float | None, register: bool) -> None:
    basis = framed(release, rows, years=years, only=only)
    assert basis.coverage == (None if coverage is None else pytest.approx(coverage)) and basis.register is register
    assert basis.contributors == len({name for name, _ in rows})


def test_fame_stays_where_one_row_has_it(release: Release) -> None:
    assert framed(release, [("whole", "film"), ("canon", "film")], years=(2010, 2019)).famous
    assert not framed(release, [("mixed", "festival")], years=(2010, 2019), only="part_of=One").famous


def test_a_whole_register_needs_no_second_contributor(release: Release) -> None:
    def state(rows: list[tuple[str, str]], n: int = 100, tested: bool = True) -> str:
        return estimated(0.5, (0.4, 0.6), n, framed(release, rows, years=(2010, 2019)), "Half.", ENGLISH, unit="share", method="a test", tested=tested).state

    assert state([("whole", "film")]) == "SOLID"
    assert state([("whole", "film")], n=29) == "THIN" and state([("whole", "film")], tested=False) == "UNTESTED" and state([("whole", "film")], n=0) == "REFUSED"
    assert state([("part", "film")]) == "THIN" and state([("canon", "film")]) == "THIN"


@pytest.mark.parametrize(("period", "years"), [("2019", (2019, 2019)), ("2008/09", (2008, 2008)), ("1970/2024", (1970, 2024)), ("all", None), ("-0043", (-43, -43))])
def test_periods_of_frames(period: str, years: tuple[int, int] | None) -> None:
    assert span(period) == years


@pytest.mark.parametrize("period", ["", "soon", "2019-04", "19/20"])
def test_other_periods_are_refused(period: str) -> None:
    with pytest.raises(ValueError, match="^" + period + "$"):
        span(period)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_q_values_are_those_of_scipy(p: list[float]) -> None:
    assert benjamini_hochberg(p) == pytest.approx(list(false_discovery_control(p, method="bh")), abs=1e-12)


def test_a_p_value_is_one() -> None:
    assert benjamini_hochberg([]) == []
    with pytest.raises(Invalid):
        benjamini_hochberg([0.2, 1.2])


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_jeffreys_interval(pair: tuple[int, int]) -> None:
    k, n = pair
    low, high = jeffreys(k, n)
    assert 0 <= low <= k / n <= high <= 1
    if 0 < k < n:
        assert (low, high) == pytest.approx(beta.interval(0.95, k + 0.5, n - k + 0.5))
    both = jeffreys(np.array([k, 0, n]), np.array([n, n, n]))
    assert both[0][0] == pytest.approx(low) and both[0][1] == 0 and both[1][2] == 1


def test_there_is_no_share_of_more_than_all() -> None:
    with pytest.raises(Invalid):
        jeffreys(5, 4)


def test_frames_count_what_is_there(tmp_path: Path) -> None:
    """A built pool: works of a form in a year, those of one series, and those that no statement covers."""
    from intarsia.pool import Pool
    from tests.small import dataset as small
    from tests.small import small_pool

    folder = small_pool(tmp_path / "pool")
    rows = "id,title,year,series\n" + "".join(f"f{n},Fest {n},{2000 + n},One\n" for n in range(4)) + "x,Other,2002,Two\ny,Undated,,One\n"
    mapping = ('mapping = 1\n[[source]]\nname = "f.csv"\nrecord = "id"\n[[work]]\nform = "\'festival-edition\'"\ntitle = "title"\ndate = "year"\n'
               '[[work.relations]]\npredicate = "\'part_of\'"\ntitle = "series"\n')
    there = small(folder, "fests", "Fests", "performing-arts", "f.csv", "csv", rows, mapping)
    frames = ('\n[[frame]]\nmeasure = "editions of One"\nsize = { "2000/2003" = 5, "2002" = 1 }\nsource = "its archive"\nof = "festival-edition"\nonly = { part_of = "One" }\n'
              'selection = "complete register"\n\n[[frame]]\nmeasure = "all we know"\nsize = 9\nsource = "us"\n')
    text = (there / "dataset.toml").read_text("utf-8")
    (there / "dataset.toml").write_text(text.replace("\n[decision]", frames + "\n[decision]"), "utf-8")
    pool = Pool(folder)
    pool.build()
    release = Release(pool.reader())
    found = {(row["of"], row["period"]): (row["size"], row["have"], row["beyond"], row["subset"]) for row in release.records("SELECT * FROM frame")}
    assert found == {("festival-edition", "2000/2003"): (5, 4, 1, "part_of=One"), ("festival-edition", "2002"): (1, 1, 1, "part_of=One"), ("", "all"): (9, None, None, None)}
    assert framed(release, [("fests", "festival-edition")], years=(2000, 2003)) == Basis(release.id, 1, frozenset({"sample"}))
    basis = framed(release, [("fests", "festival-edition")], years=(2000, 2003), only="part_of=One")
    assert basis.coverage == pytest.approx(5 / 6) and not basis.register


@pytest.mark.parametrize(("frame", "message"), [
    ('of = "film"\nsize = { "soon" = 3 }', "period"), ('of = "film"\nsize = 3\nonly = { colour = "red" }', "only"), ('of = "film"\nsize = 3\nselection = "the best"', "selection")])
def test_frames_that_cannot_be_read(frame: str, message: str, tmp_path: Path) -> None:
    from intarsia.steps import register
    from tests.small import small_pool

    path = small_pool(tmp_path / "pool") / "datasets" / "books" / "dataset.toml"
    path.write_text(path.read_text("utf-8").replace("\n[decision]", f'\n[[frame]]\nmeasure = "films"\nsource = "us"\n{frame}\n\n[decision]'), "utf-8")
    with pytest.raises(Invalid, match=message):
        register.dataset(path.parent)
