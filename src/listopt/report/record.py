"""Objects of the JSON result, read by type."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast


@dataclass(frozen=True)
class Record:
    """An object of the result, read by type and with its texts made harmless."""

    values: Mapping[str, object]
    clean: Callable[[str], str]

    def text(self, key: str) -> str:
        """Text under a key; empty when there is none."""
        value = self.values.get(key)
        return "" if value is None else self.clean(str(value))

    def number(self, key: str) -> float | None:
        """Return the number under a key; None when there is none."""
        value = self.values.get(key)
        return float(value) if isinstance(value, (int, float)) else None

    def texts(self, key: str) -> tuple[str, ...]:
        """List of texts under a key."""
        return tuple(self.clean(str(value)) for value in cast("list[object]", self.values.get(key) or []))

    def record(self, key: str) -> Record:
        """Object under a key; an empty one when there is none."""
        return Record(cast("Mapping[str, object]", self.values.get(key) or {}), self.clean)

    def records(self, key: str) -> Iterator[Record]:
        """List of objects under a key."""
        for value in cast("list[Mapping[str, object]]", self.values.get(key) or []):
            yield Record(value, self.clean)

    def counts(self, key: str) -> dict[str, int]:
        """Whole numbers by name, in the order given; what is no number is left out."""
        found = self.record(key).values
        return {self.clean(name): int(value) for name, value in found.items() if isinstance(value, (int, float))}
