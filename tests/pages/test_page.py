"""An executed notebook becomes a page: only its outputs, each number with its entry, nothing that loads from elsewhere."""

from __future__ import annotations

import functools
import itertools
import json
import re
from typing import Any

import nbformat
import pytest
import vl_convert
from bs4 import BeautifulSoup
from markupsafe import Markup

from briefing_lib import charts
from briefing_lib.briefing import Briefing, Data
from briefing_lib.errors import FailedBriefing, Untraceable, WrongParameter
from briefing_lib.pages.assets import make_assets
from briefing_lib.pages.page import Page, Surroundings, chart_piece, make_page, neighbours_of
from briefing_lib.proof.audit import audit_page
from briefing_lib.wording import Piece, Writer


def executed(*outputs: dict[str, Any]) -> nbformat.NotebookNode:
    """An executed notebook with one code cell for each output, and a Markdown cell before them."""
    cells = [nbformat.v4.new_markdown_cell("Read me 1234"), nbformat.v4.new_code_cell("secret = 1234")]
    cells += [nbformat.v4.new_code_cell("show()", outputs=[nbformat.from_dict(output)], execution_count=1) for output in outputs]
    return nbformat.v4.new_notebook(cells=cells)


def said(piece: Piece) -> dict[str, Any]:
    return {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": piece._repr_mimebundle_()}


def title() -> dict[str, Any]:
    return said(Piece(Markup("<h1>Da Nang</h1>")))


@functools.lru_cache(maxsize=2)
def soup_of(page: str) -> Any:
    return BeautifulSoup(page, "html.parser")


def test_small_page_is_clean(page: str, da_nang: Briefing) -> None:
    """Every number on the page of the small package is traced."""
    seen = audit_page(page, "page.html", da_nang.store)
    assert [str(flaw) for flaw in seen.flaws] == []
    assert seen.charted > 1


def test_only_outputs_reach_the_page(da_nang: Briefing) -> None:
    """Neither source nor Markdown of the notebook is on the page."""
    made = make_page(executed(said(Piece(Markup("<h1>Da Nang</h1><p>text</p>")))), da_nang, "en", Surroundings())
    text = soup_of(made).main.get_text()
    assert "text" in text
    assert not [word for word in ("1234", "secret", "Read me") if word in made]


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ({"output_type": "stream", "name": "stdout", "text": "hello\n"}, "cell 3 of the notebook gave stream: hello"),
        (
            {"output_type": "stream", "name": "stderr", "text": "FutureWarning: no\n"},
            "cell 3 of the notebook gave stream: FutureWarning: no",
        ),
        ({"output_type": "error", "ename": "KeyError", "evalue": "'x'", "traceback": []}, "cell 3 of the notebook gave error: 'x'"),
        (
            {"output_type": "display_data", "metadata": {}, "data": {"image/png": "", "text/plain": "<Figure>"}},
            "cell 3 of the notebook shows something that no page can hold: image/png, text/plain",
        ),
        (
            {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/html": "<b>12</b>", "text/plain": ""}},
            "cell 3 of the notebook shows something that no page can hold: text/html, text/plain",
        ),
    ],
    ids=["print", "warning", "error", "picture", "html of its own"],
)
def test_cell_that_must_not_be(da_nang: Briefing, output: dict[str, Any], message: str) -> None:
    """A cell that prints, warns, fails, or shows what no page can hold stops the page, and is named."""
    with pytest.raises(FailedBriefing) as problem:
        make_page(executed(output), da_nang, "en", Surroundings())
    assert str(problem.value) == message


def test_number_that_names_nothing(da_nang: Briefing) -> None:
    """A number whose mark-up names no figure stops the page."""
    piece = Piece(Markup('<data value="1" data-figure="nobody.1">1</data>'), ("nobody.1",))
    with pytest.raises(Untraceable, match=r"figures\.csv has no figure nobody\.1"):
        make_page(executed(said(piece)), da_nang, "en", Surroundings())


def test_every_number_has_an_entry(page: str) -> None:
    """Each number leads to its own entry on the page, each link within the page leads somewhere, and no name stands twice."""
    soup = soup_of(page)
    names = [element["id"] for element in soup.find_all(id=True)]
    assert sorted(set(names)) == sorted(names)
    assert {link["href"][1:] for link in soup.select('a[href^="#"]')} <= set(names)
    assert all(number.find_parent("a", class_="number") or number.find_parent("li") for number in soup.find_all("data"))


def test_nothing_loads_from_elsewhere(page: str) -> None:
    """What a page loads stands beside it; addresses of reports are links and no more; nothing is styled or run inline."""
    soup = soup_of(page)
    loaded = [element.get("src") or element.get("href") for element in soup.find_all(["script", "link", "img", "iframe", "source"])]
    assert [address for address in loaded if address] == ["../assets/page.css", "../assets/vega.js", "../assets/page.js"]
    assert soup.find_all(style=True) == soup.find_all("style") == []
    assert {script.get("type") for script in soup.find_all("script") if not script.get("src")} == {
        "application/json",
        "application/ld+json",
    }
    assert [name for element in soup.find_all(True) for name in element.attrs if name.startswith("on")] == []


def test_policy(page: str) -> None:
    """The policy of a page allows its own files and nothing else: no eval, no inline script, no connection."""
    policy = soup_of(page).find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert "default-src 'none'" in policy
    assert not [word for word in ("unsafe", "http", "*", "connect-src") if word in policy]


def test_order_of_headings(page: str) -> None:
    """There is one first-level heading, and no level is left out on the way down."""
    levels = [int(heading.name[1]) for heading in soup_of(page).find_all(re.compile(r"^h[1-6]$"))]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert [pair for pair in itertools.pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_contents(page: str) -> None:
    """The list of contents names every section, in order."""
    soup = soup_of(page)
    listed = [(link["href"][1:], link.get_text()) for link in soup.select("nav.contents a")]
    assert listed == [(heading["id"], heading.get_text()) for heading in soup.find_all("h2")]


def test_contents_have_headings_of_sections_alone(da_nang: Briefing) -> None:
    """The list of contents has the headings that pieces carry, without their marks, and register and downloads after them."""
    heading = Writer(da_nang.store).render("record/gaps.html.j2", briefing=da_nang)
    made = make_page(executed(said(heading), said(Piece(Markup("<h2>No name</h2>")))), da_nang, "en", Surroundings())
    assert [link["href"] for link in soup_of(made).select("nav.contents a")] == ["#gaps", "#register", "#sources", "#downloads"]


@pytest.mark.parametrize("word", ["nan", "NaN", "None", "null", "undefined", "Markup(", "Decimal(", "dossiers_received", "da_nang"])
def test_no_trace_of_the_machine(page: str, word: str) -> None:
    """No reader meets a missing value, a raw name or a piece of code."""
    text = soup_of(page).main.get_text(" ")
    assert not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text)


def test_hedges_and_doubts_reach_the_page(page: str) -> None:
    """What is hedged or doubtful in the data is so in the page's text."""
    text = " ".join(soup_of(page).main.get_text().split())
    assert "more than 800? (doubtful: the translation is unclear)" in text
    assert "not reported" in text
    assert "17? (doubtful: another printed number contradicts it)" in text


def test_title_and_language(page: str) -> None:
    """The page says what it is and in which language."""
    soup = soup_of(page)
    assert (soup.html["lang"], soup.title.get_text()) == ("en", "Da Nang, centrally run city")
    assert soup.find("meta", {"name": "description"})["content"] == (
        "Figures on two-tier local government in Da Nang, centrally run city, each with its source."
    )


def test_standalone_page(da_nang: Briefing) -> None:
    """A page of one file loads nothing at all, and allows its own script and style by hash."""
    made = make_page(executed(title()), da_nang, "en", Surroundings(files=[("48.csv", "csv")], standalone=True))
    emptied, scripts = re.subn(r"<script>.*?</script>", "<script></script>", made, flags=re.DOTALL)  # the whole of Vega takes long to parse
    soup = soup_of(emptied)
    assert [element for element in soup.find_all(["script", "link", "img"]) if element.get("src") or element.get("href")] == []
    policy = soup.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    inert = ("application/json", "application/ld+json", "text/plain")
    assert scripts == len([each for each in soup.find_all("script") if each.get("type") not in inert])
    licences = soup.find("script", id="licences").get_text()
    assert all(name in licences for name in ("SIL OPEN FONT LICENSE", "University of Washington Interactive Data Lab"))
    assert policy.count("'sha256-") == 1 + scripts
    assert "48.csv" not in made


def test_neighbours(da_nang: Briefing) -> None:
    """A page links to the pages before and after it, among those that there are."""
    every = [place.code for place in da_nang.store.places]
    beside = neighbours_of(da_nang, every, "en", "")
    assert beside == (("46-hue.html", "Hue"), ("51-quang-ngai.html", "Quang Ngai"))
    links = soup_of(make_page(executed(title()), da_nang, "en", Surroundings(neighbours=beside))).select("a[rel=prev], a[rel=next]")
    assert [(each["rel"], each["href"], each.get_text()) for each in links] == [
        (["prev"], "46-hue.html", "← Hue"),
        (["next"], "51-quang-ngai.html", "Quang Ngai →"),
    ]
    assert neighbours_of(da_nang, ["48", "01"], "en", "-record") == (("01-hanoi-record.html", "Hanoi"), None)


def test_the_nation_has_no_neighbours(da_nang: Briefing) -> None:
    """Provinces stand beside each other; the nation beside nothing."""
    nation = Data(da_nang.store).briefing(da_nang.store.places.root)
    assert neighbours_of(nation, ["48", "01"], "en", "") == (None, None)


def test_chart_on_a_page(da_nang: Briefing) -> None:
    """A chart stands on a page with traced headline, description, data that no text can end early, and its table."""
    spec = charts.chart_dossier_shares(Writer(da_nang.store), da_nang).to_dict()
    rows = next(iter(spec["datasets"].values()))
    rows[0]["who"] = "</script><script>alert(1)</script>&"
    soup = soup_of(str(chart_piece(spec, Writer(da_nang.store), {})))
    (data,) = soup.find_all("script")
    assert json.loads(data.get_text())["datasets"] == spec["datasets"]
    assert soup.find("h3").find("data")["data-formula"] == "ratio"
    assert soup.select_one(".drawing")["aria-label"] == spec["description"]
    assert soup.find("details").find("table") is not None


def test_assets() -> None:
    """The shared files hold style, scripts and the whole of Vega, and no address that they would load."""
    assets = make_assets()
    assert set(assets) >= {"page.css", "page.js", "index.js", "vega.js"}
    assert not re.search(r"url\((?!data:)|@import", assets["page.css"])
    assert not re.search(r"https?://", assets["page.js"] + assets["index.js"])


def test_vega_is_that_of_the_package() -> None:
    """What is stored is what the locked version of vl-convert bundles, under a notice; else `make vega` is due."""
    notice, _, vega = make_assets()["vega.js"].partition("\n")
    assert notice.startswith("/*! Vega, ")
    assert vega == vl_convert.javascript_bundle()


def test_shared_look_of_charts(page: str) -> None:
    """The look that all charts share stands on the page once, and with no chart."""
    blocks = {block.get("id"): json.loads(block.get_text()) for block in soup_of(page).find_all("script", type="application/json")}
    drawings = [json.loads(each.find_next_sibling("script").get_text()) for each in soup_of(page).select(".drawing")]
    assert "font" in blocks["chart-style"]
    assert [drawing for drawing in drawings if "config" in drawing] == []


def test_downloads(page: str) -> None:
    """The files beside the page are linked by what they hold."""
    assert [(link["href"], link.get_text()) for link in soup_of(page).select(".downloads a[download]")] == [
        ("48-da-nang.csv", "The figures on this place, as a table (CSV)"),
        ("48-da-nang.ipynb", "The notebook that made this page, with its outputs (Jupyter)"),
    ]


def test_question_that_no_chart_answers(da_nang: Briefing) -> None:
    """A misspelt question is refused with the nearest one, and a language without sentences before anything is written."""
    with pytest.raises(
        WrongParameter, match=r"^parameter question: found 'dossier_share'; the charts are .*; did you mean dossier_shares\?$"
    ):
        Page(da_nang).chart("dossier_share")
    with pytest.raises(WrongParameter, match=r"^parameter language: found 'xx'; pages can be written in en"):
        Page(da_nang, language="xx")


def test_a_question_without_an_answer_shows_nothing(hue: Briefing) -> None:
    """Where the place has nothing to answer with, there is no chart and no table."""
    page = Page(hue)
    assert (page.chart("dossier_shares"), page.chart("series", "staffing"), page.theme("dossiers")) == (None,) * 3
