from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.export_failure import ExportFailure
from ..models.export_format import ExportFormat
from ..models.export_state import ExportState
from ..types import UNSET, Unset

T = TypeVar("T", bound="ListPartnerExportDataItem")


@_attrs_define
class ListPartnerExportDataItem:
    """A file of all records that you may read for a purpose. It is yours alone: of the client or the person that asked for
    it. A worker writes it; look at it every few seconds until its state is READY, FAILED or EXPIRED.

        Attributes:
            created_at (datetime.datetime): When it was asked for.
            format_ (ExportFormat): Form of an export; both are compressed with gzip.
            id (str): Id. Example: exp_01h455vb4pex5vsknk084sn02q.
            purpose (str): Code of `consentPurposes`. Example: CREDIT_APPLICATION.
            records (int): Records written so far; of a file that is ready, all that are in it.
            state (ExportState): Where an export stands.
            updated_at (datetime.datetime): When its state last changed.
            version (int): Version of this record.
            bytes_ (int | None | Unset): Bytes of the file; null before it is ready.
            expires_at (datetime.datetime | None | Unset): Until when the file can be fetched; null before it is ready.
            failure (ExportFailure | None | Unset):
            file (None | str | Unset): Where to fetch it; null unless it is ready. Example:
                /v1/partner/exports/exp_01h455vb4pex5vsknk084sn02q/file.
            position (None | str | Unset): Cursor for `/v1/partner/changes?after=`: what has changed since this file was
                begun. Null before it is ready.
            sha256 (None | str | Unset): SHA-256 of the file as you fetch it, hex; null before it is ready.
    """

    created_at: datetime.datetime
    format_: ExportFormat
    id: str
    purpose: str
    records: int
    state: ExportState
    updated_at: datetime.datetime
    version: int
    bytes_: int | None | Unset = UNSET
    expires_at: datetime.datetime | None | Unset = UNSET
    failure: ExportFailure | None | Unset = UNSET
    file: None | str | Unset = UNSET
    position: None | str | Unset = UNSET
    sha256: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        format_ = self.format_.value

        id = self.id

        purpose = self.purpose

        records = self.records

        state = self.state.value

        updated_at = self.updated_at.isoformat()

        version = self.version

        bytes_: int | None | Unset
        if isinstance(self.bytes_, Unset):
            bytes_ = UNSET
        else:
            bytes_ = self.bytes_

        expires_at: None | str | Unset
        if isinstance(self.expires_at, Unset):
            expires_at = UNSET
        elif isinstance(self.expires_at, datetime.datetime):
            expires_at = self.expires_at.isoformat()
        else:
            expires_at = self.expires_at

        failure: None | str | Unset
        if isinstance(self.failure, Unset):
            failure = UNSET
        elif isinstance(self.failure, ExportFailure):
            failure = self.failure.value
        else:
            failure = self.failure

        file: None | str | Unset
        if isinstance(self.file, Unset):
            file = UNSET
        else:
            file = self.file

        position: None | str | Unset
        if isinstance(self.position, Unset):
            position = UNSET
        else:
            position = self.position

        sha256: None | str | Unset
        if isinstance(self.sha256, Unset):
            sha256 = UNSET
        else:
            sha256 = self.sha256

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "createdAt": created_at,
                "format": format_,
                "id": id,
                "purpose": purpose,
                "records": records,
                "state": state,
                "updatedAt": updated_at,
                "version": version,
            }
        )
        if bytes_ is not UNSET:
            field_dict["bytes"] = bytes_
        if expires_at is not UNSET:
            field_dict["expiresAt"] = expires_at
        if failure is not UNSET:
            field_dict["failure"] = failure
        if file is not UNSET:
            field_dict["file"] = file
        if position is not UNSET:
            field_dict["position"] = position
        if sha256 is not UNSET:
            field_dict["sha256"] = sha256

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        format_ = ExportFormat(d.pop("format"))

        id = d.pop("id")

        purpose = d.pop("purpose")

        records = d.pop("records")

        state = ExportState(d.pop("state"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updatedAt"))

        version = d.pop("version")

        def _parse_bytes_(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        bytes_ = _parse_bytes_(d.pop("bytes", UNSET))

        def _parse_expires_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                expires_at_type_0 = datetime.datetime.fromisoformat(data)

                return expires_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        expires_at = _parse_expires_at(d.pop("expiresAt", UNSET))

        def _parse_failure(data: object) -> ExportFailure | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                failure_type_0 = ExportFailure(data)

                return failure_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ExportFailure | None | Unset, data)

        failure = _parse_failure(d.pop("failure", UNSET))

        def _parse_file(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        file = _parse_file(d.pop("file", UNSET))

        def _parse_position(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        position = _parse_position(d.pop("position", UNSET))

        def _parse_sha256(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        sha256 = _parse_sha256(d.pop("sha256", UNSET))

        list_partner_export_data_item = cls(
            created_at=created_at,
            format_=format_,
            id=id,
            purpose=purpose,
            records=records,
            state=state,
            updated_at=updated_at,
            version=version,
            bytes_=bytes_,
            expires_at=expires_at,
            failure=failure,
            file=file,
            position=position,
            sha256=sha256,
        )

        list_partner_export_data_item.additional_properties = d
        return list_partner_export_data_item

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
