"""Sentences that order or find something are proposed, with what can be told of them."""

from __future__ import annotations

import pytest
from bench_intake import SEEDS

from briefing_lib.intake.passage import Report
from briefing_lib.intake.statements import propose_statements
from briefing_lib.store import Store


@pytest.mark.parametrize(
    ("text", "language", "cells"),
    [
        (
            "Thủ tướng Chính phủ yêu cầu Bộ Tài chính hoàn thành việc chi trả trước ngày 30/10/2025.",
            "vi",
            {"issued_by": "prime-minister", "responsible": "ministry-of-finance", "deadline": "2025-10-30", "force": "ordered"},
        ),
        (
            "Perdana Menteri meminta Kementerian Dalam Negeri menyusun laporan untuk dikirim setiap Selasa pukul 15.00.",
            "id",
            {"issued_by": "prime-minister", "recurrence": "FREQ=WEEKLY;BYDAY=TU;BYHOUR=15;BYMINUTE=0", "force": "ordered"},
        ),
        (
            "The Government Office should report on the new model by the 25th of every month, the Government said.",
            "en",
            {"recurrence": "FREQ=MONTHLY;BYMONTHDAY=25", "force": "requested"},
        ),
    ],
)
def test_an_order_is_proposed_with_body_deadline_and_rhythm(real_store: Store, text: str, language: str, cells: dict[str, str]) -> None:
    """Who orders stands before the word of order, who is to do it behind it."""
    (proposal,) = propose_statements(Report(text, language, "2025-10-01", real_store))
    assert (proposal.table, {name: proposal.cells[name] for name in cells}) == ("commitments", cells)


def test_findings_are_told_by_their_words(real_store: Store) -> None:
    """What works and what does not, each with its place."""
    text = "Bộ máy mới của tỉnh Hưng Yên vận hành ổn định, thông suốt.\nNhiều xã ở Huế gặp khó khăn về hạ tầng công nghệ thông tin."
    found = propose_statements(Report(text, "vi", "2025-10-01", real_store))
    assert [(each.table, each.cells["kind"], each.cells["geographies"]) for each in found] == [
        ("findings", "achievement", "33"),
        ("findings", "difficulty", "46"),
    ]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the source texts are not here")
def test_most_statements_of_the_full_texts_are_proposed(real_store: Store) -> None:
    """Nine in ten paragraphs with a commitment have a sentence proposed as one, eight in ten with a finding one of any kind."""
    wanted, found = {"c": 0, "f": 0}, {"c": 0, "f": 0}
    for source in real_store.sources.values():
        if source.basis == "full_text":
            text = (SEEDS / source.text_name).read_text("utf-8-sig")
            proposals = propose_statements(Report(text, source.language, source.published_on, real_store))
            ordered = {each.paragraph for each in proposals if each.table == "commitments"}
            said = {each.paragraph for each in proposals}
            orders = {each.paragraph for each in real_store.commitments if each.source == source}
            findings = {each.paragraph for each in real_store.findings if each.source == source}
            wanted["c"] += len(orders)
            wanted["f"] += len(findings)
            found["c"] += len(orders & ordered)
            found["f"] += len(findings & said)
    assert found["c"] / wanted["c"] >= 0.9, (found, wanted)
    assert found["f"] / wanted["f"] >= 0.8, (found, wanted)
