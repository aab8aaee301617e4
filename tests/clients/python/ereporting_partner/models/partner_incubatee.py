from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.partner_capacity import PartnerCapacity
    from ..models.partner_certificate import PartnerCertificate
    from ..models.partner_contract import PartnerContract
    from ..models.partner_enterprise import PartnerEnterprise
    from ..models.partner_finance import PartnerFinance
    from ..models.partner_mentoring import PartnerMentoring
    from ..models.partner_product import PartnerProduct
    from ..models.partner_redaction import PartnerRedaction
    from ..models.partner_region import PartnerRegion
    from ..models.partner_unit import PartnerUnit
    from ..models.partner_workers import PartnerWorkers


T = TypeVar("T", bound="PartnerIncubatee")


@_attrs_define
class PartnerIncubatee:
    """A person who consented, and its business: one record for each person and purpose. What is not granted is null and
    named in `redactions`; what is granted and not recorded is null and not named there.

        Attributes:
            consent_expires_at (datetime.datetime): Until when that consent holds.
            consent_id (str): Id of the consent that allows it. Example: cns_01h455vb4pex5vsknk084sn02q.
            consent_version (int): 1, 2, ..: how often this person consented to this.
            id (str): The pseudonym under which you know this person for this purpose. It stays the same when the consent is
                renewed,
                and is another one for another purpose and for another partner. Example: sub_01h455vb4pex5vsknk084sn02q.
            purpose (str): The purpose for which you read: code of `consentPurposes`. Example: CREDIT_APPLICATION.
            redactions (list[PartnerRedaction]): Fields withheld, and why.
            address (None | str | Unset): Where the person lives: street or hamlet.
            birth_date (datetime.date | None | Unset): Birth date.
            blk (None | PartnerUnit | Unset):
            business_age_band (None | str | Unset): Age of the business, as of `dataThrough`: code of `businessAgeBands`.
            capacity (list[PartnerCapacity] | None | Unset): What was produced in the last month.
            certifications (list[PartnerCertificate] | None | Unset): Certificates of products, oldest first, without legal
                ids.
            data_through (None | str | Unset): The last month that is recorded and that the consent lets you see: `2026-10`.
                What is said of a last month, and
                of twelve months, is said as of this one; months count that lie wholly in the period of the consent. Null where
                nothing that depends on it is granted. Example: 2026-10.
            district (None | str | Unset): District of residence.
            education (None | str | Unset): Code of `educations`.
            enterprise (None | PartnerEnterprise | Unset):
            finance (None | PartnerFinance | Unset):
            kawasan (None | PartnerUnit | Unset):
            marital_status (None | str | Unset): Code of `maritalStatuses`.
            mentoring (None | PartnerMentoring | Unset):
            mentoring_verified (bool | None | Unset): Whether visits of its mentor were verified.
            name (None | str | Unset): Name as on the identity card.
            nik (None | str | Unset): NIK, 16 digits.
            npwp (None | str | Unset): NPWP, 16 digits.
            occupation (None | str | Unset): Code of `occupations`.
            offtake_contracts (list[PartnerContract] | None | Unset): Contracts with off-takers, oldest first.
            phone (None | str | Unset): Mobile number, E.164.
            postal_code (None | str | Unset): Postal code of that village.
            products (list[PartnerProduct] | None | Unset): Products, oldest first.
            province (None | str | Unset): Province of residence.
            regency (None | PartnerRegion | Unset):
            revenue_band (None | str | Unset): Mean monthly revenue of up to twelve months: code of `revenueBands`.
            sector (None | str | Unset): Code of `sectors`.
            sex (None | str | Unset): Code of `sexes`.
            village (None | str | Unset): Village of residence.
            workers (None | PartnerWorkers | Unset):
            workers_band (None | str | Unset): Paid workers in the last month: code of `workersBands`.
    """

    consent_expires_at: datetime.datetime
    consent_id: str
    consent_version: int
    id: str
    purpose: str
    redactions: list[PartnerRedaction]
    address: None | str | Unset = UNSET
    birth_date: datetime.date | None | Unset = UNSET
    blk: None | PartnerUnit | Unset = UNSET
    business_age_band: None | str | Unset = UNSET
    capacity: list[PartnerCapacity] | None | Unset = UNSET
    certifications: list[PartnerCertificate] | None | Unset = UNSET
    data_through: None | str | Unset = UNSET
    district: None | str | Unset = UNSET
    education: None | str | Unset = UNSET
    enterprise: None | PartnerEnterprise | Unset = UNSET
    finance: None | PartnerFinance | Unset = UNSET
    kawasan: None | PartnerUnit | Unset = UNSET
    marital_status: None | str | Unset = UNSET
    mentoring: None | PartnerMentoring | Unset = UNSET
    mentoring_verified: bool | None | Unset = UNSET
    name: None | str | Unset = UNSET
    nik: None | str | Unset = UNSET
    npwp: None | str | Unset = UNSET
    occupation: None | str | Unset = UNSET
    offtake_contracts: list[PartnerContract] | None | Unset = UNSET
    phone: None | str | Unset = UNSET
    postal_code: None | str | Unset = UNSET
    products: list[PartnerProduct] | None | Unset = UNSET
    province: None | str | Unset = UNSET
    regency: None | PartnerRegion | Unset = UNSET
    revenue_band: None | str | Unset = UNSET
    sector: None | str | Unset = UNSET
    sex: None | str | Unset = UNSET
    village: None | str | Unset = UNSET
    workers: None | PartnerWorkers | Unset = UNSET
    workers_band: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.partner_enterprise import PartnerEnterprise
        from ..models.partner_finance import PartnerFinance
        from ..models.partner_mentoring import PartnerMentoring
        from ..models.partner_region import PartnerRegion
        from ..models.partner_unit import PartnerUnit
        from ..models.partner_workers import PartnerWorkers

        consent_expires_at = self.consent_expires_at.isoformat()

        consent_id = self.consent_id

        consent_version = self.consent_version

        id = self.id

        purpose = self.purpose

        redactions = []
        for redactions_item_data in self.redactions:
            redactions_item = redactions_item_data.to_dict()
            redactions.append(redactions_item)

        address: None | str | Unset
        if isinstance(self.address, Unset):
            address = UNSET
        else:
            address = self.address

        birth_date: None | str | Unset
        if isinstance(self.birth_date, Unset):
            birth_date = UNSET
        elif isinstance(self.birth_date, datetime.date):
            birth_date = self.birth_date.isoformat()
        else:
            birth_date = self.birth_date

        blk: dict[str, Any] | None | Unset
        if isinstance(self.blk, Unset):
            blk = UNSET
        elif isinstance(self.blk, PartnerUnit):
            blk = self.blk.to_dict()
        else:
            blk = self.blk

        business_age_band: None | str | Unset
        if isinstance(self.business_age_band, Unset):
            business_age_band = UNSET
        else:
            business_age_band = self.business_age_band

        capacity: list[dict[str, Any]] | None | Unset
        if isinstance(self.capacity, Unset):
            capacity = UNSET
        elif isinstance(self.capacity, list):
            capacity = []
            for capacity_type_0_item_data in self.capacity:
                capacity_type_0_item = capacity_type_0_item_data.to_dict()
                capacity.append(capacity_type_0_item)

        else:
            capacity = self.capacity

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

        data_through: None | str | Unset
        if isinstance(self.data_through, Unset):
            data_through = UNSET
        else:
            data_through = self.data_through

        district: None | str | Unset
        if isinstance(self.district, Unset):
            district = UNSET
        else:
            district = self.district

        education: None | str | Unset
        if isinstance(self.education, Unset):
            education = UNSET
        else:
            education = self.education

        enterprise: dict[str, Any] | None | Unset
        if isinstance(self.enterprise, Unset):
            enterprise = UNSET
        elif isinstance(self.enterprise, PartnerEnterprise):
            enterprise = self.enterprise.to_dict()
        else:
            enterprise = self.enterprise

        finance: dict[str, Any] | None | Unset
        if isinstance(self.finance, Unset):
            finance = UNSET
        elif isinstance(self.finance, PartnerFinance):
            finance = self.finance.to_dict()
        else:
            finance = self.finance

        kawasan: dict[str, Any] | None | Unset
        if isinstance(self.kawasan, Unset):
            kawasan = UNSET
        elif isinstance(self.kawasan, PartnerUnit):
            kawasan = self.kawasan.to_dict()
        else:
            kawasan = self.kawasan

        marital_status: None | str | Unset
        if isinstance(self.marital_status, Unset):
            marital_status = UNSET
        else:
            marital_status = self.marital_status

        mentoring: dict[str, Any] | None | Unset
        if isinstance(self.mentoring, Unset):
            mentoring = UNSET
        elif isinstance(self.mentoring, PartnerMentoring):
            mentoring = self.mentoring.to_dict()
        else:
            mentoring = self.mentoring

        mentoring_verified: bool | None | Unset
        if isinstance(self.mentoring_verified, Unset):
            mentoring_verified = UNSET
        else:
            mentoring_verified = self.mentoring_verified

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        nik: None | str | Unset
        if isinstance(self.nik, Unset):
            nik = UNSET
        else:
            nik = self.nik

        npwp: None | str | Unset
        if isinstance(self.npwp, Unset):
            npwp = UNSET
        else:
            npwp = self.npwp

        occupation: None | str | Unset
        if isinstance(self.occupation, Unset):
            occupation = UNSET
        else:
            occupation = self.occupation

        offtake_contracts: list[dict[str, Any]] | None | Unset
        if isinstance(self.offtake_contracts, Unset):
            offtake_contracts = UNSET
        elif isinstance(self.offtake_contracts, list):
            offtake_contracts = []
            for offtake_contracts_type_0_item_data in self.offtake_contracts:
                offtake_contracts_type_0_item = (
                    offtake_contracts_type_0_item_data.to_dict()
                )
                offtake_contracts.append(offtake_contracts_type_0_item)

        else:
            offtake_contracts = self.offtake_contracts

        phone: None | str | Unset
        if isinstance(self.phone, Unset):
            phone = UNSET
        else:
            phone = self.phone

        postal_code: None | str | Unset
        if isinstance(self.postal_code, Unset):
            postal_code = UNSET
        else:
            postal_code = self.postal_code

        products: list[dict[str, Any]] | None | Unset
        if isinstance(self.products, Unset):
            products = UNSET
        elif isinstance(self.products, list):
            products = []
            for products_type_0_item_data in self.products:
                products_type_0_item = products_type_0_item_data.to_dict()
                products.append(products_type_0_item)

        else:
            products = self.products

        province: None | str | Unset
        if isinstance(self.province, Unset):
            province = UNSET
        else:
            province = self.province

        regency: dict[str, Any] | None | Unset
        if isinstance(self.regency, Unset):
            regency = UNSET
        elif isinstance(self.regency, PartnerRegion):
            regency = self.regency.to_dict()
        else:
            regency = self.regency

        revenue_band: None | str | Unset
        if isinstance(self.revenue_band, Unset):
            revenue_band = UNSET
        else:
            revenue_band = self.revenue_band

        sector: None | str | Unset
        if isinstance(self.sector, Unset):
            sector = UNSET
        else:
            sector = self.sector

        sex: None | str | Unset
        if isinstance(self.sex, Unset):
            sex = UNSET
        else:
            sex = self.sex

        village: None | str | Unset
        if isinstance(self.village, Unset):
            village = UNSET
        else:
            village = self.village

        workers: dict[str, Any] | None | Unset
        if isinstance(self.workers, Unset):
            workers = UNSET
        elif isinstance(self.workers, PartnerWorkers):
            workers = self.workers.to_dict()
        else:
            workers = self.workers

        workers_band: None | str | Unset
        if isinstance(self.workers_band, Unset):
            workers_band = UNSET
        else:
            workers_band = self.workers_band

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "consentExpiresAt": consent_expires_at,
                "consentId": consent_id,
                "consentVersion": consent_version,
                "id": id,
                "purpose": purpose,
                "redactions": redactions,
            }
        )
        if address is not UNSET:
            field_dict["address"] = address
        if birth_date is not UNSET:
            field_dict["birthDate"] = birth_date
        if blk is not UNSET:
            field_dict["blk"] = blk
        if business_age_band is not UNSET:
            field_dict["businessAgeBand"] = business_age_band
        if capacity is not UNSET:
            field_dict["capacity"] = capacity
        if certifications is not UNSET:
            field_dict["certifications"] = certifications
        if data_through is not UNSET:
            field_dict["dataThrough"] = data_through
        if district is not UNSET:
            field_dict["district"] = district
        if education is not UNSET:
            field_dict["education"] = education
        if enterprise is not UNSET:
            field_dict["enterprise"] = enterprise
        if finance is not UNSET:
            field_dict["finance"] = finance
        if kawasan is not UNSET:
            field_dict["kawasan"] = kawasan
        if marital_status is not UNSET:
            field_dict["maritalStatus"] = marital_status
        if mentoring is not UNSET:
            field_dict["mentoring"] = mentoring
        if mentoring_verified is not UNSET:
            field_dict["mentoringVerified"] = mentoring_verified
        if name is not UNSET:
            field_dict["name"] = name
        if nik is not UNSET:
            field_dict["nik"] = nik
        if npwp is not UNSET:
            field_dict["npwp"] = npwp
        if occupation is not UNSET:
            field_dict["occupation"] = occupation
        if offtake_contracts is not UNSET:
            field_dict["offtakeContracts"] = offtake_contracts
        if phone is not UNSET:
            field_dict["phone"] = phone
        if postal_code is not UNSET:
            field_dict["postalCode"] = postal_code
        if products is not UNSET:
            field_dict["products"] = products
        if province is not UNSET:
            field_dict["province"] = province
        if regency is not UNSET:
            field_dict["regency"] = regency
        if revenue_band is not UNSET:
            field_dict["revenueBand"] = revenue_band
        if sector is not UNSET:
            field_dict["sector"] = sector
        if sex is not UNSET:
            field_dict["sex"] = sex
        if village is not UNSET:
            field_dict["village"] = village
        if workers is not UNSET:
            field_dict["workers"] = workers
        if workers_band is not UNSET:
            field_dict["workersBand"] = workers_band

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.partner_capacity import PartnerCapacity
        from ..models.partner_certificate import PartnerCertificate
        from ..models.partner_contract import PartnerContract
        from ..models.partner_enterprise import PartnerEnterprise
        from ..models.partner_finance import PartnerFinance
        from ..models.partner_mentoring import PartnerMentoring
        from ..models.partner_product import PartnerProduct
        from ..models.partner_redaction import PartnerRedaction
        from ..models.partner_region import PartnerRegion
        from ..models.partner_unit import PartnerUnit
        from ..models.partner_workers import PartnerWorkers

        d = dict(src_dict)
        consent_expires_at = datetime.datetime.fromisoformat(d.pop("consentExpiresAt"))

        consent_id = d.pop("consentId")

        consent_version = d.pop("consentVersion")

        id = d.pop("id")

        purpose = d.pop("purpose")

        redactions = []
        _redactions = d.pop("redactions")
        for redactions_item_data in _redactions:
            redactions_item = PartnerRedaction.from_dict(redactions_item_data)

            redactions.append(redactions_item)

        def _parse_address(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        address = _parse_address(d.pop("address", UNSET))

        def _parse_birth_date(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                birth_date_type_0 = datetime.date.fromisoformat(data)

                return birth_date_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        birth_date = _parse_birth_date(d.pop("birthDate", UNSET))

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

        def _parse_business_age_band(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        business_age_band = _parse_business_age_band(d.pop("businessAgeBand", UNSET))

        def _parse_capacity(data: object) -> list[PartnerCapacity] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                capacity_type_0 = []
                _capacity_type_0 = data
                for capacity_type_0_item_data in _capacity_type_0:
                    capacity_type_0_item = PartnerCapacity.from_dict(
                        capacity_type_0_item_data
                    )

                    capacity_type_0.append(capacity_type_0_item)

                return capacity_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[PartnerCapacity] | None | Unset, data)

        capacity = _parse_capacity(d.pop("capacity", UNSET))

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

        def _parse_data_through(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        data_through = _parse_data_through(d.pop("dataThrough", UNSET))

        def _parse_district(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        district = _parse_district(d.pop("district", UNSET))

        def _parse_education(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        education = _parse_education(d.pop("education", UNSET))

        def _parse_enterprise(data: object) -> None | PartnerEnterprise | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                enterprise_type_0 = PartnerEnterprise.from_dict(data)

                return enterprise_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PartnerEnterprise | Unset, data)

        enterprise = _parse_enterprise(d.pop("enterprise", UNSET))

        def _parse_finance(data: object) -> None | PartnerFinance | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                finance_type_0 = PartnerFinance.from_dict(data)

                return finance_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PartnerFinance | Unset, data)

        finance = _parse_finance(d.pop("finance", UNSET))

        def _parse_kawasan(data: object) -> None | PartnerUnit | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                kawasan_type_0 = PartnerUnit.from_dict(data)

                return kawasan_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PartnerUnit | Unset, data)

        kawasan = _parse_kawasan(d.pop("kawasan", UNSET))

        def _parse_marital_status(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        marital_status = _parse_marital_status(d.pop("maritalStatus", UNSET))

        def _parse_mentoring(data: object) -> None | PartnerMentoring | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                mentoring_type_0 = PartnerMentoring.from_dict(data)

                return mentoring_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PartnerMentoring | Unset, data)

        mentoring = _parse_mentoring(d.pop("mentoring", UNSET))

        def _parse_mentoring_verified(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        mentoring_verified = _parse_mentoring_verified(
            d.pop("mentoringVerified", UNSET)
        )

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_nik(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        nik = _parse_nik(d.pop("nik", UNSET))

        def _parse_npwp(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        npwp = _parse_npwp(d.pop("npwp", UNSET))

        def _parse_occupation(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        occupation = _parse_occupation(d.pop("occupation", UNSET))

        def _parse_offtake_contracts(
            data: object,
        ) -> list[PartnerContract] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                offtake_contracts_type_0 = []
                _offtake_contracts_type_0 = data
                for offtake_contracts_type_0_item_data in _offtake_contracts_type_0:
                    offtake_contracts_type_0_item = PartnerContract.from_dict(
                        offtake_contracts_type_0_item_data
                    )

                    offtake_contracts_type_0.append(offtake_contracts_type_0_item)

                return offtake_contracts_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[PartnerContract] | None | Unset, data)

        offtake_contracts = _parse_offtake_contracts(d.pop("offtakeContracts", UNSET))

        def _parse_phone(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        phone = _parse_phone(d.pop("phone", UNSET))

        def _parse_postal_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        postal_code = _parse_postal_code(d.pop("postalCode", UNSET))

        def _parse_products(data: object) -> list[PartnerProduct] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                products_type_0 = []
                _products_type_0 = data
                for products_type_0_item_data in _products_type_0:
                    products_type_0_item = PartnerProduct.from_dict(
                        products_type_0_item_data
                    )

                    products_type_0.append(products_type_0_item)

                return products_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[PartnerProduct] | None | Unset, data)

        products = _parse_products(d.pop("products", UNSET))

        def _parse_province(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        province = _parse_province(d.pop("province", UNSET))

        def _parse_regency(data: object) -> None | PartnerRegion | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                regency_type_0 = PartnerRegion.from_dict(data)

                return regency_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PartnerRegion | Unset, data)

        regency = _parse_regency(d.pop("regency", UNSET))

        def _parse_revenue_band(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        revenue_band = _parse_revenue_band(d.pop("revenueBand", UNSET))

        def _parse_sector(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        sector = _parse_sector(d.pop("sector", UNSET))

        def _parse_sex(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        sex = _parse_sex(d.pop("sex", UNSET))

        def _parse_village(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        village = _parse_village(d.pop("village", UNSET))

        def _parse_workers(data: object) -> None | PartnerWorkers | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                workers_type_0 = PartnerWorkers.from_dict(data)

                return workers_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PartnerWorkers | Unset, data)

        workers = _parse_workers(d.pop("workers", UNSET))

        def _parse_workers_band(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        workers_band = _parse_workers_band(d.pop("workersBand", UNSET))

        partner_incubatee = cls(
            consent_expires_at=consent_expires_at,
            consent_id=consent_id,
            consent_version=consent_version,
            id=id,
            purpose=purpose,
            redactions=redactions,
            address=address,
            birth_date=birth_date,
            blk=blk,
            business_age_band=business_age_band,
            capacity=capacity,
            certifications=certifications,
            data_through=data_through,
            district=district,
            education=education,
            enterprise=enterprise,
            finance=finance,
            kawasan=kawasan,
            marital_status=marital_status,
            mentoring=mentoring,
            mentoring_verified=mentoring_verified,
            name=name,
            nik=nik,
            npwp=npwp,
            occupation=occupation,
            offtake_contracts=offtake_contracts,
            phone=phone,
            postal_code=postal_code,
            products=products,
            province=province,
            regency=regency,
            revenue_band=revenue_band,
            sector=sector,
            sex=sex,
            village=village,
            workers=workers,
            workers_band=workers_band,
        )

        partner_incubatee.additional_properties = d
        return partner_incubatee

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
