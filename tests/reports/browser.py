"""The report in a real browser: Debian's chromium, driven by Playwright, without a network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CONTRAST = ["color-contrast"]
"""All that a colour scheme changes."""

ARTIFACTS = Path(__file__).parents[2] / "artifacts"
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]


@dataclass
class Opened:
    """A page with what it asked for, what it said and what it tried to pop up."""

    page: Page
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def go(self, file: Path, fragment: str = "") -> Page:
        """Open a file."""
        self.page.goto(f"{file.as_uri()}{fragment}")
        return self.page


def chromium() -> str:
    """Where chromium is; a test that needs it is skipped where it is not, but never in continuous integration."""
    path = shutil.which("chromium")
    if path is None:
        told = "chromium is not installed; `make browser` installs it where apt is allowed"
        if os.environ.get("CI") == "true":
            pytest.fail(told)
        pytest.skip(told)
    return path


@contextmanager
def browser() -> Iterator[Browser]:
    """The browser, closed at the end."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        try:
            yield running
        finally:
            running.close()


@contextmanager
def opened(running: Browser, width: int = 1280, **context: object) -> Iterator[Opened]:
    """A new page of this width."""
    held = running.new_context(viewport={"width": width, "height": 800}, **context)
    page = held.new_page()
    told = Opened(page)
    page.on("request", lambda request: told.requests.append(request.url))
    page.on("console", lambda message: told.said.append(message.text))
    page.on("pageerror", lambda error: told.said.append(str(error)))
    page.on("dialog", lambda dialog: (told.said.append(dialog.message), dialog.dismiss()))
    try:
        yield told
    finally:
        held.close()
