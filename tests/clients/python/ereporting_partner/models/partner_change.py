from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.partner_change_type import PartnerChangeType
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.partner_incubatee import PartnerIncubatee


T = TypeVar("T", bound="PartnerChange")


@_attrs_define
class PartnerChange:
    """What to do to your copy of one record. It holds the record as it is now, not as it was when it changed: applied in
    any order and as often as you like, the last one wins.

        Attributes:
            at (datetime.datetime): When it changed, to the minute.
            id (str): Id of the record, as in lists of partner records. Example: sub_01h455vb4pex5vsknk084sn02q.
            position (str): Cursor: `?after=` it goes on after this change.
            type_ (PartnerChangeType): What a partner does to its copy of a record.
            record (None | PartnerIncubatee | Unset):
    """

    at: datetime.datetime
    id: str
    position: str
    type_: PartnerChangeType
    record: None | PartnerIncubatee | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.partner_incubatee import PartnerIncubatee

        at = self.at.isoformat()

        id = self.id

        position = self.position

        type_ = self.type_.value

        record: dict[str, Any] | None | Unset
        if isinstance(self.record, Unset):
            record = UNSET
        elif isinstance(self.record, PartnerIncubatee):
            record = self.record.to_dict()
        else:
            record = self.record

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "at": at,
                "id": id,
                "position": position,
                "type": type_,
            }
        )
        if record is not UNSET:
            field_dict["record"] = record

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.partner_incubatee import PartnerIncubatee

        d = dict(src_dict)
        at = datetime.datetime.fromisoformat(d.pop("at"))

        id = d.pop("id")

        position = d.pop("position")

        type_ = PartnerChangeType(d.pop("type"))

        def _parse_record(data: object) -> None | PartnerIncubatee | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                record_type_0 = PartnerIncubatee.from_dict(data)

                return record_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PartnerIncubatee | Unset, data)

        record = _parse_record(d.pop("record", UNSET))

        partner_change = cls(
            at=at,
            id=id,
            position=position,
            type_=type_,
            record=record,
        )

        partner_change.additional_properties = d
        return partner_change

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
