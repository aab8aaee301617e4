from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.problem_item_params import ProblemItemParams


T = TypeVar("T", bound="ProblemItem")


@_attrs_define
class ProblemItem:
    """One violation.

    Attributes:
        code (str): Stable code, or the code of a rule of the template.
        message (str): In the language asked for.
        message_en (str): In English.
        params (ProblemItemParams): Facts for programs. Never holds a personal value.
        path (str): JSON Pointer to the place. Example: /values/A03.
        severity (str): ERROR or WARNING. Example: ERROR.
    """

    code: str
    message: str
    message_en: str
    params: ProblemItemParams
    path: str
    severity: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        message = self.message

        message_en = self.message_en

        params = self.params.to_dict()

        path = self.path

        severity = self.severity

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "code": code,
                "message": message,
                "messageEn": message_en,
                "params": params,
                "path": path,
                "severity": severity,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.problem_item_params import ProblemItemParams

        d = dict(src_dict)
        code = d.pop("code")

        message = d.pop("message")

        message_en = d.pop("messageEn")

        params = ProblemItemParams.from_dict(d.pop("params"))

        path = d.pop("path")

        severity = d.pop("severity")

        problem_item = cls(
            code=code,
            message=message,
            message_en=message_en,
            params=params,
            path=path,
            severity=severity,
        )

        problem_item.additional_properties = d
        return problem_item

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
