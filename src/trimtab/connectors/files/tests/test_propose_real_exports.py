"""Proposals for real exports: target, key columns and formats are found without help."""

from pathlib import Path

import pytest

from trimtab.connectors.files.mapping import propose
from trimtab.connectors.files.proposals import from_json, to_json
from trimtab.connectors.files.reading import open_source

# folder, table, target, {column: field}, {column: date format}
EXPECTED: list[tuple[str, str, str, dict[str, str], dict[str, str]]] = [
    ("semicon_pipeline", "semicon_dev_events.csv.gz", "opportunity_history",
     {"opportunity_id": "external_id", "to_stage": "stage", "from_stage": "from_stage", "customer": "account",
      "event_time": "at", "creation_date": "opened_at", "decision_date": "close_on", "opportunity_status": "status"},
     {"event_time": "year-month-day"}),
    ("maven_crm", "sales_pipeline.csv", "opportunities",
     {"opportunity_id": "external_id", "sales_agent": "owner", "account": "account", "deal_stage": "stage",
      "engage_date": "opened_at", "close_date": "close_on", "close_value": "amount", "product": "product"},
     {"close_date": "year-month-day"}),
    ("maven_crm", "sales_teams.csv", "users",
     {"sales_agent": "name", "manager": "manager", "regional_office": "team"}, {}),
    ("maven_crm/mdY_variant", "sales_pipeline.csv", "opportunities", {"close_value": "amount"},
     {"engage_date": "month/day/year", "close_date": "month/day/year"}),
    ("zoho_sample", "Potentials.csv", "opportunities",
     {"Potential Name": "name", "Potential Owner": "owner", "Amount": "amount", "Stage": "stage",
      "Created Time": "opened_at", "Closing Date": "close_on", "Forecast Type": "status"},
     {"Created Time": "day month-name year"}),
    ("zoho_sample", "Calls.csv", "activities", {"TASKID": "external_id", "POTENTIALID": "opportunity"}, {}),
    ("fivetran_seeds", "sf_opportunity_data.csv", "opportunities",
     {"id": "external_id", "stage_name": "stage", "close_date": "close_on", "is_won": "is_won"}, {}),
    ("fivetran_seeds", "sf_opportunity_history_data.csv", "opportunity_history",
     {"id": "external_id", "_fivetran_start": "at", "created_date": "opened_at", "stage_name": "stage"}, {}),
    ("fivetran_seeds", "deal_data.csv", "opportunities",
     {"deal_id": "external_id", "property_dealname": "name", "deal_pipeline_id": "process"}, {}),
    ("fivetran_seeds", "deal_property_history_data.csv", "opportunity_changes",
     {"deal_id": "opportunity", "name": "field", "value": "new", "timestamp": "at"}, {}),
    ("fivetran_seeds", "deal_stage_data.csv", "opportunity_history",
     {"deal_id": "external_id", "value": "stage", "date_entered": "at"}, {}),
    ("fivetran_seeds", "deal_pipeline_stage_data.csv", "stages",
     {"stage_id": "external_id", "closed_won": "is_won"}, {}),
    ("hubspot_masked", "deals.csv", "opportunities",
     {"dealname": "name", "dealstage": "stage", "close date": "close_on"}, {"close date": "month/day/year"}),
    ("insurance_broker", "Opportunity.csv", "opportunities",
     {"opportunity_id": "external_id", "Account_Executive": "owner", "revenue_amount": "amount"},
     {"closing_date": "day/month/year"}),
    ("basudev_crm_synth", "Opportunity.csv", "opportunities",
     {"OpportunityID": "external_id", "OpportunityStage": "stage", "EstimatedValue": "amount"}, {}),
    ("zoomcharts_crm_synth", "CRM-and-Sales-Pipelines.csv", "opportunities",
     {"Organization": "account", "Deal Value, $": "amount", "Status": "status", "Expected close date": "close_on",
      "Actual close date": "closed_at"}, {"Expected close date": "month/day/year"}),
    ("sf_csv_demo", "Opportunity.csv", "opportunities",
     {"Id": "external_id", "AccountId": "account", "StageName": "stage", "IsWon": "is_won"},
     {"CreatedDate": "month/day/year"}),
    ("sf_csv_demo", "OpportunityHistory.csv", "opportunity_history",
     {"OpportunityId": "external_id", "CreatedDate": "at", "CreatedById": "by", "Id": "history_id"},
     {"CreatedDate": "month/day/year"}),
    ("revops_6k_synth", "data__opportunities.csv", "opportunities",
     {"opportunity_id": "external_id", "account_name": "account", "stage": "stage", "amount": "amount"}, {}),
    ("olist_funnel", "olist_closed_deals_dataset.csv", "opportunities",
     {"mql_id": "external_id", "won_date": "closed_at", "seller_id": "account"}, {}),
    ("olist_funnel", "olist_marketing_qualified_leads_dataset.csv", "leads",
     {"mql_id": "external_id", "first_contact_date": "created_at", "origin": "source"}, {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("folder", "table", "target", "fields", "formats"),
    EXPECTED,
    ids=[f"{folder} {table}" for folder, table, *_ in EXPECTED],
)
def test_real_export_is_understood(
    shared_data: Path, folder: str, table: str, target: str, fields: dict[str, str], formats: dict[str, str]
) -> None:
    proposal = propose(open_source(shared_data / folder).tables)

    mapping = proposal.table_for(table)
    assert mapping is not None
    columns = {column.source: column for column in mapping.columns}
    assert mapping.target == target
    assert {name: columns[name].field for name in fields} == fields
    assert {name: columns[name].kind.format for name in formats} == formats
    assert from_json(to_json(proposal)) == proposal


@pytest.mark.parametrize(
    ("folder", "won", "lost"),
    [
        ("semicon_pipeline", {"Stage 4", "Stage 9"}, {"Stage 1", "Stage 8"}),
        ("maven_crm", {"Won"}, {"Lost"}),
        ("zoho_sample", {"Closed Won"}, {"Closed Lost"}),
        ("hubspot_masked", {"Closed Won"}, set()),
        ("insurance_broker", set(), set()),
        ("basudev_crm_synth", {"Closed Won"}, {"Closed Lost"}),
        ("zoomcharts_crm_synth", {"Won", "Customer", "Churned Customer"}, {"Lost", "Disqualified"}),
        ("sf_csv_demo", {"Closed Won"}, {"Closed Lost"}),
        ("revops_6k_synth", {"Closed Won"}, {"Closed Lost"}),
        ("olist_funnel", {"Closed Won"}, set()),
    ],
)
def test_won_and_lost_stages_are_found(shared_data: Path, folder: str, won: set[str], lost: set[str]) -> None:
    found = propose(open_source(shared_data / folder).tables).stages

    assert {stage.name for stage in found if stage.kind == "won"} == won
    assert {stage.name for stage in found if stage.kind == "lost"} == lost


def test_every_row_of_the_event_log_is_staged(shared_data: Path, tmp_path: Path) -> None:
    (table,) = open_source(shared_data / "semicon_pipeline").tables

    staged = table.stage(tmp_path / "staged.parquet")

    assert (staged.rows_in, staged.rows_rejected) == (158_027, 0)
