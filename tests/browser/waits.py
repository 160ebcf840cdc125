"""Waiting for what a page does, never for a while: how long a machine takes decides nothing."""

import time

PATIENCE = 120_000  # milliseconds before a test gives up


def until(page, is_so):
    """Waits for what Python finds true; a page's policy lets no string become script, so that it can't be asked to."""
    last = time.monotonic() + PATIENCE / 1000
    while not is_so():
        assert time.monotonic() < last, "it never came"
        page.wait_for_timeout(20)


def rested(page, milliseconds):
    """Waits by the page's own clock: what it had put off for less than that is done, however slow the machine is."""
    page.evaluate("ms => new Promise(done => setTimeout(done, ms))", milliseconds)


def copies(page):
    """The names of the local copies of a form's words in this browser."""
    return page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('desk:copy:'))")


def copied(page, count=1):
    until(page, lambda: len(copies(page)) == count)
