"""Pictures of pages: a busy Chromium refuses one now and then, and grants the same one a moment later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import ElementHandle, Page

REFUSED = "Unable to capture screenshot"
TRIES = 6


def picture(shown: Page | ElementHandle, **options: Any) -> bytes:  # noqa: ANN401 - Playwright's own options
    """The PNG file of a page or an element without movement; a minute for each of six tries.

    Chromium says "Unable to capture screenshot" when it has no frame to copy at that moment, which says nothing
    about the page. Anything else it says, and the sixth refusal, is raised as it is.
    """
    from playwright.sync_api import Error

    options |= {"animations": "disabled", "timeout": 60_000}
    for _ in range(TRIES - 1):
        try:
            return shown.screenshot(**options)
        except Error as refused:
            if REFUSED not in refused.message:
                raise
            frame(shown)
    return shown.screenshot(**options)


def frame(shown: Page | ElementHandle) -> None:
    """Wait until two frames have been made, or a second where none is."""
    shown.evaluate(
        """() => new Promise(done => {
          setTimeout(done, 1000);
          requestAnimationFrame(() => requestAnimationFrame(done));
        })"""
    )
