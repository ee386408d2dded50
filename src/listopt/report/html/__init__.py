"""The report as one page that works offline."""

from __future__ import annotations

from listopt.report.html.extras import Extras, Located
from listopt.report.html.page import require_jinja
from listopt.report.html.whole import write_page

__all__ = ["Extras", "Located", "require_jinja", "write_page"]
