from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.page_end import PageEnd
    from ..models.partner_change import PartnerChange


T = TypeVar("T", bound="ListPartnerChange")


@_attrs_define
class ListPartnerChange:
    """A page of records.

    Attributes:
        data (list[PartnerChange]):
        page (PageEnd): Where a page ends.
    """

    data: list[PartnerChange]
    page: PageEnd
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        data = []
        for data_item_data in self.data:
            data_item = data_item_data.to_dict()
            data.append(data_item)

        page = self.page.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "data": data,
                "page": page,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.page_end import PageEnd
        from ..models.partner_change import PartnerChange

        d = dict(src_dict)
        data = []
        _data = d.pop("data")
        for data_item_data in _data:
            data_item = PartnerChange.from_dict(data_item_data)

            data.append(data_item)

        page = PageEnd.from_dict(d.pop("page"))

        list_partner_change = cls(
            data=data,
            page=page,
        )

        list_partner_change.additional_properties = d
        return list_partner_change

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
