"""What exports of known systems call their tables and columns: one module per system, plain words for the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class SystemWords:
    """The words of one system, in normalised form (lower case, single blanks, see `mapping.normalised`).

    `signs` are headers that hardly any other system has. `tables` maps table names to target tables ("none": known,
    and not imported). `fields` maps target table → header → target field and goes before the plain words.
    """

    name: str
    signs: frozenset[str] = frozenset()
    tables: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
