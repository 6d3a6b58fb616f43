"""A reader of finished pages: Chromium, opened by a test, or sent to look over all pages of a site on every core."""

from __future__ import annotations

import multiprocessing
import os
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": STANDARDS}}
CONTRAST = "color-contrast"
WATCH_POLICY = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective));
"""
DRAWN = """() => [...document.querySelectorAll('.drawing')].every(
  (each) => each.querySelector('svg') || each.nextElementSibling.matches('.undrawn'))"""
MARKS = """() => [...document.querySelectorAll('.drawing')].map(
  (each) => each.querySelectorAll('svg [role="button"]').length)"""
ONE_OF_A_KIND = """() => {
  const seen = new WeakMap();
  for (const each of [...document.body.querySelectorAll('*')]) {
    if (!each.isConnected) continue;
    const kinds = seen.get(each.parentElement) ?? seen.set(each.parentElement, new Map()).get(each.parentElement);
    const kind = each.tagName + each.className;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (kinds.get(kind) > 3 && !each.closest('svg')) each.remove();
  }
}"""
OPEN_ALL = "for (const each of document.querySelectorAll('details')) each.open = true"


@dataclass
class Visit:
    """A page that was opened, with all that it asked for and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def violations(self) -> list[str]:
        return list(self.page.evaluate("window.violations"))


@dataclass
class Reader:
    """Opens pages of a site in fresh windows of one browser."""

    browser: Browser
    site: Path

    def open(self, name: str, *, width: int = 1280, before: Any = None, **options: Any) -> Visit:
        context = self.browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", **options)
        context.add_init_script(WATCH_POLICY)
        visit = Visit(context.new_page())
        visit.page.on("request", lambda request: visit.requests.append(request.url))
        visit.page.on("console", lambda message: visit.complaints.append(message.text) if message.type == "error" else None)
        visit.page.on("pageerror", lambda problem: visit.complaints.append(str(problem)))
        if before:
            before(visit.page)
        visit.page.goto((self.site / name).as_uri())
        if options.get("java_script_enabled", True):
            visit.page.wait_for_function(DRAWN)
        return visit


def needs(program: str, name: str) -> None:
    """Skip where a program is missing, but never in CI."""
    if not program:
        reason = f"{name} is not installed; on Debian: apt-get install chromium poppler-utils"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser, closed afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def axe_violations(page: Page, *, but: Sequence[str] = (), **options: Any) -> list[tuple[str, str]]:
    """The rules that axe finds broken, each with the first element that breaks it; all rules but some, or those that `options` name."""
    chosen = RULES | {"rules": {name: {"enabled": False} for name in but}} | options
    found = Axe().run(page, options=chosen).response["violations"]
    return [(each["id"], each["nodes"][0]["html"][:200]) for each in found]


@dataclass(frozen=True)
class Inspected:
    """What one visit of a page found: marks of each drawing, requests, complaints, broken rules of its policy and of axe."""

    marks: list[int]
    requests: list[str]
    complaints: list[str]
    violations: list[str]
    axe: list[tuple[str, str]]


def inspect_all(site: Path, names: Sequence[str], contrasted: Collection[str]) -> Mapping[str, Inspected]:
    """Every page, opened once: its first source card is opened and closed, then all that is folded is unfolded and given to axe.

    Of those in `contrasted` contrast is looked at, too.
    """
    cores = min(os.cpu_count() or 1, 4)
    with ProcessPoolExecutor(cores, mp_context=multiprocessing.get_context("spawn")) as pool:
        shares = pool.map(_inspect, [site] * cores, [names[first::cores] for first in range(cores)], [contrasted] * cores)
        return {name: seen for share in shares for name, seen in share.items()}


def _inspect(site: Path, names: Sequence[str], contrasted: Collection[str]) -> dict[str, Inspected]:
    with chromium() as browser:
        return {name: _look_over(Reader(browser, site), name, has_contrast=name in contrasted) for name in names}


def _look_over(reader: Reader, name: str, *, has_contrast: bool) -> Inspected:
    visit = reader.open(name)
    marks = visit.page.evaluate(MARKS)
    visit.page.locator("main a.number").first.click()
    visit.page.keyboard.press("Escape")
    alone = [*visit.requests], [*visit.complaints], visit.violations  # axe asks for more than the page does
    visit.page.evaluate(OPEN_ALL)
    axe = axe_violations(visit.page, but=[CONTRAST])
    if has_contrast:
        visit.page.evaluate(ONE_OF_A_KIND)  # contrast takes three quarters of the time, and is the same for siblings of a kind
        axe += axe_violations(visit.page, runOnly={"type": "rule", "values": [CONTRAST]})
    visit.page.context.close()
    return Inspected(marks, *alone, axe=axe)
