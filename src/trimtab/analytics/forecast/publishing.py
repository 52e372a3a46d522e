"""A forecast for programs: the document with the figures of the whole at its top, and one kind of groups below."""

from collections.abc import Iterator

from trimtab.analytics.forecast.document import Document

KINDS = ("team", "person", "region", "segment", "product")


def listed(document: Document, *, by: str) -> Iterator[tuple[str, Document]]:
    """The groups of a kind that together make up the company, the largest first.

    Teams: those without a team above them, and whoever belongs to none. People: everybody.
    """
    nodes = document["nodes"]
    found = [(key, node) for key, node in nodes.items() if _is_listed(key, node, by)]
    return iter(sorted(found, key=lambda one: (-float(one[1]["mean"]), one[0])))


def children_of(document: Document, parent: str, *, by: str) -> list[tuple[str, Document]]:
    """The groups of a kind right below another, the largest first."""
    found = [(k, node) for k, node in document["nodes"].items() if node["parent"] == parent and k.startswith(f"{by}:")]
    return sorted(found, key=lambda one: (-float(one[1]["mean"]), one[0]))


def published(document: Document, *, by: str) -> Document:
    """The document that `trimtab forecast --json` prints; docs/reference/forecast-json.md describes it."""
    company = document["nodes"]["company"]
    head = {name: document[name] for name in ("version", "as_of", "period", "measure", "currency")}
    return {
        **head,
        **_figures(company),
        "quantiles": dict(zip(map(str, document["levels"]), company["quantiles"], strict=True)),
        "interval": {"level": 0.8, "low": company["p10"], "high": company["p90"]},
        "n": {
            "open": company["open_count"],
            "won": company["won_count"],
            "past_rows": document["chances"]["rows"],
            "past_wins": document["chances"]["wins"],
            "past_periods": document["method"]["n"],
        },
        "method": document["method"],
        "step_back": document["method"]["reason"] or None,
        "skill": document["skill"],
        "baselines": document["baselines"],
        "chances": document["chances"],
        "shocks": document["shocks"],
        "unknown_amounts": document["unknown_amounts"],
        "without_rate": document["without_rate"],
        "unusual_week": document["unusual_week"],
        "paths": document["paths"],
        "seed": document["seed"],
        "past": document["past"],
        "deals": company["deals"],
        "next": {"period": document["next_period"], **document["next"].get("company", {})},
        "by": by,
        "children": [{"key": key, "label": node["label"], **_figures(node)} for key, node in listed(document, by=by)],
    }


def _figures(node: Document) -> Document:
    names = (
        "mean",
        "p10",
        "p50",
        "p90",
        "won",
        "parts",
        "slip",
        "carried",
        "floor",
        "target",
        "chance",
        "needed_wins",
        "stated",
    )
    return {name: node[name] for name in names}


def _is_listed(key: str, node: Document, by: str) -> bool:
    if by == "person":
        return key.startswith("person:")
    if by == "team":
        return node["parent"] == "company" and key.partition(":")[0] in {"team", "person"}
    return node["parent"] == "company" and key.startswith(f"{by}:")


def published_node(document: Document, key: str) -> Document:
    """One group of a kept forecast for programs, with what it rests on; only the reason where there is no forecast."""
    head = {name: document[name] for name in ("version", "as_of", "period", "currency")}
    if "refused" in document:
        return {**head, "refused": document["refused"]}
    if key not in document["nodes"]:
        return {**head, "refused": "Nothing is won or open in this scope."}
    node = document["nodes"][key]
    return {
        **head,
        "measure": document["measure"],
        **_figures(node),
        "quantiles": dict(zip(map(str, document["levels"]), node["quantiles"], strict=True)),
        "method": document["method"],
        "children": [
            {"key": child, "label": one["label"], **_figures(one)}
            for by in KINDS
            for child, one in children_of(document, key, by=by)
        ],
    }
