"""Facts about one place as of a day, without a word of any language: readings, gaps, conflicts, duties, chosen messages."""

from briefing_lib.briefing.across import MOST_COMPARED, Across, find_compared, find_level, find_measure, find_unit, levels_of, read_across
from briefing_lib.briefing.briefing import Briefing, Gap, brief, check_day, check_since
from briefing_lib.briefing.chain import Other, formulas_with, other_reports, relation_of
from briefing_lib.briefing.comparison import Before, Comparison, before, comparable, compare
from briefing_lib.briefing.data import Data, open
from briefing_lib.briefing.duties import (
    STATES,
    Due,
    by_duty,
    count_due,
    due,
    due_here,
    events,
    hour_of,
    is_summed_up,
    next_day,
    next_days,
    rule_of,
)
from briefing_lib.briefing.messages import PLACEHOLDER, Message, choose_bottom_line, choose_messages, grown_old, share_of_whole
from briefing_lib.briefing.progress import (
    AHEAD,
    CLEARS,
    Changes,
    Revised,
    by_body,
    changes,
    clears_of,
    dated_apart,
    days_known,
    due_soon,
    horizon,
    left_open,
    overdue,
    recurring,
)  # fmt: skip
from briefing_lib.briefing.questions import choose_questions
from briefing_lib.briefing.rates import measures_known, readings_of, split_rate
from briefing_lib.briefing.readings import Reading, read, read_all
from briefing_lib.briefing.selection import (
    best_duties,
    best_findings,
    best_readings,
    most_from_one,
    own_speakers,
    peer_readings,
    side_by_side,
)  # fmt: skip
from briefing_lib.briefing.side import Side, places_compared, side_of
from briefing_lib.briefing.whole import by_measure, contradictions, former_readings, shared_notes, shares_of, split_note

__all__ = [
    "AHEAD", "CLEARS", "MOST_COMPARED", "PLACEHOLDER", "STATES", "Across", "Before", "Briefing", "Changes", "Comparison", "Data", "Due",
    "Gap", "Message", "Other", "Reading", "Revised", "Side", "before", "best_duties", "best_findings", "best_readings", "brief",
    "by_body", "by_duty", "by_measure", "changes", "check_day", "check_since", "choose_bottom_line", "choose_messages",
    "choose_questions", "clears_of", "comparable", "compare", "contradictions", "count_due", "dated_apart", "days_known", "due",
    "due_here", "due_soon", "events", "find_compared", "find_level", "find_measure", "find_unit", "former_readings", "formulas_with",
    "grown_old", "horizon", "hour_of", "is_summed_up", "left_open", "levels_of", "measures_known", "most_from_one", "next_day",
    "next_days", "open", "other_reports", "overdue", "own_speakers", "peer_readings", "places_compared", "read", "read_across", "read_all",
    "readings_of", "recurring", "relation_of", "rule_of", "share_of_whole", "shared_notes", "shares_of", "side_by_side", "side_of",
    "split_note", "split_rate",
]  # fmt: skip
