"""Each number of a text gets a candidate, with its reasons; the goals of the bench are held."""

from __future__ import annotations

from collections import Counter

import pytest
from bench_intake import GOALS, SEEDS, Bench, groups

from briefing_lib.figures import Period
from briefing_lib.intake.candidates import Candidate, known_without, propose
from briefing_lib.intake.passage import Report
from briefing_lib.store import Store


def candidates(store: Store, text: str, language: str, published_on: str = "2025-10-15") -> list[Candidate]:
    return list(propose(Report(text, language, published_on, store), known_without(store)))


def held(bench: Bench) -> dict[str, bool]:
    return {name: bench.share(name) >= goal for name, goal in GOALS.items()} | {"nothing wrong is sure": bench.sure_wrong == 0}


def test_goals_are_reached(real_store: Store) -> None:
    """On the full texts, on ten in the style of the Vietnamese press, and on others, each held out from what its suggestions learn from."""
    found = groups(real_store)
    full, ten, *others = found.values() if SEEDS.is_dir() else (None, *found.values())
    for bench, rows in ((full, 60), (ten, 73)):
        if bench:
            assert (bench.total, set(held(bench).values())) == (rows, {True}), held(bench)
    together = Bench(total=sum(each.total for each in others), right=sum((each.right for each in others), Counter()))
    assert (together.total, set(held(together).values())) == (39, {True}), held(together)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the full texts are not here")
def test_what_arithmetic_bears_out_is_sure(real_store: Store) -> None:
    """One number in nine is so on the texts, and nothing of it is wrong."""
    found = groups(real_store).values()
    assert (sum(each.sure for each in found) >= sum(each.total for each in found) / 9, sum(each.sure_wrong for each in found)) == (True, 0)


def test_a_row_of_a_table_has_the_day_above_it(real_store: Store) -> None:
    """The number that a row begins with orders it; the day stands above the table."""
    text = "Tỉnh Phú Thọ, số liệu đến ngày 10/12/2025\nSTT | Chỉ tiêu | Số lượng\n1 | Cơ sở nhà, đất dôi dư | 1.324"
    order, number = candidates(real_store, text, "vi", "2025-12-12")[-2:]
    assert (order.left_out, str(number.suggestions[0].choice), number.suggestions[0].period.as_of) == (
        "ordinal",
        "surplus_premises",
        "2025-12-10",
    )


def test_numbers_that_arithmetic_binds_share_their_level(real_store: Store) -> None:
    """Where the text tells the level of one of them."""
    text = "Tỉnh Lào Cai: cấp xã tiếp nhận 12.000 hồ sơ. Trong đó, 9.000 hồ sơ trực tuyến (75%)."
    found = [each.suggestions[0] for each in candidates(real_store, text, "vi") if not each.left_out]
    assert [(str(each.choice), each.level) for each in found] == [
        ("dossiers_received", "commune"), ("dossiers_online", "commune"), ("dossiers_online_pct", "commune"),
    ]  # fmt: skip


def test_the_same_text_gives_the_same_candidates(real_store: Store) -> None:
    """Nothing hangs on chance or on what was read before."""
    text = "Tỉnh Hưng Yên có 104 trung tâm.\nTừ 1/7 đến 13/8, tiếp nhận 156.230 hồ sơ."
    assert candidates(real_store, text, "vi") == candidates(real_store, text, "vi")


@pytest.mark.parametrize(
    ("text", "language", "printed", "value", "qualifier"),
    [
        ("Đã có hơn 3.100 trung tâm.", "vi", "3.100", "3100", "more_than"),
        ("Chi trả 1,2 triệu người.", "vi", "1,2 triệu", "1200000", "exact"),
        ("sekitar 7 juta aplikasi daring", "id", "7 juta", "7000000", "approx"),
        ("1.383/1.385 prosedur", "id", "1.383/1.385", "1383", "exact"),
        ("mencapai 73,6% dari rencana", "id", "73,6%", "73.6", "exact"),
        ("nearly 80,000 people left", "en", "80,000", "80000", "nearly"),
        ("at least six provinces have finished", "en", "six", "6", "at_least"),
        ("Không quá 40 người mỗi xã.", "vi", "40", "40", "at_most"),
        ("hampir 30 kementerian", "id", "30", "30", "nearly"),
        ("Có từ 15 xã trở lên hoàn thành.", "vi", "15", "15", "exact"),
        ("Có 15 trở lên.", "vi", "15", "15", "at_least"),
    ],
)
def test_numbers_are_read_with_their_hedge(real_store: Store, text: str, language: str, printed: str, value: str, qualifier: str) -> None:
    """The styles of three languages, each hedge by its word."""
    first = next(each for each in candidates(real_store, text, language) if not each.left_out)
    assert (first.as_printed, str(first.value), first.qualifier) == (printed, value, qualifier)


@pytest.mark.parametrize(
    ("text", "language", "reasons"),
    [
        ("Nghị quyết số 60-NQ/TW ngày 12/4/2025", "vi", ["document", "date", "date", "date"]),
        ("Theo Điều 5 Nghị định 151, sau 3 tháng", "vi", ["document", "document", "period"]),
        ("Ông Nam, 54 tuổi, chờ 15 phút", "vi", ["period", "period"]),
        ("dalam 3 bulan pertama, tingkat 3 dan 4", "id", ["period", "ordinal", "ordinal"]),
        ("in the 2021-2025 term, level 4", "en", ["period", "period", "ordinal"]),
        ('"6 rõ", 24/7, giai đoạn 2', "vi", ["name", "rhythm", "rhythm", "ordinal"]),
    ],
)
def test_what_is_no_figure_is_left_out_with_its_reason(real_store: Store, text: str, language: str, reasons: list[str]) -> None:
    """Dates, ordinals, documents and lengths of time are proposed for left_out.csv."""
    assert [each.left_out for each in candidates(real_store, text, language)] == reasons


def test_places_by_old_and_new_names(real_store: Store) -> None:
    """An old name means the province that it became; a person's name is no place; the whole country is said."""
    text = """Ở Quảng Nam có 12 hồ sơ, Hải Dương có 13 hồ sơ.
Cả nước có 14 hồ sơ; Chủ tịch Hồ Chí Minh; TP. Hồ Chí Minh có 15 hồ sơ.
Ở Huế, bà Lê Hà Giang nhận 16 hồ sơ."""
    assert [each.place.value for each in candidates(real_store, text, "vi")] == ["48", "31", "VN", "79", "46"]


def test_periods_follow_the_measure(real_store: Store) -> None:
    """Dossiers of a window have its two ends, a count of centres the day; a year that is not printed is that of the report."""
    text = "Từ ngày 1/7 đến ngày 30/9, tỉnh Hưng Yên tiếp nhận 5.432 hồ sơ thủ tục hành chính.\nĐến ngày 30/9, có 104 trung tâm phục vụ hành chính công."
    one, other = (each.suggestions[0] for each in candidates(real_store, text, "vi") if not each.left_out)
    assert (one.choice.indicator, one.period, one.period_basis) == ("dossiers_received", Period("2025-07-01", "2025-09-30"), "printed")
    assert (other.choice.indicator, other.period) == ("public_service_centres", Period(as_of="2025-09-30"))


def test_arithmetic_between_numbers_is_said(real_store: Store) -> None:
    """A share with its two numbers, and a whole with its parts, speak for the measures that are so declared."""
    text = "Có 78 đơn vị hành chính cấp xã, gồm 69 xã, 8 phường và 1 đặc khu. Tiếp nhận 68.115 hồ sơ, 29.560 hồ sơ trực tuyến (43,4%)."
    found = {each.as_printed: each for each in candidates(real_store, text, "vi")}
    assert "69 + 8 + 1 = 78" in found["78"].relations
    assert str(found["8"].suggestions[0].choice) == "commune_level_units/unit_kind:ward"
    assert found["43,4%"].relations == ("29560 / 68115 = 43.4%",)
    assert found["43,4%"].suggestions[0].choice.indicator == "dossiers_online_pct"


def test_confirmed_rows_serve_the_next_suggestion(real_store: Store) -> None:
    """A value that is known for the place bears a candidate out; without the report that has it, words alone make nothing sure."""
    report = Report("Tỉnh Lạng Sơn: từ 1/7 đến 3/12/2025, tiếp nhận 343.399 hồ sơ.", "vi", "2025-12-05", real_store)

    def last(*held_out: str) -> Candidate:
        return [each for each in propose(report, known_without(real_store, *held_out)) if not each.left_out][-1]

    learnt, unlearnt = last(), last("vietnamvn-2025-12-langson-procedures")
    assert (str(learnt.suggestions[0].choice), learnt.sure, unlearnt.sure) == ("dossiers_received", True, False)
    assert learnt.suggestions[0].score > unlearnt.suggestions[0].score + 0.3


def test_what_a_publisher_reports_counts(real_store: Store) -> None:
    """Of two measures that fit alike, the one that earlier rows of the publisher have goes before."""
    report = Report("Tỉnh Gia Lai đứng thứ 7.", "vi", "2025-12-05", real_store)
    known = known_without(real_store)
    publisher = next(each.source.publisher for each in real_store.figures if each.indicator.name == "dti_rank" and each.source)

    def score(name: str) -> float:
        (each,) = propose(report, known, name)
        return next(one.score for one in each.suggestions if one.choice.indicator == "dti_rank")

    assert score(publisher) > score("nobody")
