"""A process as JSON, to take along to another installation."""

import json
from typing import Any

from trimtab.processes.models import ProcessVersion, SalesProcess
from trimtab.processes.queries import outline_of

FORMAT = "trimtab-sales-process"
FORMAT_VERSION = 1
STEP_NUMBERS = ("duration", "weight", "threshold", "yellow_from", "green_from")
MILESTONE_FACTS = ("side", "weight", "is_mandatory")


def process_as_json(process: SalesProcess, version: ProcessVersion) -> str:
    """One version with its process. Texts that ship stay keys, so that each reader sees them in the own language."""
    written: dict[str, Any] = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "key": process.key,
        "name": process.name,
        "description": process.description,
        "kind": process.kind,
        "segment": process.segment,
        "own_field": process.own_field,
        "own_value": process.own_value,
        "at_least": None if process.at_least is None else str(process.at_least),
        "below": None if process.below is None else str(process.below),
        "needs_evidence": process.needs_evidence,
        "counts_half": process.counts_half,
        "steps": [],
    }
    for step, milestones in outline_of(version).steps:
        row: dict[str, Any] = {"key": step.key, "is_shipped": step.is_shipped, **step.words}
        row |= {name: getattr(step, name) for name in STEP_NUMBERS}
        row["milestones"] = [
            {"key": one.key, "is_shipped": one.is_shipped, **one.words}
            | {name: getattr(one, name) for name in MILESTONE_FACTS}
            | {"contents": [{"name": content.name, "link": content.link} for content in one.contents.order_by("name")]}
            for one in milestones
        ]
        written["steps"].append(row)
    return json.dumps(written, indent=1, ensure_ascii=False) + "\n"
