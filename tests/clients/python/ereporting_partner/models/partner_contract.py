from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="PartnerContract")


@_attrs_define
class PartnerContract:
    """A contract with an off-taker.

    Attributes:
        ends_on (datetime.date): Last day.
        price (int): Whole rupiah.
        product (str): What is bought.
        starts_on (datetime.date): First day.
        status (str): Code of `contractStatuses`.
        volume (float): Volume in all.
        volume_unit (str): Unit of the volume.
        number (None | str | Unset): Number of the agreement (PKS).
        off_taker (None | str | Unset): Name of the off-taker.
    """

    ends_on: datetime.date
    price: int
    product: str
    starts_on: datetime.date
    status: str
    volume: float
    volume_unit: str
    number: None | str | Unset = UNSET
    off_taker: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        ends_on = self.ends_on.isoformat()

        price = self.price

        product = self.product

        starts_on = self.starts_on.isoformat()

        status = self.status

        volume = self.volume

        volume_unit = self.volume_unit

        number: None | str | Unset
        if isinstance(self.number, Unset):
            number = UNSET
        else:
            number = self.number

        off_taker: None | str | Unset
        if isinstance(self.off_taker, Unset):
            off_taker = UNSET
        else:
            off_taker = self.off_taker

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "endsOn": ends_on,
                "price": price,
                "product": product,
                "startsOn": starts_on,
                "status": status,
                "volume": volume,
                "volumeUnit": volume_unit,
            }
        )
        if number is not UNSET:
            field_dict["number"] = number
        if off_taker is not UNSET:
            field_dict["offTaker"] = off_taker

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        ends_on = datetime.date.fromisoformat(d.pop("endsOn"))

        price = d.pop("price")

        product = d.pop("product")

        starts_on = datetime.date.fromisoformat(d.pop("startsOn"))

        status = d.pop("status")

        volume = d.pop("volume")

        volume_unit = d.pop("volumeUnit")

        def _parse_number(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        number = _parse_number(d.pop("number", UNSET))

        def _parse_off_taker(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        off_taker = _parse_off_taker(d.pop("offTaker", UNSET))

        partner_contract = cls(
            ends_on=ends_on,
            price=price,
            product=product,
            starts_on=starts_on,
            status=status,
            volume=volume,
            volume_unit=volume_unit,
            number=number,
            off_taker=off_taker,
        )

        partner_contract.additional_properties = d
        return partner_contract

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
