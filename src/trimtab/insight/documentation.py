"""The reference page of a metric or a model, written from its declaration."""

from collections.abc import Iterable
from dataclasses import dataclass

from trimtab.insight.results import REQUIRED, Column, Metric, Parameter


def metric_page(metric: Metric) -> str:
    """One page of Markdown: question, formula, exclusions, example by hand, misreadings, inputs, result, query."""
    sections = (
        f"# {metric.name}",
        metric.question,
        f"Version {metric.version}. Reads {_listed(metric.inputs)}. Breakdowns: {_listed(metric.breakdowns)}.",
        f"## Formula\n\n{metric.formula}",
        f"## What is left out\n\n{metric.exclusions}",
        f"## An example by hand\n\n{metric.example}",
        f"## How it is misread\n\n{metric.misread}",
        f"## Method\n\n{metric.method} {_enough(metric)}",
        f"## Parameters\n\n{_parameters(metric.parameters)}",
        f"## Result\n\n{_columns(metric.columns)}",
        f"## Query\n\n```sql\n{metric.sql.strip()}\n```",
    )
    return "\n\n".join(sections) + "\n"


@dataclass(frozen=True)
class ModelCard:
    """What a model is, in the parts that a metric has; it has no query of its own."""

    name: str
    question: str
    formula: str
    exclusions: str
    example: str
    misread: str
    method: str
    needs: str


def model_page(card: ModelCard) -> str:
    """One page of Markdown: question, formula, exclusions, example by hand, misreadings, method."""
    sections = (
        f"# {card.name}",
        card.question,
        f"## Formula\n\n{card.formula}",
        f"## What is left out\n\n{card.exclusions}",
        f"## An example by hand\n\n{card.example}",
        f"## How it is misread\n\n{card.misread}",
        f"## Method\n\n{card.method}",
        f"## What it needs\n\n{card.needs}",
    )
    return "\n\n".join(sections) + "\n"


def _enough(metric: Metric) -> str:
    if metric.counted is None:
        return "Each row is one observation."
    return f"Needs at least {metric.needs} in `{metric.counted}` before its figures say much."


def _parameters(parameters: tuple[Parameter, ...]) -> str:
    lines = [f"| `{one.name}` | {one.kind} | {_default(one)} | {one.meaning} |" for one in parameters]
    return "\n".join(("| name | kind | default | meaning |", "| --- | --- | --- | --- |", *lines))


def _default(parameter: Parameter) -> str:
    return (
        "required" if parameter.default is REQUIRED else "none" if parameter.default is None else str(parameter.default)
    )


def _columns(columns: tuple[Column, ...]) -> str:
    lines = [f"| `{one.name}` | {one.unit} | {one.meaning} |" for one in columns]
    return "\n".join(("| column | unit | meaning |", "| --- | --- | --- |", *lines))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
