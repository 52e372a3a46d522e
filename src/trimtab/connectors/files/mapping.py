"""From tables to a proposal: which target each table fills, which field each column fills, what stages mean."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from . import columns as column_matching
from . import stages
from .dated import date_in_name, without_date
from .detection import detect_columns, resolve_together
from .mappings import SystemWords, hubspot, pipedrive, plain, salesforce, zoho
from .model import NO_TABLE, Choice, ColumnKind, Proposal, Question, StageMapping, TableMapping
from .names import normalised, normalised_table
from .source_table import SourceTable
from .target_words import fields_in_words, table_in_words
from .targets import TARGETS

SYSTEMS: tuple[SystemWords, ...] = (salesforce.WORDS, hubspot.WORDS, pipedrive.WORDS, zoho.WORDS)
ENOUGH_SIGNS = 2
_NUMBERS = ("number", "money", "percent")
_STATEFUL = ("opportunities", "opportunity_exports", "opportunity_history")
_CONSTANT_KINDS = {
    "call": "call", "meeting": "meeting", "event": "meeting", "email": "email", "task": "task", "note": "note",
    "communication": "email",
}  # fmt: skip


@dataclass(frozen=True)
class Profile:
    """A table with its sample: what the proposal is made from."""

    table: SourceTable
    kinds: Mapping[str, ColumnKind]
    rows: Sequence[tuple[str | None, ...]]

    @property
    def headers(self) -> dict[str, str]:
        """Column name → normalised header."""
        return {name: normalised(name) for name in self.table.columns}

    def values(self, column: str) -> list[str | None]:
        """The sampled texts of a column."""
        position = self.table.columns.index(column)
        return [row[position] for row in self.rows]


def propose(tables: Sequence[SourceTable]) -> Proposal:
    """What a source means, from names, headers and samples; questions where only a person can know."""
    profiles = _profiles(tables)
    words = system_of(profiles)
    present = systems_in(profiles)
    sources = {profile.table.name: words_for(profile, words, present) for profile in profiles}
    targets = {profile.table.name: target_of(profile, sources[profile.table.name]) for profile in profiles}
    filled = {target for target, _confidence, _reason in targets.values()}
    mapped = [
        _map_table(profile, sources[profile.table.name], *targets[profile.table.name], filled=filled)
        for profile in profiles
    ]
    mapped = _with_series(mapped)
    found_stages = propose_stages(profiles, mapped)
    return Proposal(
        system=words.name,
        tables=tuple(mapped),
        stages=tuple(found_stages),
        questions=(*_format_questions(mapped), *_required_questions(mapped), *_stage_questions(found_stages)),
        default_currency=_currency(mapped),
    )


def _profiles(tables: Sequence[SourceTable]) -> list[Profile]:
    """Samples and kinds; ambiguous columns are settled by unambiguous ones anywhere in the source."""
    samples = {table.name: table.sample() for table in tables}
    kinds = {table.name: detect_columns(table.columns, samples[table.name]) for table in tables}
    together = resolve_together({f"{t}\0{c}": kind for t, found in kinds.items() for c, kind in found.items()})
    return [
        Profile(
            table,
            _day_first_with_commas({name: together[f"{table.name}\0{name}"] for name in table.columns}, table),
            samples[table.name],
        )
        for table in tables
    ]


def _day_first_with_commas(kinds: Mapping[str, ColumnKind], table: SourceTable) -> dict[str, ColumnKind]:
    """Who writes decimal commas, or semicolons between the values, writes the day first; still a question."""
    numbers = [kind for kind in kinds.values() if kind.kind in _NUMBERS and not kind.ambiguous]
    if table.dialect.delimiter != ";" and not any(kind.decimal_mark == "," for kind in numbers):
        return dict(kinds)
    return {
        name: replace(kind, format="day/month/year") if kind.format and kind.ambiguous else kind
        for name, kind in kinds.items()
    }


def system_of(profiles: Sequence[Profile]) -> SystemWords:
    """The system whose typical headers appear most, or plain words."""
    headers = {header for profile in profiles for header in profile.headers.values()}
    scores = {words.name: len(words.signs & headers) for words in SYSTEMS}
    best = max(SYSTEMS, key=lambda words: scores[words.name])
    return best if scores[best.name] >= ENOUGH_SIGNS else plain.WORDS


def systems_in(profiles: Sequence[Profile]) -> list[SystemWords]:
    """Every system that at least one table of the source clearly comes from."""
    found = (system_of([profile]) for profile in profiles)
    return list({words.name: words for words in found if words is not plain.WORDS}.values())


def target_of(profile: Profile, words: Sequence[SystemWords]) -> tuple[str, float, str]:
    """The target table, how sure that is, and why."""
    headers = set(profile.headers.values())
    shape = _history_shape(profile, headers)
    name = normalised_table(profile.table.name)
    found = _by_name(name, words)
    if found:
        target, exact = found
        if target in ("opportunities", "activities") and shape:
            return shape, 0.9, _("One row per change: the same opportunity comes several times, with a time.")
        return target, 0.95 if exact else 0.75, _("By the name of the table.")
    if shape:
        return shape, 0.85, _("One row per change: the same opportunity comes several times, with a time.")
    return _by_headers(headers)


def words_for(profile: Profile, words: SystemWords, present: Sequence[SystemWords] = ()) -> tuple[SystemWords, ...]:
    """The words of the table's own system, of the source's, of others found in the source, then plain words."""
    own = system_of([profile])
    order = (own, words, *present) if own is not plain.WORDS else (words, *present)
    systems = {source.name: source for source in order if source is not plain.WORDS}
    return (*systems.values(), plain.WORDS)


def _by_name(name: str, words: Sequence[SystemWords]) -> tuple[str, bool] | None:
    """The target whose longest phrase stands in the table's name; then the more specific system, the later phrase."""
    padded = f" {name} "
    hits = [
        (len(phrase.split()), -place, padded.rfind(f" {phrase} "), target, phrase)
        for place, source in enumerate(words)
        for phrase, target in source.tables.items()
        if f" {phrase} " in padded
    ]
    if not hits:
        return None
    *_rank, target, phrase = max(hits)
    return str(target), phrase == name


_CHANGE_TIME = ("event time", "changed at", "change date", "transition to timestamp", "fivetran start", "date entered",
                "timestamp", "valid from", "stage change date")  # fmt: skip


def _history_shape(profile: Profile, headers: set[str]) -> str:
    """A table with one row per change, whatever it is called; "" for any other."""
    keys = set(plain.FIELDS["opportunities"]["external_id"][:6]) & headers
    if not keys or not headers & set(_CHANGE_TIME):
        return ""
    key = next(name for name, header in profile.headers.items() if header in keys)
    texts = [text for text in profile.values(key) if text]
    repeated = len(texts) >= 2 and len(set(texts)) < 0.9 * len(texts)
    changes = {"field", "property", "field name"} & headers and {"new value", "value", "new"} & headers
    if changes:
        return "opportunity_changes"
    stage = set(plain.FIELDS["opportunities"]["stage"]) & headers
    return "opportunity_history" if stage and (repeated or "from stage" in headers) else ""


def _by_headers(headers: set[str]) -> tuple[str, float, str]:
    """The target that most headers fit, when they are enough: an opportunity needs a stage or an amount, and a date."""
    scores = {}
    for target in ("opportunities", "contacts", "leads", "accounts", "products", "users", "activities", "quotas"):
        fields = plain.FIELDS[target]
        scores[target] = sum(1 for synonyms in fields.values() if headers & set(synonyms))
    best = max(scores, key=lambda target: scores[target])
    opportunity = plain.FIELDS["opportunities"]
    deal_like = headers & set(opportunity["stage"]) and headers & {*opportunity["amount"], *opportunity["close_on"]}
    if deal_like and scores["opportunities"] >= 4:
        return "opportunities", 0.7, _("Its columns fit this.")
    if scores[best] >= 4 and best != "opportunities":
        return best, 0.5, _("Its columns fit this.")
    return NO_TABLE, 0.5, _("Neither its name nor its columns fit a table.")


def _map_table(
    profile: Profile, words: Sequence[SystemWords], target: str, confidence: float, reason: str, *, filled: set[str]
) -> TableMapping:
    name = profile.table.name
    if target == "opportunities" and _is_snapshot(profile):
        target = "opportunity_exports"
    if target == NO_TABLE:
        return TableMapping(name, NO_TABLE, confidence, (reason,))
    mapped = column_matching.map_columns(profile.headers, profile.kinds, target, words, filled=filled)
    constants = _constants(profile, target, {column.field for column in mapped})
    given = {column.field for column in mapped} | set(constants)
    missing = tuple("/".join(group) for group in TARGETS[target].requires if not given & set(group))
    if missing and target not in _STATEFUL:
        text = _("It would be {target}, but nothing in it gives {fields}.")
        return TableMapping(
            name, NO_TABLE, 0.6, (reason, text.format(target=table_in_words(target), fields=fields_in_words(missing)))
        )
    key = tuple(field for field in TARGETS[target].key if field in given)
    return TableMapping(name, target, confidence, (reason,), tuple(mapped), constants, key, missing)


def _is_snapshot(profile: Profile) -> bool:
    stamps = set(plain.FIELDS["opportunity_exports"]["exported_at"])
    stamp = next((name for name, header in profile.headers.items() if header in stamps), "")
    return bool(stamp) and len(set(profile.values(stamp))) < len(profile.rows)


def _constants(profile: Profile, target: str, given: set[str]) -> dict[str, str]:
    """What a table says by its name for all rows."""
    tokens = normalised_table(profile.table.name).split()
    if target == "activities" and "kind" not in given:
        return {
            "kind": next((_CONSTANT_KINDS[token] for token in reversed(tokens) if token in _CONSTANT_KINDS), "task")
        }
    if target == "opportunities" and not given & {"stage", "status", "is_won"} and "closed" in tokens:
        return {"stage": "Closed Won"} if "won date" in profile.headers.values() else {}
    return {}


def _with_series(tables: list[TableMapping]) -> list[TableMapping]:
    """Tables of one kind and name with different dates are exports of one table at different times."""
    groups: dict[tuple[str, str], list[TableMapping]] = defaultdict(list)
    for table in tables:
        if table.target != NO_TABLE and date_in_name(table.source):
            groups[table.target, without_date(table.source)].append(table)
    dated: dict[str, TableMapping] = {}
    for (target, series), group in groups.items():
        dates = {date_in_name(table.source) for table in group}
        if len(group) < 2 or len(dates) < len(group):
            continue
        for table in group:
            into = "opportunity_exports" if target == "opportunities" else target
            reason = _("One of {count} exports of the same table, by the date in its name.").format(count=len(group))
            dated[table.source] = replace(
                table, target=into, series=series or target, exported_at=date_in_name(table.source),
                reasons=(*table.reasons, reason),
            )  # fmt: skip
    mapped = [dated.get(table.source, table) for table in tables]
    return sorted(mapped, key=lambda t: (t.series, t.exported_at)) if dated else mapped


def propose_stages(profiles: Sequence[Profile], tables: Sequence[TableMapping]) -> list[StageMapping]:
    """The stages that opportunities and their history name, with kind and order."""
    by_name = {profile.table.name: profile for profile in profiles}
    rows: list[dict[str, str | None]] = []
    moves: list[tuple[str, str]] = []
    declared: list[StageMapping] = []
    for table in tables:
        if table.target in _STATEFUL:
            found = list(_stage_rows(by_name[table.source], table))
            rows.extend(found)
            moves.extend((row["from_stage"] or "", row["stage"] or "") for row in found if row.get("from_stage"))
        elif table.target == "stages":
            declared.extend(_declared_stages(by_name[table.source], table))
    named = {row.get("stage") for row in rows}
    # A stage that opportunities only ever left is a stage too.
    rows.extend({"stage": before} for before in {before for before, _after in moves} - named)
    known = {stage.name for stage in declared}
    mapped = stages.map_stages(stages.gather(rows, sequence="sequence"), moves=moves)
    return declared + [stage for stage in mapped if stage.name not in known]


def _stage_rows(profile: Profile, table: TableMapping) -> Iterator[dict[str, str | None]]:
    wanted = ("stage", "status", "is_won", "is_closed", "probability", "from_stage")
    places = {c.field: profile.table.columns.index(c.source) for c in table.columns if c.field in wanted}
    sequence = next(
        (name for name, header in profile.headers.items() if header in ("stage sequence", "stage order nr")), ""
    )
    if sequence:
        places["sequence"] = profile.table.columns.index(sequence)
    constant = {field: value for field, value in table.constants.items() if field in wanted}
    for row in profile.rows:
        yield {**constant, **{field: row[place] for field, place in places.items()}}


def _declared_stages(profile: Profile, table: TableMapping) -> Iterator[StageMapping]:
    """Stages from a stage table; opportunities name them by id where there is one."""
    places = {column.field: profile.table.columns.index(column.source) for column in table.columns if column.field}
    for row in profile.rows:
        cells = {field: row[place] for field, place in places.items()}
        name = cells.get("external_id") or cells.get("name")
        if not name:
            continue
        kind = stages.outcome_of_row(cells) or stages.kind_of_name(cells.get("name") or name)[0]
        order = cells.get("order") or ""
        yield StageMapping(
            name,
            kind,
            int(order) if order.isdigit() else None,
            cells.get("process") or "",
            0.98,
            _("By the table of stages."),
        )


def _format_questions(tables: Sequence[TableMapping]) -> Iterator[Question]:
    for table in tables:
        for column in table.columns:
            kind = column.kind
            if not column.field or not kind.ambiguous:
                continue
            is_date = bool(kind.format)
            text = (
                _("How are the dates in “{column}” written?") if is_date else _("What is the “,” or “.” in “{column}”?")
            )
            yield Question(
                id=f"{'date_format' if is_date else 'decimal_mark'}:{table.source}:{column.source}",
                about="date_format" if is_date else "decimal_mark",
                text=text.format(column=column.source),
                table=table.source,
                column=column.source,
                samples=kind.samples,
                choices=tuple(Choice(value, _reading(value)) for value in kind.ambiguous),
                proposal=kind.format if is_date else kind.decimal_mark,
            )


def _reading(value: str) -> str:
    if value in (".", ","):
        return _("“{mark}” is the decimal mark").format(mark=value)
    return value


def _required_questions(tables: Sequence[TableMapping]) -> Iterator[Question]:
    for table in tables:
        for group in table.missing:
            yield Question(
                id=f"required_field:{table.source}:{group}",
                about="required_field",
                text=_("Which column of {table} holds {field}? Without it the table is not imported.").format(
                    table=table.source, field=fields_in_words([group])
                ),
                table=table.source,
                choices=tuple(Choice(column.source, column.source) for column in table.columns),
            )


def _stage_questions(found: Sequence[StageMapping]) -> Iterator[Question]:
    kinds = (Choice("open", _("Open")), Choice("won", _("Won")), Choice("lost", _("Lost")))
    for stage in found:
        if stage.confidence < 0.5:
            yield Question(
                id=f"stage_kind:{stage.name}",
                about="stage_kind",
                text=_("Does the stage “{stage}” mean open, won or lost?").format(stage=stage.name),
                samples=(stage.name,),
                choices=kinds,
                proposal=stage.kind,
            )
    opened = [stage for stage in found if stage.kind == "open"]
    unsure = [stage for stage in opened if stage.order is None or stages.rung_of(stage.name) is None]
    if len(opened) > 1 and unsure and not any(stage.reason == _("By the table of stages.") for stage in opened):
        yield Question(
            id="stage_order",
            about="stage_order",
            text=_("In which order do opportunities go through the open stages?"),
            samples=tuple(stage.name for stage in opened),
            proposal="\n".join(stage.name for stage in opened),
        )


def _currency(tables: Sequence[TableMapping]) -> str:
    """The one currency that amounts of opportunities carry as a sign; "" when none or several."""
    found = Counter(
        column.kind.currency
        for table in tables
        if table.target in _STATEFUL
        for column in table.columns
        if column.field == "amount" and column.kind.currency
    )
    return next(iter(found)) if len(found) == 1 else ""
