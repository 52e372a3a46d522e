"""Proposals for made-up exports: dated exports, HubSpot stage dates, own mappings, answers."""

import json
from pathlib import Path

import pytest

from trimtab.connectors.files.mapping import propose
from trimtab.connectors.files.model import Proposal, Refusal
from trimtab.connectors.files.names import readable
from trimtab.connectors.files.proposals import answered, answered_by_proposals, from_json, merged, to_json
from trimtab.connectors.files.reading import open_tables

PIPEDRIVE = (
    "Deal - ID;Deal - Title;Deal - Value;Deal - Currency;Deal - Owner;Deal - Stage;Deal - Status;Deal - Pipeline;"
    "Deal - Deal created;Deal - Won time;Deal - Lost time;Deal - Lost reason;Deal - Expected close date;"
    "Organization - Name\n1;A;1.234;EUR;Ana;Demo;open;Sales;2026-01-02;;;;03/04/2026;Acme\n"
)
HUBSPOT = (
    "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date,Deal owner,Associated Company,"
    '"Date entered ""Demo (Sales Pipeline)"""\n1,A,Demo,Sales,100,2026-03-31,2026-01-01,Ana,Acme,2026-01-05 10:00\n'
)
CHANGES = "opportunity_id,to_stage,from_stage,event_time\n" + "".join(
    f"{n},Stage {b},Stage {a},2026-01-0{d}\n" for n in range(9) for d, (a, b) in enumerate([(6, 5), (5, 3), (3, 4)], 1)
)


def proposal_for(folder: Path, **files: str) -> Proposal:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_csv", ".csv")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return propose(open_tables(folder))


def fields_of(proposal: Proposal, source: str) -> dict[str, str]:
    table = proposal.table_for(source)
    assert table is not None
    return {column.source: column.field for column in table.columns}


def test_pipedrive_headers_are_known(tmp_path: Path) -> None:
    proposal = proposal_for(tmp_path, deals_csv=PIPEDRIVE)

    fields = fields_of(proposal, "deals.csv")
    assert proposal.system == "pipedrive"
    assert [fields[f"Deal - {name}"] for name in ("ID", "Title", "Value", "Stage", "Status", "Pipeline")] == [
        "external_id", "name", "amount", "stage", "status", "process",
    ]  # fmt: skip
    assert (fields["Deal - Won time"], fields["Deal - Lost time"]) == ("closed_at", "lost_at")
    assert {q.id for q in proposal.questions} == {
        "date_format:deals.csv:Deal - Expected close date",
        "decimal_mark:deals.csv:Deal - Value",
    }


def test_hubspot_stage_dates_become_history(tmp_path: Path) -> None:
    proposal = proposal_for(tmp_path, deals_csv=HUBSPOT)

    assert proposal.system == "hubspot"
    assert fields_of(proposal, "deals.csv")['Date entered "Demo (Sales Pipeline)"'] == "entered:Demo"


def test_dated_exports_become_one_series_in_order(tmp_path: Path) -> None:
    proposal = proposal_for(tmp_path, **{"2026-02-28__deals_csv": HUBSPOT, "2026-01-31__deals_csv": HUBSPOT})

    assert [(table.target, table.exported_at) for table in proposal.tables] == [
        ("opportunity_exports", "2026-01-31"),
        ("opportunity_exports", "2026-02-28"),
    ]
    assert len({table.series for table in proposal.tables}) == 1


def test_cryptic_stages_are_asked_with_their_order_from_the_moves(tmp_path: Path) -> None:
    proposal = proposal_for(tmp_path, events_csv=CHANGES)

    questions = {question.id: question for question in proposal.questions}
    assert proposal.tables[0].target == "opportunity_history"
    assert "stage_kind:Stage 4" in questions
    assert questions["stage_order"].proposal.split("\n") == ["Stage 6", "Stage 5", "Stage 3", "Stage 4"]


def test_partial_mapping_settles_stages_and_their_questions(tmp_path: Path) -> None:
    proposal = proposal_for(tmp_path, events_csv=CHANGES)
    given = {"stages": [{"name": "Stage 4", "kind": "won", "order": 90}], "default_currency": "EUR"}

    found = merged(proposal, json.dumps(given))

    stage = found.stage_for("Stage 4")
    assert stage is not None
    assert (stage.kind, found.default_currency) == ("won", "EUR")
    assert not {"stage_kind:Stage 4", "stage_order"} & {question.id for question in found.questions}


def test_partial_mapping_moves_one_column_and_keeps_the_others(tmp_path: Path) -> None:
    proposal = proposal_for(tmp_path, deals_csv=HUBSPOT)
    given = {"tables": [{"source": "deals.csv", "columns": [{"source": "Pipeline", "field": "custom:line"}]}]}

    fields = fields_of(merged(proposal, json.dumps(given)), "deals.csv")

    assert (fields["Pipeline"], fields["Amount"]) == ("custom:line", "amount")


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "[]",
        '{"tables": 5}',
        '{"stages": [{"name": "Demo", "kind": "maybe"}]}',
        '{"tables": [{"source": "deals.csv", "colour": "red"}]}',
        '{"tables": [{"source": "unknown.csv"}]}',
    ],
)
def test_wrong_mapping_is_refused_by_a_sentence(tmp_path: Path, text: str) -> None:
    proposal = proposal_for(tmp_path, deals_csv=HUBSPOT)

    with pytest.raises(Refusal, match="mapping"):
        merged(proposal, text)


def test_answers_change_the_kind_of_the_column(tmp_path: Path) -> None:
    proposal = proposal_for(tmp_path, deals_csv=PIPEDRIVE)

    found = answered(proposal, {"date_format:deals.csv:Deal - Expected close date": "day/month/year"})

    table = found.table_for("deals.csv")
    assert table is not None
    column = table.column_for("close_on")
    assert column is not None
    assert (column.kind.format, column.kind.ambiguous) == ("day/month/year", ())
    assert len(found.questions) == len(proposal.questions) - 1


def test_answer_that_is_not_allowed_is_refused(tmp_path: Path) -> None:
    proposal = proposal_for(tmp_path, deals_csv=PIPEDRIVE)

    with pytest.raises(Refusal, match="must be one of"):
        answered(proposal, {"decimal_mark:deals.csv:Deal - Value": "x"})


def test_proposal_survives_json_and_answers_itself(tmp_path: Path) -> None:
    proposal = proposal_for(tmp_path, deals_csv=PIPEDRIVE, events_csv=CHANGES)

    assert from_json(to_json(proposal)) == proposal
    assert answered_by_proposals(proposal).questions == ()


@pytest.mark.parametrize(("mark", "proposed"), [(",", "month/day/year"), (";", "day/month/year")])
def test_ambiguous_dates_are_proposed_day_first_beside_semicolons(mark: str, proposed: str, tmp_path: Path) -> None:
    text = "Id,Name,Stage,Close Date\n1,A,Demo,03/04/2026\n2,B,Demo,05/06/2026\n".replace(",", mark)

    question = next(q for q in proposal_for(tmp_path, deals_csv=text).questions if q.about == "date_format")

    assert question.proposal == proposed


@pytest.mark.parametrize(
    ("raw", "label"),
    [("Budget_Confirmed__c", "Budget confirmed"), ("BillingCountry", "Billing country"), ("Deal size", "Deal size")],
)
def test_raw_name_becomes_a_readable_label(raw: str, label: str) -> None:
    assert readable(raw) == label
