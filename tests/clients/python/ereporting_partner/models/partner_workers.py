from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="PartnerWorkers")


@_attrs_define
class PartnerWorkers:
    """Workers of a business, without its owners.

    Attributes:
        casual (int | None | Unset): Casual and daily paid workers.
        permanent (int | None | Unset): Permanent paid workers.
        unpaid_family (int | None | Unset): Unpaid members of the family.
    """

    casual: int | None | Unset = UNSET
    permanent: int | None | Unset = UNSET
    unpaid_family: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        casual: int | None | Unset
        if isinstance(self.casual, Unset):
            casual = UNSET
        else:
            casual = self.casual

        permanent: int | None | Unset
        if isinstance(self.permanent, Unset):
            permanent = UNSET
        else:
            permanent = self.permanent

        unpaid_family: int | None | Unset
        if isinstance(self.unpaid_family, Unset):
            unpaid_family = UNSET
        else:
            unpaid_family = self.unpaid_family

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if casual is not UNSET:
            field_dict["casual"] = casual
        if permanent is not UNSET:
            field_dict["permanent"] = permanent
        if unpaid_family is not UNSET:
            field_dict["unpaidFamily"] = unpaid_family

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_casual(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        casual = _parse_casual(d.pop("casual", UNSET))

        def _parse_permanent(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        permanent = _parse_permanent(d.pop("permanent", UNSET))

        def _parse_unpaid_family(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        unpaid_family = _parse_unpaid_family(d.pop("unpaidFamily", UNSET))

        partner_workers = cls(
            casual=casual,
            permanent=permanent,
            unpaid_family=unpaid_family,
        )

        partner_workers.additional_properties = d
        return partner_workers

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
