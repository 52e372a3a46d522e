"""A plan as slides: titles, texts and tables that can be edited, never pictures of them."""

import io
from collections.abc import Sequence
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.presentation import Presentation as Slides
from pptx.slide import Slide
from pptx.util import Emu, Inches, Length, Pt

from trimtab.planning.exports.document import Page, PlanDocument, Section, pages_of, text_of

WIDTH, HEIGHT, MARGIN = Inches(13.333), Inches(7.5), Inches(0.5)
ROW = Inches(0.3)
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
    width = Emu(WIDTH - 2 * MARGIN)
    made = slide.shapes.add_table(len(rows), len(section.head), MARGIN, top, width, Emu(ROW * len(rows)))
    table = made.table
    grid: Any = made._element.graphic.graphicData.tbl  # the library has no types for it
    grid[0][-1].text = PLAIN_GRID
    _set_widths(table, section, width)
    for row, cells in enumerate(rows):
        table.rows[row].height = ROW
        for column, text in enumerate(cells):
            cell = table.cell(row, column)
            cell.text = text
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            _style(cell.text_frame.paragraphs, size=11, is_bold=row == 0, is_quiet=row == 0)


def _set_widths(table: object, section: Section, width: int) -> None:
    for number, share in enumerate(section.shares):
        table.columns[number].width = Emu(int(width * share))  # type: ignore[attr-defined]  # the library has no types


def _style(paragraphs: Sequence[object], *, size: int, is_bold: bool = False, is_quiet: bool = False) -> None:
    for paragraph in paragraphs:
        font = paragraph.font  # type: ignore[attr-defined]  # the library has no types
        font.size, font.bold = Pt(size), is_bold
        font.color.rgb = QUIET if is_quiet else INK
