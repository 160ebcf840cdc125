"""Bounds that a process sets itself before it looks at a file from outside. Knows no Django."""

from __future__ import annotations

from collections.abc import Mapping


def confine(bounds: Mapping[str, int]) -> None:
    """Sets limits of this process by their names in `resource`, as far as its own allow. No core is ever dumped.

    Where the system has none (Windows), the parent's clock is all there is.
    """
    try:
        import resource
    except ImportError:
        return
    for name, value in {**bounds, "RLIMIT_CORE": 0}.items():
        try:
            bound = getattr(resource, name)
            hard = resource.getrlimit(bound)[1]
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(bound, (value, value))
        except (AttributeError, OSError, ValueError):
            continue  # macOS knows some of them by name only
