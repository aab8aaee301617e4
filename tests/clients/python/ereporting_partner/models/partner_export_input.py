from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.export_format import ExportFormat
from ..types import UNSET, Unset

T = TypeVar("T", bound="PartnerExportInput")


@_attrs_define
class PartnerExportInput:
    """Which export you want.

    Example:
        {'format': 'NDJSON', 'purpose': 'CREDIT_APPLICATION'}

    Attributes:
        format_ (ExportFormat | None | Unset):
        purpose (None | str | Unset): Code of `consentPurposes`: what you need the data for.
    """

    format_: ExportFormat | None | Unset = UNSET
    purpose: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        format_: None | str | Unset
        if isinstance(self.format_, Unset):
            format_ = UNSET
        elif isinstance(self.format_, ExportFormat):
            format_ = self.format_.value
        else:
            format_ = self.format_

        purpose: None | str | Unset
        if isinstance(self.purpose, Unset):
            purpose = UNSET
        else:
            purpose = self.purpose

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if format_ is not UNSET:
            field_dict["format"] = format_
        if purpose is not UNSET:
            field_dict["purpose"] = purpose

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_format_(data: object) -> ExportFormat | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                format_type_0 = ExportFormat(data)

                return format_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ExportFormat | None | Unset, data)

        format_ = _parse_format_(d.pop("format", UNSET))

        def _parse_purpose(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        purpose = _parse_purpose(d.pop("purpose", UNSET))

        partner_export_input = cls(
            format_=format_,
            purpose=purpose,
        )

        return partner_export_input
