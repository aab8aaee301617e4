from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PartnerRedaction")


@_attrs_define
class PartnerRedaction:
    """A field withheld.

    Attributes:
        code (str): `SCOPE`: the person did not consent to it. `PURPOSE`: the person did, but your agreement, your
            client or the
            purpose does not have it. `NOT_REPRESENTATIVE`: the person is a member of the business and does not speak for
            it. `FREQUENCY`: you have read it as often as the consent allows for now; keep what you hold of this record.
            `NOT_RECORDED`: no business is recorded. Example: SCOPE.
        path (str): JSON Pointer to the field. Example: /finance/capital.
    """

    code: str
    path: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        path = self.path

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "code": code,
                "path": path,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        code = d.pop("code")

        path = d.pop("path")

        partner_redaction = cls(
            code=code,
            path=path,
        )

        partner_redaction.additional_properties = d
        return partner_redaction

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
