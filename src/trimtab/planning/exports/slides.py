"""A plan as slides: titles, texts and tables that can be edited, never pictures of them.

Shapes are written as XML: the library asks for each part of each anew, 700 ms for 2,000 cells where a text takes 5.
Sizes and colours stand with each run of letters: as what a paragraph begins with, PowerPoint goes back to them when
somebody changes the text, and an empty cell takes the height of the largest letters.
"""

import io
from collections.abc import Sequence
from xml.sax.saxutils import escape

from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Slides
from pptx.slide import Slide
from pptx.util import Inches

from trimtab.planning.exports.document import Page, PlanDocument, pages_of, text_of

WIDTH, HEIGHT, MARGIN = Inches(13.333), Inches(7.5), Inches(0.5)
ROW, PADDING = Inches(0.3), Inches(0.03)
INSIDE = WIDTH - 2 * MARGIN
# What should fit below the title at eleven points: reckoned from the height of a row, not seen in a viewer.
LINES, LETTERS = 17, 165
TITLE_ONLY = 5
INK, QUIET = "16191D", "57616B"
FORMAT = "http://schemas.openxmlformats.org"
NAMES = f'xmlns:p="{FORMAT}/presentationml/2006/main" xmlns:a="{FORMAT}/drawingml/2006/main"'
TITLE = '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="title"/></p:nvPr>'
BOX = '<p:cNvSpPr txBox="1"/><p:nvPr/>'
GRID_STYLE = "{5940675A-B579-460E-94D1-54222C63F5DA}"  # of the format: hairlines, no colours


def slides_of(document: PlanDocument) -> bytes:
    """The document as a presentation: a first slide with the answer, then each section on as many as it needs."""
    slides = Presentation()
    slides.slide_width, slides.slide_height = WIDTH, HEIGHT
    first = _slide(slides, document.title)
    _add_words(first, document.lead, top=Inches(1.4), size=24)
    _add_words(first, document.by, top=Inches(4.6), size=12, colour=QUIET)
    for section in document.sections:
        pages = pages_of(section, lines=LINES, letters=LETTERS)
        for page in pages:
            _add_table(_slide(slides, _title_of(page)), page)
        if not pages and section.said:
            _add_words(_slide(slides, section.title), section.said, top=Inches(1.4), size=16)
    file = io.BytesIO()
    slides.save(file)
    return file.getvalue()


def _title_of(page: Page) -> str:
    title = page.section.title
    return title if page.count == 1 else f"{title} {page.number}/{page.count}"


def _slide(slides: Slides, title: str) -> Slide:
    """A slide with its title; the library would look for what else the layout has to fill, 1.4 ms a slide."""
    name: str
    slide: Slide
    name, slide = slides.part.add_slide(slides.slide_layouts[TITLE_ONLY])
    slides.slides._sldIdLst.add_sldId(name)
    letters = _letters(text_of(title), size=22, is_bold=True)
    _add_text(slide, TITLE, letters, top=Inches(0.35), height=Inches(0.7), body='anchor="ctr"')
    return slide


def _add_words(slide: Slide, text: str, *, top: int, size: int, colour: str = INK) -> None:
    letters = _letters(text_of(text), size=size, colour=colour)
    _add_text(slide, BOX, letters, top=top, height=Inches(2.5), body='wrap="square"')


def _add_text(slide: Slide, kind: str, letters: str, *, top: int, height: int, body: str) -> None:
    place = f'<a:xfrm><a:off x="{MARGIN}" y="{top}"/><a:ext cx="{INSIDE}" cy="{height}"/></a:xfrm>'
    look = f'<p:spPr>{place}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
    text = f"<p:txBody><a:bodyPr {body}/><a:lstStyle/>{letters}</p:txBody>"
    _add(slide, "sp", f"<p:nvSpPr>{_name(slide, 'Text')}{kind}</p:nvSpPr>{look}{text}")


def _add_table(slide: Slide, page: Page) -> None:
    section = page.section
    top, rows = Inches(1.2), [[text_of(name) for name in section.head], *page.rows]
    if section.said and page.number == 1:
        _add_words(slide, section.said, top=Inches(0.95), size=12, colour=QUIET)
        top = Inches(1.45)
    widths = [int(INSIDE * share) for share in section.shares]
    lines = "".join(
        _row(cells, colour=INK if number else QUIET, is_bold=not number) for number, cells in enumerate(rows)
    )
    columns = "".join(f'<a:gridCol w="{width}"/>' for width in widths)
    style = f'<a:tblPr firstRow="1" bandRow="1"><a:tableStyleId>{GRID_STYLE}</a:tableStyleId></a:tblPr>'
    table = f"<a:tbl>{style}<a:tblGrid>{columns}</a:tblGrid>{lines}</a:tbl>"
    kept = '<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/>'
    place = f'<p:xfrm><a:off x="{MARGIN}" y="{top}"/><a:ext cx="{sum(widths)}" cy="{ROW * len(rows)}"/></p:xfrm>'
    drawn = f'<a:graphic><a:graphicData uri="{FORMAT}/drawingml/2006/table">{table}</a:graphicData></a:graphic>'
    frame = f"<p:nvGraphicFramePr>{_name(slide, 'Table')}{kept}</p:nvGraphicFramePr>"
    _add(slide, "graphicFrame", f"{frame}{place}{drawn}")


def _row(cells: Sequence[str], *, colour: str, is_bold: bool) -> str:
    end = f'<a:tcPr marT="{PADDING}" marB="{PADDING}"/></a:tc>'
    letters = (_letters(text, size=11, colour=colour, is_bold=is_bold) for text in cells)
    inside = "".join(f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{text}</a:txBody>{end}" for text in letters)
    return f'<a:tr h="{ROW}">{inside}</a:tr>'


def _letters(text: str, *, size: int, colour: str = INK, is_bold: bool = False) -> str:
    """A paragraph for each line."""
    look = f'sz="{100 * size}" b="{int(is_bold)}"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    run, empty = f"<a:p><a:r><a:rPr {look}</a:rPr><a:t>", f"<a:p><a:endParaRPr {look}</a:endParaRPr></a:p>"
    return "".join(f"{run}{escape(line)}</a:t></a:r></a:p>" if line else empty for line in text.split("\n"))


def _name(slide: Slide, kind: str) -> str:
    """What a shape is called, numbered after the slide itself and the shapes that are on it."""
    number = len(slide._element.cSld.spTree)  # two of them belong to the slide
    return f'<p:cNvPr id="{number}" name="{kind} {number}"/>'


def _add(slide: Slide, kind: str, inside: str) -> None:
    slide._element.cSld.spTree.append(parse_xml(f"<p:{kind} {NAMES}>{inside}</p:{kind}>"))
