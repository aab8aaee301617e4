from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.partner_unit import PartnerUnit


T = TypeVar("T", bound="SupportedEnterprise")


@_attrs_define
class SupportedEnterprise:
    """Results of an enterprise that your organization supports: no person, no rupiah.

    Attributes:
        commitments (list[str]): Your commitments to it that were accepted or fulfilled, oldest first.
        months_reported (int): Months that it reported.
        name (str): Name.
        blk (None | PartnerUnit | Unset):
        data_through (None | str | Unset): The last of them: `2026-10`.
        growth (float | None | Unset): Revenue of that month against the baseline, percent. Null where there is no
            baseline.
        stage (None | str | Unset): Where it stands in incubation: code of `incubationStages`.
        workers (int | None | Unset): Paid workers in that month.
    """

    commitments: list[str]
    months_reported: int
    name: str
    blk: None | PartnerUnit | Unset = UNSET
    data_through: None | str | Unset = UNSET
    growth: float | None | Unset = UNSET
    stage: None | str | Unset = UNSET
    workers: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.partner_unit import PartnerUnit

        commitments = self.commitments

        months_reported = self.months_reported

        name = self.name

        blk: dict[str, Any] | None | Unset
        if isinstance(self.blk, Unset):
            blk = UNSET
        elif isinstance(self.blk, PartnerUnit):
            blk = self.blk.to_dict()
        else:
            blk = self.blk

        data_through: None | str | Unset
        if isinstance(self.data_through, Unset):
            data_through = UNSET
        else:
            data_through = self.data_through

        growth: float | None | Unset
        if isinstance(self.growth, Unset):
            growth = UNSET
        else:
            growth = self.growth

        stage: None | str | Unset
        if isinstance(self.stage, Unset):
            stage = UNSET
        else:
            stage = self.stage

        workers: int | None | Unset
        if isinstance(self.workers, Unset):
            workers = UNSET
        else:
            workers = self.workers

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "commitments": commitments,
                "monthsReported": months_reported,
                "name": name,
            }
        )
        if blk is not UNSET:
            field_dict["blk"] = blk
        if data_through is not UNSET:
            field_dict["dataThrough"] = data_through
        if growth is not UNSET:
            field_dict["growth"] = growth
        if stage is not UNSET:
            field_dict["stage"] = stage
        if workers is not UNSET:
            field_dict["workers"] = workers

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.partner_unit import PartnerUnit

        d = dict(src_dict)
        commitments = cast(list[str], d.pop("commitments"))

        months_reported = d.pop("monthsReported")

        name = d.pop("name")

        def _parse_blk(data: object) -> None | PartnerUnit | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                blk_type_0 = PartnerUnit.from_dict(data)

                return blk_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PartnerUnit | Unset, data)

        blk = _parse_blk(d.pop("blk", UNSET))

        def _parse_data_through(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        data_through = _parse_data_through(d.pop("dataThrough", UNSET))

        def _parse_growth(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        growth = _parse_growth(d.pop("growth", UNSET))

        def _parse_stage(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        stage = _parse_stage(d.pop("stage", UNSET))

        def _parse_workers(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        workers = _parse_workers(d.pop("workers", UNSET))

        supported_enterprise = cls(
            commitments=commitments,
            months_reported=months_reported,
            name=name,
            blk=blk,
            data_through=data_through,
            growth=growth,
            stage=stage,
            workers=workers,
        )

        supported_enterprise.additional_properties = d
        return supported_enterprise

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
