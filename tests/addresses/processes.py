"""The addresses of `processes`."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.addresses.roles import ANAS, EVERYBODY, ROLES, Address, Seen
from tests.cast import LONG_AGO, NOW
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.processes import actions
from trimtab.processes.actions import add_content, begin_sales_process
from trimtab.processes.exchange import process_as_json
from trimtab.processes.models import Content, Milestone, ProcessVersion, Step
from trimtab.processes.tests.builders import HEARD, only_process

# Everybody reads how one sells; operations and administrators write it.
READ = dict(zip(ROLES, "rrrrrww", strict=True))
ADDRESSES: dict[str, Address] = {
    "opportunity-process": Address(ANAS, of="opportunity"),
    "opportunity-process-panel": Address(ANAS, of="opportunity"),
    "opportunity-process-choice": Address(ANAS, needs_write=True, of="opportunity"),
    "opportunity-milestone": Address(ANAS, of="opportunity process_milestone"),
    "opportunity-pauses": Address(ANAS, method="post", needs_write=True, of="opportunity"),
    "opportunity-resumption": Address(ANAS, method="post", needs_write=True, of="opportunity"),
    "can-close": Address(EVERYBODY),
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


def acts(world: Any) -> Mapping[str, Callable[[], object]]:
    """One call of each action, for the fail points. `world`: tests.test_access_matrix.World."""
    by: dict[str, Any] = {"by": world.people["finn"], "now": NOW}
    deal = Opportunity.objects.get(pk=world.ids["opportunity"])
    waiting = Opportunity.objects.create(
        name="Waiting",
        opened_at=NOW,
        changed_at=NOW,
        **{name: getattr(deal, name) for name in ("owner", "account", "process", "stage", "status", "currency")},
    )
    actions.pause_opportunity(waiting, reason="New budget", **by)
    version = ProcessVersion.objects.get(pk=world.ids["process_version"])
    return {
        **_acts_on_deals(deal, waiting, version, by),
        **_acts_on_processes(world, version, by),
        **_acts_on_parts(world, by),
    }


def _acts_on_deals(
    deal: Opportunity, waiting: Opportunity, version: ProcessVersion, by: Mapping[str, Any]
) -> dict[str, Callable[[], object]]:
    return {
        "answer_milestone": lambda: actions.answer_milestone(deal, "qualify-fit", value="yes", evidence=HEARD, **by),
        "follow_version": lambda: actions.follow_version(deal, version, is_chosen=True, **by),
        "follow_version_many": lambda: actions.follow_version_many([deal, waiting], version, **by),
        "pause_opportunity": lambda: actions.pause_opportunity(deal, reason="New budget", **by),
        "resume_opportunity": lambda: actions.resume_opportunity(waiting, **by),
        "learn_calibration": lambda: actions.learn_calibration(now=NOW),
    }


def _acts_on_processes(world: Any, version: ProcessVersion, by: Mapping[str, Any]) -> dict[str, Callable[[], object]]:
    draft = ProcessVersion.objects.get(pk=world.ids["process_draft"])
    text = process_as_json(draft.process, draft)
    old = actions.begin_sales_process(name="Old", **by)
    actions.archive_sales_process(old, **by)
    step = version.steps.get(key="offer")
    return {
        "begin_sales_process": lambda: actions.begin_sales_process(name="Tenders", starter="complex", **by),
        "edit_sales_process": lambda: actions.edit_sales_process(draft.process, changes={"is_default": True}, **by),
        "archive_sales_process": lambda: actions.archive_sales_process(draft.process, **by),
        "restore_sales_process": lambda: actions.restore_sales_process(old, **by),
        "bring_in_process": lambda: actions.bring_in_process(text, **by),
        "draft_version": lambda: actions.draft_version(version.process, **by),
        "publish_version": lambda: actions.publish_version(draft, **by),
        "discard_draft": lambda: actions.discard_draft(draft, **by),
        "link_stages": lambda: actions.link_stages(version, step_of=dict.fromkeys(Stage.objects.all(), step), **by),
    }


def _acts_on_parts(world: Any, by: Mapping[str, Any]) -> dict[str, Callable[[], object]]:
    step, content = Step.objects.get(pk=world.ids["draft_step"]), Content.objects.get(pk=world.ids["content"])
    milestone = Milestone.objects.get(pk=world.ids["draft_milestone"])
    others = list(Milestone.objects.filter(key__startswith="close-"))
    old = actions.add_content(fields={"name": "Old"}, **by)
    actions.archive_content(old, **by)
    fields = {"text": "Credit is checked", "contents": [content]}
    changes = {"name": "In use", "stages": Stage.objects.all()}
    return {
        "add_process_step": lambda: actions.add_process_step(step.version, fields={"name": "Tender"}, **by),
        "edit_process_step": lambda: actions.edit_process_step(step, changes=changes, **by),
        "move_process_step": lambda: actions.move_process_step(step, earlier=False, **by),
        "remove_process_step": lambda: actions.remove_process_step(step, **by),
        "add_milestone": lambda: actions.add_milestone(step, fields=fields, **by),
        "edit_milestone": lambda: actions.edit_milestone(milestone, changes=fields, **by),
        "copy_milestones": lambda: actions.copy_milestones(others, into=step, **by),
        "remove_milestone": lambda: actions.remove_milestone(milestone, **by),
        "add_content": lambda: actions.add_content(fields={"name": "New"}, **by),
        "edit_content": lambda: actions.edit_content(content, changes={"name": "Other"}, **by),
        "archive_content": lambda: actions.archive_content(content, **by),
        "restore_content": lambda: actions.restore_content(old, **by),
    }
