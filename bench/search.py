"""How long finding a record takes, and whether mistyped names are found, at a size of one's choice.

    python bench/search.py 1000000              # on an SQLite of its own
    tools/postgres.sh python bench/search.py 1000000

Makes that many opportunities and contacts and three tenths of that accounts, of as many as 5,000 people, in a temporary
folder or in the database of TRIMTAB_DATABASE_URL, which must be empty. Prints the building of the index, a table of the
queries by who asks, beside a scan with LIKE, and how many of 400 mistyped names are found among the first eight.
"""

import os
import platform
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trimtab.people.models import User

TEAMS_A_REGION, REGIONS = 20, 10
SYLLABLES = [
    "ba",
    "be",
    "ca",
    "co",
    "da",
    "del",
    "don",
    "dor",
    "el",
    "fa",
    "fer",
    "ga",
    "gan",
    "gel",
    "ha",
    "hal",
    "han",
    "hel",
    "ja",
    "ka",
    "ke",
    "kel",
    "la",
    "lan",
    "lin",
    "lo",
    "lor",
    "ma",
    "mar",
    "mer",
    "mi",
    "mon",
    "na",
    "nel",
    "ni",
    "nor",
    "o",
    "pa",
    "pel",
    "pol",
    "ra",
    "ren",
    "ri",
    "ro",
    "san",
    "sel",
    "sen",
    "so",
    "ta",
    "tel",
    "ter",
    "ti",
    "ton",
    "tu",
    "ul",
    "va",
    "ver",
    "vi",
    "vol",
    "wa",
    "wen",
    "za",
    "zel",
    "mü",
    "grö",
]
ENDINGS = ("GmbH", "Inc", "AG", "Ltd", "Group", "S.A.", "Partners")
PRODUCTS = ("turbines", "pumps", "sensors", "valves", "licences", "robots", "drives", "compressors", "storage", "audit")
KINDS = ("renewal", "expansion", "pilot", "framework contract", "replacement")
MADE, MOMENTS = "created_at changed_at", ("2026-01-05 09:00:00", "2026-01-05 09:00:00")
EMPTY = ("", "", "", "", "{}", "")
Row = tuple[int | str, ...]
BEGINNINGS = ("re", "exp", "renew", "gmb", "turbin", "ma", "framew")
EACH = 40  # queries of a kind


class Names:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.rare = sorted({self._word() for _ in range(60_000)})
        self.given = [self._word(2) for _ in range(900)]

    def _word(self, most: int = 4) -> str:
        return "".join(self._chance.choices(SYLLABLES, k=self._chance.randint(2, most))).capitalize()

    def company(self) -> str:
        words = self._chance.choices(self.rare, k=self._chance.choice((1, 2, 2)))
        return " ".join([*words, self._chance.choice(ENDINGS)])

    def person(self) -> str:
        return f"{self._chance.choice(self.given)} {self._chance.choice(self.rare)}"

    def sale(self, company: str) -> str:
        return f"{company} {self._chance.choice(PRODUCTS)} {self._chance.choice(KINDS)}"


@dataclass(frozen=True)
class Customer:
    pk: int
    name: str
    owner: int

    @property
    def domain(self) -> str:
        return f"{self.name.split()[0].lower()}.example"


def fill(count: int, names: Names, chance: random.Random) -> None:
    """People in teams, and their records: spread evenly; two opportunities in three go to the account's owner."""
    from trimtab.accounts.models import Account, AccountMember, Contact
    from trimtab.opportunities.models import Opportunity, Process, Stage

    _hurry()
    people = _people(min(5_000, max(count // 200, 250)))
    process = Process.objects.create(name="Bench")
    Stage.objects.create(process=process, name="Open", position=1, kind="open", is_qualified=True)
    customers = [Customer(n + 1, names.company(), chance.choice(people)) for n in range(count * 3 // 10)]
    accounts = ((one.pk, one.name, one.owner, one.domain, *MOMENTS, *EMPTY) for one in customers)
    _insert(Account, f"id name owner_id domain {MADE} industry region country segment custom source", accounts)
    _insert(AccountMember, "account_id user_id", ((one.pk, one.owner) for one in customers))
    contacts = _contacts(count, customers, names, chance)
    _insert(Contact, f"id account_id name email {MADE} phone title seniority function custom source", contacts)
    columns = "id name account_id owner_id external_id process_id stage_id status currency opened_at changed_at"
    rest = "forecast_category kind lead_source loss_reason next_step custom history source"
    _insert(Opportunity, f"{columns} {rest}", _sales(count, customers, people, names, chance))


def _hurry() -> None:
    """Nothing here outlives the measurement, and the indexes of the lists are not what is measured."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous = OFF")
        for name in (
            "opportunity_of_owner",
            "opportunity_closing",
            "opportunity_summed",
            "opportunity_by_close_date",
            "opportunity_by_amount",
        ):
            cursor.execute(f"DROP INDEX {name}")


def _contacts(count: int, customers: Sequence[Customer], names: Names, chance: random.Random) -> Iterator[Row]:
    for number in range(count):
        customer, name = chance.choice(customers), names.person()
        email = f"{name.lower().replace(' ', '.')}@{customer.domain}"
        yield (number + 1, customer.pk, name, email, *MOMENTS, *EMPTY)


def _sales(
    count: int, customers: Sequence[Customer], people: Sequence[int], names: Names, chance: random.Random
) -> Iterator[Row]:
    for number in range(count):
        customer = chance.choice(customers)
        owner = customer.owner if number % 3 else chance.choice(people)
        known = (number + 1, names.sale(customer.name), customer.pk, owner, f"006{number:09}A")
        yield (*known, 1, 1, "open", "EUR", *MOMENTS, "", "", "", "", "", "{}", "changes", "x")


def _people(count: int) -> list[int]:
    from django.utils import timezone

    from trimtab.people.actions import create_team
    from trimtab.people.models import User

    company = create_team(name="Company", parent=None, by=None, now=timezone.now())
    teams = []
    for region in range(REGIONS):
        above = create_team(name=f"Region {region}", parent=company, by=None, now=timezone.now())
        User.objects.create(name=f"Leader {region}", email=f"l{region}@example.com", role="leader", team=above)
        for number in range(TEAMS_A_REGION):
            team = create_team(name=f"Team {region}.{number}", parent=above, by=None, now=timezone.now())
            User.objects.create(name="Manager", email=f"m{region}.{number}@example.com", role="manager", team=team)
            teams.append(team)
    User.objects.create(name="Eva", email="eva@example.com", role="leader", team=company, sees="everyone")
    sellers = [
        User(name=f"Seller {n}", email=f"s{n}@example.com", role="seller", team=teams[n % len(teams)])
        for n in range(count)
    ]
    return [one.pk for one in User.objects.bulk_create(sellers)]


def _insert(model: type, columns: str, rows: Iterator[Row]) -> None:
    from django.db import transaction

    from trimtab.connectors.imports.database import insert_rows

    names = columns.split()
    while batch := list(islice(rows, 10_000)):
        with transaction.atomic():
            insert_rows(model._meta.db_table, names, batch)  # type: ignore[attr-defined,arg-type]


def mistyped(text: str, chance: random.Random) -> str:
    """One letter left out, added, changed, or swapped with the next one, in a word of five letters or more."""
    words = text.split()
    at = chance.choice([n for n, word in enumerate(words) if len(word) > 4] or [0])
    word = words[at]
    place = chance.randrange(len(word) - 1)
    other = chance.choice("abcdefghijklmnopqrstuvwxyz")
    words[at] = chance.choice(
        (
            word[:place] + word[place + 1 :],
            word[:place] + other + word[place:],
            word[:place] + other + word[place + 1 :],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        )
    )
    return " ".join(words)


def queries(names: Names, samples: Sequence[str], chance: random.Random) -> dict[str, list[str]]:
    return {
        "whole name": list(samples[:EACH]),
        "as one types": [name[: chance.randint(2, 9)] for name in samples[:EACH]],
        "two beginnings": [" ".join(word[:4] for word in name.split()[:2]) for name in samples[:EACH]],
        "mistyped": [mistyped(name, chance) for name in samples[:EACH]],
        "common word": [chance.choice(PRODUCTS + KINDS) for _ in range(EACH)],
        "common beginning": [chance.choice(BEGINNINGS) for _ in range(EACH)],
        "common and rare": [f"renewal {chance.choice(names.rare)}" for _ in range(EACH)],
        "two common": [f"{chance.choice(PRODUCTS)} {chance.choice(KINDS)}" for _ in range(EACH)],
        "absent": ["".join(chance.choices("qxzwvk", k=8)) for _ in range(EACH)],
        "external id": [f"006{chance.randrange(1000):09}A" for _ in range(EACH)],
    }  # fmt: skip


def timed(work: Callable[[], object]) -> tuple[float, float]:  # milliseconds of the clock, of our processor
    began, processor = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - began) * 1e3, (time.process_time() - processor) * 1e3


def at(values: Sequence[float], share: float) -> float:  # the value below which that share lies
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def scan_with_like(text: str) -> list[object]:
    """What a site does without an index: every record that holds the text, anywhere."""
    from trimtab.accounts.models import Account, Contact
    from trimtab.opportunities.models import Opportunity

    found: list[object] = []
    for model in (Account, Opportunity, Contact):
        found += model._default_manager.filter(name__icontains=text).order_by("-pk").values_list("pk", "name")[:8]
    return found


def measure(count: int) -> None:
    from django.db import connection

    from trimtab.people.models import User
    from trimtab.search.actions import catch_up

    chance = random.Random(1)
    names = Names(chance)
    filling = time.perf_counter()
    fill(count, names, chance)
    began, processor = time.perf_counter(), time.process_time()
    rows = catch_up()
    seconds, memory = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{platform.machine()}, {os.cpu_count()} cores, {connection.vendor}, Python {platform.python_version()}")
    print(f"records written in {began - filling:.0f} s, {rows:,} rows indexed in {seconds:.0f} s", end=", ")
    print(f"{time.process_time() - processor:.0f} s of processor here, at most {memory:.0f} MB")
    print(f"index: {_size() / 1e6:,.0f} MB; all: {_size_of_all() / 1e6:,.0f} MB")
    seller = User.objects.filter(role="seller")[7]
    asking = {
        "seller, own": seller,
        "manager of 25": User.objects.filter(role="manager")[3],
        "leader of 500": User.objects.filter(name="Leader 3").get(),
        "everyone's": User.objects.get(name="Eva"),
    }
    everything: list[float] = []
    print(f"{'who':15}{'what':18}{'first':>8}{'median':>8}{'p95':>8}{'p95 processor':>15}{'LIKE':>9}{'ratio':>7}  ms")
    for who, user in asking.items():
        everything += _measure_person(who, user, names, chance)
    print(
        f"all queries: median {at(everything, 0.5):.1f} ms, p95 {at(everything, 0.95):.1f} ms,"
        f" slowest {max(everything):.0f} ms"
    )
    _measure_quality(asking, chance)


def _measure_person(who: str, user: "User", names: Names, chance: random.Random) -> list[float]:
    from trimtab.search.queries import find

    walls: list[float] = []
    for kind, texts in queries(names, _samples(user, EACH, chance), chance).items():
        spent = [timed(lambda text=text: find(user, text, limit=8)) for text in texts]
        wall, processor = [one[0] for one in spent], [one[1] for one in spent]
        scan = timed(lambda text=texts[0]: scan_with_like(text))[0]
        print(
            f"{who:15}{kind:18}{wall[0]:8.1f}{at(wall, 0.5):8.1f}{at(wall, 0.95):8.1f}{at(processor, 0.95):15.1f}"
            f"{scan:9.0f}{scan / at(wall, 0.5):7.0f}"
        )
        walls += wall
    return walls


def _samples(user: "User", count: int, chance: random.Random) -> list[str]:
    """Names of records that the person sees, of each kind."""
    from trimtab.accounts.queries import visible_accounts, visible_contacts
    from trimtab.opportunities.queries import visible_opportunities

    found: list[str] = []
    for visible in (visible_accounts(user), visible_opportunities(user), visible_contacts(user)):
        found += list(visible.values_list("name", flat=True)[: count * 20])
    return chance.choices(found, k=count)


def _measure_quality(asking: dict[str, "User"], chance: random.Random) -> None:
    from trimtab.search.models import SearchEntry
    from trimtab.search.queries import find

    for who, user in asking.items():
        samples = _samples(user, 100, chance)
        hits = 0
        for name in samples:
            found = find(user, mistyped(name, chance), limit=8)
            ids = [SearchEntry.id_of(one.kind, one.record_id) for one in found]
            hits += name in _names_of(ids)
        print(f"mistyped names among the first eight, {who}: {hits} of {len(samples)}")


def _names_of(ids: Sequence[int]) -> set[str]:
    from trimtab.accounts.models import Account, Contact
    from trimtab.opportunities.models import Opportunity
    from trimtab.search.models import SearchEntry

    models = {1: Account, 2: Opportunity, 3: Contact}
    pairs = [(one >> SearchEntry.KIND_SHIFT, one & ((1 << SearchEntry.KIND_SHIFT) - 1)) for one in ids]
    return {models[kind].objects.get(pk=pk).name for kind, pk in pairs if kind in models}  # type: ignore[attr-defined]


def _size() -> int:
    return _asked(
        "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'search\\_%' ESCAPE '\\' OR name LIKE 'word\\_by%' ESCAPE '\\'",
        "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname LIKE 'search\\_%' AND relkind = 'r'",
    )


def _size_of_all() -> int:
    return _asked("SELECT sum(pgsize) FROM dbstat", "SELECT pg_database_size(current_database())")


def _asked(on_sqlite: str, on_postgresql: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(on_postgresql if connection.vendor == "postgresql" else on_sqlite)
        return int(cursor.fetchone()[0] or 0)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TRIMTAB_HOME"] = str(Path(folder) / "home")
        os.environ["DJANGO_SETTINGS_MODULE"] = "trimtab.config.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        measure(count)


if __name__ == "__main__":
    main()
