"""A report is entered from its text to the saved rows, kept on the way, saved whole or not at all, and taken back to the byte."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
from bench_intake import TEXTS
from click.testing import CliRunner
from conftest import ROOT

from briefing_lib import cli
from briefing_lib.build.aside import Built
from briefing_lib.build.site import Job, result_of
from briefing_lib.errors import BriefingError, FailedBriefing, InvalidPackage, WrongUse
from briefing_lib.intake import desk, saving
from briefing_lib.intake.candidates import Candidate
from briefing_lib.intake.kept import Work, begin, find_work, take_in
from briefing_lib.intake.reading import read_report
from briefing_lib.intake.review import Review
from briefing_lib.intake.saving import NotSaved, pages_changed, save, undo
from briefing_lib.proof.checks import check_store
from briefing_lib.store import Store, open_store, written
from briefing_lib.store.written import JOURNAL, finish_writing, refuse_unfinished

GIVEN = {"url": "https://example.org/lang-son.htm", "publisher": "Thời báo", "published_on": "2025-12-05"}
TEXT = TEXTS / "lang-son.txt"
NAME = "example-2025-12-05-lang-son"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return open_store(tmp_path / "data")


@pytest.fixture
def work(tmp_path: Path, store: Store) -> Work:
    return begin(tmp_path / "texts", read_report(TEXT.read_bytes()), GIVEN, store)


def bytes_of(store: Store) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(store.folder.iterdir())}


def decide(review: Review) -> None:
    """Confirm all of the text as a person would who has read it."""
    measures = {"2.124": "all", "1.750": "province", "374": "commune"}
    while isinstance(each := review.current, Candidate):
        if each.as_printed == "12" and not each.left_out:
            review.leave_out("restated")
        elif each.as_printed in measures:
            review.set(review.change({"measure": "procedures_in_force", "level": measures[each.as_printed]}))
        else:
            review.accept()


def test_a_report_is_entered_saved_and_taken_back(store: Store, work: Work) -> None:
    """After it, check and verify pass, only lines were added, and undo leaves every file as it was."""
    before = bytes_of(store)
    review = Review(work, store)
    decide(review)
    after = save(work, review.candidates, store)
    assert check_store(after).faults == ()
    assert [each.figure_id for each in after.figures if each.source and each.source.source_id == NAME] == [
        f"{NAME}.p2.1", f"{NAME}.p2.2", f"{NAME}.p2.3", f"{NAME}.p3.1", f"{NAME}.p3.2", f"{NAME}.p3.3",
    ]  # fmt: skip
    for name, raw in before.items():
        new = bytes_of(after)[name].splitlines()
        added = [line for line in new if line not in set(raw.splitlines())]
        assert [line for line in new if line not in added] == raw.splitlines(), name
    named = [each.stem for each in pages_changed(store, after)]
    assert named[0] == "en/20-lang-son"
    assert {"en/20-lang-son", "en/20-lang-son-record", "en/viet-nam"} <= set(named)
    assert not [each for each in named if "hanoi" in each]
    undo(work, after)
    assert bytes_of(store) == before
    assert Review(work, open_store(store.folder)).open == 0


def test_nothing_is_saved_before_all_is_decided(store: Store, work: Work) -> None:
    """Each number that is open is named with its paragraph; the first is asked, and the key g leads to the next."""
    before = bytes_of(store)
    review = Review(work, store)
    review.accept()
    with pytest.raises(NotSaved, match=r"nothing is saved, 9 to mend:\n  paragraph 2, '2\.124': not decided yet; accept it") as refused:
        review.save()
    assert bytes_of(store) == before
    asked = [review.current]
    for _ in refused.value.refusals:
        review.press("g", {})
        asked.append(review.current)
    assert [each.key for each in asked if each] == [*(each.key for each in refused.value.refusals), refused.value.refusals[0].key]


def test_rows_that_break_a_rule_are_not_saved(store: Store, work: Work) -> None:
    """What check or verify would find is said with paragraph and printed number, that number is asked about, and no table is touched."""
    before = bytes_of(store)
    review = Review(work, store)
    decide(review)
    key = next(each.key for each in review.candidates if each.as_printed == "301.358")
    for value, said in (
        ("301359", r"paragraph 3, '301\.358': value: found '301359'; '301\.358' reads 301358"),
        ("343400", r"paragraph 3, '343\.399': value: found '343399'; .* does not hold \(beside paragraph 3, '301\.358'\)"),
    ):
        work.decisions[key]["cells"]["value"] = value
        with pytest.raises(NotSaved, match=said):
            review.save()
        assert (bytes_of(store), work.saved) == (before, {})
        assert (review.current.as_printed if isinstance(review.current, Candidate) else "") in said.replace("\\", "")
    review.go(key)
    review.set(review.change({"value": "301358"}))
    assert key not in {each.key for each in review.refused}
    review.save()
    assert (review.refused, "g" in review.keys) == ((), False)


def test_a_sentence_that_breaks_a_rule_is_named(store: Store, work: Work) -> None:
    """So is one of those in words of one's own, and what lies with no number."""
    review = Review(work, store)
    review.go(next(each.key for each in review.candidates if each.as_printed == "12"))
    fields = {each.name: each.value for each in review.asks("w", {"table": "findings"})}
    review.press("w", {"table": "findings", **fields, "text_en": "Its model is copied"})
    (statement,) = work.statements.values()
    assert statement is not None
    statement["cells"]["kind"] = "nothing"
    decide(review)
    with pytest.raises(NotSaved, match=r"paragraph 4, a row of findings: kind: found 'nothing'"):
        review.save()
    assert review.current is not None
    assert (review.current.paragraph, {each.name: each.value for each in review.asks("w", {"table": "findings"})}["text_en"]) == (
        4, "Its model is copied",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("harm", "said"), [(Path.unlink, "is gone"), (lambda path: path.write_bytes(b"x"), "was altered since it was read")]
)
def test_a_text_that_is_lost_is_named(tmp_path: Path, store: Store, work: Work, harm: Callable[[Path], object], said: str) -> None:
    """One line says which, and what to do; the report's file, given anew, brings it back with what was decided."""
    Review(work, store).accept()
    harm(path := work.folder / work.source["text_name"])
    with pytest.raises(
        WrongUse, match=rf"^{path} {said}: put it back, or give the report's file anew; what was decided of {NAME} is kept$"
    ):
        Review(work, store)
    again = begin(tmp_path / "texts", read_report(TEXT.read_bytes()), {}, store)
    assert (again.text, len(again.decisions)) == (TEXT.read_text("utf-8"), 1)


def test_work_goes_on_where_it_stopped(tmp_path: Path, store: Store, work: Work) -> None:
    """The same text, read again, has the decisions that were made; they lie beside it."""
    Review(work, store).accept()
    again = begin(tmp_path / "texts", read_report(TEXT.read_bytes()), {}, store)
    assert (again.decisions, again.source["source_id"]) == (work.decisions, NAME)
    assert [each.source["source_id"] for each in find_work(tmp_path / "texts", store)] == [NAME]


def test_a_save_that_is_interrupted_is_completed(store: Store, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the moves of two tables the package is refused, and one command moves the rest."""
    review = Review(work, store)
    decide(review)
    real, moved = written.os.replace, []

    def once(new: Path, old: Path) -> None:
        if len(moved) == 2:  # the journal, and one table
            raise KeyboardInterrupt
        moved.append(old)
        real(new, old)

    monkeypatch.setattr(written.os, "replace", once)
    with pytest.raises(KeyboardInterrupt):
        save(work, review.candidates, store)
    monkeypatch.undo()
    with pytest.raises(InvalidPackage, match=r"a save that was interrupted'; run briefing add --finish"):
        open_store(store.folder)
    outcome = CliRunner().invoke(cli.main, ["add", "--finish", "--data", str(store.folder)])
    assert outcome.output == "the save is complete now\n"
    assert NAME in open_store(store.folder).sources


def test_arithmetic_is_checked_as_one_goes(store: Store, work: Work) -> None:
    """A share that does not follow from the two numbers beside it is said at once."""
    review = Review(work, store)
    told: list[str] = []
    while isinstance(each := review.current, Candidate):
        wrong = each.as_printed == "343.399"
        told += review.set(review.change({"value": "243399"})) if wrong else review.accept()
    assert "does not hold: dossiers_online 301358 / dossiers_received 243399 = dossiers_online_pct 87.76" in told


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"measure": "dossiers_recieved"}, "indicators.csv has no such measure; did you mean dossiers_received"),
        ({"place": "Xyzzy"}, "no place is called 'Xyzzy'"),
        ({"level": "comune"}, "level: 'comune' is not known; did you mean commune"),
        ({"colour": "red"}, "'colour' can't be changed"),
        ({"on": "2025-02-30"}, "is no day or month"),
        ({"value": "1.2.3"}, "is no number"),
        ({"value": "NaN"}, "is no number"),
        ({"value": "Infinity"}, "is no number"),
        ({"measure": "dossiers_received", "value": "-5"}, "value: -5 count can't be"),
        ({"from": "2025-09-01", "to": "2025-08-01"}, "from 2025-09-01 lies after to 2025-08-01"),
        ({"printed": "zzz"}, "printed: 'zzz' does not stand in paragraph"),
    ],
)
def test_a_change_that_the_tables_would_refuse_is_refused(store: Store, work: Work, told: dict[str, str], said: str) -> None:
    """Each refusal says what was found, and nothing is decided."""
    review = Review(work, store)
    with pytest.raises(BriefingError, match=said):
        review.set(review.change(told))
    assert work.decisions == {}


def test_a_place_that_ended_goes_by_its_code(store: Store, work: Work) -> None:
    """What a report says of a former province can be entered as that of it."""
    review = Review(work, store)
    assert [review.change({"place": each})["geography"] for each in ("63-49", "Quảng Nam", "Đà Nẵng")] == ["63-49", "48", "48"]


def test_the_terminal_asks_and_keeps(
    tmp_path: Path, store: Store, work: Work, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The paragraph stands there with the number marked; keys go on, back, accept, leave out, and quit; what is refused leads there."""
    keys = iter("xnba1lsgq")
    monkeypatch.setattr(desk.click, "getchar", lambda: next(keys))
    monkeypatch.setattr(desk.click, "prompt", lambda *_, **__: "restated")
    desk.ask(work, store)
    said, wrong = capsys.readouterr()
    assert "paragraph 2, '2.124': not decided yet" in wrong
    assert "⟦" in said
    assert "earlier rows" in said
    assert len(work.decisions) == 3
    assert "kept: " in said.splitlines()[-1]


def test_what_is_refused_in_the_terminal_is_not_typed_again(store: Store, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that the tables refuse is asked for once more with all that was typed."""
    keys, first = iter("eeq"), {**BODY, "name_vi": ""}
    offered: list[str] = []

    def type_in(told: str, default: str, **_: object) -> str:
        offered.append(default)
        name = {"what": "table"}.get(told.split()[0], told.partition(" (")[0].removesuffix(" *").replace(" ", "_"))
        return first.get(name, "") if len(offered) <= len(BODY) + 4 else default or BODY.get(name, "")

    monkeypatch.setattr(desk.click, "getchar", lambda: next(keys))
    monkeypatch.setattr(desk.click, "prompt", type_in)
    desk.ask(work, store)
    ((table, row),) = work.further
    assert {"table": table, **{name: cell for name, cell in row.items() if cell}} == BODY


def test_the_terminal_saves_and_makes_the_pages(
    store: Store, work: Work, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After a save each page that changes is made and named; one that fails says why, and the others are made."""
    decide(Review(work, store))
    made: list[str] = []

    def make(job: Job) -> Built:
        made.append(job.stem)
        if job.stem == "en/viet-nam":
            raise FailedBriefing("the disk is full")
        return Built(result_of(job, "made"), Path(f"{job.stem}.html"))

    monkeypatch.setattr(desk, "run_aside", make)
    monkeypatch.setattr(desk.click, "getchar", lambda: "s")
    desk.ask(work, store)
    out, wrong = capsys.readouterr()
    assert {"en/20-lang-son", "en/20-lang-son-record", "en/viet-nam"} <= set(made)
    assert ("en/20-lang-son: en/20-lang-son.html\n" in out, wrong) == (True, "en/viet-nam: the disk is full\n")


def test_the_command_lists_what_it_proposes(tmp_path: Path, store: Store) -> None:
    """Without a terminal nothing is asked; a report that is in hand is said to be so."""
    arguments = ["add", str(TEXT), "--data", str(store.folder), "--list"]
    for name, value in GIVEN.items():
        arguments += [f"--{name.replace('_', '-')}", value]
    outcome = CliRunner().invoke(cli.main, arguments)
    assert outcome.exit_code == 0, outcome.output
    assert "p3 343.399: dossiers_received 20 all exact 343399" in outcome.output
    assert "in hand already? vietnamvn-2025-12-langson-procedures prints 4 of its 4 larger numbers, too" in outcome.output
    assert (tmp_path / "texts" / f"{NAME}.txt").read_bytes() == TEXT.read_bytes()


LEAST = 60
"""So many moments at least; fewer would mean that the lines that write were missed."""
WRITE: set[CodeType] = {each.__code__ for each in (written._replace, written._write, finish_writing, saving.save, saving.undo, Work.keep)}


def killed_before(line: int, change: Callable[[], object]) -> bool:
    """Do it in a process that is killed before so manieth of the lines that write; whether it was killed."""
    process = os.fork()
    if process == 0:
        passed = 0

        def count(frame: FrameType, event: str, _told: Any) -> Any:
            nonlocal passed
            if frame.f_code not in WRITE:
                return None
            passed += event == "line"
            if passed == line:
                os.kill(os.getpid(), signal.SIGKILL)
            return count

        sys.settrace(count)
        change()
        os._exit(0)
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def tables(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked for each kill")
def test_a_kill_leaves_all_or_none(store: Store, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed anywhere while it is saved, or taken back, a report is in all tables or in none after `finish`; what was decided is whole."""
    review = Review(work, store)
    decide(review)
    without, decided = tables(store.folder), work.path.read_bytes()
    after = saving.save(work, review.candidates, store)
    having, saved = tables(store.folder), work.path.read_bytes()
    monkeypatch.setattr(saving, "_check", lambda *_: None)  # that these rows pass has just been seen, and takes a second
    monkeypatch.setattr(saving, "_check_alone", lambda *_: None)
    seen = []
    for before, state, change in (
        (without, decided, lambda: saving.save(find_work(work.folder, store)[0], review.candidates, store)),
        (having, saved, lambda: saving.undo(find_work(work.folder, after)[0], after)),
    ):
        for line in range(1, 1000):
            shutil.rmtree(store.folder)
            shutil.copytree(ROOT / "data", store.folder)
            for name, raw in before.items():
                (store.folder / name).write_bytes(raw)
            work.path.write_bytes(state)
            if not killed_before(line, change):
                break
            interrupted = (store.folder / JOURNAL).exists()
            if interrupted:
                with pytest.raises(InvalidPackage, match="run briefing add --finish"):
                    refuse_unfinished(store.folder)
            assert finish_writing(store.folder) == interrupted
            left = tables(store.folder)
            assert left in (without, having), line
            (known,) = find_work(work.folder, after if left == having else store)
            assert (bool(known.saved), known.decisions) == (left == having, work.decisions), line
            seen.append((interrupted, left == having))
    assert len(seen) > LEAST
    assert {(False, False), (True, True), (False, True), (True, False)} == set(seen)
    assert NAME in after.sources


BODY = {"table": "bodies", "body": "lang-son-offices", "kind": "province", "name_en": "Offices of Lang Son", "name_vi": "Các sở của Lạng Sơn",
        "name_id": "Dinas Lang Son"}  # fmt: skip
CODE = {"table": "codes", "list": "model", "code": "learnt", "order": "1", "label_en": "learnt elsewhere", "label_vi": "học tập nơi khác",
        "label_id": "dipelajari di tempat lain"}  # fmt: skip
MEASURE = {"table": "indicators", "indicator": "communes_following_models", "label_en": "Communes that follow a model",
           "definition_en": "Communes that learn from a model of another place.", "unit": "count", "theme": "procedures",
           "better": "higher", "core": "false", "standing": "false"}  # fmt: skip
EVENT = {"table": "commitment_events", "commitment_id": "huengaynay-2025-08-politburo.p8.c5: Supply facilities", "on": "2025-12-05",
         "status": "in_progress", "paragraph": "4", "note": "a model is learnt from"}  # fmt: skip


def test_what_a_report_brings_is_entered_with_it(store: Store, work: Work) -> None:
    """A body, a code and a measure serve the review at once, an event waits; all are saved with the numbers, and taken back."""
    before = bytes_of(store)
    review = Review(work, store)
    for row in (BODY, CODE, MEASURE, EVENT):
        assert review.press("e", row) == [f"kept, to be saved with the rest: a row of {row['table']}.csv"]
    assert bytes_of(store) == before
    while (each := review.current) is not None and each.key != next(one.key for one in review.candidates if one.as_printed == "12"):
        review.next()
        work.decisions.setdefault(each.key, {})
    work.decisions.clear()
    review.set(review.change({"measure": "communes_following_models/model:learnt", "level": "commune", "speaker": "lang-son-offices"}))
    review = Review(work, store)
    decide(review)
    after = save(work, review.candidates, review.store)
    found = next(each for each in after.figures if each.source and each.source.source_id == NAME and each.as_printed == "12")
    assert (found.measure, found.stated_by) == ("communes_following_models/model:learnt", "lang-son-offices")
    (event,) = (each for each in after.events if each.source.source_id == NAME)
    assert (event.commitment_id, event.status, event.paragraph) == ("huengaynay-2025-08-politburo.p8.c5", "in_progress", 4)
    assert list(work.saved) == ["sources", "codes", "bodies", "indicators", "figures", "left_out", "commitment_events"]
    undo(work, after)
    assert bytes_of(store) == before


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({**BODY, "kind": "provinc"}, "kind: 'provinc' is not known|found 'provinc'"),
        ({**BODY, "name_vi": ""}, "name_vi must not be blank"),
        ({**CODE, "label_en": "three noes"}, "no row stands behind three"),
        ({**MEASURE, "theme": "nothing"}, "found 'nothing'"),
        ({**EVENT, "commitment_id": "nobody.p1.c1"}, "commitment_id: 'nobody.p1.c1' is not known"),
        ({**EVENT, "status": "don"}, "status: 'don' is not known; did you mean done"),
        ({**EVENT, "on": "2025-12"}, "is no day; write it as 2025-10-01"),
        ({**EVENT, "table": "places"}, "places.csv takes no row here"),
    ],
)
def test_a_row_that_the_tables_would_refuse_is_not_entered(store: Store, work: Work, row: dict[str, str], said: str) -> None:
    """Each refusal says what was found, and nothing is kept of it."""
    review = Review(work, store)
    with pytest.raises(BriefingError, match=said):
        review.press("e", row)
    assert work.further == []


def test_a_sentence_of_a_number_becomes_a_row(store: Store, work: Work) -> None:
    """Where no sentence is proposed, that of the number asked about is worded, as a finding or as a commitment."""
    review = Review(work, store)
    while isinstance(review.current, Candidate) and review.current.as_printed != "12":
        review.next()
        assert review.current is not None
        if review.current.as_printed != "12":
            work.decisions[review.current.key] = {"kind": "left_out", "reason": "restated"}
    (table,) = review.asks("w", {})
    assert table.choices == ("commitments", "findings")
    fields = {each.name: each.value for each in review.asks("w", {"table": "findings"})}
    assert (fields["geographies"], next(iter(fields))) == ("20", "text_en")
    with pytest.raises(WrongUse, match="text_en is blank"):
        review.press("w", {"table": "findings", **fields})
    with pytest.raises(WrongUse, match=r"text_en: .*no row stands behind twelve"):
        review.press("w", {"table": "findings", **fields, "text_en": "Its model is copied by twelve"})
    review.press("w", {"table": "findings", **fields, "text_en": "Its model is copied"})
    (statement,) = work.statements.values()
    assert statement is not None
    assert (statement["table"], statement["cells"]["text_en"]) == ("findings", "Its model is copied")


def test_the_row_of_the_report_is_mended(store: Store, work: Work) -> None:
    """Publisher, day and original can be said later; what the table would refuse is refused."""
    review = Review(work, store)
    assert {each.name for each in review.asks("r", {})} >= {"title", "publisher", "published_on", "original"}
    review.press("r", {"title": "Reform moves on", "original": "vietnamvn-2025-12-langson-procedures"})
    assert (work.source["title"], find_work(work.folder, store)[0].source["original"]) == (
        "Reform moves on", "vietnamvn-2025-12-langson-procedures",
    )  # fmt: skip
    with pytest.raises(WrongUse, match="original: found 'nobody'"):
        review.press("r", {"original": "nobody"})
    assert work.source["original"] == "vietnamvn-2025-12-langson-procedures"


def a_text(store: Store, folder: Path, text: str, **given: str) -> Work:
    told = {"publisher": "Thời báo", "published_on": "2025-10-10", "language": "vi"} | given
    return take_in(text.encode(), "", folder, told, store)[0]


def test_two_texts_of_one_day_and_place(real_store: Store, tmp_path: Path) -> None:
    """The second has a name of its own, and the first is as it was; a name that is taken is refused."""
    one, other = (a_text(real_store, tmp_path, f"Tỉnh Sơn La tiếp nhận {number} hồ sơ.\n") for number in ("12.345", "54.321"))
    assert (other.source["source_id"], "12.345" in one.text, "54.321" in other.text) == (f"{one.source['source_id']}-2", True, True)
    with pytest.raises(WrongUse, match="is the name of another text"):
        a_text(real_store, tmp_path, "Tỉnh Sơn La tiếp nhận 1.111 hồ sơ.\n", source_id=one.source["source_id"])


def test_a_text_decided_twice_at_once(real_store: Store, tmp_path: Path) -> None:
    """Who opened it first does not write over what the other has answered since."""
    text = "Tỉnh Sơn La tiếp nhận 12.345 hồ sơ, đã giải quyết 11.111 hồ sơ.\n"
    one, other = (Review(a_text(real_store, tmp_path, text), real_store) for _ in range(2))
    other.press("1", {})
    with pytest.raises(WrongUse, match="is being decided elsewhere, too; open it again"):
        one.press("1", {})
    assert len(find_work(tmp_path, real_store)[0].decisions) == 1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"published_on": "01/10/2025"}, "--published-on: '01/10/2025' is no day or month; write it as 2025-10-01"),
        ({"published_on": "2025-02-30"}, "is no day"),
        ({"known_from": "yesterday"}, "--known-from: 'yesterday' is no day"),
        ({"language": "fr"}, "--language: texts in 'fr' are not read"),
        ({"source_id": "../../evil"}, "--id: '../../evil' is no name"),
    ],
)
def test_what_can_not_be_said_of_a_report(real_store: Store, tmp_path: Path, given: dict[str, str], message: str) -> None:
    """It is refused in a line, and nothing is written."""
    with pytest.raises(WrongUse, match=re.escape(message)):
        a_text(real_store, tmp_path / "texts", "Tỉnh Sơn La tiếp nhận 12.345 hồ sơ.\n", **given)
    assert list(tmp_path.rglob("*")) == []


def test_a_day_that_stands_twice(store: Store, tmp_path: Path) -> None:
    """One row leaves both numbers of a day out, with the words around it that make it one place."""
    text = "Tỉnh Sơn La cho biết, ngày 30/9, tỉnh tiếp nhận 12.345 hồ sơ, tính đến 30/9.\n"
    review = Review(a_text(store, tmp_path / "texts", text, url="https://example.org/son-la"), store)
    decide(review)
    save(review.work, review.candidates, review.store)
    rows = (store.folder / "left_out.csv").read_text("utf-8")
    assert rows.count(f"{review.work.source['source_id']},1,đến 30/9.,date") == 1


def test_tables_that_can_not_be_written(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said in a line, and the report counts as not saved."""
    review = Review(a_text(store, tmp_path / "texts", "Tỉnh Sơn La tiếp nhận 12.345 hồ sơ.\n"), store)
    decide(review)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "sources.csv")

    monkeypatch.setattr(saving, "insert_rows", refuse)
    with pytest.raises(WrongUse, match=r"^nothing is saved: sources\.csv: Permission denied; let the tables be written$"):
        save(review.work, review.candidates, review.store)
    assert review.work.saved == {}
