"""How a record shows itself in a notebook: a small table of what it is and where it comes from."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from briefing_lib.wording.writer import environment_of

CARDS = {
    ("briefing_lib.figures.figure", "Figure"): "figure",
    ("briefing_lib.store.places", "Place"): "place",
    ("briefing_lib.briefing.briefing", "Briefing"): "briefing",
}
"""The records that have a card, by module and name, and the block of `cards.html.j2` that shows each."""


def card(name: str, language: str = "en", **facts: Any) -> Markup:
    """The card of this name in a language; text in it is escaped."""
    template = environment_of(language).get_template("cards.html.j2")
    return Markup(getattr(template.module, name)(**facts).strip())


def register_cards(formatter: Any) -> None:
    """Let IPython's formatter of HTML show each record by its card."""
    for (module, record), name in CARDS.items():
        formatter.for_type_by_name(module, record, lambda shown, name=name: str(card(name, **{name: shown})))
