"""Frames that can't mislead: typed, in the order of the package, one row for each thing where one pivots."""

from __future__ import annotations

from pathlib import Path

import altair
import pandas
import pytest
from small import small_package

import briefing_lib as bl
from briefing_lib.briefing import Across, Data, read_across
from briefing_lib.errors import UnknownPlace, WrongParameter
from briefing_lib.explore.table import values_of
from briefing_lib.store import Store

KEY = ["place", "measure", "level"]


@pytest.fixture(scope="module")
def real(real_store: Store) -> Data:
    return Data(real_store)


@pytest.fixture
def data(small_store: Store) -> Data:
    return Data(small_store)


def frames(data: Data) -> dict[str, pandas.DataFrame]:
    names = ("figures", "readings", "measures", "findings", "commitments", "sources", "gazetteer")
    return {name: getattr(data, name)() for name in names}


def test_several_places_in_one_call(data: Data) -> None:
    """A list of names, old and new, and codes gives the rows of each once; one place and none work, too."""
    assert set(data.figures(["Quảng Nam", "48", 1]).place) == {"Da Nang", "Hanoi"}
    assert set(data.readings(data.places["48"]).place) == {"Da Nang"}
    assert (len(data.figures([])), "value" in data.figures("Hue").columns) == (0, True)
    with pytest.raises(UnknownPlace, match="Atlantis"):
        data.readings(["Da Nang", "Atlantis"])


def test_places_as_frames_hold_them(real: Data) -> None:
    """What stands in a frame may be asked for again: a number of pandas, the code of a place that ended, its name with the code behind."""
    assert set(real.readings(pandas.Series([48, 1]).iloc[0]).geography) == {"48"}
    ended = real.readings()[lambda frame: frame.geography.astype(str).str.startswith("63-")]
    asked = [each for each in ended.place.unique() if each.endswith(")")]
    assert set(real.readings(list(ended.geography.unique())).geography) == set(ended.geography)
    assert {str(each) for each in real.readings(asked).place.unique()} == set(asked) > {"Hanoi (63-01)"}


def test_a_pivot_of_readings_has_printed_values_only(real: Data) -> None:
    """Da Nang's population is the shown one; a pivot of all figures would average two that nobody printed together."""
    readings = real.readings()
    whole = readings.pivot(index="place", columns=["measure", "level"], values="value")
    assert whole.loc["Da Nang", ("Registered population", "all")] == 3065628
    assert set(whole.stack(["measure", "level"]).dropna()) == set(readings.value)
    averaged = real.figures("Da Nang").pivot_table(index="place", columns="indicator", values="value")
    assert averaged.loc["Da Nang", "registered_population"] == 3032814


def test_a_reading_is_one_row(real: Data) -> None:
    """Place, measure with its part, and level are of one row alone, in every language; a former province bears no present name."""
    for language in ("en", "vi", "id"):
        frame = real.readings(language=language)
        assert not frame.duplicated(KEY).any()
        assert not frame.duplicated(["geography", "indicator", "breakdown", "level"]).any()
    papi = real.readings().query("indicator == 'papi_score' and breakdown == ''").set_index("geography").place
    assert (papi["63-48"], papi["63-49"]) == ("Da Nang (63-48)", "Quang Nam")


def test_readings_say_what_stands_beside_them(data: Data) -> None:
    """The value shown as of a day, with how many figures confirm, contradict and precede it."""
    shown = data.readings("Da Nang").set_index("indicator").loc["vacancies"]
    assert (shown.figure_id, shown.confirming, shown.conflicting, shown.earlier) == ("da-nang.vacancies.later", 0, 1, 1)
    before = data.readings("Da Nang", as_of="2025-10-31").set_index("indicator").loc["vacancies"]
    assert (before.figure_id, before.conflicting, before.earlier) == ("da-nang.vacancies", 0, 1)


def test_days_are_days_and_what_is_missing_is_missing(data: Data) -> None:
    """Days are datetime64, numbers are numbers; nothing is a blank text but the breakdown of a whole, which is not missing."""
    for name, frame in frames(data).items():
        for column in frame.columns:
            blank = frame[column].astype(object).eq("").any()
            assert not blank or column == "breakdown", (name, column)
    frame = data.figures()
    days = ["period_start", "period_end", "day", "published_on", "known_from"]
    assert all(str(frame[each].dtype).startswith("datetime64") for each in days)
    row = frame.set_index("figure_id").loc["da-nang.retired"]
    assert (row.low, row.high, row[["period", "period_start", "flow"]].isna().all()) == (250, 350, True)
    assert str(row.day.date()) == "2025-10-01"


def test_a_month_is_no_day(tmp_path: Path) -> None:
    """Where only a month is printed, no day of it is made up: the period is the month, from its first day to its last."""
    package = small_package(tmp_path)
    package.add_figure("surplus_premises", "9", source_id="later", as_of="2025-10", figure_id="month")
    row = Data(package.open()).figures().set_index("figure_id").loc["month"]
    assert (row.period, str(row.period_start.date()), str(row.period_end.date()), row.flow) == (
        "2025-10",
        "2025-10-01",
        "2025-10-31",
        False,
    )


def test_periods_are_intervals_of_pandas(data: Data) -> None:
    """What speaks of a day is found by it; an undated figure has no period."""
    frame = data.figures("Da Nang")
    held = bl.periods(frame)
    assert (str(held.dtype), list(held.index) == list(frame.index)) == ("interval[datetime64[ms], both]", True)
    found = set(frame[held.array.contains(pandas.Timestamp("2025-08-31"))].figure_id)
    assert found == {"da-nang.received", "da-nang.resolved", "da-nang.online", "da-nang.vacancies"}
    assert held[frame.figure_id == "da-nang.retired"].isna().all()


def test_codes_stand_in_the_order_of_the_package(data: Data) -> None:
    """Levels, themes and measures are ordered as in the tables, places as the package lists them; frames of two places can be joined."""
    frame = data.figures()
    assert frame.level.cat.ordered
    assert list(frame.level.cat.categories) == list(data.store.codes["level"])
    measures = list(frame.measure.cat.categories)
    assert measures.index("Commune-level units") < measures.index("Commune-level units: wards") < measures.index("Dossiers received")
    assert list(frame.sort_values("place").place.unique()) == ["Viet Nam", "Hanoi", "Da Nang", "Dong Nai", "Can Tho"]
    joined = pandas.concat([data.figures("Hanoi"), data.figures("Da Nang")])
    assert joined.place.dtype == frame.place.dtype


def test_every_frame_says_who_reported_it(data: Data) -> None:
    """Theme, region, note and definition stand beside a figure; its report stands beside a figure, finding and commitment."""
    row = data.figures("Da Nang").set_index("figure_id").loc["da-nang.received"]
    assert (row.theme, row.region, row.stated_by, row.definition) == (
        "dossiers", "south_central", "City Office", "Dossiers received in the place",
    )  # fmt: skip
    made = frames(data)
    for name in ("figures", "readings", "findings", "commitments"):
        assert {"source_id", "publisher", "url", "known_from", "paragraph"} <= set(made[name].columns)
    assert made["sources"].set_index("source_id").figures.to_dict() == {"paper": 16, "later": 1}
    assert made["measures"].set_index("indicator").loc["vacancies", ["figures", "places"]].tolist() == [3, 1]


def test_commitments_stand_as_on_the_day(data: Data) -> None:
    """Those that bind a place, by name or as one of all, with their state on the day."""
    states = data.commitments("Da Nang").set_index("commitment_id").state.astype(str).to_dict()
    assert states == {"passed": "passed", "reported": "reported", "due": "due", "recurring": "recurring", "undated": "undated"}
    assert "elsewhere" in set(data.commitments("Hanoi").commitment_id)
    assert set(data.commitments().commitment_id) == set(data.commitments("Viet Nam").commitment_id) > set(states)


def test_findings_of_places(data: Data) -> None:
    """A finding is one row, whatever places it names; those of other places are left out."""
    assert set(data.findings("Da Nang").finding_id) == {"works", "difficult"}
    assert data.findings("Viet Nam", language="vi").place.tolist() == ["Việt Nam"]
    assert len(data.findings()) == 3


def test_altair_draws_every_frame(real: Data) -> None:
    """A chart of any frame can be made and taken away."""
    for frame in frames(real).values():
        assert altair.Chart(frame.head(20)).mark_bar().encode(y=f"{frame.columns[1]}:N").to_json()


@pytest.mark.parametrize("name", ["figures", "readings", "measures", "findings", "commitments"])
def test_what_can_not_be_had(data: Data, name: str) -> None:
    """A day or language that the package does not have is refused by name."""
    with pytest.raises(WrongParameter, match="parameter as_of: found"):
        getattr(data, name)(as_of="2027-01-01")
    with pytest.raises(WrongParameter, match="parameter language: found"):
        getattr(data, name)(language="fr")


def test_contradictions_can_be_found(real: Data) -> None:
    """What the data mark as contradicted is counted as conflicting, whether or not its contrary bears the same day."""
    frame = real.readings()
    hue = frame[(frame.place == "Hue") & (frame.measure == "Registered population")].iloc[0]
    assert (hue.conflicting, hue.earlier) == (1, 0)
    assert (frame.conflicting > 0).sum() > 10


def test_places_stand_beside_each_other_as_in_the_explorer(real: Data) -> None:
    """Each measure at each level: the compared value of a place is that of the explorer's table, missing where that has none."""
    frame, da_nang = real.readings(), real.briefing("48")
    assert (frame.compared_value.ne(frame.value).sum(), frame.compared_value.isna().sum()) == (9, 4)
    for (name, breakdown, level), rows in frame.groupby(["indicator", "breakdown", "level"], observed=True):
        there = values_of(Across(**read_across(da_nang, f"{name}/{breakdown}" if breakdown else name, level)))
        held = {row.geography: (row.compared_value, row.compared_day.date()) for row in rows.dropna(subset="compared_value").itertuples()}
        assert {code: held.get(code) for code in there} == {code: (float(each.value), each.day) for code, each in there.items()}
        assert set(held) - set(there) <= {real.places.root.code, *(each.code for each in real.places.former)}
    hanoi = frame.query("place == 'Hanoi' and indicator == 'registered_population'").iloc[0]
    assert (hanoi.value, hanoi.compared_value, str(hanoi.compared_day.date())) == (8000000, 8807523, "2025-07-01")


def test_parquet_keeps_every_frame_as_it_is(real: Data, tmp_path: Path) -> None:
    """What is written to Parquet and read again is the same frame: days, categories and their order, what is missing."""
    pytest.importorskip("pyarrow", reason="the extra `parquet` is not installed")
    for name, frame in frames(real).items():
        frame.to_parquet(tmp_path / name)
        pandas.testing.assert_frame_equal(pandas.read_parquet(tmp_path / name), frame)


def test_csv_and_a_workbook_take_every_frame(real: Data, tmp_path: Path) -> None:
    """Both hold every row; of a CSV, blank is missing, and with codes read as text it has each value of the frame."""
    for frame in frames(real).values():
        frame.to_csv(tmp_path / "frame.csv", index=False)
        read = pandas.read_csv(tmp_path / "frame.csv", dtype=str, keep_default_na=False)
        codes = [each for each in ("geography", "now_geography") if each in frame]
        assert (len(read), read[codes].equals(frame[codes].astype(str))) == (len(frame), True)
        frame.to_excel(tmp_path / "frame.xlsx", index=False)
        assert (tmp_path / "frame.xlsx").stat().st_size > 5000


def test_what_one_has_of_former_provinces_can_be_joined(real: Data) -> None:
    """The gazetteer leads each place, old or new, to the one of today, by names in each language; its categories are those of readings."""
    places = real.gazetteer()
    own = pandas.DataFrame({"province": ["Quảng Nam", "Đà Nẵng", "Hà Giang"], "cases": [3, 4, 5]})
    joined = own.merge(places.query("kind == 'former_province'"), left_on="province", right_on="name_vi")
    assert joined.groupby("now").cases.sum().to_dict() == {"Da Nang": 7, "Tuyen Quang": 5}
    assert places.now.dtype == places.place.dtype == real.readings().place.dtype
    beside = real.readings().merge(places[["geography", "kind", "row"]], on="geography")
    assert (len(beside), beside.kind.isna().sum()) == (len(real.readings()), 0)
    assert repr(real.places) == "Places(34 of today under Viet Nam, 63 former)"
