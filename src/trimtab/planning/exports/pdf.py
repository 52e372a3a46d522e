"""A plan on paper. Typst sets the tables; the texts come in as values, so that no name can be read as markup."""

from trimtab.core.papers import typeset
from trimtab.planning.exports.document import PlanDocument, text_of


def pdf_of(document: PlanDocument) -> bytes:
    """The document as PDF."""
    return typeset("trimtab.planning.exports", "plan.typ", plan=texts_of(document))


def texts_of(document: PlanDocument) -> dict[str, object]:
    """All that goes into the PDF."""
    return {
        "title": text_of(document.title),
        "lead": text_of(document.lead),
        "by": text_of(document.by),
        "sections": [
            {
                "title": text_of(one.title),
                "said": text_of(one.said),
                "head": [text_of(name) for name in one.head],
                "rows": [[text_of(value) for value in row] for row in one.rows],
                "shares": list(one.shares),
                "figures": [_is_figures(one.rows, column) for column in range(len(one.head))],
            }
            for one in document.sections
            if one.rows or one.said
        ],
    }


def _is_figures(rows: object, column: int) -> bool:
    values = [row[column] for row in rows]  # type: ignore[attr-defined]  # rows of a section
    return bool(values) and all(value is None or not isinstance(value, str) for value in values)
