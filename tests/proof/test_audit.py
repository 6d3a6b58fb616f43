"""The audit passes what is traced, and finds each way in which a page can break the promise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import page_of
from small import small_package

from briefing_lib.briefing import Data
from briefing_lib.errors import WrongUse
from briefing_lib.proof.audit import Audited, audit
from briefing_lib.store import Store

RECEIVED = '<data value="1000" data-figure="da-nang.received">1,000</data>'
SHARE = '<data value="0.947" data-formula="ratio" data-figures="da-nang.resolved da-nang.received">94.7%</data>'
ROW = {"figure_id": "ratio(da-nang.resolved,da-nang.received)", "value": 94.7, "low": 94.7, "high": 94.7, "shown": "94.7%"}


def page(*parts: str, language: str = "en") -> str:
    return f'<!doctype html><html lang="{language}"><head><title>Da Nang</title></head><body>{" ".join(parts)}</body></html>'


def chart(**cells: object) -> str:
    return block({"datasets": {"data-0": [ROW | cells]}})


def block(content: object) -> str:
    return f'<script type="application/json">{json.dumps(content)}</script>'


GOOD = page(
    "<!-- built in 2026 --><style>p { margin: 4px }</style><script>const four = 4</script>",
    f'<p title="1,000 received">{RECEIVED}, {SHARE} on <time datetime="2025-10-01">1 October 2025</time>,',
    'in <time datetime="2025-10">October 2025</time>, <time datetime="P31D" data-from="2025-10-01" data-to="2025-11-01">31 days</time> ago</p>',
    '<p>Resolution <span class="reference">178/2024/ND-CP</span>, <span class="reference">paragraph 7</span></p>',
    '<li id="figure-da-nang.online.share"><q class="reference">73,6%</q></li>',
    '<p>nearly <data value="-5" data-formula="difference" data-figures="da-nang.vacancies.later da-nang.vacancies">−5</data></p>',
    '<p><data value="3" data-formula="count" data-figures="findings:works findings:difficult figures:da-nang.received">3</data></p>',
    chart(), block({"hconcat": [{"data": {"values": [ROW, {"day": "2025-10-01"}]}}]}), block({"names": {"48": "da nang"}}),
)  # fmt: skip


def audited(text: str, folder: Path, store: Store) -> Audited:
    (folder / "page.html").write_text(text, "utf-8")
    return audit(folder, store)


def flaws(text: str, folder: Path, store: Store) -> list[tuple[str, str]]:
    return [(flaw.found, flaw.why) for flaw in audited(text, folder, store).flaws]


def test_good_page(tmp_path: Path, small_store: Store) -> None:
    """A page whose every number is traced has no flaw, and what was seen is counted by kind."""
    seen = audited(GOOD, tmp_path, small_store)
    assert [str(flaw) for flaw in seen.flaws] == []
    assert (seen.pages, seen.reported, seen.derived, seen.dates, seen.references, seen.charted) == (1, 1, 3, 3, 3, 2)


@pytest.mark.parametrize(
    ("part", "found", "why"),
    [
        ("<p>There are 34 provinces.</p>", "There are 34 provinces.", "a number that nothing traces"),
        (RECEIVED.replace('value="1000"', 'value="1001"'), "1,000", "its value is 1001, traced is 1000"),
        (RECEIVED.replace("1,000", "1,001"), "1,001", "traced to 1000, which does not round to it"),
        (RECEIVED.replace("1,000", "1.000"), "1.000", "traced to 1000, which does not round to it"),
        (RECEIVED.replace("1,000", "a thousand"), "a thousand", "not written as a number of this language"),
        (RECEIVED.replace("1,000", "1,000%"), "1,000%", "a number in count is shown in another unit"),
        (RECEIVED.replace("da-nang.received", "nobody.1"), "1,000", "figures.csv has no figure nobody.1"),
        (SHARE.replace("94.7%", "94.8%"), "94.8%", "traced to 94.700, which does not round to it"),
        (SHARE.replace("94.7%", "95%"), None, None),
        (SHARE.replace("ratio", "mean"), "94.7%", "no such formula: mean of 2 figures"),
        (SHARE.replace("da-nang.resolved da-nang.received", "da-nang.received da-nang.resolved"), "94.7%",
         "no share of dossiers_received in dossiers_resolved is declared"),
        (SHARE.replace('"ratio"', '"difference"'), "94.7%", "dossiers_received is not declared as a part of dossiers_resolved"),
        ('<span class="reference">999/QD</span>', "999/QD", "marked as a reference, but the data hold no such name or number"),
        ('<span class="reference">73,6%</span>', "73,6%", "marked as a reference, but the data hold no such name or number"),
        ('<li id="figure-da-nang.received"><q class="reference">73,6%</q></li>', "73,6%",
         "marked as a reference, but the data hold no such name or number"),
        ('<span class="reference">7</span>', "7", "marked as a reference, but the data hold no such name or number"),
        ('<span class="reference">paragraph 8</span>', "paragraph 8", "marked as a reference, but the data hold no such name or number"),
        ('<time datetime="2025-10-01">2 October 2025</time>', "2 October 2025", "2025-10-01 is written 1 October 2025"),
        ('<time datetime="2025-02-30">30 February 2025</time>', "30 February 2025", "'2025-02-30' is no day, month or duration"),
        ('<time datetime="P31D" data-from="2025-10-01" data-to="2025-10-31">31 days</time>', "31 days", "P30D is written 30 days"),
        ('<p aria-label="about 77 things">things</p>', "about 77 things", "77 in aria-label stands traced nowhere on the page"),
        ('<p title="of 77 wards">wards</p>', "of 77 wards", "77 in title stands traced nowhere on the page"),
        ('<script type="application/json">{"datasets": </script>', '{"datasets": ', "a block of data that can't be read"),
    ],
)  # fmt: skip
def test_planted_flaw(tmp_path: Path, small_store: Store, part: str, found: str | None, why: str | None) -> None:
    """A number that is bare, changed, wrongly rounded or traced to nothing is found and named; a coarser rounding is none."""
    assert flaws(page(part), tmp_path, small_store) == ([(found, why)] if found else [])


ONLINE = '<data value="800" data-figure="da-nang.online">800</data>'
DOUBT = '<span class="doubt"><span aria-hidden="true">?</span><span class="unseen"> (doubtful: the translation is unclear)</span></span>'
RECEIVED = '<data value="1000" data-figure="da-nang.received">1,000</data>'
OTHER = '<data value="17" data-figure="da-nang.vacancies.other">17</data>'
LOST = "it stands without its hedge or doubt, as in 'more than 800? (doubtful: the translation is unclear)'"


@pytest.mark.parametrize(
    ("part", "found"),
    [
        (f"<p>Online: more than {ONLINE}{DOUBT}.</p>", []),
        (f"<p>Online: {ONLINE}{DOUBT}.</p>", [("800", LOST)]),
        (f"<p>Online: more than {ONLINE}.</p>", [("800", LOST)]),
        (f"<p>More than</p><p>{ONLINE}{DOUBT}</p>", [("800", LOST)]),
        (f"{ONLINE}{DOUBT}", [("800", LOST)]),
        (f"<p>Received: {RECEIVED}{DOUBT}</p>", [("1,000", "it carries a mark of doubt, and no doubt of it marks")]),
        (f'<p>{OTHER} of <data value="117" data-figure="da-nang.117">117</data>? (doubtful: another printed number contradicts it)</p>',
         [("17", "it stands without its hedge or doubt, as in '17? (doubtful: another printed number contradicts it)'"),
          ("117", "figures.csv has no figure da-nang.117")]),
        (f'<ul class="register"><li>more than {ONLINE}; in doubt: the translation is unclear</li></ul>', []),
        (f'<ul class="register"><li>{ONLINE}; in doubt: the translation is unclear</li></ul>', [("800", LOST.replace(
            "? (doubtful: the translation is unclear)", ""))]),
    ],
)  # fmt: skip
def test_hedge_and_doubt_stand_with_their_number(tmp_path: Path, small_store: Store, part: str, found: list[tuple[str, str]]) -> None:
    """A hedged or doubtful number without its words beside it is found; the register says what is doubtful in words of its own."""
    assert flaws(page(part), tmp_path, small_store) == found


def test_a_doubt_that_does_not_mark(tmp_path: Path) -> None:
    """A number whose day alone is in doubt, or what little contradicts it, stands without a mark; with one, it is found."""
    package = small_package(tmp_path / "package")
    package.edit("figures", "da-nang.received", doubt="date", period_basis="inferred", note="the day of the visit")
    package.edit("figures", "da-nang.vacancies.later", value="170", doubt="contradicted", note="the other has 171")
    package.edit("figures", "da-nang.vacancies.other", value="171")
    store, other = package.open(), OTHER.replace('"17"', '"171"').replace("17<", "171<")
    assert flaws(page(f"<p>{RECEIVED} and {other}</p>"), tmp_path, store) == []
    assert [why for _, why in flaws(page(f"<p>{RECEIVED}{DOUBT}</p>"), tmp_path, store)] == [
        "it carries a mark of doubt, and no doubt of it marks"
    ]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"value": 94.8}, "value is 94.8 in a chart, traced is 0.947"),
        ({"low": 90.0}, "low is 90.0 in a chart, traced is 0.947"),
        ({"extra": 3}, "extra is 3 in a chart, traced is None"),
        ({"figure_id": ""}, "a row of a chart that nothing traces: no reference: ''"),
        ({"figure_id": "nobody.1"}, "a row of a chart that nothing traces: figures.csv has no figure nobody.1"),
        ({"shown": "more than 94.7%"}, "'more than 94.7%' is shown in a chart, traced is '94.7%'"),
        (
            {"figure_id": "da-nang.online", "value": 800.0, "low": 800.0, "high": None, "shown": "800"},
            "'800' is shown in a chart, traced is 'more than 800?'",
        ),
    ],
)
def test_planted_chart_row(tmp_path: Path, small_store: Store, cells: dict[str, object], why: str) -> None:
    """A row of a chart that is not traced, or shows another number or hedge than it is traced to, is found."""
    found = flaws(page(SHARE, f"<p>more than {ONLINE}{DOUBT}</p>", chart(**cells)), tmp_path, small_store)
    assert found == [(json.dumps(ROW | cells, ensure_ascii=False), why)]


def test_row_written_in_its_chart(tmp_path: Path, small_store: Store) -> None:
    """Rows that stand within a part of a chart, and not among its named data sets, are audited too."""
    inline = block({"layer": [{"data": {"values": [{"value": 12}, 13]}}]})
    assert [why for _, why in flaws(page(inline), tmp_path, small_store)] == [
        "a row of a chart that nothing traces: no reference: ''",
        "a row of a chart that nothing traces: no reference: ''",
    ]


def test_text_of_a_chart(tmp_path: Path, small_store: Store) -> None:
    """A number in the words of a tooltip must stand traced on the page."""
    found = flaws(page(SHARE, chart(who="Decree 178")), tmp_path, small_store)
    assert found == [("Decree 178", "178 in a chart stands traced nowhere on the page")]


@pytest.mark.parametrize(("language", "shown", "good"), [("en", "1,000", True), ("en", "1.000", False)])
def test_language_of_a_page(tmp_path: Path, small_store: Store, language: str, shown: str, good: bool) -> None:
    """A number is read in the language of its page."""
    found = flaws(page(RECEIVED.replace("1,000", shown), language=language), tmp_path, small_store)
    assert (found == []) is good


def test_half_is_rounded_up(tmp_path: Path, small_store: Store) -> None:
    """The audit rounds as pages do: 94.65 is 94.7, not 94.6."""
    data = '<data value="73.6" data-figure="da-nang.online.share">{}</data>'
    assert flaws(page(data.format("74%")), tmp_path, small_store) == []
    assert flaws(page(data.format("73%")), tmp_path, small_store) == [("73%", "traced to 73.6, which does not round to it")]


def test_all_pages_below_a_folder(tmp_path: Path, small_store: Store) -> None:
    """Pages in sub-folders are audited, and a flaw names its page."""
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "48.html").write_text(page("<p>12</p>"), "utf-8")
    (tmp_path / "index.html").write_text(GOOD, "utf-8")
    seen = audit(tmp_path, small_store)
    assert (seen.pages, [str(flaw) for flaw in seen.flaws]) == (2, ["en/48.html: '12': a number that nothing traces"])


def test_one_page(tmp_path: Path, small_store: Store) -> None:
    """A single page can be audited."""
    path = tmp_path / "page.html"
    path.write_text(page("<p>12</p>"), "utf-8")
    assert [str(flaw) for flaw in audit(path, small_store).flaws] == ["page.html: '12': a number that nothing traces"]


def test_nothing_to_audit(tmp_path: Path, small_store: Store) -> None:
    """An empty folder is no clean result."""
    with pytest.raises(WrongUse) as problem:
        audit(tmp_path, small_store)
    assert str(problem.value) == f"no page to audit at {tmp_path}; build the pages first, or name a folder that holds them"


@pytest.mark.build
def test_built_site_is_clean(site: Path, real_store: Store) -> None:
    """Every number on pages that the command built is traced."""
    seen = audit(site, real_store)
    assert (seen.pages, seen.flaws) == (len(list(site.rglob("*.html"))), [])
    assert min(seen.reported, seen.derived, seen.charted, seen.dates, seen.references) > 20


@pytest.fixture(scope="module")
def real_page(real_store: Store) -> str:
    """The page of Da Nang as the package is."""
    return page_of(Data(real_store).briefing("48"))


def test_real_page_is_clean(tmp_path: Path, real_page: str, real_store: Store) -> None:
    """Every number on a page of the real package is traced, and there are many of each kind."""
    seen = audited(real_page, tmp_path, real_store)
    assert [str(flaw) for flaw in seen.flaws] == []
    assert min(seen.reported, seen.derived, seen.charted, seen.dates, seen.references) > 20


@pytest.mark.parametrize("before", ["</main>", "</h1>", "</footer>"])
def test_number_planted_on_a_real_page(tmp_path: Path, real_page: str, real_store: Store, before: str) -> None:
    """A number typed anywhere into the text of a finished page is found."""
    text = real_page
    assert before in text
    found = flaws(text.replace(before, f" 4711 {before}", 1), tmp_path, real_store)
    assert [why for _, why in found] == ["a number that nothing traces"]
