//! Rooms of provinces: Banten, and those of the kawasans of the sources (domain.md rows 31 to 37).

use super::BANTEN;
use super::cast::{Cast, Voice};
use super::talk::{Said, Talk, hold};
use crate::domain::ctx::Expected;
use crate::domain::{Result, Tx};
use crate::view::interaction::threads;
use crate::vocab::Audience;

/// What is said in the room of a province: by the coordinator, by the head of a BLK there, by a partner.
struct Room {
    code: &'static str,
    title: &'static str,
    coordinator: &'static str,
    head: &'static str,
    partner: &'static str,
}

const ROOMS: &[Room] = &[
    Room {
        code: BANTEN,
        title: "Kabar triwulan BLK Komunitas se-Banten (sintetis)",
        coordinator: "Mohon kabar dari setiap BLK: laporan bulanan yang belum masuk, dan pelatihan yang dapat dibuka bersama pada triwulan depan.",
        head: "BLK kami siap membuka kelas pengolahan kopi dan desain kemasan. Kendalanya satu mesin las rusak; laporan bulan ini menyusul.",
        partner: "Kami dapat menerima dua puluh lulusan untuk magang, dan mengundang wirausaha binaan ke pasar bulanan di Rangkasbitung.",
    },
    Room {
        code: "32",
        title: "Pemasaran bersama Teluk Jambe dan Lido (sintetis)",
        coordinator: "Kawasan Teluk Jambe dan Lido mencari pasar bersama. BLK mana yang produknya sudah berizin edar?",
        head: "Keripik dan madu hutan dari binaan kami sudah memiliki P-IRT. Kemasannya masih perlu diperbaiki.",
        partner: "Gerai wisata di Lido dapat memajang sepuluh produk setiap bulan, asalkan pasokannya tetap.",
    },
    Room {
        code: "33",
        title: "Bibit untuk kelompok agroforestri Dieng (sintetis)",
        coordinator: "Enam desa Dieng membutuhkan bibit kopi sebelum musim hujan berakhir. Siapa yang dapat membantu?",
        head: "Kebun bibit BLK kami memiliki tiga ribu batang. Pelatihan pembibitan dibuka bulan depan.",
        partner: "Kami menanggung ongkos angkut bibit ke desa yang jalannya sulit.",
    },
    Room {
        code: "12",
        title: "Mata rantai agroindustri Sei Mencirim (sintetis)",
        coordinator: "Rantai nilai Sei Mencirim masih berhenti di hilir: belum ada pembeli tetap untuk olahan kelompok.",
        head: "Kelompok binaan kami mampu memasok dua kuintal keripik setiap minggu.",
        partner: "Kami mencari pemasok untuk toko oleh-oleh di Medan. Silakan kirim contoh produk.",
    },
    Room {
        code: "19",
        title: "Tenaga digital untuk seratus peserta Pangkalpinang (sintetis)",
        coordinator: "Dinas Kominfo menawarkan pembuat konten, desainer grafis, pemrogram, dan teknisi jaringan. Peserta mana yang didahulukan?",
        head: "Dua belas usaha kuliner belum memiliki foto produk. Ruang pelatihan kami dapat dipakai setiap Sabtu.",
        partner: "Kami memberi tempat promosi bagi usaha yang kontennya sudah jadi.",
    },
    Room {
        code: "82",
        title: "Rantai dingin Teluk Weda (sintetis)",
        coordinator: "Nelayan di sekitar Teluk Weda kehilangan hasil karena tidak ada ruang pendingin. Apa yang dapat dilakukan bersama?",
        head: "BLK kami dapat melatih teknisi pendingin; alat praktiknya baru satu.",
        partner: "Kami meminjamkan dua mesin pembeku selama enam bulan.",
    },
    Room {
        code: "94",
        title: "Pelatihan bagi distrik yang jauh di Papua Tengah (sintetis)",
        coordinator: "Peserta dari distrik yang jauh sulit datang setiap hari. Usul: pelatihan dua minggu dengan asrama.",
        head: "Asrama kami memuat enam belas orang. Biaya makan belum ada.",
        partner: "Biaya makan satu angkatan dapat kami tanggung sampai akhir tahun.",
    },
];

/// All rooms. The id of the first thread in Banten.
pub(super) async fn make(cast: &Cast<'_>) -> Result<String> {
    let tx = cast.ctx.begin().await?;
    let mut first = String::new();
    for (days, room) in (9u64..).zip(ROOMS) {
        let mut said = vec![Said::new(Voice::Coordinator(room.code), room.coordinator)];
        said.extend(cast.blk_in(room.code).map(|blk| Said::new(Voice::Head(blk), room.head)));
        said.push(Said::new(Voice::Stakeholder(room.code), room.partner));
        let thread = hold(cast, &tx, in_room(room.code, room.title, days, said)).await?;
        if room.code == BANTEN {
            first = thread;
        }
    }
    settled(cast, &tx).await?;
    tx.commit().await?;
    Ok(first)
}

fn in_room<'a>(code: &str, title: &'a str, days: u64, said: Vec<Said<'a>>) -> Talk<'a> {
    Talk { subject: code.to_owned(), path: None, title, audience: Audience::Stakeholders, partner: None, days, said }
}

/// One that came to an end.
async fn settled(cast: &Cast<'_>, tx: &Tx) -> Result<()> {
    let said = vec![
        Said::new(
            Voice::LocalGovernment(BANTEN),
            "Disnaker merencanakan pelatihan bendahara kelompok. Tanggal berapa yang cocok untuk semua?",
        ),
        Said::new(Voice::Operator(cast.home), "Minggu kedua. Kami menyiapkan ruang dan enam belas komputer."),
        Said::new(Voice::Coordinator(BANTEN), "Disepakati minggu kedua. Undangan dikirim lewat aplikasi ini."),
    ];
    let title = "Jadwal pelatihan bendahara kelompok (sintetis)";
    let thread = hold(cast, tx, in_room(BANTEN, title, 24, said)).await?;
    cast.at(22, 0);
    threads::resolve(&cast.by(tx, Voice::LocalGovernment(BANTEN)), &thread, Expected::Any).await.map(drop)
}
