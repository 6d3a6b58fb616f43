"""Theme, one way to draw each kind of mark, then one function for each question."""

from briefing_lib.charts.before import chart_before
from briefing_lib.charts.deadlines import chart_deadlines
from briefing_lib.charts.marks import datum
from briefing_lib.charts.measures import chart_dossier_shares, chart_series
from briefing_lib.charts.theme import DESK_WIDTH, FONT, FONTS, MIMETYPE, draw_here, draw_svg, drawn_by, trust_charts

__all__ = [
    "DESK_WIDTH", "FONT", "FONTS", "MIMETYPE", "chart_before", "chart_deadlines", "chart_dossier_shares", "chart_series", "datum",
    "draw_here", "draw_svg", "drawn_by", "trust_charts",
]  # fmt: skip
