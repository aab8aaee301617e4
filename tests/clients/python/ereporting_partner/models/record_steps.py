from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.step_action import StepAction


T = TypeVar("T", bound="RecordSteps")


@_attrs_define
class RecordSteps:
    """Where a record stands, and what you may do with it now.

    Attributes:
        allowed_actions (list[StepAction]): Every step, and whether you could take it now.
        id (str): Id of the record.
        status (str): Its status or state: the same code as in the record.
        version (int): Version of the record, for If-Match and `expectedVersion`.
    """

    allowed_actions: list[StepAction]
    id: str
    status: str
    version: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        allowed_actions = []
        for allowed_actions_item_data in self.allowed_actions:
            allowed_actions_item = allowed_actions_item_data.to_dict()
            allowed_actions.append(allowed_actions_item)

        id = self.id

        status = self.status

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "allowedActions": allowed_actions,
                "id": id,
                "status": status,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.step_action import StepAction

        d = dict(src_dict)
        allowed_actions = []
        _allowed_actions = d.pop("allowedActions")
        for allowed_actions_item_data in _allowed_actions:
            allowed_actions_item = StepAction.from_dict(allowed_actions_item_data)

            allowed_actions.append(allowed_actions_item)

        id = d.pop("id")

        status = d.pop("status")

        version = d.pop("version")

        record_steps = cls(
            allowed_actions=allowed_actions,
            id=id,
            status=status,
            version=version,
        )

        record_steps.additional_properties = d
        return record_steps

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
