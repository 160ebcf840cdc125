"""What pages cost: queries and processor time of new ones by kind, and how many kept ones a second."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from experts.models import Expert
from institute.management.commands.serve import gather_static, refuse_taken, start
from publications.models import Edition, Listing, Topic
from texts import richtext

HEADER = ("new page", "queries", "server ms", "database ms", "both ms", "wall ms")
WORDS = 400  # looked at to find a rare one, one of a fifth and one of nearly all texts
PORTS = {"institute.wsgi:application": 8871, "tests.bare:application": 8872}
WORKERS, SECONDS, TURNS = 2, 3, 5  # the two servers take turns, since machines are never quiet


class Command(BaseCommand):
    help = "Prints what pages cost on this database, with nothing kept, and what the server does with kept ones."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rounds", type=int, default=40, help="requests of each kind (40)")
        parser.add_argument("--only", default="", help="kinds of pages whose name holds this, and no server")

    def handle(self, *args: object, rounds: int, only: str, **options: object) -> None:
        if not Listing.objects.exists():
            raise CommandError("There is nothing to read yet: make demo, or import an archive.")
        gather_static()
        host = settings.ALLOWED_HOSTS[0].replace("*", "localhost")
        kinds = pages()
        client = Client(headers={"host": host, "accept-encoding": "br"})
        self.stdout.write(f"{Listing.objects.count()} texts; medians of {rounds} requests; times of the processor\n\n")
        self.stdout.write(row(*HEADER))
        for kind, addresses in kinds.items():
            if only in kind:
                self.stdout.write(row(kind, *measured(client, addresses, rounds)))
        if only:
            return
        if not shutil.which("wrk"):
            self.stdout.write("\nFor kept pages, install wrk.")
            return
        self.stdout.write("\n" + row("kept page", "a second", "bare view", "ratio"))
        for kind in ("home", "list", "analysis"):
            self.stdout.write(row(kind, *compared(host, kinds[kind][0])))


def row(kind: str, *figures: str | float) -> str:
    return f"{kind:<34}" + "".join(
        f"{figure:>13}" if isinstance(figure, str) else f"{figure:>13.3g}" for figure in figures
    )


def measured(client: Client, addresses: list[str], rounds: int) -> list[str | float]:
    def ask(n: int) -> None:
        caches["pages"].clear()
        response = client.get(addresses[n % len(addresses)], secure=settings.SECURE_SSL_REDIRECT)
        if response.status_code != 200:
            raise CommandError(f"{addresses[n % len(addresses)]} answers {response.status_code}.")

    ask(0)
    with CaptureQueriesContext(connection) as captured:
        ask(0)
    queries = len(captured)
    database = database_clock()
    figures = []
    for n in range(rounds):
        before = time.process_time(), database(), time.perf_counter()
        ask(n)
        after = time.process_time(), database(), time.perf_counter()
        server, behind, wall = ((b - a) * 1000 for a, b in zip(before, after, strict=True))
        figures.append((server, behind, server + behind, wall))
    return [str(queries), *(statistics.median(column) for column in zip(*figures, strict=True))]


def compared(host: str, address: str) -> list[str | float]:
    """Answers a second with a kept page, those of a bare Django view on the same kind of server, and the ratio."""
    headers = {"Host": host, "Accept-Encoding": "br", "X-Forwarded-Proto": "https"}
    turns = []
    with running():
        for port, path in zip(PORTS.values(), (address, "/"), strict=True):
            for _time in range(10 * WORKERS):  # so that every worker keeps it
                ask(port, path, headers)
        for _turn in range(TURNS):
            turns.append([wrk(port, path, headers) for port, path in zip(PORTS.values(), (address, "/"), strict=True)])
    ours, bare = (statistics.median(column) for column in zip(*turns, strict=True))
    return [f"{ours:.0f}", f"{bare:.0f}", statistics.median(ours / bare for ours, bare in turns)]


def wrk(port: int, path: str, headers: dict[str, str]) -> float:
    command = ["wrk", "-t1", "-c8", f"-d{SECONDS}s", f"http://127.0.0.1:{port}{path}"]
    command += [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if found is None or "Non-2xx" in said:
        raise CommandError(f"wrk says of {path}: {said}")
    return float(found[1])


@contextmanager
def running() -> Iterator[None]:
    for port in PORTS.values():
        refuse_taken("127.0.0.1", port)
    servers = [start("127.0.0.1", port, WORKERS, application) for application, port in PORTS.items()]
    try:
        for port in PORTS.values():
            for _attempt in range(100):
                try:
                    ask(port, "/", {})
                    break
                except OSError:
                    time.sleep(0.1)
        yield
    finally:
        for server in servers:
            server.terminate()
            server.wait()


def ask(port: int, path: str, headers: dict[str, str]) -> None:
    connected = HTTPConnection("127.0.0.1", port, timeout=10)
    connected.request("GET", path, headers=headers)
    connected.getresponse().read()
    connected.close()


def database_clock() -> Callable[[], float]:
    """Seconds of processor time that this connection's server process has used; where it can't be seen, always 0."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        path = Path("/proc") / str(cursor.fetchone()[0]) / "schedstat"
    return (lambda: int(path.read_text().split()[0]) / 1e9) if path.exists() else (lambda: 0.0)


def pages() -> dict[str, list[str]]:
    live = Edition.objects.filter(listing__live_until=None).newest_first().select_related("publication")
    analyses = [edition.get_absolute_url() for edition in live.of_kinds(["analysis"])[:2000:100]]
    interviews = [edition.get_absolute_url() for edition in live.of_kinds(["interview"])[:1000:50]]
    topics, experts = list(Topic.objects.all()), list(Expert.objects.all())
    found = {
        "analysis": analyses,
        "interview": interviews,
        "list": ["/publications/"],
        "list, page 500": ["/publications/?page=500"],
        "list of a topic and a kind": [f"/publications/?type=analysis&topic={topic.slug}" for topic in topics],
        "home": ["/"],
        "topics": ["/topics/"],
        "topic": [topic.get_absolute_url() for topic in topics],
        "experts": ["/experts/"],
        "expert": [expert.get_absolute_url() for expert in experts],
        "feed": ["/publications/feed.atom"],
    }
    found |= {f"search: {name}": ["/search/?" + urlencode({"q": q})] for name, q in searches().items()}
    return {kind: addresses for kind, addresses in found.items() if addresses}


def searches() -> dict[str, str]:
    """A word for each class of how many texts it stands in, and some together."""
    total = Listing.objects.count()
    words: dict[str, None] = {}
    text = ""
    for edition in Edition.objects.filter(listing__isnull=False, publication__kind="analysis").newest_first()[:200:20]:
        text = richtext.plain(edition.body)
        words |= dict.fromkeys(re.findall(r"[a-z]{4,}", text.lower())[: WORDS // 10])
    shares: dict[str, float] = {}
    with connection.cursor() as cursor:
        for word in words:
            cursor.execute(
                "SELECT count(*) FROM publications_listing WHERE vector @@ plainto_tsquery('institute', %s)", [word]
            )
            if found := cursor.fetchone()[0]:
                shares[word] = found / total

    def nearest(share: float, but: str = "") -> str:
        return min((word for word in shares if word != but), key=lambda word: abs(shares[word] - share))

    rare, fifth, most = nearest(0.0005), nearest(0.2), nearest(1)
    together = re.findall(r"\w{4,} \w{4,}", text)
    return {
        f"rare ({rare})": rare,
        f"{shares[fifth]:.0%} ({fifth})": fifth,
        f"{shares[most]:.0%} ({most})": most,
        "two words": f"{fifth} {nearest(0.2, fifth)}",
        "two, one in most": f"{fifth} {most}",
        "phrase": f'"{together[len(together) // 2]}"',
    }
