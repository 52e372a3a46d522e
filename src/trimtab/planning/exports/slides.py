"""A plan as slides: titles, texts and tables that can be edited, never pictures of them."""

import io
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Slides
from pptx.slide import Slide
from pptx.util import Emu, Inches, Length, Pt

from trimtab.planning.exports.document import Page, PlanDocument, pages_of, text_of

WIDTH, HEIGHT, MARGIN = Inches(13.333), Inches(7.5), Inches(0.5)
ROW, PADDING = Inches(0.3), str(Inches(0.03))
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
# What should fit below the title at eleven points: reckoned from the height of a row, not seen in a viewer.
LINES, LETTERS = 17, 165
TITLE_ONLY = 5
PLAIN_GRID = "{5940675A-B579-460E-94D1-54222C63F5DA}"  # of the format: hairlines, no colours
INK: RGBColor = RGBColor.from_string("16191D")  # type: ignore[no-untyped-call]
QUIET: RGBColor = RGBColor.from_string("57616B")  # type: ignore[no-untyped-call]


def slides_of(document: PlanDocument) -> bytes:
    """The document as a presentation: a first slide with the answer, then each section on as many as it needs."""
    slides = Presentation()
    slides.slide_width, slides.slide_height = WIDTH, HEIGHT
    first = _slide(slides, document.title)
    _words(first, text_of(document.lead), top=Inches(1.4), size=24)
    _words(first, text_of(document.by), top=Inches(4.6), size=12, is_quiet=True)
    for section in document.sections:
        pages = pages_of(section, lines=LINES, letters=LETTERS)
        for page in pages:
            _table(_slide(slides, _title_of(page)), page)
        if not pages and section.said:
            _words(_slide(slides, section.title), text_of(section.said), top=Inches(1.4), size=16)
    file = io.BytesIO()
    slides.save(file)
    return file.getvalue()


def _title_of(page: Page) -> str:
    title = page.section.title
    return title if page.count == 1 else f"{title} {page.number}/{page.count}"


def _slide(slides: Slides, title: str) -> Slide:
    slide: Slide = slides.slides.add_slide(slides.slide_layouts[TITLE_ONLY])
    shape = slide.shapes.title
    assert shape is not None, "the layout has a title"
    shape.left, shape.top, shape.width, shape.height = MARGIN, Inches(0.35), Emu(WIDTH - 2 * MARGIN), Inches(0.7)
    frame = shape.text_frame
    frame.text, frame.vertical_anchor = text_of(title), MSO_ANCHOR.MIDDLE
    _style(frame.paragraphs, size=22, is_bold=True)
    return slide


def _words(slide: Slide, text: str, *, top: Length, size: int, is_quiet: bool = False) -> None:
    box = slide.shapes.add_textbox(MARGIN, top, Emu(WIDTH - 2 * MARGIN), Inches(2.5))
    box.text_frame.word_wrap = True
    box.text_frame.text = text
    _style(box.text_frame.paragraphs, size=size, is_quiet=is_quiet)


def _table(slide: Slide, page: Page) -> None:
    section = page.section
    top, rows = Inches(1.2), [[text_of(name) for name in section.head], *page.rows]
    if section.said and page.number == 1:
        _words(slide, text_of(section.said), top=Inches(0.95), size=12, is_quiet=True)
        top = Inches(1.45)
    widths = [int((WIDTH - 2 * MARGIN) * share) for share in section.shares]
    made = slide.shapes.add_table(1, len(widths), MARGIN, top, Emu(sum(widths)), Emu(ROW * len(rows)))
    grid: Any = made._element.graphic.graphicData.tbl  # the library has no types for it
    look, columns, only = grid
    look[-1].text = PLAIN_GRID
    for column, width in zip(columns, widths, strict=True):
        column.set("w", str(width))
    lines = "".join(_row(cells, is_head=number == 0) for number, cells in enumerate(rows))
    grid.remove(only)
    grid.extend(list(parse_xml(f'<a:tbl xmlns:a="{DRAWING}">{lines}</a:tbl>')))


def _row(cells: Sequence[str], *, is_head: bool) -> str:
    """A row as the library writes it: it takes 700 ms for 2,000 cells, a string 5."""
    colour = f'<a:solidFill><a:srgbClr val="{QUIET if is_head else INK}"/></a:solidFill>'
    look = f'<a:pPr><a:defRPr sz="1100" b="{int(is_head)}">{colour}</a:defRPr></a:pPr>'
    texts = ("".join(_paragraph(part, look) for part in text.split("\n")) for text in cells)
    cell = f'<a:tcPr marT="{PADDING}" marB="{PADDING}"/></a:tc>'
    inside = "".join(f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{paragraphs}</a:txBody>{cell}" for paragraphs in texts)
    return f'<a:tr h="{ROW}">{inside}</a:tr>'


def _paragraph(text: str, look: str) -> str:
    return f"<a:p>{look}<a:r><a:t>{escape(text)}</a:t></a:r></a:p>" if text else f"<a:p>{look}</a:p>"


def _style(paragraphs: Sequence[object], *, size: int, is_bold: bool = False, is_quiet: bool = False) -> None:
    for paragraph in paragraphs:
        font = paragraph.font  # type: ignore[attr-defined]  # the library has no types
        font.size, font.bold = Pt(size), is_bold
        font.color.rgb = QUIET if is_quiet else INK
