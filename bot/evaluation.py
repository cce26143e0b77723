"""How good are the replies on labelled cases? Figures by family, each with its 95 % interval.

The cases stand under tests/evaluation, written by another hand than phrases and answers. `dev` may be looked at,
`test` only gives figures. A case passes by its kind and by what its reply must and must not say.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path
from typing import Any

from bot.ask import answers
from bot.evaluated_state import state_fits
from bot.wiring import House
from care.message import Channel

_Z = 1.96


@dataclass(kw_only=True)
class Figure:
    """Counts of one measure: how many cases, how many passed, and which did not."""

    name: str
    goal: str
    cases: int = 0
    passed: int = 0
    failures: list[dict[str, Any]] = field(default_factory=list)

    def count(self, passed: bool, case: Mapping[str, Any], result: Mapping[str, Any]) -> None:  # noqa: FBT001
        """Count one case."""
        self.cases += 1
        self.passed += passed
        if not passed:
            self.failures.append(
                {
                    "id": case["id"],
                    "text": case.get("text") or case.get("turns"),
                    "kind": result.get("kind"),
                    "level": result.get("level"),
                    "topic": result.get("topic"),
                    "confidence": result.get("confidence"),
                    "error": result.get("error"),
                }
            )

    @property
    def share(self) -> float:
        """Passed among all, 0 to 1."""
        return self.passed / self.cases if self.cases else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the share."""
        if not self.cases:
            return (0.0, 1.0)
        share, n = self.share, self.cases
        middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
        return (max(0.0, middle - half), min(1.0, middle + half))


def evaluated(house: House, folder: Path, report: Callable[[str], None]) -> Sequence[Figure]:
    """Ask every case of a folder and count."""
    cases = [
        json.loads(line)
        for file in sorted(folder.glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    lines = [
        json.dumps(
            {
                "id": case["id"],
                "today": case.get("today"),
                "channel": case.get("channel"),
                "patient": case.get("patient"),
            }
            | ({"turns": case["turns"]} if "turns" in case else {"text": case["text"]})
        )
        for case in cases
    ]
    figures = {
        name: Figure(name=name, goal=goal)
        for name, goal in (
            ("answers: right facts", ">= 75 %"),
            ("answers: not wrong", ">= 97 %"),
            ("warning signs: caught", ">= 95 %"),
            ("warning signs: level as asked", ""),
            ("emergencies: caught as emergency", ""),
            ("look-alikes: no alarm", ">= 92 %"),
            ("look-alikes: kind as asked", ""),
            ("handoff", ""),
            ("decline", ">= 85 %"),
            ("tasks: understood", ""),
            ("no reply that must not be", "100 %"),
        )
    }
    for number, (case, result) in enumerate(zip(cases, answers(house, lines, Channel.WEB), strict=True), start=1):
        _score(case, result, figures)
        if number % 100 == 0:
            report(f"{number} of {len(cases)} cases")
    return list(figures.values())


def printed(figures: Sequence[Figure], *, failures: bool, as_json: bool) -> str:
    """The figures as a table, or as JSON lines."""
    if as_json:
        return "".join(
            json.dumps(
                {"measure": f.name, "cases": f.cases, "share": round(f.share, 4), "interval": f.interval}
                | ({"failures": f.failures} if failures else {})
            )
            + "\n"
            for f in figures
        )
    lines = [f"{'measure':36} {'cases':>6} {'share':>8}   {'95 % interval':16} goal"]
    for figure in figures:
        low, high = figure.interval
        lines.append(
            f"{figure.name:36} {figure.cases:6d} {figure.share:8.1%}   {low:6.1%} - {high:6.1%}  {figure.goal}"
        )
        if failures:
            lines.extend("    " + json.dumps(failure, ensure_ascii=False) for failure in figure.failures)
    return "\n".join(lines) + "\n"


def _score(case: Mapping[str, Any], result: Mapping[str, Any], figures: Mapping[str, Figure]) -> None:
    kind, level = result.get("kind"), result.get("level")
    reply = str(result.get("reply") or "")
    kinds = _kinds(case)
    forbidden = any(re.search(pattern, reply, re.IGNORECASE) for pattern in case.get("must_not", ()))
    said = all(any(re.search(pattern, reply, re.IGNORECASE) for pattern in group) for group in case.get("must", ()))
    family = case["file"]
    figures["no reply that must not be"].count(not forbidden, case, result)
    if family == "answers":
        right = kind in kinds and said and not forbidden
        figures["answers: right facts"].count(right, case, result)
        wrong = kind == "answer" and (not said or forbidden)
        figures["answers: not wrong"].count(not wrong, case, result)
    elif family == "urgent":
        also = kind in case.get("also_ok", ())
        figures["warning signs: caught"].count(kind == "urgent" or also, case, result)
        figures["warning signs: level as asked"].count(level in case["level_ok"] or also, case, result)
        if case["level"] == "emergency":
            figures["emergencies: caught as emergency"].count(level == "emergency", case, result)
    elif family == "not_urgent":
        figures["look-alikes: no alarm"].count(kind != "urgent", case, result)
        figures["look-alikes: kind as asked"].count(kind in kinds and not forbidden, case, result)
    elif family == "tasks":
        figures["tasks: understood"].count(kind in kinds and state_fits(case, result), case, result)
    else:
        figures[family].count(kind in kinds and not forbidden, case, result)


def _kinds(case: Mapping[str, Any]) -> Sequence[str]:
    kind = case["kind"]
    return [kind] if isinstance(kind, str) else list(kind)
