"""What to bring to a play: content that milestones point at too, and links of the play's own."""

from collections.abc import Iterable, Mapping

from trimtab.playbook.facts import Link, PlayFacts
from trimtab.processes.models import Content
from trimtab.processes.queries import contents_offered

OFFERED = 200  # in the form of a play


def content_choices() -> list[tuple[str, str]]:
    """The content that a play can point at, by name. One query."""
    return [(name, name) for name in contents_offered().values_list("name", flat=True)[:OFFERED]]


def contents_named(plays: Iterable[PlayFacts]) -> Mapping[str, Content]:
    """The content that these plays point at, by name. One query at most."""
    names = {name for said in plays for name in said.contents}
    return {one.name: one for one in contents_offered().filter(name__in=names)} if names else {}


def links_of(said: PlayFacts, contents: Mapping[str, Content]) -> list[Link]:
    """All that is to be brought, with where it is (files: no address); content that was archived is left out."""
    found = [contents[name] for name in said.contents if name in contents]
    return [*(Link(one.name, one.link) for one in found), *said.links]
