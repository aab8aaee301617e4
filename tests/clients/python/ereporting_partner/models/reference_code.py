from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.localized_text import LocalizedText
    from ..models.reference_code_meta_type_0 import ReferenceCodeMetaType0


T = TypeVar("T", bound="ReferenceCode")


@_attrs_define
class ReferenceCode:
    """One code of a set.

    Attributes:
        code (str): The word used in requests and answers. Example: OTOMOTIF.
        label (LocalizedText): A text in Indonesian and English.
        valid_from (datetime.date): First day on which it holds.
        meta (None | ReferenceCodeMetaType0 | Unset): Further facts, for example the fields of a consent scope.
        valid_to (datetime.date | None | Unset): First day on which it no longer holds; null while current.
    """

    code: str
    label: LocalizedText
    valid_from: datetime.date
    meta: None | ReferenceCodeMetaType0 | Unset = UNSET
    valid_to: datetime.date | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.reference_code_meta_type_0 import ReferenceCodeMetaType0

        code = self.code

        label = self.label.to_dict()

        valid_from = self.valid_from.isoformat()

        meta: dict[str, Any] | None | Unset
        if isinstance(self.meta, Unset):
            meta = UNSET
        elif isinstance(self.meta, ReferenceCodeMetaType0):
            meta = self.meta.to_dict()
        else:
            meta = self.meta

        valid_to: None | str | Unset
        if isinstance(self.valid_to, Unset):
            valid_to = UNSET
        elif isinstance(self.valid_to, datetime.date):
            valid_to = self.valid_to.isoformat()
        else:
            valid_to = self.valid_to

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "code": code,
                "label": label,
                "validFrom": valid_from,
            }
        )
        if meta is not UNSET:
            field_dict["meta"] = meta
        if valid_to is not UNSET:
            field_dict["validTo"] = valid_to

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.localized_text import LocalizedText
        from ..models.reference_code_meta_type_0 import ReferenceCodeMetaType0

        d = dict(src_dict)
        code = d.pop("code")

        label = LocalizedText.from_dict(d.pop("label"))

        valid_from = datetime.date.fromisoformat(d.pop("validFrom"))

        def _parse_meta(data: object) -> None | ReferenceCodeMetaType0 | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                meta_type_0 = ReferenceCodeMetaType0.from_dict(data)

                return meta_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ReferenceCodeMetaType0 | Unset, data)

        meta = _parse_meta(d.pop("meta", UNSET))

        def _parse_valid_to(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                valid_to_type_0 = datetime.date.fromisoformat(data)

                return valid_to_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        valid_to = _parse_valid_to(d.pop("validTo", UNSET))

        reference_code = cls(
            code=code,
            label=label,
            valid_from=valid_from,
            meta=meta,
            valid_to=valid_to,
        )

        reference_code.additional_properties = d
        return reference_code

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
