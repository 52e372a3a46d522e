"""The house rules that no ready-made linter knows. `python -m tools.rules [FOLDER]` prints what breaks one."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

FILE_LINES = 400
GENERATED = {Path("src/trimtab/config/texts.py")}  # nobody reads or edits it: its length says nothing
FUNCTION_LINES = 40
# What one app may import from another; everything else there is its own business.
# `listing`: the rows that the URL of a list asks for, which an export or a change of them all must find again.
# `completeness`, `fading`, `grid`, `scores`, `strength`: formulas of several rooms; `subjects`, `signals`: where a room
# names what it has and what it knows; `demo`: which deals the sample is told about, so that one is whole.
OPEN_MODULES = {
    *("models", "actions", "queries", "policy", "frame", "listing"),
    *("completeness", "fading", "grid", "scores", "strength", "subjects", "signals", "demo"),
}
# These rooms hold no pages of their own: all of it is meant to be used from above.
OPEN_APPS = {"core", "web", "insight", "config"}
# The composition root and the command put apps together, so they may see all.
COMPOSERS = {"config", "cli"}
INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']", re.IGNORECASE)
TEMPLATE_COMMENT = re.compile(r"{#.*?#}|{% comment.*?%}.*?{% endcomment %}", re.DOTALL)


def broken_rules(folder: Path) -> Iterator[str]:
    """One line for each broken rule below `folder`: `path:line: what is wrong`."""
    code = [path for path in sorted(folder.rglob("*.py")) if _is_ours(path, folder)]
    for path in code:
        yield from _in_code(path, folder)
    yield from _names_taken_twice(code, folder)
    for path in sorted(folder.rglob("templates/**/*.html")):
        if _is_ours(path, folder):
            yield from _in_template(path, folder)


def _is_ours(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts
    return not any(part.startswith(".") or part in {"vendor", "migrations", "node_modules", "var"} for part in parts)


def _names_taken_twice(code: list[Path], folder: Path) -> Iterator[str]:
    """Query sets by one name in two rooms: the type checker takes one's manager for the other's."""
    first: dict[str, Path] = {}
    for path in code:
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and node.name.endswith("QuerySet"):
                where = path.relative_to(folder)
                if (other := first.setdefault(node.name, where)) != where:
                    yield f"{where}:{node.lineno}: a query set has a name of its own. {node.name} is in {other} too."


def _in_code(path: Path, folder: Path) -> Iterator[str]:
    text = path.read_text()
    where = path.relative_to(folder)
    lines = len(text.splitlines())
    if lines > FILE_LINES and where not in GENERATED:
        yield f"{where}:1: a file has at most {FILE_LINES} lines, split it by noun. This one has {lines}."
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (f"{where}:{node.lineno}: {wrong}" for wrong in _in_function(node))
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{where}:{node.lineno}: {wrong}" for wrong in _in_import(node, where))
        elif isinstance(node, ast.Call) and _copies_in_parts(node):
            yield f"{where}:{node.lineno}: a copy of SQLite in parts starts again with every write. Leave `pages` out."


def _in_function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    documentation = ast.get_docstring(node, clean=False) or ""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1 - len(documentation.splitlines())
    if lines > FUNCTION_LINES:
        yield f"a function has at most {FUNCTION_LINES} lines. {node.name} has {lines}."
    if node.name.startswith("test_") and not _can_fail(node):
        yield f"a test can fail. {node.name} asserts nothing."


def _can_fail(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Assert) and not isinstance(inner.test, ast.Constant):
            return True
        if isinstance(inner, ast.Call) and re.search(r"raises|assert|expect|check|warns", ast.unparse(inner.func)):
            return True
    return False


def _copies_in_parts(node: ast.Call) -> bool:
    """A backup of so many pages at a time: beside one writer, 308 MB were not copied after 1,069 new beginnings."""
    is_backup = isinstance(node.func, ast.Attribute) and node.func.attr == "backup"
    return is_backup and any(keyword.arg == "pages" for keyword in node.keywords)


def _in_import(node: ast.ImportFrom, where: Path) -> Iterator[str]:
    target = (node.module or "").split(".")
    if target[0] != "trimtab" or len(target) < 2 or node.level:
        return
    source = where.parts[2] if where.parts[:2] == ("src", "trimtab") else ""
    if target[1] == source or not source:
        return
    names = [*target[2:], *(alias.name for alias in node.names)]
    if private := [name for name in names if name.startswith("_")]:
        yield f"a private name stays in its app. Got {', '.join(private)} of trimtab.{target[1]}."
    is_open = target[1] in OPEN_APPS or source in COMPOSERS or "tests" in where.parts
    if not is_open and names[0] not in OPEN_MODULES:
        allowed = ", ".join(sorted(OPEN_MODULES))
        yield f"another app's {allowed} may be imported, nothing else. Got trimtab.{target[1]}.{names[0]}."


def _in_template(path: Path, folder: Path) -> Iterator[str]:
    # Comments keep their line breaks, so that line numbers stay true.
    text = TEMPLATE_COMMENT.sub(lambda comment: "\n" * comment.group().count("\n"), path.read_text())
    for number, line in enumerate(text.splitlines(), 1):
        if INLINE.search(line):
            where = f"{path.relative_to(folder)}:{number}"
            yield f"{where}: no inline script, style or handler (strict CSP). Got {line.strip()[:80]}"


def main() -> int:
    """Print what is broken; 1 when something is."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    broken = list(broken_rules(folder))
    for line in broken:
        print(line)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
