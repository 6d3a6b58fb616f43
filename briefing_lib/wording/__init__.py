"""How a language says it: numbers, days, marks, and the sentences as templates; catalogues."""

from briefing_lib.wording.cards import card, register_cards
from briefing_lib.wording.language import LANGUAGES, NAMES, Language, alphabetical, available_languages, language_of
from briefing_lib.wording.piece import FOR_PAGES, MIMETYPE, Piece, for_pages, is_at_desk, join, piece_of
from briefing_lib.wording.writer import TEMPLATES, Writer, anchor, plain, references_in

__all__ = [
    "FOR_PAGES",
    "LANGUAGES",
    "MIMETYPE",
    "NAMES",
    "TEMPLATES",
    "Language",
    "Piece",
    "Writer",
    "alphabetical",
    "anchor",
    "available_languages",
    "card",
    "for_pages",
    "is_at_desk",
    "join",
    "language_of",
    "piece_of",
    "plain",
    "references_in",
    "register_cards",
]
