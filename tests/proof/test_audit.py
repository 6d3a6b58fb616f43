"""The audit passes what is traced, and finds each way in which a page can break the promise."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

import pytest
from running import page_of
from small import small_package

from briefing_lib.briefing import Data
from briefing_lib.build.seal import audit_site
from briefing_lib.errors import WrongUse
from briefing_lib.pages.assets import SHARED_POLICY
from briefing_lib.proof.audit import audit_page
from briefing_lib.store import Store

RECEIVED = '<data value="1000" data-figure="da-nang.received">1,000</data>'
SHARE = '<data value="0.947" data-formula="ratio" data-figures="da-nang.resolved da-nang.received">94.7%</data>'
ROW = {"figure_id": "ratio(da-nang.resolved,da-nang.received)", "value": 94.7, "shown": "94.7%", "hedged": False, "doubt": "none",
       "measure": "Share resolved", "level": "Commune level", "place": "Da Nang", "when": "1 July 2025 to 30 September 2025",
       "who": "City Office"}  # fmt: skip
DAY = '<time datetime="2025-10-01" data-of="sources:paper published_on">1 October 2025</time>'
AGE = '<time datetime="P62D" data-from="2025-08-31" data-to="2025-11-01" data-of="figures:da-nang.vacancies day">62 days</time>'


def page(*parts: str, language: str = "en") -> str:
    policy = f'<meta http-equiv="Content-Security-Policy" content="{escape(SHARED_POLICY)}">'
    head = f'<!doctype html><html lang="{language}" data-as-of="2025-11-01"><head>{policy}<title>Da Nang</title></head>'
    return f"{head}<body>{' '.join(parts)}</body></html>"


def chart(**cells: object) -> str:
    return block({"datasets": {"data-0": [ROW | cells]}})


def block(content: object) -> str:
    return f'<script type="application/json">{json.dumps(content)}</script>'


GOOD = page(
    f'<p><span title="1,000 received">{RECEIVED}</span>, {SHARE} on {DAY},',
    f'in <time datetime="2025" data-of="figures:da-nang.received period_start">2025</time>, {AGE} ago</p>',
    '<p>As of <time datetime="2025-11-01" data-of="page">1 November 2025</time></p>',
    '<p>Resolution <span class="reference">178/2024/ND-CP</span>, <span class="reference">paragraph 7</span></p>',
    '<ul><li id="figure-da-nang.online.share"><data value="73.6" data-figure="da-nang.online.share">73.6%</data> <q class="reference">73,6%</q></li></ul>',
    '<p><data value="-5" data-formula="difference" data-figures="da-nang.vacancies.later da-nang.vacancies">−5</data></p>',
    '<p><data value="3" data-formula="count" data-figures="findings:works findings:difficult figures:da-nang.received">3</data></p>',
    chart(), block({"hconcat": [{"data": {"values": [ROW, {"place": "Da Nang"}]}}]}), block({"names": {"48": "da nang"}}),
)  # fmt: skip


def flaws(text: str, store: Store) -> list[tuple[str, str]]:
    return [(flaw.found, flaw.why) for flaw in audit_page(text, "page.html", store).flaws]


def test_good_page(small_store: Store) -> None:
    """A page whose every number is traced has no flaw, and what was seen is counted by kind."""
    seen = audit_page(GOOD, "page.html", small_store)
    assert [str(flaw) for flaw in seen.flaws] == []
    assert (seen.pages, seen.reported, seen.derived, seen.dates, seen.references, seen.charted) == (1, 2, 3, 4, 3, 2)


HELD = "marked as a reference, but the data hold no such name or number"


@pytest.mark.parametrize(
    ("part", "found", "why"),
    [
        ("<p>There are 34 provinces.</p>", "There are 34 provinces.", "a number that nothing traces"),
        ("<p>There are ٣ provinces.</p>", "There are ٣ provinces.", "a number that nothing traces"),
        ("<p>About ½ of them</p>", "About ½ of them", "a number that nothing traces"),
        ("<p>About half of them</p>", "half", "a word that counts, and nothing traces it"),
        ("<p>It doubled</p>", "doubled", "a word that counts, and nothing traces it"),
        ("<p>Phase XIV</p>", "XIV", "a word that counts, and nothing traces it"),
        (RECEIVED.replace('value="1000"', 'value="1001"'), "1,000", "its value is 1001, traced is 1000"),
        (RECEIVED.replace("1,000", "1,001"), "1,001", "traced to 1000, which is written 1,000"),
        (RECEIVED.replace("1,000", "1.000"), "1.000", "traced to 1000, which is written 1,000"),
        (RECEIVED.replace("1,000", "a thousand"), "a thousand", "traced to 1000, which is written 1,000"),
        (RECEIVED.replace("1,000", "1,000%"), "1,000%", "traced to 1000, which is written 1,000"),
        (f"<p>{RECEIVED}%</p>", "1,000", "a sign touches it that its source does not print"),
        (f"<p>−{RECEIVED}</p>", "1,000", "a sign touches it that its source does not print"),
        (f'<p><span class="unseen">{RECEIVED}</span></p>', "1,000", "the number is hidden"),
        ("<p><!-- built in 2026 --></p>", "<-comment>", "no page is made of such an element"),
        (RECEIVED.replace("da-nang.received", "nobody.1"), "1,000", "figures.csv has no figure nobody.1"),
        (SHARE.replace("94.7%", "94.8%"), "94.8%", "traced to 0.947, which is written 94.7%"),
        (SHARE.replace("94.7%", "95%"), "95%", "traced to 0.947, which is written 94.7%"),
        (SHARE.replace("ratio", "mean"), "94.7%", "no such formula: mean of 2 figures"),
        (SHARE.replace("da-nang.resolved da-nang.received", "da-nang.received da-nang.resolved"), "94.7%",
         "no share of dossiers_received in dossiers_resolved is declared"),
        (SHARE.replace('"ratio"', '"difference"'), "94.7%", "dossiers_received is not declared as a part of dossiers_resolved"),
        ('<span class="reference">999/QD</span>', "999/QD", HELD),
        ('<span class="reference">73,6%</span>', "73,6%", HELD),
        (f'<ul><li id="figure-da-nang.received">{RECEIVED} <q class="reference">73,6%</q></li></ul>', "73,6%", HELD),
        ('<span class="reference">7</span>', "7", HELD),
        ('<span class="reference">paragraph 8</span>', "paragraph 8", HELD),
        (DAY.replace(">1 ", ">2 "), "2 October 2025", "2025-10-01 is written 1 October 2025"),
        (DAY.replace("2025-10-01", "2025-02-30").replace(">1 October", ">30 February"), "30 February 2025", "'2025-02-30' is no day, month or duration"),
        (DAY.replace("2025-10-01", "2025-10-02").replace(">1 ", ">2 "), "2 October 2025", "sources:paper published_on does not hold this day"),
        (DAY.replace("sources:paper", "sources:later"), "1 October 2025", "sources:later published_on does not hold this day"),
        (DAY.replace(' data-of="sources:paper published_on"', ""), "1 October 2025", "no row does not hold this day"),
        (DAY.replace("sources:paper published_on", "page"), "1 October 2025", "page does not hold this day"),
        (AGE.replace("P62D", "P61D").replace("62 days", "61 days"), "61 days", "2025-08-31 is written 62 days"),
        (AGE.replace("2025-11-01", "2025-10-31").replace("62", "61"), "61 days", "an age is that on the day of the page, 2025-11-01"),
        ('<nav aria-label="about 77 things">things</nav>', "about 77 things", "77 in aria-label stands traced nowhere on the page"),
        ('<p><span title="of 77 wards">wards</span></p>', "of 77 wards", "77 in title stands traced nowhere on the page"),
        ('<p><span title="half of them">wards</span></p>', "half of them", "half in title stands traced nowhere on the page"),
        ('<p style="content: 7">wards</p>', "style='content: 7'", "a p of a page has no such attribute"),
        ("<meter></meter>", "<meter>", "no page is made of such an element"),
        ('<ol start="7"><li>wards</li></ol>', "start='7'", "a ol of a page has no such attribute"),
        ("<style>p::after { content: '7' }</style>", "p::after { content: '7' }", "this is not the style of our pages"),
        ("<script>const four = 4</script>", "const four = 4", "a script that is not ours"),
        ('<a href="#nowhere">wards</a>', "#nowhere", "it leads to nothing on the page"),
        ('<a href="https://example.org/other">wards</a>', "https://example.org/other", "no report of the data has this address"),
        ('<script type="application/json">{"datasets": </script>', '{"datasets": ', "a block of data that can't be read"),
    ],
)  # fmt: skip
def test_planted_flaw(small_store: Store, part: str, found: str, why: str) -> None:
    """What is bare, in another dress, changed, wrongly rounded, hidden or traced to nothing is found and named."""
    assert flaws(page(part), small_store) == [(found, why)]


ONLINE = '<data value="800" data-figure="da-nang.online">800</data>'
DOUBT = '<span class="doubt"><span aria-hidden="true">?</span><span class="unseen"> (doubtful: the translation is unclear)</span></span>'
OTHER = '<data value="17" data-figure="da-nang.vacancies.other">17</data>'
LOST = "it stands without its hedge or doubt, as in 'more than 800? (doubtful: the translation is unclear)'"
NO_HEDGE = "it stands without its hedge, as in 'more than 800? (doubtful: the translation is unclear)'"


@pytest.mark.parametrize(
    ("part", "found"),
    [
        (f"<p>Online: more than {ONLINE}{DOUBT}.</p>", []),
        (f"<p>Online: {ONLINE}{DOUBT}.</p>", [("800", NO_HEDGE)]),
        (f"<p>Online: more than {ONLINE}.</p>", [("800", LOST)]),
        (f'<p>Online: <span class="unseen">more than</span> {ONLINE}{DOUBT}.</p>', [("800", NO_HEDGE)]),
        (f'<p>Online: more than {ONLINE}<span class="unseen">{DOUBT}</span>.</p>', [("800", LOST)]),
        (f"<p>More than</p><p>{ONLINE}{DOUBT}</p>", [("800", NO_HEDGE)]),
        (f"{ONLINE}{DOUBT}", [("800", NO_HEDGE)]),
        (f"<p>Received: {RECEIVED}{DOUBT}</p>", [("1,000", "it carries a mark of doubt, and no doubt of it marks")]),
        (f"<p>Received: nearly {RECEIVED}</p>", [("1,000", "it is exact, and 'nearly' stands before it")]),
        (f'<p>{OTHER} of <data value="117" data-figure="da-nang.117">117</data>? (doubtful: another printed number contradicts it)</p>',
         [("17", "it stands without its hedge or doubt, as in '17? (doubtful: another printed number contradicts it)'"),
          ("117", "figures.csv has no figure da-nang.117; did you mean da-nang.wards?")]),
        (f'<ul class="register"><li>more than {ONLINE}; in doubt: the translation is unclear</li></ul>', []),
        (f'<ul class="register"><li>{ONLINE}; in doubt: the translation is unclear</li></ul>', [("800", "it stands without its hedge, as in 'more than 800'")]),
    ],
)  # fmt: skip
def test_hedge_and_doubt_stand_with_their_number(small_store: Store, part: str, found: list[tuple[str, str]]) -> None:
    """A hedge or doubt that is lost, hidden or added is found; the register says what is doubtful in words of its own."""
    assert flaws(page(part), small_store) == found


def test_a_doubt_that_does_not_mark(tmp_path: Path) -> None:
    """A number whose day alone is in doubt, or what little contradicts it, stands without a mark; with one, it is found."""
    package = small_package(tmp_path / "package")
    package.edit("figures", "da-nang.received", doubt="date", period_basis="inferred", note="the day of the visit")
    package.edit("figures", "da-nang.vacancies.later", value="170", doubt="contradicted", note="the other has 171")
    package.edit("figures", "da-nang.vacancies.other", value="171")
    store, other = package.open(), OTHER.replace('"17"', '"171"').replace("17<", "171<")
    assert flaws(page(f"<p>{RECEIVED} and {other}</p>"), store) == []
    assert [why for _, why in flaws(page(f"<p>{RECEIVED}{DOUBT}</p>"), store)] == ["it carries a mark of doubt, and no doubt of it marks"]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"value": 94.8}, ["value is 94.8 in a chart, traced is 94.7"]),
        ({"low": 90.0}, ["low is 90.0 in a chart, and what it is traced to has none"]),
        ({"extra": 3}, ["3 in a chart stands traced nowhere on the page"]),
        ({"figure_id": ""}, ["a row of a chart that nothing traces: no reference: ''"]),
        ({"figure_id": "nobody.1"}, ["a row of a chart that nothing traces: figures.csv has no figure nobody.1"]),
        ({"shown": "more than 94.7%"}, ["shown is more than 94.7% in a chart, traced is 94.7%"]),
        ({"hedged": True}, ["hedged is True in a chart, and what it is traced to has none"]),
        (
            {
                "figure_id": "da-nang.online",
                "value": 800.0,
                "low": 800.0,
                "high": None,
                "shown": "800",
                "hedged": True,
                "measure": "Dossiers submitted online",
                "who": "reported by The Paper",
            },
            ["shown is 800 in a chart, traced is more than 800?", "doubt is none in a chart, traced is the translation is unclear"],
        ),
    ],
)
def test_planted_chart_row(small_store: Store, cells: dict[str, object], why: list[str]) -> None:
    """A row of a chart that is not traced, or shows another number, hedge or doubt than it is traced to, is found."""
    found = flaws(page(SHARE, f"<p>more than {ONLINE}{DOUBT}</p>", chart(**cells)), small_store)
    assert [each for _, each in found] == why


def test_row_written_in_its_chart(small_store: Store) -> None:
    """Rows that stand within a part of a chart, and not among its named data sets, are audited too."""
    inline = block({"layer": [{"data": {"values": [{"value": 12}, 13]}}]})
    assert [why for _, why in flaws(page(inline), small_store)] == [
        "a row of a chart that nothing traces: no reference: ''",
        "a row of a chart that nothing traces",
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({"datasets": []}, []),
        ({"datasets": [7]}, ["a row of a chart that nothing traces"]),
        ({"transform": [{"calculate": "40 + 2", "as": "value"}]}, ["no chart of ours makes up what it shows"]),
        ({"data": {"sequence": {"start": 1, "stop": 9}}}, ["no chart of ours makes up what it shows"]),
        ({"encoding": {"x": {"datum": 42}}}, ["a mark that no row stands behind"]),
        ({"mark": {"type": "text", "text": "a tile"}}, ["a text that no row stands behind"]),
        ({"title": "Half of them"}, ["Half in a chart stands traced nowhere on the page"]),
    ],
)
def test_what_a_chart_does(small_store: Store, content: object, why: list[str]) -> None:
    """A chart that makes up what it draws is found; a block of an odd form breaks nothing."""
    assert [each for _, each in flaws(page(block(content)), small_store)] == why


def test_number_of_sixty_decimals(small_store: Store) -> None:
    """A number with more decimals than any is compared as it stands, and breaks nothing."""
    odd = page(SHARE, chart().replace("94.7,", f"94.{'7' * 60},", 1))
    assert [why.partition(" in a chart")[0] for _, why in flaws(odd, small_store)] == [f"value is 94.{'7' * 60}"]


def test_text_of_a_chart(small_store: Store) -> None:
    """A number in the words of a tooltip must stand traced on the page."""
    found = flaws(page(SHARE, chart(what="Decree 178")), small_store)
    assert [why for _, why in found] == ["178 in a chart stands traced nowhere on the page"]


def test_half_is_rounded_up(small_store: Store) -> None:
    """A printed number is shown as finely as it was printed; the audit takes no coarser rounding."""
    data = '<data value="73.6" data-figure="da-nang.online.share">{}</data>'
    assert flaws(page(data.format("73.6%")), small_store) == []
    assert flaws(page(data.format("74%")), small_store) == [("74%", "traced to 73.6, which is written 73.6%")]


def test_number_in_more_than_one_piece(small_store: Store) -> None:
    """A number is one text: mark-up within it could hide a part, or show more."""
    odd = RECEIVED.replace("1,000", "1,<strong>000</strong>")
    assert ("a number is one text and nothing else") in [why for _, why in flaws(page(odd), small_store)]


UNSIGNED = "html: 'data-notebook': it does not say what it is made of, so it can't be made again"


def test_all_pages_below_a_folder(tmp_path: Path, small_store: Store) -> None:
    """Pages in sub-folders are audited, and a flaw names its page and element."""
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "48.html").write_text(page("<p>12</p>"), "utf-8")
    (tmp_path / "index.html").write_text(GOOD, "utf-8")
    seen = audit_site(tmp_path, small_store)
    found = ["en/48.html: body > p: '12': a number that nothing traces", *(f"{name}: {UNSIGNED}" for name in ("en/48.html", "index.html"))]
    assert (seen.pages, [str(flaw) for flaw in seen.flaws]) == (2, found)


def test_one_page(tmp_path: Path, small_store: Store) -> None:
    """A single page can be audited."""
    path = tmp_path / "page.html"
    path.write_text(page("<p>12</p>"), "utf-8")
    found = ["page.html: body > p: '12': a number that nothing traces", f"page.html: {UNSIGNED}"]
    assert [str(flaw) for flaw in audit_site(path, small_store).flaws] == found


def test_nothing_to_audit(tmp_path: Path, small_store: Store) -> None:
    """An empty folder is no clean result."""
    with pytest.raises(WrongUse) as problem:
        audit_site(tmp_path, small_store)
    assert str(problem.value) == f"no page to audit at {tmp_path}; build the pages first, or name a folder that holds them"


@pytest.mark.parametrize("text", ["", "<p>a fragment", "<html><body>no language</body></html>"])
def test_no_page(text: str, small_store: Store) -> None:
    """A file that says no language is no page of a briefing."""
    with pytest.raises(WrongUse) as problem:
        audit_page(text, "odd.html", small_store)
    assert str(problem.value) == "odd.html: it is no page of a briefing: it has no html element that names its language"


@pytest.mark.build
@pytest.mark.parametrize("name", ["48-da-nang", "48-da-nang-record"])
def test_built_pages_are_clean(site: Path, real_store: Store, name: str) -> None:
    """What the command built is what the data say, with the files beside it, and every number is traced; `make test` audits all pages."""
    seen = audit_site(site / "en" / f"{name}.html", real_store)
    assert ([str(flaw) for flaw in seen.flaws], seen.pages, seen.files) == ([], 1, 2)
    assert min(seen.reported, seen.derived, seen.dates, seen.references) > 20


@pytest.fixture(scope="module")
def real_page(real_store: Store) -> str:
    """The page of Da Nang as the package is."""
    return page_of(Data(real_store).briefing("48"))


def test_real_page_is_clean(real_page: str, real_store: Store) -> None:
    """Every number on a page of the real package is traced, and there are many of each kind."""
    seen = audit_page(real_page, "page.html", real_store)
    assert [str(flaw) for flaw in seen.flaws] == []
    assert min(seen.reported, seen.derived, seen.charted, seen.dates, seen.references) > 20


@pytest.mark.parametrize("before", ["</main>", "</h1>", "</footer>"])
def test_number_planted_on_a_real_page(real_page: str, real_store: Store, before: str) -> None:
    """A number typed anywhere into the text of a finished page is found."""
    assert before in real_page
    found = flaws(real_page.replace(before, f" 4711 {before}", 1), real_store)
    assert [why for _, why in found] == ["a number that nothing traces"]


def test_a_day_of_the_manifest_stands_on_an_index(small_store: Store) -> None:
    """The day of another page is one that an index shows; on a page it is traced to nothing."""
    told = page('<p><time datetime="2025-10-03" data-of="manifest">3 October 2025</time></p>')
    assert flaws(told, small_store) == []
    on_a_page = told.replace("<html ", '<html data-notebook="province_briefing" ')
    assert flaws(on_a_page, small_store) == [("3 October 2025", "manifest does not hold this day")]
