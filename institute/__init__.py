"""The institute's site: what it is of itself, and what puts the other apps together."""

import tomllib
from pathlib import Path

# The site runs from its checkout, so that the release stands in one place.
RELEASE: str = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))["project"]["version"]
