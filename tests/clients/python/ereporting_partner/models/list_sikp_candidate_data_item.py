from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.readiness import Readiness
    from ..models.sikp_columns import SikpColumns


T = TypeVar("T", bound="ListSikpCandidateDataItem")


@_attrs_define
class ListSikpCandidateDataItem:
    """An applicant in the columns of SIKP, with what is not ready in them.

    Attributes:
        candidate (SikpColumns): The columns of a candidate debtor in SIKP. Each is a text in SIKP's form, or null;
            `readiness` says why.
        consent_expires_at (datetime.datetime): Until when that consent holds.
        consent_id (str): Id of the consent that allows it. Example: cns_01h455vb4pex5vsknk084sn02q.
        id (str): Your pseudonym of the applicant. Example: sub_01h455vb4pex5vsknk084sn02q.
        readiness (list[Readiness]): What stands in the way, in the order of the columns; what is yours to fill in is
            always among it.
    """

    candidate: SikpColumns
    consent_expires_at: datetime.datetime
    consent_id: str
    id: str
    readiness: list[Readiness]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        candidate = self.candidate.to_dict()

        consent_expires_at = self.consent_expires_at.isoformat()

        consent_id = self.consent_id

        id = self.id

        readiness = []
        for readiness_item_data in self.readiness:
            readiness_item = readiness_item_data.to_dict()
            readiness.append(readiness_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "candidate": candidate,
                "consentExpiresAt": consent_expires_at,
                "consentId": consent_id,
                "id": id,
                "readiness": readiness,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.readiness import Readiness
        from ..models.sikp_columns import SikpColumns

        d = dict(src_dict)
        candidate = SikpColumns.from_dict(d.pop("candidate"))

        consent_expires_at = datetime.datetime.fromisoformat(d.pop("consentExpiresAt"))

        consent_id = d.pop("consentId")

        id = d.pop("id")

        readiness = []
        _readiness = d.pop("readiness")
        for readiness_item_data in _readiness:
            readiness_item = Readiness.from_dict(readiness_item_data)

            readiness.append(readiness_item)

        list_sikp_candidate_data_item = cls(
            candidate=candidate,
            consent_expires_at=consent_expires_at,
            consent_id=consent_id,
            id=id,
            readiness=readiness,
        )

        list_sikp_candidate_data_item.additional_properties = d
        return list_sikp_candidate_data_item

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
