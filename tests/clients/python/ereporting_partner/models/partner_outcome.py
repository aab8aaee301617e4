from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="PartnerOutcome")


@_attrs_define
class PartnerOutcome:
    """An outcome as its partner knows it: by the pseudonym of the applicant.

    Attributes:
        created_at (datetime.datetime): When it was recorded.
        id (str): Id. Example: out_01h455vb4pex5vsknk084sn02q.
        on (datetime.date): Day on which it happened.
        outcome (str): Code of `partnerOutcomes`.
        partner (str): Code of the organization that says so.
        purpose (str): Code of `consentPurposes`.
        state (str): Where it stands: code of `outcomeStates`.
        subject (str): The applicant, under your pseudonym. Example: sub_01h455vb4pex5vsknk084sn02q.
        updated_at (datetime.datetime): When it last changed.
        version (int): Version of this record, for If-Match and `expectedVersion`.
        amount (int | None | Unset):
        decided_on (datetime.date | None | Unset): Day on which it was upheld or corrected.
        decision_reason (None | str | Unset): Why it was upheld or corrected.
        dispute_reason (None | str | Unset): What the BLK says is wrong.
        disputed_on (datetime.date | None | Unset): Day of the dispute.
        reason (None | str | Unset): Why.
    """

    created_at: datetime.datetime
    id: str
    on: datetime.date
    outcome: str
    partner: str
    purpose: str
    state: str
    subject: str
    updated_at: datetime.datetime
    version: int
    amount: int | None | Unset = UNSET
    decided_on: datetime.date | None | Unset = UNSET
    decision_reason: None | str | Unset = UNSET
    dispute_reason: None | str | Unset = UNSET
    disputed_on: datetime.date | None | Unset = UNSET
    reason: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        id = self.id

        on = self.on.isoformat()

        outcome = self.outcome

        partner = self.partner

        purpose = self.purpose

        state = self.state

        subject = self.subject

        updated_at = self.updated_at.isoformat()

        version = self.version

        amount: int | None | Unset
        if isinstance(self.amount, Unset):
            amount = UNSET
        else:
            amount = self.amount

        decided_on: None | str | Unset
        if isinstance(self.decided_on, Unset):
            decided_on = UNSET
        elif isinstance(self.decided_on, datetime.date):
            decided_on = self.decided_on.isoformat()
        else:
            decided_on = self.decided_on

        decision_reason: None | str | Unset
        if isinstance(self.decision_reason, Unset):
            decision_reason = UNSET
        else:
            decision_reason = self.decision_reason

        dispute_reason: None | str | Unset
        if isinstance(self.dispute_reason, Unset):
            dispute_reason = UNSET
        else:
            dispute_reason = self.dispute_reason

        disputed_on: None | str | Unset
        if isinstance(self.disputed_on, Unset):
            disputed_on = UNSET
        elif isinstance(self.disputed_on, datetime.date):
            disputed_on = self.disputed_on.isoformat()
        else:
            disputed_on = self.disputed_on

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "createdAt": created_at,
                "id": id,
                "on": on,
                "outcome": outcome,
                "partner": partner,
                "purpose": purpose,
                "state": state,
                "subject": subject,
                "updatedAt": updated_at,
                "version": version,
            }
        )
        if amount is not UNSET:
            field_dict["amount"] = amount
        if decided_on is not UNSET:
            field_dict["decidedOn"] = decided_on
        if decision_reason is not UNSET:
            field_dict["decisionReason"] = decision_reason
        if dispute_reason is not UNSET:
            field_dict["disputeReason"] = dispute_reason
        if disputed_on is not UNSET:
            field_dict["disputedOn"] = disputed_on
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        id = d.pop("id")

        on = datetime.date.fromisoformat(d.pop("on"))

        outcome = d.pop("outcome")

        partner = d.pop("partner")

        purpose = d.pop("purpose")

        state = d.pop("state")

        subject = d.pop("subject")

        updated_at = datetime.datetime.fromisoformat(d.pop("updatedAt"))

        version = d.pop("version")

        def _parse_amount(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        amount = _parse_amount(d.pop("amount", UNSET))

        def _parse_decided_on(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                decided_on_type_0 = datetime.date.fromisoformat(data)

                return decided_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        decided_on = _parse_decided_on(d.pop("decidedOn", UNSET))

        def _parse_decision_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        decision_reason = _parse_decision_reason(d.pop("decisionReason", UNSET))

        def _parse_dispute_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        dispute_reason = _parse_dispute_reason(d.pop("disputeReason", UNSET))

        def _parse_disputed_on(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                disputed_on_type_0 = datetime.date.fromisoformat(data)

                return disputed_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        disputed_on = _parse_disputed_on(d.pop("disputedOn", UNSET))

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        partner_outcome = cls(
            created_at=created_at,
            id=id,
            on=on,
            outcome=outcome,
            partner=partner,
            purpose=purpose,
            state=state,
            subject=subject,
            updated_at=updated_at,
            version=version,
            amount=amount,
            decided_on=decided_on,
            decision_reason=decision_reason,
            dispute_reason=dispute_reason,
            disputed_on=disputed_on,
            reason=reason,
        )

        partner_outcome.additional_properties = d
        return partner_outcome

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
