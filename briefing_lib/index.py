"""The first page of the site."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from briefing_lib.language import language_of
from briefing_lib.pages import render
from briefing_lib.store import Store


def make_index(store: Store, out: Path) -> str:
    """The index of all provinces, each with its page where there is one in `out`."""
    language = language_of("en")
    rows = [
        Markup('<li><a href="en/{code}-{slug}.html">{name}</a></li>').format(code=province.code, slug=province.slug, name=province.name("en"))
        for province in store.provinces
        if (out / f"en/{province.code}-{province.slug}.html").is_file()
    ]
    return render(
        "page.html.j2", standalone=False, language=language, title="Briefings", description="", home="index.html", footer="",
        register="", downloads="", body=Markup("<h1>Briefings</h1><ul>{}</ul>").format(Markup("").join(rows)),
    )  # fmt: skip
