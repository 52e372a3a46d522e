"""The addresses of `processes`."""

from tests.addresses.roles import ANAS, Address, Seen
from tests.cast import LONG_AGO
from trimtab.processes.models import Milestone
from trimtab.processes.tests.builders import only_process

ADDRESSES: dict[str, Address] = {
    "opportunity-process": Address(ANAS, of="opportunity"),
    "opportunity-process-panel": Address(ANAS, of="opportunity"),
    "opportunity-milestone": Address(ANAS, of="opportunity process_milestone"),
    "opportunity-pauses": Address(ANAS, method="post", needs_write=True, of="opportunity"),
    "opportunity-resumption": Address(ANAS, method="post", needs_write=True, of="opportunity"),
}


def ids(seen: Seen) -> dict[str, int]:
    """The seven steps, which Ana's deal follows."""
    version = only_process(seen.people["finn"], at=LONG_AGO)
    return {"process_milestone": Milestone.objects.get(step__version=version, key="qualify-fit").pk}
