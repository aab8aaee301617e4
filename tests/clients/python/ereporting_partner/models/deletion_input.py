from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="DeletionInput")


@_attrs_define
class DeletionInput:
    """What a partner says once it has deleted what it got by a consent.

    Example:
        {'deletedAt': '2026-11-06T02:00:00Z', 'note': 'Salinan cadangan terhapus 30 hari lagi.'}

    Attributes:
        deleted_at (datetime.datetime): When the data were deleted; not in the future.
        note (None | str | Unset): What is to be added: what the law makes you keep, for example. No personal data.
    """

    deleted_at: datetime.datetime
    note: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        deleted_at = self.deleted_at.isoformat()

        note: None | str | Unset
        if isinstance(self.note, Unset):
            note = UNSET
        else:
            note = self.note

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "deletedAt": deleted_at,
            }
        )
        if note is not UNSET:
            field_dict["note"] = note

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        deleted_at = datetime.datetime.fromisoformat(d.pop("deletedAt"))

        def _parse_note(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        note = _parse_note(d.pop("note", UNSET))

        deletion_input = cls(
            deleted_at=deleted_at,
            note=note,
        )

        return deletion_input
