from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="PartnerMentoring")


@_attrs_define
class PartnerMentoring:
    """Verified visits of mentors to a business.

    Attributes:
        hours (float | None | Unset): How long they took together, in hours.
        last_visit_on (datetime.date | None | Unset): Day of the last.
        since (datetime.date | None | Unset): Day of the first.
        verified (bool | None | Unset): Whether there are any.
        visits (int | None | Unset): How many.
    """

    hours: float | None | Unset = UNSET
    last_visit_on: datetime.date | None | Unset = UNSET
    since: datetime.date | None | Unset = UNSET
    verified: bool | None | Unset = UNSET
    visits: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        hours: float | None | Unset
        if isinstance(self.hours, Unset):
            hours = UNSET
        else:
            hours = self.hours

        last_visit_on: None | str | Unset
        if isinstance(self.last_visit_on, Unset):
            last_visit_on = UNSET
        elif isinstance(self.last_visit_on, datetime.date):
            last_visit_on = self.last_visit_on.isoformat()
        else:
            last_visit_on = self.last_visit_on

        since: None | str | Unset
        if isinstance(self.since, Unset):
            since = UNSET
        elif isinstance(self.since, datetime.date):
            since = self.since.isoformat()
        else:
            since = self.since

        verified: bool | None | Unset
        if isinstance(self.verified, Unset):
            verified = UNSET
        else:
            verified = self.verified

        visits: int | None | Unset
        if isinstance(self.visits, Unset):
            visits = UNSET
        else:
            visits = self.visits

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if hours is not UNSET:
            field_dict["hours"] = hours
        if last_visit_on is not UNSET:
            field_dict["lastVisitOn"] = last_visit_on
        if since is not UNSET:
            field_dict["since"] = since
        if verified is not UNSET:
            field_dict["verified"] = verified
        if visits is not UNSET:
            field_dict["visits"] = visits

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_hours(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        hours = _parse_hours(d.pop("hours", UNSET))

        def _parse_last_visit_on(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_visit_on_type_0 = datetime.date.fromisoformat(data)

                return last_visit_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        last_visit_on = _parse_last_visit_on(d.pop("lastVisitOn", UNSET))

        def _parse_since(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                since_type_0 = datetime.date.fromisoformat(data)

                return since_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        since = _parse_since(d.pop("since", UNSET))

        def _parse_verified(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        verified = _parse_verified(d.pop("verified", UNSET))

        def _parse_visits(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        visits = _parse_visits(d.pop("visits", UNSET))

        partner_mentoring = cls(
            hours=hours,
            last_visit_on=last_visit_on,
            since=since,
            verified=verified,
            visits=visits,
        )

        partner_mentoring.additional_properties = d
        return partner_mentoring

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
