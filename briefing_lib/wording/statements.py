"""What reports say in words: what works, what does not, what is being done, and what was ordered or promised."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from dateutil.rrule import rrulestr
from markupsafe import Markup

from briefing_lib.briefing.briefing import Briefing
from briefing_lib.figures.figure import count
from briefing_lib.figures.period import last_day_of
from briefing_lib.store.store import Commitment, Finding
from briefing_lib.wording.language import Prose, join
from briefing_lib.wording.sections import capital, heading, items, paragraph
from briefing_lib.wording.tables import table, theme_name

KINDS = ("achievement", "difficulty", "measure")
State = Literal["reported", "passed", "due", "recurring", "undated"]


def kind_name(briefing: Briefing, kind: str) -> Markup:
    """What sort of finding it is, as readers see it."""
    say = briefing.language.say
    return {"achievement": say("Said to work"), "difficulty": say("Said to be difficult"), "measure": say("Being done about it")}[kind]


def say_findings(briefing: Briefing) -> Prose:
    """What is said to work, to be difficult and to be done about it, by theme, and how much of it is self-assessment."""
    say = briefing.language.say
    name = briefing.province.name(briefing.language.code)
    own = briefing.findings
    if own:
        first = [paragraph(_self_assessment(briefing, own)), *_by_theme(briefing, own, level=3)]
    else:
        first = [paragraph(say("No report in hand says in words what works in {name} and what does not.", name=name), kind="empty")]
    return join([heading(say("What is said to work, and what is not"), "findings"), *first, _national(briefing)])


def _self_assessment(briefing: Briefing, findings: Sequence[Finding]) -> Markup:
    """How many of the statements come from the place's own bodies, or from no named speaker."""
    say, language, place = briefing.language.say, briefing.language, briefing.province
    own = [each for each in findings if each.stated_by.startswith(f"{place.slug}-")]
    unnamed = [each for each in findings if not each.stated_by]
    counts = [
        language.number(count([f"findings:{each.finding_id}" for each in group], geography=place.code))
        for group in (findings, own, unnamed)
    ]
    return say(
        "Statements in hand: {all}, of which from bodies of {name} itself: {own}, with no speaker named: {unnamed}. Read them as "
        "self-assessment, not as measurement.",
        all=counts[0],
        own=counts[1],
        name=place.name(language.code),
        unnamed=counts[2],
    )


def _national(briefing: Briefing) -> Markup:
    """What is said of the whole country, folded away."""
    say = briefing.language.say
    if not briefing.national_findings:
        return Markup("")
    body = join(_by_theme(briefing, briefing.national_findings, level=4))
    return Markup('<h3 id="findings-national">{0}</h3><details class="national"><summary>{1}</summary>{2}</details>').format(
        say("The nation"), say("What reports say of the whole country"), body
    )


def _by_theme(briefing: Briefing, findings: Sequence[Finding], *, level: int) -> Iterable[Markup]:
    for theme in dict.fromkeys(each.theme for each in findings):
        yield Markup("<h{0}>{1}</h{0}>").format(level, theme_name(briefing, theme))
        for kind in KINDS:
            said = [_finding(briefing, each) for each in findings if (each.theme, each.kind) == (theme, kind)]
            if said:
                yield paragraph(kind_name(briefing, kind), kind=f"kind {kind}")
                yield items(said, kind=f"findings {kind}")


def _finding(briefing: Briefing, finding: Finding) -> Markup:
    say, language = briefing.language.say, briefing.language
    who = language.referenced(briefing.labels.body(finding.stated_by)) if finding.stated_by else say("speaker not named")
    said = say("{who}; {source}", who=who, source=_cited(briefing, finding))
    return Markup('{} <span class="who">({})</span>').format(language.referenced(finding.texts[language.code]), said)


def _cited(briefing: Briefing, record: Finding | Commitment) -> Markup:
    """The report of a record with a link to its entry, and the paragraph where it is known, marked as a reference."""
    say, source = briefing.language.say, record.source
    where = Markup('<a href="#source-{}">{}</a>').format(source.source_id, briefing.language.referenced(source.publisher))
    if record.paragraph is None:
        return where
    mark = Markup('<span class="reference">{}</span>').format(say("paragraph {number}", number=record.paragraph))
    return say("{source}, {paragraph}", source=where, paragraph=mark)


@dataclass(frozen=True, slots=True)
class Due:
    """A commitment with its state on the day of the page, and the day that the state speaks of."""

    commitment: Commitment
    state: State
    day: dt.date | None


def due(briefing: Briefing) -> tuple[Due, ...]:
    """All commitments that bind this place: dated ones by day, then recurring ones by their next day, then the rest."""
    order: list[State] = ["passed", "due", "recurring", "reported", "undated"]
    found = [_due(each, briefing.as_of) for each in briefing.commitments]
    return tuple(sorted(found, key=lambda each: (order.index(each.state), each.day or dt.date.max)))


def _due(commitment: Commitment, as_of: dt.date) -> Due:
    known = commitment.status_source is not None and commitment.status_source.known_from <= as_of
    if commitment.status == "done" and known:
        return Due(commitment, "reported", commitment.deadline)
    if commitment.recurrence:
        return Due(commitment, "recurring", next_day(commitment, as_of))
    if commitment.deadline:
        return Due(commitment, "passed" if commitment.deadline < as_of else "due", commitment.deadline)
    return Due(commitment, "undated", None)


def next_day(commitment: Commitment, as_of: dt.date) -> dt.date | None:
    """The first day of its rhythm on or after `as_of`; None where the rhythm has ended."""
    start = last_day_of(commitment.issued_on) if commitment.issued_on else commitment.source.known_from
    rule = rrulestr(commitment.recurrence, dtstart=dt.datetime.combine(start, dt.time()))
    found = rule.after(dt.datetime.combine(as_of, dt.time()), inc=True)
    return found.date() if found else None


def say_commitments(briefing: Briefing) -> Prose:
    """What binds this place: due, passed without a report that it was done, recurring, and without a date."""
    say, language, name = briefing.language.say, briefing.language, briefing.province.name(briefing.language.code)
    title = heading(say("What binds {name}", name=name), "commitments")
    binding = due(briefing)
    if not binding:
        return join([title, paragraph(say("No directive, task or promise that binds {name} was known by then.", name=name), kind="empty")])
    dated = [each for each in binding if each.state != "undated"]
    undated = [each for each in binding if each.state == "undated"]
    counts = {
        state: language.number(count([f"commitments:{each.commitment.commitment_id}" for each in binding if each.state == state]))
        for state in ("passed", "due", "recurring", "undated")
    }
    summary = say(
        "Deadlines that have passed without a report in hand that the task was done: {passed}. Still to come: {due}. Recurring: "
        "{recurring}. "
        "Without a date: {undated}.",
        **counts,
    )
    return join([title, paragraph(summary), _commitment_table(briefing, say("With a date or rhythm"), dated), _undated(briefing, undated)])


def _undated(briefing: Briefing, undated: Sequence[Due]) -> Markup:
    if not undated:
        return Markup("")
    title = briefing.language.say("Without a date")
    return Markup('<details class="undated"><summary>{}</summary>{}</details>').format(title, _commitment_table(briefing, title, undated))


def _commitment_table(briefing: Briefing, title: Markup, rows: Sequence[Due]) -> Markup:
    """The tasks, with day and state where they have any."""
    say, language = briefing.language.say, briefing.language
    if not rows:
        return Markup("")
    header, cells = [say("Task"), say("Answers for it"), say("Ordered by")], [_commitment_row(briefing, each) for each in rows]
    if any(each.day for each in rows):
        header.append(say("When due"))
        cells = [(*row, language.day(each.day) if each.day else say("no date")) for row, each in zip(cells, rows, strict=True)]
    if any(each.state != "undated" or _partly(briefing, each) for each in rows):
        header.append(say("State"))
        cells = [(*row, capital(state_name(briefing, each))) for row, each in zip(cells, rows, strict=True)]
    return Markup('<div class="tasks">{}</div>').format(table(title, header, cells))


def _commitment_row(briefing: Briefing, each: Due) -> tuple[Markup, ...]:
    """Task, who answers for it, and who ordered it when, in which report."""
    say, language, commitment = briefing.language.say, briefing.language, each.commitment
    issued = language.referenced(briefing.labels.body(commitment.issued_by))
    when = say("{issuer}, {day}", issuer=issued, day=language.day(commitment.issued_on)) if commitment.issued_on else issued
    return (
        language.referenced(commitment.tasks[language.code]),
        language.listed([language.referenced(briefing.labels.body(body)) for body in commitment.responsible]),
        Markup('{}<br><span class="who">{}</span>').format(when, _cited(briefing, commitment)),
    )


def state_name(briefing: Briefing, each: Due) -> Markup:
    """What can be said of a commitment on the day of the page, and no more."""
    say = briefing.language.say
    words = {
        "reported": say("reported as done"),
        "passed": say("passed, and no report in hand says it was done"),
        "due": say("still to come"),
        "recurring": say("recurs; the next day is given"),
        "undated": say("no date given"),
    }[each.state]
    partly = _partly(briefing, each)
    return say("{state}; {partly}", state=words, partly=partly) if partly else words


def _partly(briefing: Briefing, each: Due) -> Markup:
    """What a report known by the day of the page says of a task that is not done; blank where none does."""
    say, status, source = briefing.language.say, each.commitment.status, each.commitment.status_source
    if status not in ("partly_done", "in_progress") or not source or source.known_from > briefing.as_of:
        return Markup("")
    return say("reported as partly done") if status == "partly_done" else say("reported as under way")
