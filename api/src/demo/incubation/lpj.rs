//! Accounts of aid: the six chapters, budget lines, one receipt as evidence.

use chrono::NaiveDate;
use entity::aid;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::scene::{hang, record};
use crate::domain::ctx::Expected;
use crate::domain::files::Upload;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::aid as aids;
use crate::domain::registry::documents;
use crate::domain::registry::kept::Held;
use crate::domain::{Code, Error, Result, Tx};
use crate::view::kept::{LpjInput, UnitDocumentInput};

/// What was not spent.
const RETURNED: i64 = 250_000;
const CHAPTERS: [(&str, &str); 6] = [
    ("PENDAHULUAN", "Kelompok menerima bantuan untuk menambah produksi (sintetis)."),
    ("PERENCANAAN", "Alat dan bahan dibeli dalam satu bulan sesuai RAB (sintetis)."),
    ("HASIL", "Produksi naik dan dua orang bekerja tetap (sintetis)."),
    ("PERMASALAHAN", "Harga bahan baku naik pada pekan kedua (sintetis)."),
    ("STRATEGI", "Kelompok membeli bersama dari pemasok kedua (sintetis)."),
    ("PENUTUP", "Bantuan telah digunakan sesuai perjanjian (sintetis)."),
];
/// A page that says that it is synthetic.
const RECEIPT: &str = "%PDF-1.4
1 0 obj
<</Type/Catalog/Pages 2 0 R>>
endobj
2 0 obj
<</Type/Pages/Kids[3 0 R]/Count 1>>
endobj
3 0 obj
<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>
endobj
4 0 obj
<</Length 62>>
stream
BT /F 18 Tf 72 760 Td (Kuitansi sintetis: data peragaan) Tj ET
endstream
endobj
5 0 obj
<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>
endobj
xref
0 6
0000000000 65535 f\u{20}
0000000009 00000 n\u{20}
0000000054 00000 n\u{20}
0000000105 00000 n\u{20}
0000000216 00000 n\u{20}
0000000326 00000 n\u{20}
trailer
<</Size 6/Root 1 0 R>>
startxref
389
%%EOF
";

/// Writes the account of aid and hands it in.
pub(super) async fn hand_in(tx: &Tx, aid: &Held<aid::Model>, received: i64, day: NaiveDate) -> Result<()> {
    let tools = received * 3 / 5;
    let materials = received - tools;
    let evidence = receipt(tx, aid, day).await?;
    let sections: Vec<_> = CHAPTERS.iter().map(|(code, text)| json!({"code": code, "text": text})).collect();
    let facts = json!({
        "sections": sections,
        "lines": [
            {"line": "ALAT", "item": "Peralatan produksi", "planned": tools, "realised": tools},
            {"line": "BAHAN", "item": "Bahan baku", "planned": materials, "realised": materials - RETURNED},
        ],
        "returned": RETURNED,
        "evidence": [{"documentId": evidence, "kind": "KUITANSI"}],
        "signatories": [{"role": "Ketua kelompok", "on": day}, {"role": "Pendamping", "on": day}],
        "decreeNumber": "SINTETIS/SK/01",
    });
    let made = hang::<LpjInput>(tx, aid, &facts).await?;
    aids::submit(tx, &ids::text(Kind::Lpj, made.row.id), Expected::Any).await.map(drop)
}

/// A receipt in the register of the unit, with its file; the public id.
async fn receipt(tx: &Tx, aid: &Held<aid::Model>, day: NaiveDate) -> Result<String> {
    let facts = json!({"kind": "KUITANSI", "title": "Kuitansi pembelian alat dan bahan (sintetis)", "issuedOn": day});
    let document = record::<UnitDocumentInput>(tx, &aid.unit, &facts).await?;
    let id = ids::text(Kind::UnitDocument, document.row.id);
    let mut upload = Upload::begin(tx).await?;
    upload.write(RECEIPT.as_bytes()).await?;
    let stored = upload.finish(tx, None).await?;
    documents::put_file(tx, &id, Expected::Any, "kuitansi-sintetis.pdf", stored).await?;
    Ok(id)
}

/// Accepts the account that was handed in.
pub(super) async fn accept(tx: &Tx, aid: &Held<aid::Model>) -> Result<()> {
    let rows = entity::lpj::Entity::find().filter(entity::lpj::Column::AidId.eq(aid.row.id));
    let row = rows.one(tx.conn()?).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    aids::decide(tx, &ids::text(Kind::Lpj, row.id), Expected::Any, "ACCEPT", None).await.map(drop)
}
