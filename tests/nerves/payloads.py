"""What attackers and broken programs send."""

SQL = (
    "'", "''", '"', "`", "\\", "';", "' OR '1'='1", "' OR 1=1--", '" OR ""="', "') OR ('1'='1", "1 OR 1=1",
    "1' ORDER BY 99--", "1 UNION SELECT NULL", "' UNION SELECT password FROM people_user--",
    "1; DROP TABLE core_event", "'; DELETE FROM core_event; --", "1;SELECT pg_sleep(5)", "' || pg_sleep(5) || '",
    "1 AND SLEEP(5)", "'; WAITFOR DELAY '0:0:5'--", "1 AND randomblob(1000000000)", "%", "_", "%%%", "%' AND 1=1 --",
    "\\%", "*", "[a-z]", "name", "-name", "password", "-password", "owner__password", "-owner__password",
    "owner__email", "account__owner__name", "name; SELECT 1", "name DESC", "name,password", "name)--", "(SELECT 1)",
    "CASE WHEN 1=1 THEN name END", "name.password", "a.b", "pk", "?", "id__in", "name__regex=(a+)+$", "{}", "[]",
    "None", "null", "true", "NaN", "1e309", "-1", "0", "9" * 30, "9" * 5000, "0x1F", "²", "٣", "1,2,3,'", "x~1", "~",
    "2026-13-45", "0001-01-01", "9999-12-31", "FY0001-Q9", "team:99999999999999999999", "person:²", "\x00", "a\x00b",
    "\u2028", "\U0001f9a8", "\ufeff", "a" * 100_000,
)  # fmt: skip

# Of each kind that broke a page once, or could.
HARD = ("\x00", "²", "9" * 30, "9" * 5000, "' OR 1=1--", "-owner__password", "0001-01-01", "x~1", "a" * 100_000)

XSS = (
    "<script>document.title='hit'</script>",
    "</script><script>document.title='hit'</script>",
    "<img src=x onerror=\"document.title='hit'\">",
    "<svg onload=\"document.title='hit'\">",
    "\"><img src=x onerror=\"document.title='hit'\">",
    "' onmouseover='document.title=`hit`' autofocus onfocus='document.title=`hit`",
    "\" autofocus onfocus=\"document.title='hit'",
    "javascript:document.title='hit'",
    "<a href=\"javascript:document.title='hit'\">x</a>",
    "<iframe srcdoc=\"<script>parent.document.title='hit'</script>\">",
    "<details open ontoggle=\"document.title='hit'\">",
    "<math><mi xlink:href=\"javascript:document.title='hit'\">",
    "</textarea><script>document.title='hit'</script>",
    "</title><script>document.title='hit'</script>",
    "<!--><script>document.title='hit'</script>",
    "{{constructor.constructor('document.title=`hit`')()}}",
    "{% load static %}{{ request.user.password }}",
    "<div hx-get='/' hx-trigger='load' hx-on::load=\"document.title='hit'\">",
    "<style>@import 'javascript:document.title=`hit`'</style>",
    "&#60;script&#62;document.title='hit'&#60;/script&#62;",
)  # fmt: skip

_FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\uff1d1+1", "\uff0b1", "\uff0d1+1", "\uff20A")
_IN_FRONT = ("", " ", "\u00a0", "\ufeff", "\u200b", "\t", "\r", "\n", "\x01", '"', "  \u200b")
FORMULAS = tuple(f"{front}{formula}" for front in _IN_FRONT for formula in _FORMULAS)
