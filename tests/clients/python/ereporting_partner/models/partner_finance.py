from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.partner_capital import PartnerCapital
    from ..models.partner_month import PartnerMonth


T = TypeVar("T", bound="PartnerFinance")


@_attrs_define
class PartnerFinance:
    """Money of a business, as it was reported.

    Attributes:
        assets (int | None | Unset):
        capital (list[PartnerCapital] | None | Unset): Capital by source, in the last month.
        revenue (list[PartnerMonth] | None | Unset): The last twelve months that were recorded, oldest first.
        revenue_band (None | str | Unset): Mean monthly revenue of up to twelve months: code of `revenueBands`.
    """

    assets: int | None | Unset = UNSET
    capital: list[PartnerCapital] | None | Unset = UNSET
    revenue: list[PartnerMonth] | None | Unset = UNSET
    revenue_band: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        assets: int | None | Unset
        if isinstance(self.assets, Unset):
            assets = UNSET
        else:
            assets = self.assets

        capital: list[dict[str, Any]] | None | Unset
        if isinstance(self.capital, Unset):
            capital = UNSET
        elif isinstance(self.capital, list):
            capital = []
            for capital_type_0_item_data in self.capital:
                capital_type_0_item = capital_type_0_item_data.to_dict()
                capital.append(capital_type_0_item)

        else:
            capital = self.capital

        revenue: list[dict[str, Any]] | None | Unset
        if isinstance(self.revenue, Unset):
            revenue = UNSET
        elif isinstance(self.revenue, list):
            revenue = []
            for revenue_type_0_item_data in self.revenue:
                revenue_type_0_item = revenue_type_0_item_data.to_dict()
                revenue.append(revenue_type_0_item)

        else:
            revenue = self.revenue

        revenue_band: None | str | Unset
        if isinstance(self.revenue_band, Unset):
            revenue_band = UNSET
        else:
            revenue_band = self.revenue_band

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if assets is not UNSET:
            field_dict["assets"] = assets
        if capital is not UNSET:
            field_dict["capital"] = capital
        if revenue is not UNSET:
            field_dict["revenue"] = revenue
        if revenue_band is not UNSET:
            field_dict["revenueBand"] = revenue_band

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.partner_capital import PartnerCapital
        from ..models.partner_month import PartnerMonth

        d = dict(src_dict)

        def _parse_assets(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        assets = _parse_assets(d.pop("assets", UNSET))

        def _parse_capital(data: object) -> list[PartnerCapital] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                capital_type_0 = []
                _capital_type_0 = data
                for capital_type_0_item_data in _capital_type_0:
                    capital_type_0_item = PartnerCapital.from_dict(
                        capital_type_0_item_data
                    )

                    capital_type_0.append(capital_type_0_item)

                return capital_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[PartnerCapital] | None | Unset, data)

        capital = _parse_capital(d.pop("capital", UNSET))

        def _parse_revenue(data: object) -> list[PartnerMonth] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                revenue_type_0 = []
                _revenue_type_0 = data
                for revenue_type_0_item_data in _revenue_type_0:
                    revenue_type_0_item = PartnerMonth.from_dict(
                        revenue_type_0_item_data
                    )

                    revenue_type_0.append(revenue_type_0_item)

                return revenue_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[PartnerMonth] | None | Unset, data)

        revenue = _parse_revenue(d.pop("revenue", UNSET))

        def _parse_revenue_band(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        revenue_band = _parse_revenue_band(d.pop("revenueBand", UNSET))

        partner_finance = cls(
            assets=assets,
            capital=capital,
            revenue=revenue,
            revenue_band=revenue_band,
        )

        partner_finance.additional_properties = d
        return partner_finance

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
