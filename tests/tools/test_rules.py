"""The house rules find what they are for."""

from pathlib import Path

import pytest

from tools.rules import broken_rules

APP = "src/trimtab/accounts"


def broken(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return "\n".join(broken_rules(folder))


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (f"{APP}/models.py", "x = 1\n" * 401, "models.py:1: a file has at most 400 lines"),
        (f"{APP}/models.py", "def long():\n" + "    x = 1\n" * 40, "models.py:1: a function has at most 40 lines"),
        (f"{APP}/models.py", "from trimtab.core.models import _secret\n", "a private name stays in its app"),
        (f"{APP}/models.py", "from trimtab.people.views import team\n", "Got trimtab.people.views."),
        (f"{APP}/models.py", "from trimtab.people import forms\n", "Got trimtab.people.forms."),
        (f"{APP}/tests/test_a.py", "def test_nothing():\n    run()\n", "test_nothing asserts nothing"),
        (f"{APP}/tests/test_a.py", "def test_nothing():\n    assert True\n", "test_nothing asserts nothing"),
        (f"{APP}/copies.py", "source.backup(target, pages=100)\n", "copy of SQLite in parts"),
        (f"{APP}/templates/a.html", "<p>\n<b style='color: red'>", "a.html:2: no inline script"),
        (f"{APP}/templates/a.html", "<script>go()</script>", "a.html:1: no inline script"),
        (f"{APP}/templates/a.html", '<a onclick="go()">', "a.html:1: no inline script"),
    ],
)
def test_what_breaks_a_rule_is_told_with_its_place(tmp_path: Path, name: str, text: str, told: str) -> None:
    assert told in broken(tmp_path, name, text)


def test_two_rooms_do_not_name_a_query_set_alike(tmp_path: Path) -> None:
    own = "class AnswerQuerySet(QuerySet):\n    pass\n"
    assert broken(tmp_path, f"{APP}/models.py", own) == ""
    told = broken(tmp_path, "src/trimtab/coach/models.py", own)
    assert told.endswith(
        f"coach/models.py:1: a query set has a name of its own. AnswerQuerySet is in {APP}/models.py too."
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (f"{APP}/models.py", "x = 1\n" * 400),
        (f"{APP}/models.py", 'def long():\n    """One.\n' + "\n" * 30 + '    """\n' + "    x = 1\n" * 36),
        (f"{APP}/models.py", "from trimtab.people.models import User\nfrom trimtab.accounts._parts import _secret\n"),
        (f"{APP}/migrations/0001_initial.py", "x = 1\n" * 900),
        (f"{APP}/tests/test_a.py", "def test_refusal():\n    with pytest.raises(ValueError):\n        run()\n"),
        (f"{APP}/templates/a.html", '{# <p style="x"> #}<script src="a.js" defer></script><p class="on">'),
        ("src/trimtab/config/urls.py", "from trimtab.people.views import team\n"),
    ],
)
def test_what_keeps_the_rules_passes(tmp_path: Path, name: str, text: str) -> None:
    assert broken(tmp_path, name, text) == ""
