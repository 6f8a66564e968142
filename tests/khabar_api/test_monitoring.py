"""The dashboard and the alarm rules that ship name figures that exist, in expressions that can be read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import promql_parser
import pytest
import yaml

ROOT = Path(__file__).parents[2]
RULES = yaml.safe_load((ROOT / "deploy" / "prometheus" / "khabar.rules.yml").read_text(encoding="utf-8"))
TRIED = yaml.safe_load((ROOT / "tests" / "alarms.yml").read_text(encoding="utf-8"))
DASHBOARD = json.loads((ROOT / "deploy" / "grafana" / "khabar.json").read_text(encoding="utf-8"))
SEVERITIES = {"critical", "warning", "info"}


def rules() -> list[dict[str, Any]]:
    return [rule for group in RULES["groups"] for rule in group["rules"]]


def filled(expression: str) -> str:
    """As Grafana sends it."""
    return expression.replace("$__rate_interval", "5m").replace("$job", "khabar")


def expressions() -> dict[str, str]:
    """Every expression that ships, by where it stands."""
    panels = {
        f"{panel['title']}: {target['refId']}": filled(target["expr"])
        for panel in DASHBOARD["panels"]
        for target in panel["targets"]
    }
    return {**panels, **{rule["alert"]: rule["expr"] for rule in rules()}}


def selectors(node: Any) -> Iterator[Any]:
    """Every choice of a series in a parsed expression."""
    if isinstance(node, promql_parser.VectorSelector):
        yield node
    for name in ("expr", "lhs", "rhs", "param", "vector_selector"):
        if (child := getattr(node, name, None)) is not None:
            yield from selectors(child)
    for child in getattr(node, "args", None) or ():
        yield from selectors(child)


@pytest.fixture
def series(api: httpx.Client) -> dict[str, list[dict[str, str]]]:
    """The labels of each series of /metrics, by its name."""
    api.get("/v1/articles")
    found: dict[str, list[dict[str, str]]] = {}
    for line in api.get("/metrics").text.splitlines():
        if match := re.match(r"(khabar_\w+)(?:\{(.*)\})? ", line):
            found.setdefault(match[1], []).append(dict(re.findall(r'(\w+)="([^"]*)"', match[2] or "")))
    return found


def test_every_series_that_is_named_exists(series: dict[str, list[dict[str, str]]]) -> None:
    missing = []
    for place, text in expressions().items():
        chosen = list(selectors(promql_parser.parse(text)))
        assert chosen, place
        for selector in chosen:
            if selector.name == "up":
                continue
            wanted = [each for each in selector.matchers.matchers if each.name != "job"]
            if not any(all(_fits(each, labels) for each in wanted) for labels in series.get(selector.name, [])):
                missing.append(f"{place}: {selector}")

    assert missing == []


def _fits(matcher: Any, labels: dict[str, str]) -> bool:
    # What is denied or matched by pattern need not be there now, but the label must be.
    is_exact = matcher.op == promql_parser.MatchOp.Equal
    return labels.get(matcher.name) == matcher.value if is_exact else matcher.name in labels


def test_a_name_that_does_not_exist_would_be_found() -> None:
    (selector,) = selectors(promql_parser.parse('max(rate(khabar_itms{state="dead"}[5m])) > 0'))

    assert (selector.name, [each.name for each in selector.matchers.matchers]) == ("khabar_itms", ["state"])


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_an_alarm_says_how_bad_it_is_and_what_to_do(rule: dict[str, Any]) -> None:
    assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
    assert re.fullmatch(r"Khabar[A-Z]\w+", rule["alert"])
    assert re.fullmatch(r"\d+[mhd]", rule.get("for", "5m"))
    assert rule["labels"]["severity"] in SEVERITIES
    assert set(rule["annotations"]) == {"summary", "action"}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_an_alarm_is_tried_both_ways(rule: dict[str, Any]) -> None:
    tried = [case for test in TRIED["tests"] for case in test["alert_rule_test"] if case["alertname"] == rule["alert"]]

    assert {bool(case["exp_alerts"]) for case in tried} == {True, False}


def test_the_manual_lists_every_alarm_with_its_severity() -> None:
    manual = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    section = manual.split("\n## Alarms\n")[1].split("\n## ")[0]

    assert re.findall(r"^\| `(\w+)` \| (\w+) \|", section, re.MULTILINE) == [
        (rule["alert"], rule["labels"]["severity"]) for rule in rules()
    ]


def test_the_dashboard_fits_together() -> None:
    panels = DASHBOARD["panels"]
    variables = {each["name"] for each in DASHBOARD["templating"]["list"]}

    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in panels)
    assert set(re.findall(r"\$\{?([a-z]\w*)", json.dumps(DASHBOARD))) <= variables
