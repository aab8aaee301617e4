from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.partner_certificate import PartnerCertificate
    from ..models.partner_region import PartnerRegion


T = TypeVar("T", bound="PartnerEnterprise")


@_attrs_define
class PartnerEnterprise:
    """A business of a person who may speak for it.

    Attributes:
        certifications (list[PartnerCertificate] | None | Unset): Its legal ids, the NIB among them, oldest first.
        kbli (None | str | Unset): KBLI code, five digits.
        level (None | str | Unset): Code of `enterpriseLevels`.
        name (None | str | Unset): Name.
        nib (None | str | Unset): Business identification number (NIB).
        region (None | PartnerRegion | Unset):
        sector (None | str | Unset): Code of `sectors`.
        stage (None | str | Unset): Code of `incubationStages`.
        started_on (datetime.date | None | Unset): Day the business began.
    """

    certifications: list[PartnerCertificate] | None | Unset = UNSET
    kbli: None | str | Unset = UNSET
    level: None | str | Unset = UNSET
    name: None | str | Unset = UNSET
    nib: None | str | Unset = UNSET
    region: None | PartnerRegion | Unset = UNSET
    sector: None | str | Unset = UNSET
    stage: None | str | Unset = UNSET
    started_on: datetime.date | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.partner_region import PartnerRegion

        certifications: list[dict[str, Any]] | None | Unset
        if isinstance(self.certifications, Unset):
            certifications = UNSET
        elif isinstance(self.certifications, list):
            certifications = []
            for certifications_type_0_item_data in self.certifications:
                certifications_type_0_item = certifications_type_0_item_data.to_dict()
                certifications.append(certifications_type_0_item)

        else:
            certifications = self.certifications

        kbli: None | str | Unset
        if isinstance(self.kbli, Unset):
            kbli = UNSET
        else:
            kbli = self.kbli

        level: None | str | Unset
        if isinstance(self.level, Unset):
            level = UNSET
        else:
            level = self.level

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        nib: None | str | Unset
        if isinstance(self.nib, Unset):
            nib = UNSET
        else:
            nib = self.nib

        region: dict[str, Any] | None | Unset
        if isinstance(self.region, Unset):
            region = UNSET
        elif isinstance(self.region, PartnerRegion):
            region = self.region.to_dict()
        else:
            region = self.region

        sector: None | str | Unset
        if isinstance(self.sector, Unset):
            sector = UNSET
        else:
            sector = self.sector

        stage: None | str | Unset
        if isinstance(self.stage, Unset):
            stage = UNSET
        else:
            stage = self.stage

        started_on: None | str | Unset
        if isinstance(self.started_on, Unset):
            started_on = UNSET
        elif isinstance(self.started_on, datetime.date):
            started_on = self.started_on.isoformat()
        else:
            started_on = self.started_on

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if certifications is not UNSET:
            field_dict["certifications"] = certifications
        if kbli is not UNSET:
            field_dict["kbli"] = kbli
        if level is not UNSET:
            field_dict["level"] = level
        if name is not UNSET:
            field_dict["name"] = name
        if nib is not UNSET:
            field_dict["nib"] = nib
        if region is not UNSET:
            field_dict["region"] = region
        if sector is not UNSET:
            field_dict["sector"] = sector
        if stage is not UNSET:
            field_dict["stage"] = stage
        if started_on is not UNSET:
            field_dict["startedOn"] = started_on

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.partner_certificate import PartnerCertificate
        from ..models.partner_region import PartnerRegion

        d = dict(src_dict)

        def _parse_certifications(
            data: object,
        ) -> list[PartnerCertificate] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                certifications_type_0 = []
                _certifications_type_0 = data
                for certifications_type_0_item_data in _certifications_type_0:
                    certifications_type_0_item = PartnerCertificate.from_dict(
                        certifications_type_0_item_data
                    )

                    certifications_type_0.append(certifications_type_0_item)

                return certifications_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[PartnerCertificate] | None | Unset, data)

        certifications = _parse_certifications(d.pop("certifications", UNSET))

        def _parse_kbli(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        kbli = _parse_kbli(d.pop("kbli", UNSET))

        def _parse_level(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        level = _parse_level(d.pop("level", UNSET))

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_nib(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        nib = _parse_nib(d.pop("nib", UNSET))

        def _parse_region(data: object) -> None | PartnerRegion | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                region_type_0 = PartnerRegion.from_dict(data)

                return region_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PartnerRegion | Unset, data)

        region = _parse_region(d.pop("region", UNSET))

        def _parse_sector(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        sector = _parse_sector(d.pop("sector", UNSET))

        def _parse_stage(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        stage = _parse_stage(d.pop("stage", UNSET))

        def _parse_started_on(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                started_on_type_0 = datetime.date.fromisoformat(data)

                return started_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        started_on = _parse_started_on(d.pop("startedOn", UNSET))

        partner_enterprise = cls(
            certifications=certifications,
            kbli=kbli,
            level=level,
            name=name,
            nib=nib,
            region=region,
            sector=sector,
            stage=stage,
            started_on=started_on,
        )

        partner_enterprise.additional_properties = d
        return partner_enterprise

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
