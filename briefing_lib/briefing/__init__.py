"""Facts about one place as of a day, without a word of any language: readings, gaps, conflicts, duties, chosen messages."""

from briefing_lib.briefing.across import MOST_COMPARED, Across, find_compared, find_level, find_measure, find_unit, levels_of
from briefing_lib.briefing.briefing import Briefing, Gap, brief, check_day
from briefing_lib.briefing.chain import Other, formulas_with, other_reports
from briefing_lib.briefing.comparison import Comparison, beside_nation, comparable, compare
from briefing_lib.briefing.data import Data, open
from briefing_lib.briefing.duties import STATES, Due, count_due, due, next_day
from briefing_lib.briefing.messages import Message, choose_messages
from briefing_lib.briefing.readings import Reading, read, read_all

__all__ = [
    "MOST_COMPARED", "STATES", "Across", "Briefing", "Comparison", "Data", "Due", "Gap", "Message", "Other", "Reading",
    "beside_nation", "brief", "check_day", "choose_messages", "comparable", "compare", "count_due", "due", "find_compared",
    "find_level", "find_measure", "find_unit", "formulas_with", "levels_of", "next_day", "open", "other_reports", "read", "read_all",
]  # fmt: skip
