from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SikpColumns")


@_attrs_define
class SikpColumns:
    """The columns of a candidate debtor in SIKP. Each is a text in SIKP's form, or null; `readiness` says why.

    Attributes:
        alamat (None | str | Unset): Address.
        alamat_usaha (None | str | Unset): Address of the business; yours to fill in.
        ijin_usaha (None | str | Unset): Business identification number (NIB).
        is_linkage (None | str | Unset): Yours to fill in.
        is_subsidized (None | str | Unset): Yours to fill in.
        jml_kredit (None | str | Unset): Credit applied for; yours to fill in.
        jml_pekerja (None | str | Unset): Workers in the last month, paid and of the family.
        jns_debitur (None | str | Unset): Yours to fill in.
        jns_kelamin (None | str | Unset): `1` male, `2` female.
        kode_kabkota (None | str | Unset): Regency or city of residence: Kemendagri code, 4 digits. Example: 3602.
        kode_pos (None | str | Unset): Postal code, 5 digits.
        linkage (None | str | Unset): Yours to fill in.
        maritas_sts (None | str | Unset): `0` not married, `1` married.
        modal_usaha (None | str | Unset): Capital of all sources in the last month, whole rupiah.
        mulai_usaha (None | str | Unset): Day the business began, `ddMMyyyy`.
        nama (None | str | Unset): Name.
        nik (None | str | Unset): NIK, 16 digits.
        nmr_registry (None | str | Unset): Your registration number.
        no_hp (None | str | Unset): Mobile number, beginning with 0.
        npwp (None | str | Unset): NPWP, 16 digits.
        omset (None | str | Unset): Revenue of the months recorded, at most the last twelve, whole rupiah.
        pekerjaan (None | str | Unset): Occupation, by SIKP's code: `meta.sikp` of `occupations`. SIKP refuses 1 and 2.
        pendidikan (None | str | Unset): Education, by SIKP's code: `meta.sikp` of `educations`.
        subsidi_sebelumnya (None | str | Unset): Yours to fill in.
        tgl_lahir (None | str | Unset): Birth date, `ddMMyyyy`. Example: 17081995.
        uraian_agunan (None | str | Unset): Collateral; yours to fill in.
    """

    alamat: None | str | Unset = UNSET
    alamat_usaha: None | str | Unset = UNSET
    ijin_usaha: None | str | Unset = UNSET
    is_linkage: None | str | Unset = UNSET
    is_subsidized: None | str | Unset = UNSET
    jml_kredit: None | str | Unset = UNSET
    jml_pekerja: None | str | Unset = UNSET
    jns_debitur: None | str | Unset = UNSET
    jns_kelamin: None | str | Unset = UNSET
    kode_kabkota: None | str | Unset = UNSET
    kode_pos: None | str | Unset = UNSET
    linkage: None | str | Unset = UNSET
    maritas_sts: None | str | Unset = UNSET
    modal_usaha: None | str | Unset = UNSET
    mulai_usaha: None | str | Unset = UNSET
    nama: None | str | Unset = UNSET
    nik: None | str | Unset = UNSET
    nmr_registry: None | str | Unset = UNSET
    no_hp: None | str | Unset = UNSET
    npwp: None | str | Unset = UNSET
    omset: None | str | Unset = UNSET
    pekerjaan: None | str | Unset = UNSET
    pendidikan: None | str | Unset = UNSET
    subsidi_sebelumnya: None | str | Unset = UNSET
    tgl_lahir: None | str | Unset = UNSET
    uraian_agunan: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        alamat: None | str | Unset
        if isinstance(self.alamat, Unset):
            alamat = UNSET
        else:
            alamat = self.alamat

        alamat_usaha: None | str | Unset
        if isinstance(self.alamat_usaha, Unset):
            alamat_usaha = UNSET
        else:
            alamat_usaha = self.alamat_usaha

        ijin_usaha: None | str | Unset
        if isinstance(self.ijin_usaha, Unset):
            ijin_usaha = UNSET
        else:
            ijin_usaha = self.ijin_usaha

        is_linkage: None | str | Unset
        if isinstance(self.is_linkage, Unset):
            is_linkage = UNSET
        else:
            is_linkage = self.is_linkage

        is_subsidized: None | str | Unset
        if isinstance(self.is_subsidized, Unset):
            is_subsidized = UNSET
        else:
            is_subsidized = self.is_subsidized

        jml_kredit: None | str | Unset
        if isinstance(self.jml_kredit, Unset):
            jml_kredit = UNSET
        else:
            jml_kredit = self.jml_kredit

        jml_pekerja: None | str | Unset
        if isinstance(self.jml_pekerja, Unset):
            jml_pekerja = UNSET
        else:
            jml_pekerja = self.jml_pekerja

        jns_debitur: None | str | Unset
        if isinstance(self.jns_debitur, Unset):
            jns_debitur = UNSET
        else:
            jns_debitur = self.jns_debitur

        jns_kelamin: None | str | Unset
        if isinstance(self.jns_kelamin, Unset):
            jns_kelamin = UNSET
        else:
            jns_kelamin = self.jns_kelamin

        kode_kabkota: None | str | Unset
        if isinstance(self.kode_kabkota, Unset):
            kode_kabkota = UNSET
        else:
            kode_kabkota = self.kode_kabkota

        kode_pos: None | str | Unset
        if isinstance(self.kode_pos, Unset):
            kode_pos = UNSET
        else:
            kode_pos = self.kode_pos

        linkage: None | str | Unset
        if isinstance(self.linkage, Unset):
            linkage = UNSET
        else:
            linkage = self.linkage

        maritas_sts: None | str | Unset
        if isinstance(self.maritas_sts, Unset):
            maritas_sts = UNSET
        else:
            maritas_sts = self.maritas_sts

        modal_usaha: None | str | Unset
        if isinstance(self.modal_usaha, Unset):
            modal_usaha = UNSET
        else:
            modal_usaha = self.modal_usaha

        mulai_usaha: None | str | Unset
        if isinstance(self.mulai_usaha, Unset):
            mulai_usaha = UNSET
        else:
            mulai_usaha = self.mulai_usaha

        nama: None | str | Unset
        if isinstance(self.nama, Unset):
            nama = UNSET
        else:
            nama = self.nama

        nik: None | str | Unset
        if isinstance(self.nik, Unset):
            nik = UNSET
        else:
            nik = self.nik

        nmr_registry: None | str | Unset
        if isinstance(self.nmr_registry, Unset):
            nmr_registry = UNSET
        else:
            nmr_registry = self.nmr_registry

        no_hp: None | str | Unset
        if isinstance(self.no_hp, Unset):
            no_hp = UNSET
        else:
            no_hp = self.no_hp

        npwp: None | str | Unset
        if isinstance(self.npwp, Unset):
            npwp = UNSET
        else:
            npwp = self.npwp

        omset: None | str | Unset
        if isinstance(self.omset, Unset):
            omset = UNSET
        else:
            omset = self.omset

        pekerjaan: None | str | Unset
        if isinstance(self.pekerjaan, Unset):
            pekerjaan = UNSET
        else:
            pekerjaan = self.pekerjaan

        pendidikan: None | str | Unset
        if isinstance(self.pendidikan, Unset):
            pendidikan = UNSET
        else:
            pendidikan = self.pendidikan

        subsidi_sebelumnya: None | str | Unset
        if isinstance(self.subsidi_sebelumnya, Unset):
            subsidi_sebelumnya = UNSET
        else:
            subsidi_sebelumnya = self.subsidi_sebelumnya

        tgl_lahir: None | str | Unset
        if isinstance(self.tgl_lahir, Unset):
            tgl_lahir = UNSET
        else:
            tgl_lahir = self.tgl_lahir

        uraian_agunan: None | str | Unset
        if isinstance(self.uraian_agunan, Unset):
            uraian_agunan = UNSET
        else:
            uraian_agunan = self.uraian_agunan

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if alamat is not UNSET:
            field_dict["alamat"] = alamat
        if alamat_usaha is not UNSET:
            field_dict["alamat_usaha"] = alamat_usaha
        if ijin_usaha is not UNSET:
            field_dict["ijin_usaha"] = ijin_usaha
        if is_linkage is not UNSET:
            field_dict["is_linkage"] = is_linkage
        if is_subsidized is not UNSET:
            field_dict["is_subsidized"] = is_subsidized
        if jml_kredit is not UNSET:
            field_dict["jml_kredit"] = jml_kredit
        if jml_pekerja is not UNSET:
            field_dict["jml_pekerja"] = jml_pekerja
        if jns_debitur is not UNSET:
            field_dict["jns_debitur"] = jns_debitur
        if jns_kelamin is not UNSET:
            field_dict["jns_kelamin"] = jns_kelamin
        if kode_kabkota is not UNSET:
            field_dict["kode_kabkota"] = kode_kabkota
        if kode_pos is not UNSET:
            field_dict["kode_pos"] = kode_pos
        if linkage is not UNSET:
            field_dict["linkage"] = linkage
        if maritas_sts is not UNSET:
            field_dict["maritas_sts"] = maritas_sts
        if modal_usaha is not UNSET:
            field_dict["modal_usaha"] = modal_usaha
        if mulai_usaha is not UNSET:
            field_dict["mulai_usaha"] = mulai_usaha
        if nama is not UNSET:
            field_dict["nama"] = nama
        if nik is not UNSET:
            field_dict["nik"] = nik
        if nmr_registry is not UNSET:
            field_dict["nmr_registry"] = nmr_registry
        if no_hp is not UNSET:
            field_dict["no_hp"] = no_hp
        if npwp is not UNSET:
            field_dict["npwp"] = npwp
        if omset is not UNSET:
            field_dict["omset"] = omset
        if pekerjaan is not UNSET:
            field_dict["pekerjaan"] = pekerjaan
        if pendidikan is not UNSET:
            field_dict["pendidikan"] = pendidikan
        if subsidi_sebelumnya is not UNSET:
            field_dict["subsidi_sebelumnya"] = subsidi_sebelumnya
        if tgl_lahir is not UNSET:
            field_dict["tgl_lahir"] = tgl_lahir
        if uraian_agunan is not UNSET:
            field_dict["uraian_agunan"] = uraian_agunan

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_alamat(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        alamat = _parse_alamat(d.pop("alamat", UNSET))

        def _parse_alamat_usaha(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        alamat_usaha = _parse_alamat_usaha(d.pop("alamat_usaha", UNSET))

        def _parse_ijin_usaha(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        ijin_usaha = _parse_ijin_usaha(d.pop("ijin_usaha", UNSET))

        def _parse_is_linkage(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        is_linkage = _parse_is_linkage(d.pop("is_linkage", UNSET))

        def _parse_is_subsidized(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        is_subsidized = _parse_is_subsidized(d.pop("is_subsidized", UNSET))

        def _parse_jml_kredit(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        jml_kredit = _parse_jml_kredit(d.pop("jml_kredit", UNSET))

        def _parse_jml_pekerja(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        jml_pekerja = _parse_jml_pekerja(d.pop("jml_pekerja", UNSET))

        def _parse_jns_debitur(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        jns_debitur = _parse_jns_debitur(d.pop("jns_debitur", UNSET))

        def _parse_jns_kelamin(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        jns_kelamin = _parse_jns_kelamin(d.pop("jns_kelamin", UNSET))

        def _parse_kode_kabkota(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        kode_kabkota = _parse_kode_kabkota(d.pop("kode_kabkota", UNSET))

        def _parse_kode_pos(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        kode_pos = _parse_kode_pos(d.pop("kode_pos", UNSET))

        def _parse_linkage(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        linkage = _parse_linkage(d.pop("linkage", UNSET))

        def _parse_maritas_sts(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        maritas_sts = _parse_maritas_sts(d.pop("maritas_sts", UNSET))

        def _parse_modal_usaha(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        modal_usaha = _parse_modal_usaha(d.pop("modal_usaha", UNSET))

        def _parse_mulai_usaha(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        mulai_usaha = _parse_mulai_usaha(d.pop("mulai_usaha", UNSET))

        def _parse_nama(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        nama = _parse_nama(d.pop("nama", UNSET))

        def _parse_nik(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        nik = _parse_nik(d.pop("nik", UNSET))

        def _parse_nmr_registry(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        nmr_registry = _parse_nmr_registry(d.pop("nmr_registry", UNSET))

        def _parse_no_hp(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        no_hp = _parse_no_hp(d.pop("no_hp", UNSET))

        def _parse_npwp(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        npwp = _parse_npwp(d.pop("npwp", UNSET))

        def _parse_omset(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        omset = _parse_omset(d.pop("omset", UNSET))

        def _parse_pekerjaan(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        pekerjaan = _parse_pekerjaan(d.pop("pekerjaan", UNSET))

        def _parse_pendidikan(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        pendidikan = _parse_pendidikan(d.pop("pendidikan", UNSET))

        def _parse_subsidi_sebelumnya(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        subsidi_sebelumnya = _parse_subsidi_sebelumnya(
            d.pop("subsidi_sebelumnya", UNSET)
        )

        def _parse_tgl_lahir(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        tgl_lahir = _parse_tgl_lahir(d.pop("tgl_lahir", UNSET))

        def _parse_uraian_agunan(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        uraian_agunan = _parse_uraian_agunan(d.pop("uraian_agunan", UNSET))

        sikp_columns = cls(
            alamat=alamat,
            alamat_usaha=alamat_usaha,
            ijin_usaha=ijin_usaha,
            is_linkage=is_linkage,
            is_subsidized=is_subsidized,
            jml_kredit=jml_kredit,
            jml_pekerja=jml_pekerja,
            jns_debitur=jns_debitur,
            jns_kelamin=jns_kelamin,
            kode_kabkota=kode_kabkota,
            kode_pos=kode_pos,
            linkage=linkage,
            maritas_sts=maritas_sts,
            modal_usaha=modal_usaha,
            mulai_usaha=mulai_usaha,
            nama=nama,
            nik=nik,
            nmr_registry=nmr_registry,
            no_hp=no_hp,
            npwp=npwp,
            omset=omset,
            pekerjaan=pekerjaan,
            pendidikan=pendidikan,
            subsidi_sebelumnya=subsidi_sebelumnya,
            tgl_lahir=tgl_lahir,
            uraian_agunan=uraian_agunan,
        )

        sikp_columns.additional_properties = d
        return sikp_columns

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
