"""The only reader of `data/`: schema, rules of rows, places, the store itself, references."""

from briefing_lib.store.places import Place, Places, fold, strip_marks
from briefing_lib.store.records import LANGUAGES, Body, Commitment, EditorsMessage, Event, ExpectedSum, Finding, LeftOut, Topic
from briefing_lib.store.references import parse_placeholder, parse_reference, resolve
from briefing_lib.store.schema import find_package
from briefing_lib.store.store import Store, hold, open_store, state_of

__all__ = [
    "LANGUAGES", "Body", "Commitment", "EditorsMessage", "Event", "ExpectedSum", "Finding", "LeftOut", "Place", "Places", "Store", "Topic",
    "find_package", "fold", "hold", "open_store", "parse_placeholder", "parse_reference", "resolve", "state_of", "strip_marks",
]  # fmt: skip
