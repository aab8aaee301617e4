from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="PartnerProduct")


@_attrs_define
class PartnerProduct:
    """A product of a business.

    Attributes:
        certifications (list[str]): Certificates that it has: codes of `certifications`.
        channels (list[str]): Where it is sold: codes of `salesChannels`.
        name (str): Name.
        kbli (None | str | Unset): KBLI code, five digits.
    """

    certifications: list[str]
    channels: list[str]
    name: str
    kbli: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        certifications = self.certifications

        channels = self.channels

        name = self.name

        kbli: None | str | Unset
        if isinstance(self.kbli, Unset):
            kbli = UNSET
        else:
            kbli = self.kbli

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "certifications": certifications,
                "channels": channels,
                "name": name,
            }
        )
        if kbli is not UNSET:
            field_dict["kbli"] = kbli

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        certifications = cast(list[str], d.pop("certifications"))

        channels = cast(list[str], d.pop("channels"))

        name = d.pop("name")

        def _parse_kbli(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        kbli = _parse_kbli(d.pop("kbli", UNSET))

        partner_product = cls(
            certifications=certifications,
            channels=channels,
            name=name,
            kbli=kbli,
        )

        partner_product.additional_properties = d
        return partner_product

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
