"""The evaluation report as one HTML page with bars; no script, nothing fetched."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment

from knowledge.evaluation.report import Rate, Report

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Tongxing: quality report</title>
<style>
 body{font:16px/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1b2a38}
 table{border-collapse:collapse;width:100%} td,th{padding:.2rem .5rem;text-align:left}
 .bar{width:45%} .bar svg{display:block;width:100%;height:1rem}
</style>
<h1>Quality report</h1>
{% for title, rates in sections %}
<h2>{{ title }}</h2>
<table>
{% for name, rate in rates.items() if rate.cases %}
<tr><td>{{ name }}</td><td class="bar"><svg viewBox="0 0 100 4" preserveAspectRatio="none">
<rect width="100" height="4" fill="#e4e9ee"/>
<rect width="{{ '%.2f' % (100 * rate.value) }}" height="4" fill="#1f6f8b"/>
<rect x="{{ '%.2f' % (100 * rate.interval[0]) }}" y="1.5" height="1" fill="#12384a"
 width="{{ '%.2f' % (100 * (rate.interval[1] - rate.interval[0])) }}"/>
</svg></td><td>{{ '%.3f' % rate.value }}</td><td>{{ rate.hits }} of {{ rate.cases }}</td></tr>
{% endfor %}
</table>
{% endfor %}
<h2>Confusions</h2>
<table><tr><th>asked for</th><th>answered with</th><th>times</th></tr>
{% for right, given, count in confusions %}
<tr><td>{{ right }}</td><td>{{ given }}</td><td>{{ count }}</td></tr>
{% endfor %}
</table>
</html>
"""


def write_chart(report: Report, file: Path) -> None:
    """Write the report to ``file``; thin dark bars are 95 % intervals."""
    sections: list[tuple[str, dict[str, Rate]]] = [
        ("Overall", report.rates),
        ("By kind", report.per_kind),
        ("By style (top-1)", report.per_style),
        ("By service (top-1)", report.per_service),
    ]
    page = Environment(autoescape=True).from_string(_PAGE)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page.render(sections=sections, confusions=report.confusions), encoding="utf-8")
