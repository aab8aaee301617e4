//! An account of aid (LPJ) as a page to print, sign and bind: A4, without any outside resource. It shows what the
//! account itself holds. The service speaks two languages; this paper is Indonesian, as the rules of aid ask.

use chrono::NaiveDate;
use entity::{aid, aid_scheme, enterprise, lpj, unit};
use sea_orm::EntityTrait;
use serde::Deserialize;

use super::account::{Realised, sum};
use super::lpj::{CHAPTERS, DRAFT, Evidence, Section};
use crate::domain::paper::{date, document, rupiah, text};
use crate::domain::registry::kept::{Held, list, ops};
use crate::domain::text::escape;
use crate::domain::{Code, Ctx, Error, Result};

const NUMERALS: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

/// The section that introduces the financial account; it is no chapter.
const FINANCES: &str = "KEUANGAN";

/// Who signs, as it is stored.
#[derive(Clone, Debug, Deserialize)]
struct Signatory {
    role: String,
    name: Option<String>,
    on: Option<NaiveDate>,
}

/// An account with what its cover names.
struct Bundle {
    account: lpj::Model,
    unit: unit::Model,
    aid: aid::Model,
    scheme: aid_scheme::Model,
    /// Name of the enterprise; none where a person or the unit itself received the aid.
    enterprise: Option<String>,
}

/// The page of an account that the caller may read, as HTML.
pub async fn page(ctx: &Ctx, id: &str) -> Result<String> {
    let Held { row: account, unit } = ops::get::<lpj::Model>(ctx, id).await?;
    let missing = || Error::new(Code::NotFound);
    let aid = aid::Entity::find_by_id(account.aid_id).one(ctx.db()).await?.ok_or_else(missing)?;
    let scheme = aid_scheme::Entity::find_by_id(aid.scheme_id).one(ctx.db()).await?.ok_or_else(missing)?;
    let enterprise = match account.enterprise_id {
        Some(id) => enterprise::Entity::find_by_id(id).one(ctx.db()).await?.map(|row| row.name),
        None => None,
    };
    let bundle = Bundle { account, unit, aid, scheme, enterprise };
    let label = |set: &str, code: &str| ctx.app.codes.label(set, code).map_or_else(|| code.to_owned(), |text| text.id);
    Ok(render(&bundle, &label))
}

/// The label of a code of a set.
type Label<'a> = &'a (dyn Fn(&str, &str) -> String + Send + Sync);

fn render(bundle: &Bundle, label: Label<'_>) -> String {
    let title = escape(&bundle.aid.title);
    let parts = [
        cover(bundle, label),
        approval(bundle),
        chapters(&bundle.account, label),
        finances(bundle, label),
        attachments(&bundle.account, label),
        foot(&bundle.account),
    ];
    document(&format!("LPJ {title}"), &parts.concat())
}

fn cover(bundle: &Bundle, label: Label<'_>) -> String {
    let Bundle { account, unit, aid, scheme, enterprise } = bundle;
    let draft = if account.state == DRAFT { "<p class=\"draft\">DRAF – belum disampaikan</p>" } else { "" };
    let recipient =
        enterprise.as_ref().map(|name| format!("<p class=\"who\">{}</p>", escape(name))).unwrap_or_default();
    format!(
        "<section class=\"cover\">{draft}<h1>Laporan Pertanggungjawaban</h1><p class=\"subject\">{}</p>\
         <p>{}<br>Tahun Anggaran {}</p>{recipient}<p class=\"who\">{}<br>{}</p><p>Versi {} · {}</p></section>\n",
        escape(&aid.title),
        escape(&scheme.name),
        scheme.fiscal_year,
        escape(&unit.name),
        escape(&unit.code),
        account.number,
        escape(&label("lpjStates", &account.state)),
    )
}

/// The approval page: what is accounted for, and room for the signatures.
fn approval(bundle: &Bundle) -> String {
    let (account, aid) = (&bundle.account, &bundle.aid);
    let said = |text: &Option<String>| text.as_deref().map_or_else(|| "–".to_owned(), escape);
    let facts = [
        ("Nomor SK", said(&account.decree_number)),
        ("Tanggal SK", date(account.decree_on)),
        ("Dana diterima", rupiah(aid.disbursed_amount.unwrap_or_default())),
        ("Tanggal pencairan", date(aid.disbursed_on)),
        ("Batas penyampaian LPJ", date(aid.lpj_due_on)),
        ("Tanggal penyampaian", date(account.submitted_on)),
        ("Ketepatan waktu", timely(account).to_owned()),
        ("Nomor bizhub", said(&account.bizhub_id)),
    ];
    let rows: String = facts.map(|(name, fact)| format!("<tr><th>{name}</th><td>{fact}</td></tr>")).concat();
    let signatories: Vec<Signatory> = list(&account.signatories);
    let signs: String = signatories.iter().map(signature).collect();
    format!(
        "<section class=\"approval\"><h2>Lembar Pengesahan</h2><table class=\"facts\">{rows}</table>\
         <div class=\"signs\">{signs}</div></section>\n"
    )
}

fn timely(account: &lpj::Model) -> &'static str {
    match account.on_time {
        Some(true) => "Tepat waktu",
        Some(false) => "Terlambat",
        None => "–",
    }
}

fn signature(who: &Signatory) -> String {
    let on = who.on.map(|day| date(Some(day))).unwrap_or_default();
    let name = who.name.as_deref().map_or_else(|| "&nbsp;".to_owned(), escape);
    format!(
        "<div class=\"sign\"><p>{}</p><p class=\"space\"></p><p class=\"name\">{name}</p><p>{on}</p></div>",
        escape(&who.role)
    )
}

/// The chapters in their order; what a later code set adds comes after them.
fn chapters(account: &lpj::Model, label: Label<'_>) -> String {
    let sections: Vec<Section> = list(&account.sections);
    let of = |code: &str| sections.iter().find(|section| section.code == code).map(|section| section.text.as_str());
    let required = CHAPTERS.iter().map(|(code, title)| ((*title).to_owned(), of(code).unwrap_or_default()));
    let further = sections
        .iter()
        .filter(|section| section.code != FINANCES && !CHAPTERS.iter().any(|(code, _)| *code == section.code))
        .map(|section| (label("lpjSections", &section.code), section.text.as_str()));
    let chapter = |(index, (title, written)): (usize, (String, &str))| {
        let numeral = NUMERALS.get(index).copied().unwrap_or_default();
        format!("<section class=\"chapter\"><h2>Bab {numeral}. {}</h2>{}</section>\n", escape(&title), text(written))
    };
    required.chain(further).enumerate().map(chapter).collect()
}

/// What was planned and spent, and what it leaves.
fn finances(bundle: &Bundle, label: Label<'_>) -> String {
    let (lines, sections): (Vec<Realised>, Vec<Section>) =
        (list(&bundle.account.lines), list(&bundle.account.sections));
    let said = sections.iter().find(|section| section.code == FINANCES);
    let said = said.map(|section| text(&section.text)).unwrap_or_default();
    let row = |(index, line): (usize, &Realised)| {
        let amounts = [line.planned, line.realised, line.planned.saturating_sub(line.realised)].map(rupiah);
        let cells = amounts.map(|amount| format!("<td class=\"money\">{amount}</td>")).concat();
        let line_label = escape(&label("budgetLines", &line.line));
        format!("<tr><td>{}</td><td>{line_label}</td><td>{}</td>{cells}</tr>", index + 1, escape(&line.item))
    };
    let rows: String = lines.iter().enumerate().map(row).collect();
    let (planned, realised) = (total(lines.iter().map(|l| l.planned)), total(lines.iter().map(|l| l.realised)));
    let returned = bundle.account.returned.unwrap_or_default();
    let totals = [planned, realised, planned.saturating_sub(realised)].map(rupiah);
    let totals = totals.map(|amount| format!("<td class=\"money\">{amount}</td>")).concat();
    let balance = [
        ("Dana diterima", bundle.aid.disbursed_amount.unwrap_or_default()),
        ("Realisasi", realised),
        ("Dikembalikan", returned),
        ("Dipertanggungjawabkan", realised.saturating_add(returned)),
    ];
    let balance =
        balance.map(|(name, amount)| format!("<tr><th>{name}</th><td class=\"money\">{}</td></tr>", rupiah(amount)));
    format!(
        "<section class=\"finances\"><h2>Laporan Keuangan</h2>{said}<table class=\"lines\"><thead><tr><th>No.</th>\
         <th>Pos</th><th>Uraian</th><th>Rencana</th><th>Realisasi</th><th>Selisih</th></tr></thead><tbody>{rows}</tbody>\
         <tfoot><tr><th colspan=\"3\">Jumlah</th>{totals}</tr></tfoot></table><table class=\"facts\">{}</table>\
         </section>\n",
        balance.concat()
    )
}

fn attachments(account: &lpj::Model, label: Label<'_>) -> String {
    let evidence: Vec<Evidence> = list(&account.evidence);
    let row = |(index, item): (usize, &Evidence)| {
        format!(
            "<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"hash\">{}</td></tr>",
            index + 1,
            escape(&label("documentKinds", &item.kind)),
            escape(&item.document_id),
            item.sha256.as_deref().map_or_else(|| "–".to_owned(), escape),
        )
    };
    let rows: String = evidence.iter().enumerate().map(row).collect();
    format!(
        "<section class=\"attachments\"><h2>Daftar Lampiran</h2><table class=\"lines\"><thead><tr><th>No.</th>\
         <th>Jenis</th><th>Dokumen</th><th>SHA-256</th></tr></thead><tbody>{rows}</tbody></table></section>\n"
    )
}

fn foot(account: &lpj::Model) -> String {
    let hash = account.sha256.as_deref().map_or_else(|| "belum ada, masih draf".to_owned(), escape);
    format!("<footer><p>SHA-256 isi laporan (RFC 8785): <span class=\"hash\">{hash}</span></p></footer>")
}

fn total(amounts: impl Iterator<Item = i64>) -> i64 {
    i64::try_from(sum(amounts)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_signs_has_room_and_nothing_written_becomes_markup() {
        let rude = Signatory { role: "<script>".to_owned(), name: Some("O'Neil".to_owned()), on: None };
        let shown = signature(&rude);
        assert!(!shown.contains("<script>") && shown.contains("&lt;script&gt;") && shown.contains("O&#39;Neil"));
        let nobody = Signatory { role: "Kepala BLK".to_owned(), name: None, on: "2026-11-05".parse().ok() };
        assert!(signature(&nobody).contains("&nbsp;") && signature(&nobody).contains("5 November 2026"));
    }
}
