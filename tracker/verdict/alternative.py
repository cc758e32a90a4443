"""What another model says about a target, beside the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.verdict.assessment import Quantiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """One named model's probability and projection for the decisive period; None where it could not be fitted.

    `notes` say why not, or what its fit warned of.
    """

    name: str
    probability: float | None = None
    projected: Quantiles | None = None
    notes: tuple[str, ...] = ()
