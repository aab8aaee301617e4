from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.localized_text import LocalizedText
    from ..models.reference_code import ReferenceCode


T = TypeVar("T", bound="ReferenceSet")


@_attrs_define
class ReferenceSet:
    """A code set with its codes, in the order in which they are shown.

    Attributes:
        codes (list[ReferenceCode]): The codes.
        name (str): Name, as in `/v1/reference/{set}`. Example: vocations.
        source (str): Where it comes from.
        title (LocalizedText): A text in Indonesian and English.
    """

    codes: list[ReferenceCode]
    name: str
    source: str
    title: LocalizedText
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        codes = []
        for codes_item_data in self.codes:
            codes_item = codes_item_data.to_dict()
            codes.append(codes_item)

        name = self.name

        source = self.source

        title = self.title.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "codes": codes,
                "name": name,
                "source": source,
                "title": title,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.localized_text import LocalizedText
        from ..models.reference_code import ReferenceCode

        d = dict(src_dict)
        codes = []
        _codes = d.pop("codes")
        for codes_item_data in _codes:
            codes_item = ReferenceCode.from_dict(codes_item_data)

            codes.append(codes_item)

        name = d.pop("name")

        source = d.pop("source")

        title = LocalizedText.from_dict(d.pop("title"))

        reference_set = cls(
            codes=codes,
            name=name,
            source=source,
            title=title,
        )

        reference_set.additional_properties = d
        return reference_set

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
