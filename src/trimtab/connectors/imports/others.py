"""What stands around opportunities: contact roles, lines, activities and their parties, leads, quotas, rates.

Each `insert_<record>` holds only rows that the database does not have; a row that it has stays as it is, except
leads and quotas, whose values follow the export.
"""

import duckdb

from trimtab.connectors.imports.mentions import load_existing, ref_join
from trimtab.connectors.imports.run_context import Context
from trimtab.connectors.imports.sql import literal, pairs_sql, written_sql

OTHERS = ("contact_role", "line_item", "activity", "lead", "quota", "rate", "custom_field")


def prepare(session: duckdb.DuckDBPyConnection, context: Context) -> None:
    """What the database has of each, and how opportunities are called by other tables."""
    for record in (*OTHERS, "account_member"):
        load_existing(session, record, folder=context.folder)
    session.execute(
        """
        CREATE OR REPLACE TABLE opportunity_names AS
        SELECT e.external_id AS text, r.ref FROM ends AS e JOIN refs_opportunity AS r USING (key)
            WHERE e.external_id IS NOT NULL;
        """
    )
    session.execute(
        f"""INSERT INTO opportunity_names SELECT external_id, id FROM existing_opportunity
        WHERE source = {literal(context.source)} AND external_id IS NOT NULL
        AND external_id NOT IN (SELECT text FROM opportunity_names);
        INSERT INTO opportunity_names SELECT e.v_name, min(r.ref) FROM ends AS e JOIN refs_opportunity AS r USING (key)
        WHERE e.v_name IS NOT NULL AND e.v_name NOT IN (SELECT text
            FROM opportunity_names) GROUP BY 1 HAVING count(*) = 1;
        UPDATE opportunity_names SET ref = s.into_id FROM survivors_opportunity AS s
        WHERE s.id = opportunity_names.ref"""
    )


def opportunity_join(text: str) -> str:
    """A LEFT JOIN that gives `o.ref` for the opportunity that the SQL `text` names."""
    return f"LEFT JOIN opportunity_names AS o ON o.text = {text}"


def row_id(parts: str) -> str:
    """SQL: an id for rows that bring none: what they hold, and a number where several hold the same."""
    made = f"md5(concat_ws('|', {parts}))"
    place = f"row_number() OVER (PARTITION BY t.external_id IS NULL, {made} ORDER BY t.src, t.line)"
    return f"coalesce(t.external_id, '~' || {made} || '-' || {place})"


def plan_contact_roles(session: duckdb.DuckDBPyConnection, context: Context) -> None:
    session.execute(
        f"""
        CREATE OR REPLACE TABLE wanted_contact_role AS
        SELECT t.src, t.line, o.ref AS opportunity_id, c.ref AS contact_id, left(coalesce(t.role, ''), 100) AS role,
            coalesce(t.is_primary, false) AS is_primary, t.external_id
        FROM in_contact_roles AS t {opportunity_join("t.opportunity")} {ref_join("contact", "c", "t.contact")};
        CREATE OR REPLACE TABLE insert_contact_role AS
        SELECT -row_number() OVER (ORDER BY src, line) AS id, {context.marks}, external_id, opportunity_id,
            contact_id, role,
            is_primary, NULL::TIMESTAMP AS valid_from, NULL::TIMESTAMP AS valid_until, src, line
        FROM (SELECT * FROM wanted_contact_role WHERE opportunity_id IS NOT NULL AND contact_id IS NOT NULL
            QUALIFY row_number() OVER (PARTITION BY opportunity_id, contact_id, role ORDER BY src, line) = 1) AS w
        ANTI JOIN existing_contact_role AS x
            ON x.opportunity_id = w.opportunity_id AND x.contact_id = w.contact_id AND x.role = w.role
        """
    )


def plan_line_items(session: duckdb.DuckDBPyConnection, context: Context) -> None:
    """Lines, and one line for the product that an opportunity names itself."""
    session.execute(
        f"""
        CREATE OR REPLACE TABLE wanted_line_item AS
        SELECT t.src, t.line,
            {row_id("t.opportunity, t.product, CAST(t.quantity AS VARCHAR), CAST(t.amount AS VARCHAR)")} AS external_id,
            o.ref AS opportunity_id, p.ref AS product_id, coalesce(CAST(t.quantity AS DECIMAL(18,4)), 1) AS quantity,
            CAST(coalesce(t.amount, t.unit_price * coalesce(t.quantity, 1)) AS DECIMAL(18,2)) AS amount
        FROM in_line_items AS t {opportunity_join("t.opportunity")} {ref_join("product", "p", "t.product")}
        WHERE NOT coalesce(t.is_deleted, false);
        CREATE OR REPLACE TABLE insert_line_item AS
        WITH direct AS (
            SELECT '~' || substr(e.key, 3) AS external_id, r.ref AS opportunity_id, e.product AS product_id,
                1::DECIMAL(18,4) AS quantity, CAST(e.v_amount AS DECIMAL(18,2)) AS amount, NULL::INTEGER AS src,
                    NULL::BIGINT AS line
            FROM ends AS e JOIN refs_opportunity AS r USING (key)
            WHERE e.product IS NOT NULL AND r.ref NOT IN (SELECT opportunity_id FROM wanted_line_item
                WHERE opportunity_id IS NOT NULL)
        ),
        every AS (
            SELECT * FROM direct UNION ALL BY NAME
            SELECT * FROM wanted_line_item WHERE opportunity_id IS NOT NULL AND product_id IS NOT NULL
            QUALIFY row_number() OVER (PARTITION BY external_id ORDER BY src, line) = 1
        )
        SELECT -row_number() OVER (ORDER BY src NULLS FIRST, line, external_id) AS id, {context.marks}, external_id,
            opportunity_id, product_id, quantity, amount, src, line
        FROM every ANTI JOIN existing_line_item AS x ON x.source = {literal(context.source)}
            AND x.external_id = every.external_id
        """
    )


ACTIVITY_PARTS = (
    "t.kind, t.subject, CAST(t.moment AS VARCHAR), CAST(t.created_at AS VARCHAR), t.owner, t.opportunity, t.account,"
    " t.contact, t.outcome"
)
ACTIVITY_KIND = """CASE WHEN regexp_matches(lower({0}), 'call|phone|anruf') THEN 'call'
    WHEN regexp_matches(lower({0}), 'meet|event|demo|visit|lunch|appointment') THEN 'meeting'
    WHEN regexp_matches(lower({0}), 'mail') THEN 'email' WHEN regexp_matches(lower({0}), 'note')
        THEN 'note' ELSE 'task' END"""


def plan_activities(session: duckdb.DuckDBPyConnection, context: Context) -> None:
    """Activities with the contact they name as a party. A table of parties can name the opportunity and the account."""
    _want_activities(session)
    _plan_new_activities(session, context)
    _plan_parties(session)


def _want_activities(session: duckdb.DuckDBPyConnection) -> None:
    minutes = "coalesce(t.minutes, t.seconds / 60, date_diff('minute', t.moment, t.ended_at))"
    # Salesforce logs an e-mail that came in as "Email: << subject", one that went out as "Email: >> subject".
    direction = """CASE WHEN regexp_matches(lower(t.direction), '^in') THEN 'in' WHEN k.kind = 'meeting'
        THEN 'mutual' WHEN k.kind = 'email' AND regexp_matches(t.subject, '^(Email: ?)?<<') THEN 'in' ELSE 'out' END"""
    session.execute(
        f"""
        CREATE OR REPLACE TABLE named_by_parties AS
        SELECT activity, any_value(opportunity) AS opportunity, any_value(account) AS account
            FROM in_activity_parties GROUP BY 1;
        CREATE OR REPLACE TABLE wanted_activity AS
        SELECT t.src, t.line,
            {row_id(ACTIVITY_PARTS)} AS external_id,
            k.kind, {direction} AS direction, left(coalesce(t.subject, ''), 300) AS subject, coalesce(t.moment,
                t.created_at) AS moment,
            coalesce(t.created_at, t.moment) AS recorded_at,
            CASE WHEN {minutes} BETWEEN 0 AND 100000 THEN CAST({minutes} AS BIGINT) END AS minutes,
            u.ref AS user_id, o.ref AS opportunity_id,
            coalesce(a.ref, CAST(e.v_account AS BIGINT)) AS account_id, left(coalesce(t.outcome, ''), 200) AS outcome,
                c.ref AS contact
        FROM in_activities AS t
        LEFT JOIN named_by_parties AS n ON n.activity = t.external_id
        CROSS JOIN LATERAL (SELECT {ACTIVITY_KIND.format("coalesce(t.kind, '')")} AS kind) AS k
        {opportunity_join("coalesce(t.opportunity, n.opportunity)")}
        LEFT JOIN refs_opportunity AS ro ON ro.ref = o.ref LEFT JOIN ends AS e ON e.key = ro.key
        {ref_join("user", "u", "t.owner")} {ref_join("account", "a", "coalesce(t.account, n.account)")}
        {ref_join("contact", "c", "t.contact")}
        WHERE coalesce(t.moment, t.created_at) IS NOT NULL AND NOT coalesce(t.is_deleted, false)
        """
    )


def _plan_new_activities(session: duckdb.DuckDBPyConnection, context: Context) -> None:
    session.execute(
        f"""
        CREATE OR REPLACE TABLE insert_activity AS
        SELECT -row_number() OVER (ORDER BY src, line) AS id, {context.marks}, external_id, kind, direction, subject,
            moment AS "at",
            least(recorded_at, {context.now_sql}) AS recorded_at, minutes, user_id, opportunity_id, account_id, outcome,
            false AS is_automatic, contact, src, line
        FROM (SELECT * FROM wanted_activity QUALIFY row_number() OVER (PARTITION BY external_id ORDER BY src,
            line) = 1) AS w
        ANTI JOIN existing_activity AS x ON x.source = {literal(context.source)} AND x.external_id = w.external_id
        """
    )


def _plan_parties(session: duckdb.DuckDBPyConnection) -> None:
    session.execute(
        f"""
        CREATE OR REPLACE TABLE insert_activity_party AS
        WITH parties AS (
            SELECT id AS activity_id, contact AS contact_id, NULL::BIGINT AS user_id, CASE kind WHEN 'meeting'
                THEN 'attended' ELSE 'to' END AS part
            FROM insert_activity WHERE contact IS NOT NULL
            UNION
            SELECT i.id, c.ref, NULL, CASE i.kind WHEN 'meeting' THEN 'attended' ELSE 'to' END
            FROM in_activity_parties AS t JOIN insert_activity AS i ON i.external_id = t.activity
            {ref_join("contact", "c", "t.contact")} WHERE c.ref IS NOT NULL
            UNION
            SELECT i.id, NULL, u.ref, CASE i.kind WHEN 'meeting' THEN 'attended' ELSE 'to' END
            FROM in_activity_parties AS t JOIN insert_activity AS i ON i.external_id = t.activity
            {ref_join("user", "u", 't."user"')} WHERE u.ref IS NOT NULL
        )
        SELECT -row_number() OVER (ORDER BY activity_id DESC, contact_id, user_id) AS id, * FROM parties
        """
    )


def plan_leads(session: duckdb.DuckDBPyConnection, context: Context) -> None:
    """Leads, with the decision that their status or their opportunity tells."""
    _want_leads(session, context)
    session.execute(
        f"""
        CREATE OR REPLACE TABLE insert_lead AS
        SELECT -row_number() OVER (ORDER BY src, line) AS id, {context.marks}, external_id, name, company, email, ''
            AS title,
            lead_source, coalesce(status, '') AS status, owner_id, created_at, assigned_at,
            first_touch_at, decided_at, coalesce(decision, '') AS decision, '' AS reason,
                opportunity_id,
            custom, {context.now_sql} AS changed_at, CASE WHEN is_deleted THEN {context.now_sql} END AS archived_at,
                src, line
        FROM deciding_lead WHERE known IS NULL;
        CREATE OR REPLACE TABLE change_lead AS
        SELECT * FROM (SELECT x.id, {pairs_sql(_lead_pairs(context))} AS fields, w.src, w.line
            FROM deciding_lead AS w JOIN existing_lead AS x ON x.id = w.known)
        WHERE fields <> '{{}}' ORDER BY id
        """
    )


def _lead_pairs(context: Context) -> list[tuple[str, str, str, str]]:
    moments = ("assigned_at", "first_touch_at", "decided_at")
    values = ("status", "decision", *moments, "owner_id", "opportunity_id")
    kinds = {**dict.fromkeys(moments, "TIMESTAMP"), "owner_id": "BIGINT", "opportunity_id": "BIGINT"}
    return [
        (
            column,
            _differs(column, kinds.get(column, "VARCHAR")),
            f"CAST(x.{column} AS VARCHAR)",
            written_sql(f"w.{column}", kinds.get(column, "VARCHAR")),
        )
        for column in values
        if context.rule("leads", column) != "keep"
    ]


def _want_leads(session: duckdb.DuckDBPyConnection, context: Context) -> None:
    name = "coalesce(t.name, nullif(concat_ws(' ', t.first_name, t.last_name), ''), t.company, t.external_id, '')"
    decision = """CASE WHEN t.is_converted OR t.converted_at IS NOT NULL OR t.opportunity IS NOT NULL THEN 'accepted'
        WHEN regexp_matches(lower(t.status), 'unqualif|disqualif|junk|reject|lost|not convert') THEN 'rejected' END"""
    first = f"TIMESTAMP {literal(context.exported_at.strftime('%Y-%m-%d %H:%M:%S'))}"
    session.execute(
        f"""
        CREATE OR REPLACE TABLE wanted_lead AS
        SELECT t.src, t.line, {row_id("t.email, t.name, t.last_name, t.company, CAST(t.created_at AS VARCHAR)")}
            AS external_id,
            left({name}, 200) AS name, left(coalesce(t.company, ''), 300) AS company, coalesce(mail(t.email), '')
                AS email,
            left(coalesce(t.source, ''), 100) AS lead_source, left(t.status, 100) AS status, u.ref AS owner_id,
            coalesce(t.created_at, t.converted_at, {first}) AS created_at, t.assigned_at, t.first_touch_at,
            -- Of a rejected lead exports tell no day: it was decided when it was last changed, at the latest.
            coalesce(t.decided_at, t.converted_at, CASE WHEN {decision} = 'rejected' THEN t.modified_at END)
                AS decided_at, {decision} AS decision,
            o.ref AS opportunity_id, coalesce(t.custom, '{{}}') AS custom, coalesce(t.is_deleted, false) AS is_deleted
        FROM in_leads AS t {ref_join("user", "u", "t.owner")} {opportunity_join("t.opportunity")};
        CREATE OR REPLACE TABLE deciding_lead AS
        SELECT w.*, x.id AS known FROM wanted_lead AS w
        LEFT JOIN existing_lead AS x ON x.source = {literal(context.source)} AND x.external_id = w.external_id
        QUALIFY row_number() OVER (PARTITION BY w.external_id ORDER BY src DESC, line DESC) = 1
        """
    )


def _differs(column: str, kind: str) -> str:
    known = f"CAST(nullif(CAST(x.{column} AS VARCHAR), '') AS {kind})"
    return f"w.{column} IS NOT NULL AND w.{column} IS DISTINCT FROM {known}"


def plan_quotas(session: duckdb.DuckDBPyConnection, context: Context) -> None:
    """Quotas by person or team and span of days; a period such as 2026-Q1 or 2026-03 is a calendar one."""
    _want_quotas(session, context)
    amounts = pairs_sql([("amount", "true", "CAST(known_amount AS VARCHAR)", "CAST(amount AS VARCHAR)")])
    session.execute(
        f"""
        CREATE OR REPLACE TABLE deciding_quota AS
        SELECT w.*, x.id AS known, CAST(x.amount AS DECIMAL(18,2)) AS known_amount FROM wanted_quota AS w
        LEFT JOIN existing_quota AS x ON x.user_id IS NOT DISTINCT FROM w.user_id AND x.team_id IS NOT DISTINCT
            FROM w.team_id
            AND CAST(x.start_on AS DATE) = w.start_on AND CAST(x.end_on AS DATE) = w.end_on AND x.measure = w.measure
        QUALIFY row_number() OVER (PARTITION BY w.user_id, w.team_id, w.start_on, w.end_on,
            w.measure ORDER BY src DESC, line DESC) = 1;
        CREATE OR REPLACE TABLE insert_quota AS
        SELECT -row_number() OVER (ORDER BY src, line) AS id, {context.marks}, NULL::VARCHAR AS external_id, user_id,
            team_id,
            start_on, end_on, measure, amount, currency, {context.now_sql} AS set_at, src, line
        FROM deciding_quota WHERE known IS NULL;
        CREATE OR REPLACE TABLE change_quota AS
        SELECT known AS id, {amounts} AS fields, src, line
        FROM deciding_quota WHERE known IS NOT NULL AND amount <> known_amount ORDER BY known
        """
    )


def _want_quotas(session: duckdb.DuckDBPyConnection, context: Context) -> None:
    quarter = "TRY_CAST(regexp_extract(t.period, '([0-9]{4}).*?[Qq]([1-4])', 1) AS INTEGER)"
    number = "TRY_CAST(regexp_extract(t.period, '[Qq]([1-4])', 1) AS INTEGER)"
    month = "TRY_STRPTIME(regexp_extract(t.period, '^([0-9]{4}-[0-9]{2})', 1) || '-01', '%Y-%m-%d')"
    first = f"CASE WHEN {quarter} IS NOT NULL THEN make_date({quarter}, {number} * 3 - 2, 1) END"
    start = f"coalesce(t.starts_on, {first}, CAST({month} AS DATE))"
    length = f"CASE WHEN {quarter} IS NOT NULL THEN INTERVAL 3 MONTH ELSE INTERVAL 1 MONTH END"
    session.execute(
        f"""
        CREATE OR REPLACE TABLE wanted_quota AS
        WITH spans AS (
            SELECT t.src, t.line, u.ref AS user_id, CASE WHEN u.ref IS NULL THEN g.ref END AS team_id,
                {start} AS start_on, coalesce(t.ends_on, CASE WHEN t.period IS NOT NULL
                    THEN CAST({start} + {length} - INTERVAL 1 DAY AS DATE) END) AS end_on,
                CASE WHEN regexp_matches(lower(t.measure), 'count|deals|number') THEN 'count' ELSE 'bookings' END
                    AS measure,
                CAST(t.amount AS DECIMAL(18,2)) AS amount, coalesce(upper(left(t.currency, 3)),
                    {literal(context.currency)}) AS currency
            FROM in_quotas AS t {ref_join("user", "u", "t.owner")} {ref_join("team", "g", "t.team")}
        )
        -- Quotas that name only a first day last until the next one; the last one as long as the one before.
        SELECT * REPLACE (coalesce(end_on, CAST(lead(start_on) OVER later - INTERVAL 1 DAY AS DATE),
            CAST(start_on + (date_diff('month', lag(start_on) OVER later,
                start_on) * INTERVAL 1 MONTH) - INTERVAL 1 DAY AS DATE),
            CAST(start_on + INTERVAL 1 MONTH - INTERVAL 1 DAY AS DATE)) AS end_on)
        FROM (SELECT * FROM spans WHERE start_on IS NOT NULL AND amount >= 0
            AND (user_id IS NOT NULL OR team_id IS NOT NULL))
        WINDOW later AS (PARTITION BY user_id, team_id, measure ORDER BY start_on)
        """
    )


def plan_rates(session: duckdb.DuckDBPyConnection, context: Context, *, reporting: str, frozen_until: str) -> None:
    """Rates into the reporting currency; rates of closed periods are left as they are.

    Salesforce writes units of the currency for one unit of the corporate one, and names no base currency: such a rate
    is turned round.
    """
    session.execute(
        f"""
        CREATE OR REPLACE TABLE wanted_rate AS
        SELECT src, line, upper(left(currency, 3)) AS currency, coalesce(starts_on, DATE '1970-01-01') AS from_on,
            CAST(CASE WHEN base_currency IS NULL THEN 1 / rate ELSE rate END AS DECIMAL(18,8)) AS rate
        FROM in_rates WHERE rate > 0 AND regexp_full_match(upper(currency), '[A-Z]{{3}}');
        CREATE OR REPLACE TABLE insert_rate AS
        SELECT -row_number() OVER (ORDER BY src, line) AS id, currency, from_on, rate, {literal(context.source)}
            AS source,
            {context.run_id}::BIGINT AS imported_in, src, line
        FROM (SELECT * FROM wanted_rate WHERE currency <> {literal(reporting)} AND rate > 0
            AND from_on > DATE {literal(frozen_until)}
            QUALIFY row_number() OVER (PARTITION BY currency, from_on ORDER BY src DESC, line DESC) = 1) AS w
        ANTI JOIN existing_rate AS x ON x.currency = w.currency AND CAST(x.from_on AS DATE) = w.from_on
        """
    )


def plan_members(session: duckdb.DuckDBPyConnection) -> None:
    """Whoever owns an account or an opportunity there sees the account."""
    session.execute(
        """
        CREATE OR REPLACE TABLE insert_account_member AS
        WITH pairs AS (
            SELECT id AS account_id, owner_id AS user_id FROM insert_account WHERE owner_id IS NOT NULL
            UNION SELECT w.ref, w.owner_id FROM wanted_account AS w WHERE w.ref > 0 AND w.owner_id IS NOT NULL
            UNION SELECT account_id, owner_id FROM insert_opportunity WHERE account_id IS NOT NULL
                AND owner_id IS NOT NULL
            UNION SELECT CAST(e.v_account AS BIGINT), CAST(e.v_owner AS BIGINT) FROM ends AS e JOIN refs_opportunity
                AS r USING (key)
                WHERE r.ref > 0 AND e.v_account IS NOT NULL AND e.v_owner IS NOT NULL
        )
        SELECT -row_number() OVER (ORDER BY account_id, user_id) AS id, account_id, user_id
        FROM pairs ANTI JOIN existing_account_member AS x ON x.account_id = pairs.account_id
            AND x.user_id = pairs.user_id
        """
    )
