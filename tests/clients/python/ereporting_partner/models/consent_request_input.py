from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ConsentRequestInput")


@_attrs_define
class ConsentRequestInput:
    """What a partner asks somebody for. It holds a NIK, so it is never printed.

    Example:
        {'nik': '3602015708959001', 'note': 'Pengajuan KUR di cabang Rangkasbitung.', 'purpose': 'CREDIT_APPLICATION',
            'scopes': ['IDENTITY_BASIC', 'CONTACT']}

    Attributes:
        nik (str): NIK of the person.
        purpose (str): Code of `consentPurposes`.
        scopes (list[str]): Codes of `consentScopes`: no more than the purpose and your agreement have.
        note (None | str | Unset): What you say to the person.
    """

    nik: str
    purpose: str
    scopes: list[str]
    note: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        nik = self.nik

        purpose = self.purpose

        scopes = self.scopes

        note: None | str | Unset
        if isinstance(self.note, Unset):
            note = UNSET
        else:
            note = self.note

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "nik": nik,
                "purpose": purpose,
                "scopes": scopes,
            }
        )
        if note is not UNSET:
            field_dict["note"] = note

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        nik = d.pop("nik")

        purpose = d.pop("purpose")

        scopes = cast(list[str], d.pop("scopes"))

        def _parse_note(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        note = _parse_note(d.pop("note", UNSET))

        consent_request_input = cls(
            nik=nik,
            purpose=purpose,
            scopes=scopes,
            note=note,
        )

        return consent_request_input
