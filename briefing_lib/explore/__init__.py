"""The panels of JupyterLab."""

from briefing_lib.explore.explorer import Explorer, explore
from briefing_lib.explore.views import View, trace, view

__all__ = ["Explorer", "View", "explore", "trace", "view"]
