"""The catalogues of sentences: whole, of today's templates, and fit to be put into them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from briefing_lib.wording import LANGUAGES
from briefing_lib.wording.language import LOCALES, path_of_catalogue

TRANSLATED = [code for code in LANGUAGES if code != "en"]
PLACEHOLDER = re.compile(r"%\(\w+\)s|</?\w[^>]*>|_[A-Z]+_")
GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"


def messages_of(path: Path, code: str = "en") -> list[Message]:
    with path.open("rb") as content:
        return [each for each in read_po(content, locale=code, abort_invalid=True) if each.id]


def said(message: Message) -> list[str]:
    """All forms of a translation."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


def asked(message: Message) -> str:
    """The English that a translation stands for, of two forms the more general."""
    return message.id if isinstance(message.id, str) else message.id[-1]


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_sentence_is_translated(code: str) -> None:
    """None is missing, left blank or marked as a guess, and none is left over from before."""
    messages = messages_of(path_of_catalogue(code), code)
    wanted = {str(each.id) for each in messages_of(LOCALES / "briefing.pot")}
    assert {str(each.id) for each in messages} == wanted
    assert [each.id for each in messages if each.fuzzy or not all(said(each))] == []
    assert "\n#~" not in path_of_catalogue(code).read_text("utf-8")


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_sentence_is_translated_twice(code: str) -> None:
    """Each stands in the catalogue once; of two the last one would win, and nobody would know."""
    ids = Counter(re.findall(r'^msgid ((?:".*"\n)+)', path_of_catalogue(code).read_text("utf-8"), re.MULTILINE))
    assert [text for text, number in ids.items() if number > 1] == []
    assert len(ids) == len(messages_of(path_of_catalogue(code), code)) + 1  # the header


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_placeholder_stays(code: str) -> None:
    """A translation shows each number, name and element as often as the English does, in whatever order."""
    wrong = [
        (asked(each), form)
        for each in messages_of(path_of_catalogue(code), code)
        for form in said(each)
        if sorted(PLACEHOLDER.findall(form)) != sorted(PLACEHOLDER.findall(asked(each)))
    ]
    assert wrong == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_one_form_for_every_number(code: str) -> None:
    """Neither Vietnamese nor Indonesian has a plural: each translation of two English forms is one."""
    with path_of_catalogue(code).open("rb") as content:
        catalogue = read_po(content)
    assert (catalogue.num_plurals, catalogue.plural_expr) == (1, "0")
    assert [each.id for each in catalogue if isinstance(each.id, tuple) and len(each.string) != 1] == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_sentence_is_left_in_english(code: str) -> None:
    """What has words is not the English again, but for names of formats."""
    same = [asked(each) for each in messages_of(path_of_catalogue(code), code) for form in said(each) if form == asked(each)]
    assert [text for text in same if re.search(r"[^\W\d_]{2}", PLACEHOLDER.sub("", text))] == ["CSV", "PDF", "Word"]


@pytest.mark.parametrize(("column", "code"), [(1, "vi"), (2, "id")])
def test_the_glossary_is_used(column: int, code: str) -> None:
    """Each term of the glossary stands in the data or in a sentence of the catalogue."""
    rows = [line.strip("|\n ").split("|") for line in GLOSSARY.read_text("utf-8").splitlines() if line.startswith("| ")]
    terms = [row[column].strip() for row in rows if not row[0].strip().startswith(("English", "---"))]
    data = "".join(path.read_text("utf-8") for path in (GLOSSARY.parents[1] / "data").glob("*.csv"))
    known = (data + "".join(form for each in messages_of(path_of_catalogue(code), code) for form in said(each))).casefold()
    assert len(terms) > 40
    assert [term for term in terms if term.casefold() not in known] == []
