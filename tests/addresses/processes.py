"""The addresses of `processes`."""

from tests.addresses.roles import ANAS, ROLES, Address, Seen
from tests.cast import LONG_AGO
from trimtab.processes.actions import add_content, begin_sales_process
from trimtab.processes.models import Milestone
from trimtab.processes.tests.builders import only_process

# Everybody reads how one sells; operations and administrators write it.
READ = dict(zip(ROLES, "rrrrrww", strict=True))
ADDRESSES: dict[str, Address] = {
    "opportunity-process": Address(ANAS, of="opportunity"),
    "opportunity-process-panel": Address(ANAS, of="opportunity"),
    "opportunity-process-choice": Address(ANAS, needs_write=True, of="opportunity"),
    "opportunity-milestone": Address(ANAS, of="opportunity process_milestone"),
    "opportunity-pauses": Address(ANAS, method="post", needs_write=True, of="opportunity"),
    "opportunity-resumption": Address(ANAS, method="post", needs_write=True, of="opportunity"),
    "sales-processes": Address(READ),
    "process-import": Address(READ, needs_write=True),
    "sales-process": Address(READ, of="sales_process"),
    "sales-process-edit": Address(READ, needs_write=True, of="sales_process"),
    "sales-process-archiving": Address(READ, method="post", needs_write=True, of="sales_process"),
    "process-drafts": Address(READ, method="post", needs_write=True, of="sales_process"),
    "process-remapping": Address(READ, needs_write=True, of="sales_process"),
    "process-version": Address(READ, of="process_version"),
    "process-export": Address(READ, of="process_version"),
    "process-publishing": Address(READ, method="post", needs_write=True, of="process_draft"),
    "process-discarding": Address(READ, method="post", needs_write=True, of="process_draft"),
    "process-stages": Address(READ, method="post", needs_write=True, of="process_version"),
    "process-step-new": Address(READ, needs_write=True, of="process_draft"),
    "process-step": Address(READ, needs_write=True, of="draft_step"),
    "process-step-moves": Address(READ, method="post", needs_write=True, of="draft_step"),
    "process-step-removal": Address(READ, method="post", needs_write=True, of="draft_step"),
    "process-milestone-new": Address(READ, needs_write=True, of="draft_step"),
    "process-milestone-copies": Address(READ, needs_write=True, of="draft_step"),
    "process-milestone": Address(READ, needs_write=True, of="draft_milestone"),
    "process-milestone-removal": Address(READ, method="post", needs_write=True, of="draft_milestone"),
    "contents": Address(READ),
    "content": Address(READ, of="content"),
    "content-archiving": Address(READ, method="post", needs_write=True, of="content"),
}


def ids(seen: Seen) -> dict[str, int]:
    """The seven steps, which Ana's deal follows; a draft of another process; a piece of content."""
    finn = seen.people["finn"]
    version = only_process(finn, at=LONG_AGO)
    draft = begin_sales_process(starter="renewal", by=finn, now=LONG_AGO).versions.get()
    step = draft.steps.get(key="use")
    made = {
        "sales_process": version.process,
        "process_version": version,
        "process_milestone": Milestone.objects.get(step__version=version, key="qualify-fit"),
        "process_draft": draft,
        "draft_step": step,
        "draft_milestone": step.milestones.get(key="use-used"),
        "content": add_content(fields={"name": "A reference", "link": "https://example.com/"}, by=finn, now=LONG_AGO),
    }
    return {name: one.pk for name, one in made.items()}
