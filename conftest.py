"""May a test be skipped? On a developer's machine, with a reason; in continuous integration never.

A skipped test passes for everybody who only looks at the colour. Where CI is set, a skip is a failure that shows its
reason: what is missing there has to be installed in `.ci/run`.
"""

import os
from collections.abc import Generator

import pytest


def _refuse_skipping(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"in continuous integration nothing is skipped: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failed one in continuous integration."""
    report = yield
    _refuse_skipping(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn a skipped file of tests into a failed one in continuous integration."""
    report = yield
    _refuse_skipping(report)
    return report
