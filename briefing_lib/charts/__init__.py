"""Theme, one way to draw each kind of mark, then one function for each question."""

from briefing_lib.charts.before import chart_before
from briefing_lib.charts.measures import (
    chart_beside_nation,
    chart_dossier_flow,
    chart_dossier_shares,
    chart_national_series,
    chart_position,
    chart_series,
)
from briefing_lib.charts.statements import chart_commitments, chart_findings
from briefing_lib.charts.theme import FONT, FONTS, MIMETYPE

__all__ = [
    "FONT", "FONTS", "MIMETYPE", "chart_before", "chart_beside_nation", "chart_commitments", "chart_dossier_flow", "chart_dossier_shares",
    "chart_findings", "chart_national_series", "chart_position", "chart_series",
]  # fmt: skip
