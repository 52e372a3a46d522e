"""Documents on paper. Typst sets them; the texts come in as values, so that no name can be read as markup."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import typst


def typeset(package: str, source: str, **values: Mapping[str, object]) -> bytes:
    """A source of that package as PDF; it reads the values as JSON from `sys.inputs`, by their names."""
    text = files(package).joinpath(source).read_bytes()
    inputs = {name: json.dumps(value) for name, value in values.items()}
    made = typst.compile(text, sys_inputs=inputs, font_paths=_fonts())
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    """Those of the machine, looked up once a process: 50 of the 140 ms of a plan with 40 units."""
    return typst.Fonts()
