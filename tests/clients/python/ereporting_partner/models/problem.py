from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.problem_item import ProblemItem
    from ..models.problem_params import ProblemParams


T = TypeVar("T", bound="Problem")


@_attrs_define
class Problem:
    """A refusal. `code` is stable; `errors` lists everything that is wrong at once.

    Attributes:
        code (str): Stable code; docs/errors.md lists all. Example: REPORT.ALREADY_EXISTS.
        detail (str): What happened and what to do next, in the language asked for.
        detail_en (str): The same in English.
        errors (list[ProblemItem]): Every violation.
        params (ProblemParams): Facts for programs, for example the id of the report that exists already.
        request_id (str): Quote it when you report a problem.
        status (int): HTTP status.
        title (str): What the code means, in the language asked for.
        type_ (str): `/docs/errors#<code>`. Example: /docs/errors#REPORT.ALREADY_EXISTS.
    """

    code: str
    detail: str
    detail_en: str
    errors: list[ProblemItem]
    params: ProblemParams
    request_id: str
    status: int
    title: str
    type_: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        detail = self.detail

        detail_en = self.detail_en

        errors = []
        for errors_item_data in self.errors:
            errors_item = errors_item_data.to_dict()
            errors.append(errors_item)

        params = self.params.to_dict()

        request_id = self.request_id

        status = self.status

        title = self.title

        type_ = self.type_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "code": code,
                "detail": detail,
                "detailEn": detail_en,
                "errors": errors,
                "params": params,
                "requestId": request_id,
                "status": status,
                "title": title,
                "type": type_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.problem_item import ProblemItem
        from ..models.problem_params import ProblemParams

        d = dict(src_dict)
        code = d.pop("code")

        detail = d.pop("detail")

        detail_en = d.pop("detailEn")

        errors = []
        _errors = d.pop("errors")
        for errors_item_data in _errors:
            errors_item = ProblemItem.from_dict(errors_item_data)

            errors.append(errors_item)

        params = ProblemParams.from_dict(d.pop("params"))

        request_id = d.pop("requestId")

        status = d.pop("status")

        title = d.pop("title")

        type_ = d.pop("type")

        problem = cls(
            code=code,
            detail=detail,
            detail_en=detail_en,
            errors=errors,
            params=params,
            request_id=request_id,
            status=status,
            title=title,
            type_=type_,
        )

        problem.additional_properties = d
        return problem

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
