from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PartnerMonth")


@_attrs_define
class PartnerMonth:
    """A month of a business.

    Attributes:
        amount (int): Whole rupiah.
        assurance (str): How well the revenue is attested: code of `assuranceLevels`.
        costs (int): Whole rupiah.
        month (str): `2026-10`
        workers (int): Paid workers.
    """

    amount: int
    assurance: str
    costs: int
    month: str
    workers: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        amount = self.amount

        assurance = self.assurance

        costs = self.costs

        month = self.month

        workers = self.workers

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "amount": amount,
                "assurance": assurance,
                "costs": costs,
                "month": month,
                "workers": workers,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        amount = d.pop("amount")

        assurance = d.pop("assurance")

        costs = d.pop("costs")

        month = d.pop("month")

        workers = d.pop("workers")

        partner_month = cls(
            amount=amount,
            assurance=assurance,
            costs=costs,
            month=month,
            workers=workers,
        )

        partner_month.additional_properties = d
        return partner_month

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
