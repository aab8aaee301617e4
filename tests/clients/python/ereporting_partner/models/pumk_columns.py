from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="PumkColumns")


@_attrs_define
class PumkColumns:
    """The columns of a partner enterprise at a BUMN. Each is a text, or null; `readiness` says why.

    Attributes:
        alamat (None | str | Unset): Address.
        aset_usaha (None | str | Unset): Productive assets, whole rupiah.
        bidang_usaha (None | str | Unset): KBLI code, five digits.
        jenis_kelamin (None | str | Unset): `L` male, `P` female.
        jumlah_tenaga_kerja (None | str | Unset): Workers in the last month, paid and of the family.
        kode_mitra (None | str | Unset): Your code of the partner enterprise.
        nama (None | str | Unset): Name.
        nama_usaha (None | str | Unset): Name of the business.
        nik (None | str | Unset): NIK, 16 digits.
        npwp (None | str | Unset): NPWP, 16 digits.
        omzet_bulanan (None | str | Unset): Revenue of the last month, whole rupiah.
        sektor (None | str | Unset): Code of `sectors`.
        status (None | str | Unset): Always `CALON`: what becomes of it is yours to say.
        tahun_mulai_usaha (None | str | Unset): Year the business began.
        tanggal_lahir (None | str | Unset): Birth date, `2026-10-01`.
        telepon (None | str | Unset): Mobile number, beginning with 0.
    """

    alamat: None | str | Unset = UNSET
    aset_usaha: None | str | Unset = UNSET
    bidang_usaha: None | str | Unset = UNSET
    jenis_kelamin: None | str | Unset = UNSET
    jumlah_tenaga_kerja: None | str | Unset = UNSET
    kode_mitra: None | str | Unset = UNSET
    nama: None | str | Unset = UNSET
    nama_usaha: None | str | Unset = UNSET
    nik: None | str | Unset = UNSET
    npwp: None | str | Unset = UNSET
    omzet_bulanan: None | str | Unset = UNSET
    sektor: None | str | Unset = UNSET
    status: None | str | Unset = UNSET
    tahun_mulai_usaha: None | str | Unset = UNSET
    tanggal_lahir: None | str | Unset = UNSET
    telepon: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        alamat: None | str | Unset
        if isinstance(self.alamat, Unset):
            alamat = UNSET
        else:
            alamat = self.alamat

        aset_usaha: None | str | Unset
        if isinstance(self.aset_usaha, Unset):
            aset_usaha = UNSET
        else:
            aset_usaha = self.aset_usaha

        bidang_usaha: None | str | Unset
        if isinstance(self.bidang_usaha, Unset):
            bidang_usaha = UNSET
        else:
            bidang_usaha = self.bidang_usaha

        jenis_kelamin: None | str | Unset
        if isinstance(self.jenis_kelamin, Unset):
            jenis_kelamin = UNSET
        else:
            jenis_kelamin = self.jenis_kelamin

        jumlah_tenaga_kerja: None | str | Unset
        if isinstance(self.jumlah_tenaga_kerja, Unset):
            jumlah_tenaga_kerja = UNSET
        else:
            jumlah_tenaga_kerja = self.jumlah_tenaga_kerja

        kode_mitra: None | str | Unset
        if isinstance(self.kode_mitra, Unset):
            kode_mitra = UNSET
        else:
            kode_mitra = self.kode_mitra

        nama: None | str | Unset
        if isinstance(self.nama, Unset):
            nama = UNSET
        else:
            nama = self.nama

        nama_usaha: None | str | Unset
        if isinstance(self.nama_usaha, Unset):
            nama_usaha = UNSET
        else:
            nama_usaha = self.nama_usaha

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

        omzet_bulanan: None | str | Unset
        if isinstance(self.omzet_bulanan, Unset):
            omzet_bulanan = UNSET
        else:
            omzet_bulanan = self.omzet_bulanan

        sektor: None | str | Unset
        if isinstance(self.sektor, Unset):
            sektor = UNSET
        else:
            sektor = self.sektor

        status: None | str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        else:
            status = self.status

        tahun_mulai_usaha: None | str | Unset
        if isinstance(self.tahun_mulai_usaha, Unset):
            tahun_mulai_usaha = UNSET
        else:
            tahun_mulai_usaha = self.tahun_mulai_usaha

        tanggal_lahir: None | str | Unset
        if isinstance(self.tanggal_lahir, Unset):
            tanggal_lahir = UNSET
        else:
            tanggal_lahir = self.tanggal_lahir

        telepon: None | str | Unset
        if isinstance(self.telepon, Unset):
            telepon = UNSET
        else:
            telepon = self.telepon

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if alamat is not UNSET:
            field_dict["alamat"] = alamat
        if aset_usaha is not UNSET:
            field_dict["aset_usaha"] = aset_usaha
        if bidang_usaha is not UNSET:
            field_dict["bidang_usaha"] = bidang_usaha
        if jenis_kelamin is not UNSET:
            field_dict["jenis_kelamin"] = jenis_kelamin
        if jumlah_tenaga_kerja is not UNSET:
            field_dict["jumlah_tenaga_kerja"] = jumlah_tenaga_kerja
        if kode_mitra is not UNSET:
            field_dict["kode_mitra"] = kode_mitra
        if nama is not UNSET:
            field_dict["nama"] = nama
        if nama_usaha is not UNSET:
            field_dict["nama_usaha"] = nama_usaha
        if nik is not UNSET:
            field_dict["nik"] = nik
        if npwp is not UNSET:
            field_dict["npwp"] = npwp
        if omzet_bulanan is not UNSET:
            field_dict["omzet_bulanan"] = omzet_bulanan
        if sektor is not UNSET:
            field_dict["sektor"] = sektor
        if status is not UNSET:
            field_dict["status"] = status
        if tahun_mulai_usaha is not UNSET:
            field_dict["tahun_mulai_usaha"] = tahun_mulai_usaha
        if tanggal_lahir is not UNSET:
            field_dict["tanggal_lahir"] = tanggal_lahir
        if telepon is not UNSET:
            field_dict["telepon"] = telepon

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

        def _parse_aset_usaha(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        aset_usaha = _parse_aset_usaha(d.pop("aset_usaha", UNSET))

        def _parse_bidang_usaha(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        bidang_usaha = _parse_bidang_usaha(d.pop("bidang_usaha", UNSET))

        def _parse_jenis_kelamin(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        jenis_kelamin = _parse_jenis_kelamin(d.pop("jenis_kelamin", UNSET))

        def _parse_jumlah_tenaga_kerja(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        jumlah_tenaga_kerja = _parse_jumlah_tenaga_kerja(
            d.pop("jumlah_tenaga_kerja", UNSET)
        )

        def _parse_kode_mitra(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        kode_mitra = _parse_kode_mitra(d.pop("kode_mitra", UNSET))

        def _parse_nama(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        nama = _parse_nama(d.pop("nama", UNSET))

        def _parse_nama_usaha(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        nama_usaha = _parse_nama_usaha(d.pop("nama_usaha", UNSET))

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

        def _parse_omzet_bulanan(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        omzet_bulanan = _parse_omzet_bulanan(d.pop("omzet_bulanan", UNSET))

        def _parse_sektor(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        sektor = _parse_sektor(d.pop("sektor", UNSET))

        def _parse_status(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        def _parse_tahun_mulai_usaha(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        tahun_mulai_usaha = _parse_tahun_mulai_usaha(d.pop("tahun_mulai_usaha", UNSET))

        def _parse_tanggal_lahir(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        tanggal_lahir = _parse_tanggal_lahir(d.pop("tanggal_lahir", UNSET))

        def _parse_telepon(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        telepon = _parse_telepon(d.pop("telepon", UNSET))

        pumk_columns = cls(
            alamat=alamat,
            aset_usaha=aset_usaha,
            bidang_usaha=bidang_usaha,
            jenis_kelamin=jenis_kelamin,
            jumlah_tenaga_kerja=jumlah_tenaga_kerja,
            kode_mitra=kode_mitra,
            nama=nama,
            nama_usaha=nama_usaha,
            nik=nik,
            npwp=npwp,
            omzet_bulanan=omzet_bulanan,
            sektor=sektor,
            status=status,
            tahun_mulai_usaha=tahun_mulai_usaha,
            tanggal_lahir=tanggal_lahir,
            telepon=telepon,
        )

        pumk_columns.additional_properties = d
        return pumk_columns

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
