//! What the enterprises make and sell.

use chrono::{Datelike, Days, NaiveDate};
use serde_json::{Value, json};

use super::scene::{SOURCE, pick};

/// A line of business.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trade {
    /// Code of `sectors`.
    pub sector: &'static str,
    /// What a shop of the kind is called.
    pub title: &'static str,
    pub product: &'static str,
    /// Code of `productUnits`.
    pub unit: &'static str,
    /// Price of one, whole rupiah.
    pub price: i64,
    /// KBLI 2020, where it is known for certain.
    pub kbli: Option<&'static str>,
}

const fn trade(
    sector: &'static str,
    title: &'static str,
    product: &'static str,
    unit: &'static str,
    price: i64,
) -> Trade {
    Trade { sector, title, product, unit, price, kbli: None }
}

/// Thirteen, so that the ten enterprises of a unit differ.
const TRADES: &[Trade] = &[
    Trade { kbli: Some("10761"), ..trade("KULINER", "Kopi Bubuk", "Kopi bubuk", "PAK", 35_000) },
    trade("KULINER", "Keripik Singkong", "Keripik singkong", "PAK", 15_000),
    trade("FESYEN", "Konveksi", "Seragam", "BUAH", 95_000),
    trade("KERAJINAN", "Anyaman Bambu", "Anyaman bambu", "BUAH", 45_000),
    trade("PERTANIAN", "Tani Hidroponik", "Sayur hidroponik", "KG", 22_000),
    trade("PETERNAKAN", "Ternak Kambing", "Kambing", "EKOR", 2_400_000),
    trade("PERIKANAN", "Lele Bioflok", "Lele", "KG", 26_000),
    trade("OTOMOTIF", "Bengkel Motor", "Servis motor", "PESANAN", 65_000),
    trade("JASA_DIGITAL", "Studio Digital", "Jasa desain", "PESANAN", 250_000),
    trade("KULINER", "Kue Basah", "Kue basah", "PORSI", 4_000),
    trade("SOUVENIR", "Suvenir Batik", "Suvenir batik", "BUAH", 30_000),
    trade("JASA_LAIN", "Binatu", "Cuci setrika", "KG", 7_000),
    trade("PERDAGANGAN", "Toko Sembako", "Sembako", "PAK", 120_000),
];

/// The four sectors of Pangkalpinang in 2022 (domain.md section 1.4).
pub(super) const PANGKALPINANG: [Trade; 4] = [
    trade("PETERNAKAN", "Ternak Ayam", "Ayam kampung", "EKOR", 75_000),
    trade("KULINER", "Dapur Otak-Otak", "Otak-otak", "PAK", 25_000),
    trade("SOUVENIR", "Suvenir Timah", "Suvenir timah", "BUAH", 60_000),
    trade("JASA_DIGITAL", "Studio Konten", "Jasa konten", "PESANAN", 300_000),
];

/// Twenty-five, so that a hundred shops in four sectors differ.
const BRANDS: &[&str] = &[
    "Berkah", "Barokah", "Maju", "Harapan", "Mekar", "Mandiri", "Tunas", "Cahaya", "Lestari", "Rukun", "Sentosa",
    "Rejeki", "Sinar", "Amanah", "Bahagia", "Bersama", "Gemilang", "Abadi", "Makmur", "Nusa", "Pelangi", "Serumpun",
    "Setia", "Subur", "Muda",
];

/// The line of business with a number.
pub(super) fn of(number: usize) -> Trade {
    TRADES.get(number % TRADES.len()).copied().unwrap_or(trade("LAINNYA", "Usaha", "Barang", "BUAH", 10_000))
}

impl Trade {
    /// What a shop is called.
    pub(super) fn name(self, number: usize) -> String {
        format!("{} {}", self.title, pick(BRANDS, number))
    }

    /// The facts of an enterprise that applies on a day.
    pub(super) fn enterprise(self, number: usize, form: &str, applied_on: NaiveDate) -> Value {
        json!({
            "name": self.name(number), "year": applied_on.year(), "sector": self.sector,
            "level": if number.is_multiple_of(4) { "LANJUTAN" } else { "PEMULA" }, "form": form,
            "kbli": self.kbli, "kbliVersion": self.kbli.map(|_| "KBLI_2020"),
            "chainStage": pick(&["HILIR", "ON_FARM", "HULU"], number),
            "startedOn": applied_on - Days::new(200 + u64::try_from(number % 9).unwrap_or_default() * 60),
            "source": SOURCE,
        })
    }
}
