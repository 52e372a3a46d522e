"""What is generated: docs/reference, and a list of texts for translators.

`python -m tools.reference` writes them, `--check` names the stale ones.
"""

import ast
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tools.settings_texts import SETTINGS

if TYPE_CHECKING:
    from trimtab.insight.results import Metric

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "trimtab"
TEXTS = SOURCE / "config" / "texts.py"
RECORDING = {"record_event", "_record", "_set_archived", "_set_removed"}
VERB = re.compile(r"[a-z_]+\.[a-z_]+")
HEAD = "<!-- Written by `make docs`; change the code, not this page. -->\n"


class Undocumented(LookupError):
    """Something that a user can set has no text, or a text has nothing to tell about."""


def settings_page(source: Path, texts: Mapping[str, tuple[str, str]]) -> str:
    """Every environment variable that the settings read.

    Raises:
        Undocumented: a variable without a text, or a text without a variable.
    """
    code = "\n".join(path.read_text() for path in sorted((source / "config").glob("*.py")))
    read = set(re.findall(r'\(\s*"(TRIMTAB_[A-Z_]+)"', code))
    if differing := sorted(read ^ set(texts)):
        raise Undocumented(f"tools/settings_texts.py tells of each setting that is read. Differing: {differing}.")
    rows = [f"| `{name}` | {default} | {meaning} |" for name, (default, meaning) in sorted(texts.items())]
    head = "All settings are environment variables. A wrong value stops the start with a sentence that names it."
    return "\n".join(["# Settings", "", head, "", "| variable | default | meaning |", "| --- | --- | --- |", *rows, ""])


def commands_page() -> str:
    """Every command with its arguments, options and their defaults."""
    import typer.main

    from trimtab.cli import app

    group = typer.main.get_command(app)
    parts = ["# Commands", "", (group.help or "").strip(), ""]
    parts += ["A command ends with 0, with 1 where something failed, and with 2 where it was misused.", ""]
    for name, command in group.commands.items():  # type: ignore[attr-defined]  # it is a group
        parts += [f"## trimtab {name}", "", *_paragraphs(command.help or ""), *_parameters(command.params)]
    return "\n".join(parts)


def _paragraphs(text: str) -> list[str]:
    return [*(" ".join(paragraph.split()) + "\n" for paragraph in text.strip().split("\n\n"))]


def _parameters(parameters: list[object]) -> list[str]:
    shown = [one for one in parameters if getattr(one, "name", "") != "help"]
    if not shown:
        return []
    return ["| | |", "| --- | --- |", *(_parameter(one) for one in shown), ""]


def _parameter(parameter: object) -> str:
    is_option = getattr(parameter, "param_type_name", "") == "option"
    names = [*getattr(parameter, "opts", []), *getattr(parameter, "secondary_opts", [])]
    name = ", ".join(names) if is_option else str(getattr(parameter, "name", "")).upper()
    default = getattr(parameter, "default", None)
    is_shown = is_option and default is not None and not callable(default) and not isinstance(default, bool)
    said = f" Default: {default}." if is_shown else ""
    return f"| `{name}` | {getattr(parameter, 'help', '') or ''}{said} |"


def events_page(source: Path) -> str:
    """Every kind of change that the audit records, with the module that writes it."""
    rows = [f"| `{verb}` | `{path.relative_to(source.parent)}` |" for verb, path in _events(source)]
    head = "The audit holds one event for each change: who, when, what, before and after."
    return "\n".join(["# Events", "", head, "", "| event | written by |", "| --- | --- |", *rows, ""])


def _events(source: Path) -> list[tuple[str, Path]]:
    return sorted({(verb, path) for path in source.rglob("*.py") if "tests" not in path.parts for verb in _verbs(path)})


def _verbs(path: Path) -> Iterator[str]:
    """The verbs that are handed to what writes an event, directly or by a function of the module, or kept as `verb`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in RECORDING:
            handed: list[ast.expr] = node.args[:2]
        elif isinstance(node, ast.Assign) and any(getattr(one, "id", "") == "verb" for one in node.targets):
            handed = [node.value]
        else:
            continue
        for part in (one for expression in handed for one in ast.walk(expression)):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and VERB.fullmatch(part.value):
                yield part.value


def metric_pages() -> dict[str, str]:
    """A page for each metric, and their list."""
    from trimtab.insight.documentation import metric_page

    named = _named_metrics()
    paths = {name: f"metrics/{name.replace('_', '-')}.md" for name in named}
    rows = [f"| [{name}]({paths[name]}) | {metric.question} |" for name, metric in named.items()]
    head = "Each metric is one named question with one definition, the same on every page, export and command."
    listed = ["# Metrics", "", head, "", "| metric | question |", "| --- | --- |", *rows, ""]
    return {"metrics.md": "\n".join(listed), **{paths[name]: metric_page(metric) for name, metric in named.items()}}


def model_pages() -> dict[str, str]:
    """A page for each model that pages show numbers of."""
    from trimtab.insight.documentation import model_page
    from trimtab.insight.forecast.card import CARD

    return {f"models/{card.name}.md": model_page(card) for card in (CARD,)}


def rules_page() -> str:
    """Every shipped rule, and every signal that a rule can ask."""
    import django

    django.setup()
    from trimtab.rulebook.reference import rules_reference

    return rules_reference()


def _named_metrics() -> "dict[str, Metric]":
    """Every metric that has a page of its own."""
    from trimtab.insight.metrics import METRICS
    from trimtab.insight.trends.figures import FIGURES

    return {**METRICS, **FIGURES}


def texts_page() -> str:
    """A module that is never run: texts that stand where gettext is not known, for the catalogue of translations."""
    from trimtab.insight.causes.cards import CARDS

    texts: dict[str, None] = {}
    for metric in _named_metrics().values():
        told = (metric.question, metric.formula, metric.exclusions, metric.example, metric.misread, metric.method)
        columns = (part for column in metric.columns for part in (column.meaning, column.unit))
        texts |= dict.fromkeys(text for text in (*told, metric.counted, *columns) if text)
    for card in CARDS:
        told = (card.name, card.treatment, card.population, card.confounders, card.mediators, card.unknowable)
        texts |= dict.fromkeys(told)
    for event in sorted({verb for verb, _path in _events(SOURCE)}):
        texts |= dict.fromkeys(word.replace("_", " ") for word in event.split("."))
    lines = [f"    gettext_noop({json.dumps(text, ensure_ascii=False)})," for text in texts]
    head = ['"""Written by `make docs`: texts for translators that stand where gettext is not known."""', ""]
    return "\n".join([*head, "from django.utils.translation import gettext_noop", "", "TEXTS = (", *lines, ")", ""])


def pages() -> dict[str, str]:
    """Path below docs/reference → content."""
    # Options that come from the environment of whoever runs this must not reach the page.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trimtab.config.settings")
    with tempfile.TemporaryDirectory() as home:
        os.environ["TRIMTAB_HOME"] = home
        written = {
            "settings.md": settings_page(SOURCE, SETTINGS),
            "commands.md": commands_page(),
            "events.md": events_page(SOURCE),
            "rules.md": rules_page(),
            **metric_pages(),
            **model_pages(),
        }
    return {name: HEAD + text for name, text in written.items()}


def main() -> int:
    """Write the pages and remove those of what is gone; with --check name what is not current and end with 1."""
    folder = ROOT / "docs" / "reference"
    wanted = {folder / name: text for name, text in pages().items()} | {TEXTS: texts_page()}
    gone = set(folder.rglob("*.md")) - set(wanted)
    if "--check" in sys.argv:
        stale = gone | {path for path, text in wanted.items() if not path.exists() or path.read_text() != text}
        for path in sorted(stale):
            print(f"{path.relative_to(ROOT)} is not current. Run: make docs")
        return 1 if stale else 0
    for path in gone:
        path.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
