"""Names in one form, so that `StageName`, `stage_name`, `Deal - Stage Name` and `property_stage_name` meet."""

import re
from functools import cache

from .dated import without_date

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOISE = frozenset(
    [
        "data",
        "dataset",
        "export",
        "exports",
        "report",
        "olist",
        "sf",
        "salesforce",
        "hubspot",
        "pipedrive",
        "zoho",
        "all",
        "masked",
        "csv",
        "final",
        "crm",
        "and",
        "the",
        "my",
        "copy",
        "of",
        "databricks",
        "postgres",
        "snowflake",
        "bigquery",
        "redshift",
        "tbl",
        "table",
        "dim",
        "fact",
        "v1",
        "v2",
        "dev",
        "individual",
    ]
)


@cache
def normalised(header: str) -> str:
    """A header in lower case with single blanks, without prefixes of the system and suffixes of own fields."""
    text = re.sub(r"^(property_|properties[._]|hs_(?=all_funky))", "", header.strip(), flags=re.IGNORECASE)
    text = re.sub(r"__c$|(?<=[a-z])_c$", "", text)
    text = _CAMEL.sub(" ", text) if not text.isupper() else text
    return " ".join(re.sub(r"[^0-9a-zà-ÿ]+", " ", text.lower()).split())


def readable(header: str) -> str:
    """A label from a raw name: `Budget_Confirmed__c` → “Budget confirmed”; names with blanks stay as they are."""
    text = re.sub(r"__p?c$", "", header.strip())
    if " " in text:
        return text
    parts = text.lower() if text.isupper() and "_" in text else _CAMEL.sub(" ", text)
    words = [word if word.isupper() and len(word) > 1 else word.lower() for word in parts.replace("_", " ").split()]
    label = " ".join(words)
    return label[:1].upper() + label[1:] or header


@cache
def normalised_table(name: str) -> str:
    """A table's name without folder, date, ending and noise, its words in the singular."""
    base, _hash, sheet = name.rpartition("/")[2].partition("#")
    stem = re.sub(r"\.(csv|tsv|txt|tab|xlsx|xlsm|parquet)(\.gz)?$", "", base, flags=re.IGNORECASE)
    text = without_date(_CAMEL.sub(" ", f"{stem} {sheet}".strip()))
    return " ".join(singular(word) for word in text.split() if _tells(word))


def _tells(word: str) -> bool:
    """Noise and numbers say nothing, but Salesforce's Product2 has its number in its name."""
    return word == "2" or (word not in _NOISE and not word.isdigit())


def singular(word: str) -> str:
    """The singular of an English table name."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
