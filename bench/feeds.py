"""Feeds: how many of the sample feeds are read, and how fast the inbox answers over 100,000 articles.

python bench/feeds.py samples ARCHIVE.tar.gz     all feeds of an archive, with what is refused and why
python bench/feeds.py inbox [ARTICLES]           pages of the inbox over so many articles, in a database of its own
"""

import os
import random
import shutil
import statistics
import sys
import tarfile
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WORDS = [f"word{number}" for number in range(5_000)]
FEEDS, ROUNDS = 100, 15


def samples(archive: Path) -> None:
    """Read every feed of the archive."""
    from trimtab.research.defusing import Dangerous
    from trimtab.research.reading import read_feed

    found: Counter[str] = Counter()
    begun, slowest = time.perf_counter(), 0.0
    with tarfile.open(archive) as files:
        for member in files:
            file = files.extractfile(member) if member.name.endswith(".xml") else None
            if file is None:
                continue
            body, one = file.read(), time.perf_counter()
            try:
                found["articles"] += len(read_feed(body, url="https://example.com/feed").entries)
                found["read"] += 1
            except Dangerous as error:
                found[str(error)] += 1
                print(f"refused ({error}): {member.name}")
            slowest = max(slowest, time.perf_counter() - one)
    print(dict(found), f"in {time.perf_counter() - begun:.1f} s, the slowest {slowest * 1000:.0f} ms")


def inbox(articles: int) -> None:
    """Time the pages that people open."""
    home = tempfile.mkdtemp(prefix="trimtab-feeds-")
    os.environ |= {
        "TRIMTAB_HOME": home,
        "DJANGO_SETTINGS_MODULE": "trimtab.config.settings",
        "TRIMTAB_HOSTS": "testserver",
    }
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    client, newest = _filled(articles, Client)
    pages = {
        "unread": "/research/", "all": "/research/?shelf=all", "one feed": "/research/?shelf=all&feed=7",
        "a rare word": "/research/?q=word4999", "a common word": "/research/?q=news",
        "two words": "/research/?q=news+word17", "favourites": "/research/?shelf=favourites",
        "far down": f"/research/?shelf=all&after={(NOW - timedelta(days=300)).isoformat().replace('+', '%2B')}~1",
    }  # fmt: skip
    for name, address in pages.items():
        _time(name, lambda address=address: client.get(address))
    client.post("/research/readings/", {"up_to": newest})
    _time("all read", lambda: client.get("/research/"))
    shutil.rmtree(home, ignore_errors=True)


def _filled(articles: int, client_of: Callable[[], object]) -> tuple[object, int]:
    from trimtab.people.models import User
    from trimtab.research.actions import follow_feed, mark_article
    from trimtab.research.models import Article

    ana = User.objects.create_user("ana@example.com", "a long password", name="Ana", role="seller")
    rng = random.Random(3)
    feeds = [
        follow_feed(f"https://f{number}.example/feed", about="customer", for_everybody=False, by=ana, now=NOW)[0]
        for number in range(FEEDS)
    ]
    rows = []
    for number in range(articles):
        words = " ".join(rng.sample(WORDS, 60))
        rows.append(
            Article(
                feed=feeds[number % FEEDS],
                key=str(number),
                title=f"News {words[:60]}",
                beginning=words[:300],
                published_at=NOW - timedelta(minutes=5 * number),
                arrived_at=NOW,
                body=f"<p>{words * 3}</p>",
                words=f"news {words}",
            )
        )
    Article.objects.bulk_create(rows, batch_size=2_000)
    for article in Article.objects.order_by("pk")[:200]:
        mark_article(article, changes={"favourite_at": NOW, "is_read": True}, by=ana)
    client = client_of()
    client.force_login(ana)  # type: ignore[attr-defined]  # of django.test
    newest = Article.objects.order_by("-pk").values_list("pk", flat=True)[0]
    return client, newest


def _time(name: str, ask: Callable[[], object]) -> None:
    ask()
    taken = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        answer = ask()
        taken.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, name  # type: ignore[attr-defined]  # of django.test
    print(f"{name:16} median {statistics.median(taken):6.1f} ms   worst {max(taken):6.1f} ms")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    if sys.argv[1:2] == ["samples"]:
        samples(Path(sys.argv[2]))
    else:
        inbox(int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
