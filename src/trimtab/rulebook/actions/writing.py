"""Changing the rules of the organisation. Every change is a version; nothing is overwritten unseen."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.people.models import User
from trimtab.rulebook.library import SHIPPED
from trimtab.rulebook.models import KeptRule, PhaseSetting, RuleVersion
from trimtab.rulebook.policy import require_set_up
from trimtab.rulebook.rules import KEY, Rule
from trimtab.rulebook.scopes import Phasing

PREFIX = "own_"


class RuleChanged(Exception):
    """Somebody changed the rule since it was read; nothing was written."""


def add_rule(rule: Rule, *, by: User, now: datetime) -> KeptRule:
    """A rule of the organisation's own, under a key made of its title.

    Raises:
        PermissionDenied: `by` does not set up.
    """
    require_set_up(by)
    with transaction.atomic():
        key = free_key(rule.heading)
        definition = rule.as_json() | {"key": key}
        kept = KeptRule.objects.create(key=key, version=1, definition=definition, changed_at=now)
        _version(kept, by=by, now=now)
        _record("rule.added", kept, by=by, now=now, after={"key": key, "title": str(rule.title)})
    return kept


def change_rule(rule: Rule, *, seen: int | None, by: User, now: datetime) -> KeptRule:
    """Another version of a rule, shipped or own.

    Args:
        seen: the version that the person saw; None: whatever is there is overwritten.

    Raises:
        RuleChanged: there is a later version.
        PermissionDenied: `by` does not set up.
    """
    require_set_up(by)
    with transaction.atomic():
        kept = _locked(rule.key, now=now)
        if seen is not None and kept.version != seen:
            raise RuleChanged
        before = kept.definition
        if before == rule.as_json():
            return kept
        kept.definition, kept.version, kept.changed_at = rule.as_json(), kept.version + 1, now
        kept.save(update_fields=["definition", "version", "changed_at"])
        _version(kept, by=by, now=now)
        after = {name: value for name, value in rule.as_json().items() if before.get(name) != value}
        _record("rule.changed", kept, by=by, now=now, before={name: before.get(name) for name in after}, after=after)
    return kept


def reset_rule(key: str, *, by: User, now: datetime) -> KeptRule:
    """Make a shipped rule say again what it said when it came.

    Raises:
        ValidationError: it is the organisation's own.
        PermissionDenied: `by` does not set up.
    """
    require_set_up(by)
    if key not in SHIPPED:
        raise ValidationError(_("A rule of your own has nothing to be set back to."))
    with transaction.atomic():
        kept = _locked(key, now=now)
        before = kept.definition
        kept.definition, kept.version, kept.archived_at, kept.changed_at = {}, kept.version + 1, None, now
        kept.save(update_fields=["definition", "version", "archived_at", "changed_at"])
        _version(kept, by=by, now=now)
        _record("rule.reset", kept, by=by, now=now, before={"definition": before})
    return kept


def archive_rule(key: str, *, by: User, now: datetime) -> KeptRule:
    """It speaks no longer; what it found stays readable.

    Raises:
        PermissionDenied: `by` does not set up.
    """
    return _set_archived(key, now, "rule.archived", by=by, now=now)


def restore_rule(key: str, *, by: User, now: datetime) -> KeptRule:
    """It speaks again.

    Raises:
        PermissionDenied: `by` does not set up.
    """
    return _set_archived(key, None, "rule.restored", by=by, now=now)


def clone_rule(rule: Rule, *, by: User, now: datetime) -> KeptRule:
    """A copy under the organisation's own name, archived until somebody has looked at it.

    Raises:
        PermissionDenied: `by` does not set up.
    """
    require_set_up(by)
    with transaction.atomic():
        key = free_key(rule.key)
        kept = KeptRule.objects.create(
            key=key, version=1, definition=rule.as_json() | {"key": key}, archived_at=now, changed_at=now
        )
        _version(kept, by=by, now=now)
        _record("rule.cloned", kept, by=by, now=now, after={"key": key, "of": rule.key})
    return kept


def bring_in_rules(rules: Sequence[Rule], *, by: User, now: datetime) -> Mapping[str, int]:
    """Rules of a file: new ones are added, those of the same key changed; how many of each, and how many were alike.

    Raises:
        PermissionDenied: `by` does not set up.
    """
    require_set_up(by)
    counts = {"added": 0, "changed": 0, "alike": 0}
    with transaction.atomic():
        known = {
            one.key: one for one in KeptRule.objects.select_for_update().filter(key__in=[one.key for one in rules])
        }
        for rule in rules:
            counts[_brought_in(rule, known.get(rule.key), by=by, now=now)] += 1
    return counts


def set_phases(phasing: Phasing, *, by: User, now: datetime) -> None:
    """Say from where on an opportunity is in the middle, and late.

    Raises:
        ValidationError: late does not come after the middle.
        PermissionDenied: `by` does not set up.
    """
    require_set_up(by)
    if not 0 <= phasing.mid < phasing.late <= 1:
        raise ValidationError(_("Late comes after the middle, both between 0 and 100 percent."))
    after = {"basis": phasing.basis, "mid": phasing.mid, "late": phasing.late}
    with transaction.atomic():
        PhaseSetting.objects.update_or_create(pk=1, defaults=after)
        record_event("rulebook.phases_set", record="rulebook", record_id=None, by=by, now=now, after=after)


def free_key(text: str) -> str:
    """A key that no rule has, made of some words."""
    words = slugify(text.replace("_", "-")).replace("-", "_").removeprefix(PREFIX)[: KEY - 12] or "rule"
    taken = {*SHIPPED, *KeptRule.objects.filter(key__startswith=PREFIX + words).values_list("key", flat=True)}
    number, key = 1, PREFIX + words
    while key in taken:
        number += 1
        key = f"{PREFIX}{words}_{number}"
    return key


def _brought_in(rule: Rule, kept: KeptRule | None, *, by: User, now: datetime) -> str:
    present = (
        kept.definition if kept and kept.definition else SHIPPED[rule.key].rule.as_json() if rule.key in SHIPPED else {}
    )
    if present == rule.as_json():
        return "alike"
    if present:
        change_rule(rule, seen=None, by=by, now=now)
        return "changed"
    made = KeptRule.objects.create(key=rule.key, version=1, definition=rule.as_json(), changed_at=now)
    _version(made, by=by, now=now)
    _record("rule.added", made, by=by, now=now, after={"key": rule.key, "title": str(rule.title)})
    return "added"


def _set_archived(key: str, at: datetime | None, verb: str, *, by: User, now: datetime) -> KeptRule:
    require_set_up(by)
    with transaction.atomic():
        kept = _locked(key, now=now)
        kept.archived_at, kept.changed_at = at, now
        kept.save(update_fields=["archived_at", "changed_at"])
        _record(verb, kept, by=by, now=now, after={"key": key})
    return kept


def _locked(key: str, *, now: datetime) -> KeptRule:
    """The row of the rule, made where a shipped one was never changed; locked until the transaction ends."""
    KeptRule.objects.get_or_create(key=key, defaults={"version": 1, "changed_at": now})
    return KeptRule.objects.select_for_update().get(key=key)


def _version(kept: KeptRule, *, by: User, now: datetime) -> None:
    RuleVersion.objects.create(rule=kept, number=kept.version, definition=kept.definition, at=now, by=by)


def _record(
    verb: str,
    kept: KeptRule,
    *,
    by: User,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    record_event(verb, record="rule", record_id=kept.pk, by=by, now=now, before=before, after=after)
