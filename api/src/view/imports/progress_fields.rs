//! Fields of [`crate::view::kept::ProgressInput`], by the numbers of the indicator list.

use super::columns::{Field, Is, field};

/// The incubatee, which the single call has in its path, and its name for who reads the file.
pub(super) const INCUBATEE: &[Field] = &[
    field(
        "/incubatee",
        Is::Text,
        ("ID binaan", "Incubatee"),
        ("ID usaha dalam inkubasi (inc_...).", "Id of the incubatee (inc_...)."),
        "inc_01h455vb4pex5vsknk084sn02q",
    )
    .required()
    .also(&["Binaan", "Tenant"]),
    field(
        "/enterpriseName",
        Is::Text,
        ("Nama usaha", "Name of the enterprise"),
        ("Hanya untuk dibaca; tidak diperiksa dan tidak disimpan.", "For the reader alone; neither checked nor kept."),
        "Kelompok Tenun Lebak",
    )
    .also(&["Nama kelompok"]),
];

/// What is asked of every month.
pub(super) const MONTH: &[Field] = &[
    field("/month", Is::Period, ("Bulan", "Month"), ("Bulan yang dicatat.", "The month."), "Oktober 2026")
        .required()
        .also(&["Periode"]),
    field(
        "/revenue",
        Is::Rupiah,
        ("P01 Omzet", "P01 Revenue"),
        ("Penjualan sebulan.", "Sales of the month."),
        "18.500.000",
    )
    .required()
    .also(&["Omzet", "Omset"]),
    field(
        "/costs",
        Is::Rupiah,
        ("P02 Biaya", "P02 Costs"),
        ("Biaya barang dan operasional.", "Costs of goods and running."),
        "11.000.000",
    )
    .required()
    .also(&["Biaya"]),
    field(
        "/zeroReason",
        Is::Code("nihilReasons"),
        ("Alasan tanpa omzet", "Why there was no revenue"),
        ("Wajib bila omzet 0.", "Required where the revenue is 0."),
        "HOLIDAY_BREAK",
    ),
    field(
        "/adjustments",
        Is::Rupiah,
        ("Penyesuaian laba", "Adjustments of the profit"),
        ("Boleh negatif.", "May be negative."),
        "-250.000",
    ),
];

/// The main product, people and wages.
pub(super) const WORK: &[Field] = &[
    field(
        "/production/product",
        Is::Text,
        ("P04 Produk utama", "P04 Main product"),
        (
            "Nama produk utama; produk lain dicatat satu per satu.",
            "Name of the main product; others are recorded one by one.",
        ),
        "Keripik pisang",
    ),
    field(
        "/production/volume",
        Is::Decimal,
        ("P04 Jumlah produksi", "P04 Volume"),
        ("Jumlah produksi sebulan.", "What was produced in the month."),
        "120",
    ),
    field(
        "/production/unit",
        Is::Code("productUnits"),
        ("P04 Satuan", "P04 Unit"),
        ("Satuan produksi.", "Unit of production."),
        "KG",
    ),
    field(
        "/familyWorkers",
        Is::Integer,
        ("P07 Pekerja keluarga", "P07 Family workers"),
        ("Tidak dibayar.", "Unpaid."),
        "2",
    ),
    field(
        "/wages",
        Is::Rupiah,
        ("P08 Upah", "P08 Wages"),
        (
            "Upah yang dibayar; lebih dari 0 bila ada pekerja dibayar.",
            "Wages paid; above 0 where there are paid workers.",
        ),
        "3.600.000",
    ),
];

/// Assets, customers, credit and the rest.
pub(super) const OTHER: &[Field] = &[
    field(
        "/exportCountry",
        Is::Code("countries"),
        ("P11 Negara tujuan ekspor", "P11 Country of exports"),
        ("Wajib bila ada penjualan ekspor.", "Required where there are exports."),
        "MY",
    ),
    field(
        "/assets",
        Is::Rupiah,
        ("P10 Aset produktif", "P10 Productive assets"),
        ("Nilai aset produktif.", "Value of productive assets."),
        "25.000.000",
    ),
    field(
        "/customers",
        Is::Integer,
        ("P12 Pelanggan", "P12 Customers"),
        ("Pelanggan atau pesanan.", "Customers or orders."),
        "60",
    ),
    field(
        "/bookkeeping",
        Is::Code("bookkeepingLevels"),
        ("P13 Pencatatan keuangan", "P13 Bookkeeping"),
        ("Tingkat pencatatan keuangan.", "Level of bookkeeping."),
        "MANUAL",
    ),
    field(
        "/creditStatus",
        Is::Code("creditStatuses"),
        ("P16 Status kredit", "P16 Credit status"),
        ("Menurut pelaku usaha.", "As the enterprise says."),
        "NONE",
    ),
    field(
        "/lender",
        Is::Text,
        ("P16 Pemberi kredit", "P16 Lender"),
        ("Wajib bila ada kredit.", "Required where there is credit."),
        "Bank Rakyat",
    ),
    field(
        "/creditLimit",
        Is::Rupiah,
        ("P16 Plafon", "P16 Plafond"),
        ("Plafon kredit.", "Limit of the credit."),
        "10.000.000",
    ),
    field(
        "/creditOutstanding",
        Is::Rupiah,
        ("P16 Sisa kredit", "P16 Outstanding"),
        ("Yang belum dibayar.", "What is owed."),
        "6.000.000",
    ),
    field(
        "/insuredWorkers",
        Is::Integer,
        ("P17 Peserta BPJS Ketenagakerjaan", "P17 Workers insured"),
        ("Paling banyak sejumlah seluruh pekerja.", "At most all workers."),
        "3",
    ),
    field(
        "/readiness",
        Is::Integer,
        ("P18 Skor kesiapan", "P18 Readiness"),
        ("0 sampai 100 menurut rubrik.", "0 to 100 by the rubric."),
        "65",
    ),
    field(
        "/partners",
        Is::Integer,
        ("P20 Mitra baru", "P20 New partners"),
        ("Jumlah mitra baru.", "How many new partners."),
        "1",
    ),
    field(
        "/innovations",
        Is::List,
        ("P21 Inovasi", "P21 Innovations"),
        ("Inovasi produk atau proses, dipisahkan titik koma.", "Of product or process, separated by semicolons."),
        "Kemasan baru; varian pedas",
    ),
    field(
        "/aidTools",
        Is::Rupiah,
        ("P23 Bantuan untuk alat", "P23 Aid spent on tools"),
        ("Bantuan yang dibelanjakan untuk alat.", "Aid spent on tools."),
        "2.000.000",
    ),
    field(
        "/aidMaterials",
        Is::Rupiah,
        ("P23 Bantuan untuk bahan", "P23 Aid spent on materials"),
        ("Bantuan yang dibelanjakan untuk bahan.", "Aid spent on materials."),
        "1.000.000",
    ),
    field(
        "/ownerIncome",
        Is::Rupiah,
        ("P24 Pendapatan pemilik", "P24 Income of the owners"),
        ("Yang diambil pemilik sebulan.", "What the owners drew in the month."),
        "4.000.000",
    ),
    field(
        "/shock",
        Is::Code("shockCodes"),
        ("Penyebab turunnya omzet", "Shock"),
        ("Wajib bila omzet turun lebih dari 50 %.", "Required where revenue fell by more than 50 %."),
        "BENCANA_ALAM",
    ),
    field(
        "/shockNote",
        Is::Text,
        ("Uraian penyebab", "What happened"),
        ("Apa yang terjadi.", "What happened."),
        "Banjir dua minggu",
    ),
];
