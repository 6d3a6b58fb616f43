"""The form that makes a briefing from a notebook; the build behind it is tested with `build/aside.py`."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from briefing_lib.build.aside import Built, plan_one
from briefing_lib.build.notebooks import find_notebook
from briefing_lib.build.site import Job, result_of
from briefing_lib.errors import FailedBriefing
from briefing_lib.explore import Explorer
from briefing_lib.explore import form as module
from briefing_lib.explore.choice import Choice
from briefing_lib.explore.form import Form
from briefing_lib.store import Store


def plan(store: Store, out: Path, **asked: Any) -> Job:
    given = {"as_of": "", "language": "en", "notebook": "province_briefing"} | asked
    return plan_one("48", out=out, folder=store.folder, **given)


def wait_until(done: Callable[[], bool]) -> None:
    for _ in range(200):
        if done():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen within ten seconds")


def test_the_form_has_the_fields_of_the_parameters_cell(explorer: Explorer) -> None:
    """Names and help of the fields are those that the notebook's own cell writes down; they are filled with what is chosen."""
    parameters = find_notebook("province_briefing").parameters
    assert list(explorer.form.fields) == list(parameters)
    helps = [row.children[1].value for row in explorer.form.widgets[: len(parameters)]]
    assert helps == [f"<span>{each.help}</span>" for each in parameters.values()]
    assert [each.value for each in explorer.form.fields.values()] == ["Da Nang", "2025-11-01", "en"]


def test_the_form_shows_a_failure_with_its_cell(choice: Choice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A notebook that fails leaves no link, and the message names cell and error; the form can be used again."""

    def failing(_job: Job, told: Callable[[int, int], None]) -> None:
        told(1, 2)
        raise FailedBriefing("province_briefing.ipynb, cell 5: ZeroDivisionError: division by zero")

    monkeypatch.setattr(module, "run_aside", failing)
    form = Form(choice, tmp_path)
    form.button.click()
    wait_until(lambda: not form.button.disabled)
    assert ("cell 5: ZeroDivisionError" in form.message.value, form.link.page) == (True, "")
    assert (form.progress.value, form.progress.max, form.progress.description) == (1, 2, "1/2")


def test_the_form_links_the_page_that_it_made(choice: Choice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A page that was made is named, with its numbers, and linked; another choice takes both away."""
    page = tmp_path / "page.html"
    page.write_text("<!doctype html>", "utf-8")
    monkeypatch.setattr(module, "run_aside", lambda job, _told: Built(replace(result_of(job, "made"), reported=12, derived=3), page))
    form = Form(choice, tmp_path)
    form.button.click()
    wait_until(lambda: bool(form.link.page) and not form.button.disabled)
    assert (form.link.page, form.message.value) == ("<!doctype html>", "")
    assert form.place.value == f'<p role="status">{page}: 12 reported and 3 derived numbers, each traced</p>'
    choice.place = "01"
    assert (form.link.page, form.place.value) == ("", "")


def test_the_form_refuses_before_anything_runs(choice: Choice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A day that can't be had is refused at once, in words."""
    monkeypatch.setattr(module, "run_aside", lambda *_: pytest.fail("a build was started"))
    form = Form(choice, tmp_path)
    form.fields["as_of"].value = "2031-01-01"
    form.button.click()
    assert "parameter as_of: found" in form.message.value


def test_the_form_builds_from_the_package_that_is_explored(choice: Choice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The job speaks of the chosen place in the package of the explorer, be it another than the notebook's own."""
    jobs: list[Job] = []

    def heard(job: Job, _told: object) -> None:
        jobs.append(job)
        raise FailedBriefing("heard")

    monkeypatch.setattr(module, "run_aside", heard)
    form = Form(choice, tmp_path)
    form.button.click()
    wait_until(lambda: "heard" in form.message.value)
    assert (jobs[0].place, jobs[0].folder) == ("48", str(choice.store.folder))


def test_each_day_has_its_folder(small_store: Store, tmp_path: Path) -> None:
    """A briefing on an earlier day does not take the place of the one on a later day."""
    outs = {plan(small_store, tmp_path, as_of=day).out for day in ("2025-10-15", "2025-11-01")}
    assert outs == {str(tmp_path / "2025-10-15"), str(tmp_path / "2025-11-01")}
