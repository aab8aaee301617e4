from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.consent_acknowledgement import ConsentAcknowledgement


T = TypeVar("T", bound="PartnerConsent")


@_attrs_define
class PartnerConsent:
    """A consent as its partner sees it: under a pseudonym, without anybody's identity.

    Attributes:
        expires_at (datetime.datetime): Until when it holds.
        frequency (str): Code of `consentFrequencies`.
        given_at (datetime.datetime): When it was given.
        id (str): Id. Example: cns_01h455vb4pex5vsknk084sn02q.
        number (int): 1, 2, ..: how often this subject consented.
        purpose (str): Code of `consentPurposes`.
        scopes (list[str]): Codes of `consentScopes`.
        status (str): Code of `consentStatuses`. Whatever is not ACTIVE gives you nothing.
        subject (str): The subject: the id of its record in `/v1/partner/incubatees`. Example:
            sub_01h455vb4pex5vsknk084sn02q.
        version (int): Version of this record: it rises when the consent ends, when you acknowledge, and when what its
            frequency withheld
            may be read.
        acknowledgement (ConsentAcknowledgement | None | Unset):
        data_from (datetime.date | None | Unset): First day that the data may speak of; null without a bound.
        data_to (datetime.date | None | Unset): Last day that the data may speak of; null without a bound.
        ended_at (datetime.datetime | None | Unset): When it ended.
    """

    expires_at: datetime.datetime
    frequency: str
    given_at: datetime.datetime
    id: str
    number: int
    purpose: str
    scopes: list[str]
    status: str
    subject: str
    version: int
    acknowledgement: ConsentAcknowledgement | None | Unset = UNSET
    data_from: datetime.date | None | Unset = UNSET
    data_to: datetime.date | None | Unset = UNSET
    ended_at: datetime.datetime | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.consent_acknowledgement import ConsentAcknowledgement

        expires_at = self.expires_at.isoformat()

        frequency = self.frequency

        given_at = self.given_at.isoformat()

        id = self.id

        number = self.number

        purpose = self.purpose

        scopes = self.scopes

        status = self.status

        subject = self.subject

        version = self.version

        acknowledgement: dict[str, Any] | None | Unset
        if isinstance(self.acknowledgement, Unset):
            acknowledgement = UNSET
        elif isinstance(self.acknowledgement, ConsentAcknowledgement):
            acknowledgement = self.acknowledgement.to_dict()
        else:
            acknowledgement = self.acknowledgement

        data_from: None | str | Unset
        if isinstance(self.data_from, Unset):
            data_from = UNSET
        elif isinstance(self.data_from, datetime.date):
            data_from = self.data_from.isoformat()
        else:
            data_from = self.data_from

        data_to: None | str | Unset
        if isinstance(self.data_to, Unset):
            data_to = UNSET
        elif isinstance(self.data_to, datetime.date):
            data_to = self.data_to.isoformat()
        else:
            data_to = self.data_to

        ended_at: None | str | Unset
        if isinstance(self.ended_at, Unset):
            ended_at = UNSET
        elif isinstance(self.ended_at, datetime.datetime):
            ended_at = self.ended_at.isoformat()
        else:
            ended_at = self.ended_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "expiresAt": expires_at,
                "frequency": frequency,
                "givenAt": given_at,
                "id": id,
                "number": number,
                "purpose": purpose,
                "scopes": scopes,
                "status": status,
                "subject": subject,
                "version": version,
            }
        )
        if acknowledgement is not UNSET:
            field_dict["acknowledgement"] = acknowledgement
        if data_from is not UNSET:
            field_dict["dataFrom"] = data_from
        if data_to is not UNSET:
            field_dict["dataTo"] = data_to
        if ended_at is not UNSET:
            field_dict["endedAt"] = ended_at

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.consent_acknowledgement import ConsentAcknowledgement

        d = dict(src_dict)
        expires_at = datetime.datetime.fromisoformat(d.pop("expiresAt"))

        frequency = d.pop("frequency")

        given_at = datetime.datetime.fromisoformat(d.pop("givenAt"))

        id = d.pop("id")

        number = d.pop("number")

        purpose = d.pop("purpose")

        scopes = cast(list[str], d.pop("scopes"))

        status = d.pop("status")

        subject = d.pop("subject")

        version = d.pop("version")

        def _parse_acknowledgement(
            data: object,
        ) -> ConsentAcknowledgement | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                acknowledgement_type_0 = ConsentAcknowledgement.from_dict(data)

                return acknowledgement_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ConsentAcknowledgement | None | Unset, data)

        acknowledgement = _parse_acknowledgement(d.pop("acknowledgement", UNSET))

        def _parse_data_from(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                data_from_type_0 = datetime.date.fromisoformat(data)

                return data_from_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        data_from = _parse_data_from(d.pop("dataFrom", UNSET))

        def _parse_data_to(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                data_to_type_0 = datetime.date.fromisoformat(data)

                return data_to_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        data_to = _parse_data_to(d.pop("dataTo", UNSET))

        def _parse_ended_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ended_at_type_0 = datetime.datetime.fromisoformat(data)

                return ended_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        ended_at = _parse_ended_at(d.pop("endedAt", UNSET))

        partner_consent = cls(
            expires_at=expires_at,
            frequency=frequency,
            given_at=given_at,
            id=id,
            number=number,
            purpose=purpose,
            scopes=scopes,
            status=status,
            subject=subject,
            version=version,
            acknowledgement=acknowledgement,
            data_from=data_from,
            data_to=data_to,
            ended_at=ended_at,
        )

        partner_consent.additional_properties = d
        return partner_consent

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
