"""What every rule that a planner may declare has in common: it is frozen, named by its kind, and complete."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_ \-]*$", json_schema_extra={"quantity": "name"})]

Grade = Literal["emergency", "priority", "scheduled", "resolution"]
GRADES: tuple[Grade, ...] = ("emergency", "priority", "scheduled", "resolution")
"""How urgent an incident is, gravest first; `resolution` means resolved without deployment."""


class Choice(BaseModel):
    """A declared choice: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, coerce_numbers_to_str=True)
