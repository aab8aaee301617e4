//! A report with its receipt as a page to print, sign and stamp: A4, without any outside resource. It shows what its reader
//! may see of the report, and in the receipt what the service signed. The service speaks two languages; this paper is
//! Indonesian.

use entity::attachment;
use serde_json::{Map, Value};

use super::{Loaded, attachments, content, query};
use crate::domain::clock::{local_day, zone};
use crate::domain::paper::{date, document, number, period, rupiah, text};
use crate::domain::templates::definition::Indicator;
use crate::domain::templates::values::{Filed, filed};
use crate::domain::text::escape;
use crate::domain::{Ctx, Result, ids};
use crate::vocab::{ReportState, ValueType};

/// What a value says that was not filed.
const MISSING: &str = "<i>tidak diisi</i>";
const NOT_APPLICABLE: &str = "<i>tidak berlaku</i>";

/// The page of a report that the caller may read, as HTML.
pub async fn page(ctx: &Ctx, id: &str) -> Result<String> {
    let report = query::one(ctx, id).await?;
    let seen = query::sees_values(ctx, &report);
    let files =
        if seen { attachments::of_version(ctx.db(), &report.row, report.content.number).await? } else { Vec::new() };
    let parts = [
        head(ctx, &report),
        if seen { values(ctx, &report)? } else { "<p>Isi laporan ini tidak terbuka untuk Anda.</p>".to_owned() },
        if seen { narrative(&report)? } else { String::new() },
        list_of(&files),
        receipt(&report),
        signs(&report),
    ];
    let title = format!("{} {} {}", report.template.definition.name.id, report.unit.code, report.row.occurrence);
    Ok(document(&escape(&title), &parts.concat()))
}

fn head(ctx: &Ctx, report: &Loaded) -> String {
    let filed = report.row.submitted_version.is_some();
    let draft = if filed { "" } else { "<p class=\"draft\">DRAF – belum dikirim</p>" };
    let state = ctx.app.codes.label("reportStates", report.state.as_str());
    let facts = [
        ("Unit", format!("{} ({})", report.unit.name, report.unit.code)),
        ("Wilayah", report.row.region_code.clone().unwrap_or_else(|| report.unit.region_code.clone())),
        ("Periode", period(&report.row.occurrence)),
        ("Templat", format!("{} versi {}", report.template.definition.code, report.row.template_version)),
        ("Versi laporan", report.content.number.to_string()),
        ("Keadaan", state.map_or_else(|| report.state.as_str().to_owned(), |label| label.id)),
        ("Nomor", public_id(report)),
    ];
    let rows: String =
        facts.iter().map(|(name, fact)| format!("<tr><th>{name}</th><td>{}</td></tr>", escape(fact))).collect();
    format!(
        "<section>{draft}<p>e-Reporting BLK Komunitas</p><h1>{}</h1><table class=\"facts\">{rows}</table></section>\n",
        escape(&report.template.definition.name.id)
    )
}

fn public_id(report: &Loaded) -> String {
    ids::text(ids::Kind::Report, report.row.id)
}

/// The sections of the template with what was filed in each.
fn values(ctx: &Ctx, report: &Loaded) -> Result<String> {
    if report.content.nihil {
        let reason = report.content.nihil_reason.as_deref().unwrap_or("–");
        return Ok(format!("<section><h2>Laporan nihil</h2>{}</section>\n", text(reason)));
    }
    let body = Value::Object(content::object(&report.content.body)?);
    let mut page = String::new();
    for section in &report.template.definition.sections {
        let asked = section.indicators.iter().filter_map(|asked| report.template.indicator(&asked.code));
        let said: Vec<&Indicator> = asked.filter(|indicator| body.get(&indicator.code).is_some()).collect();
        if said.is_empty() {
            continue;
        }
        let rows: String = said.iter().map(|indicator| row(ctx, indicator, &body)).collect();
        page += &format!(
            "<section><h2>{}</h2><table class=\"lines\"><thead><tr><th>Kode</th><th>Indikator</th><th>Satuan</th>\
             <th>Nilai</th></tr></thead><tbody>{rows}</tbody></table></section>\n",
            escape(&section.title.id)
        );
    }
    Ok(page)
}

fn row(ctx: &Ctx, indicator: &Indicator, body: &Value) -> String {
    let (total, parts) = match filed(body, &indicator.code) {
        Filed::Missing => (MISSING.to_owned(), String::new()),
        Filed::NotApplicable => (NOT_APPLICABLE.to_owned(), String::new()),
        Filed::Given { total, parts } => {
            let total = total.map_or_else(|| MISSING.to_owned(), |total| value(ctx, indicator, total));
            (total, parts.map(|parts| split(ctx, indicator, parts)).unwrap_or_default())
        }
    };
    format!(
        "<tr><td>{}</td><td>{}{parts}</td><td>{}</td><td class=\"money\">{total}</td></tr>",
        escape(&indicator.code),
        escape(&indicator.name.id),
        escape(&indicator.unit),
    )
}

/// The parts of a value: `Jenis kelamin: Laki-laki 13, Perempuan 17`.
fn split(ctx: &Ctx, indicator: &Indicator, parts: &Map<String, Value>) -> String {
    let mut lines = String::new();
    for dimension in &indicator.dimensions {
        let Some(members) = parts.get(dimension).and_then(Value::as_object).filter(|members| !members.is_empty())
        else {
            continue;
        };
        let name = ctx.app.codes.label("dimensions", dimension).map_or_else(|| dimension.clone(), |label| label.id);
        let labels = ctx.app.codes.members(dimension);
        let each = members.iter().map(|(code, part)| {
            let label = labels.as_ref().and_then(|set| set.entry(code)).map_or(code.as_str(), |entry| &entry.label.id);
            format!("{} {}", escape(label), value(ctx, indicator, part))
        });
        lines += &format!("<br><small>{}: {}</small>", escape(&name), each.collect::<Vec<_>>().join(", "));
    }
    lines
}

fn value(ctx: &Ctx, indicator: &Indicator, said: &Value) -> String {
    match (indicator.value_type, said) {
        (_, Value::Null) => MISSING.to_owned(),
        (ValueType::Rupiah, Value::Number(amount)) => rupiah(amount.as_i64().unwrap_or_default()),
        (ValueType::Percent, Value::Number(share)) => format!("{} %", number(share.as_f64().unwrap_or_default())),
        (_, Value::Number(count)) => number(count.as_f64().unwrap_or_default()),
        (ValueType::Choice, Value::String(code)) => {
            let label = indicator.choices.as_deref().and_then(|set| ctx.app.codes.label(set, code));
            escape(&label.map_or_else(|| code.clone(), |label| label.id))
        }
        (_, Value::String(words)) => escape(words),
        (_, other) => escape(&other.to_string()),
    }
}

fn narrative(report: &Loaded) -> Result<String> {
    let said = content::object(&report.content.narrative)?;
    let sections = report.template.definition.narratives.iter().filter_map(|section| {
        let words = said.get(&section.code)?.as_str()?;
        Some(format!("<section><h2>{}</h2>{}</section>\n", escape(&section.title.id), text(words)))
    });
    Ok(sections.collect())
}

fn list_of(files: &[attachment::Model]) -> String {
    if files.is_empty() {
        return String::new();
    }
    let rows = files.iter().map(|file| {
        format!(
            "<tr><td>{}</td><td>{}</td><td class=\"hash\">{}</td></tr>",
            escape(&file.kind),
            escape(&file.name),
            escape(&file.sha256)
        )
    });
    format!(
        "<section><h2>Lampiran</h2><table class=\"lines\"><thead><tr><th>Jenis</th><th>Nama</th><th>SHA-256</th></tr>\
         </thead><tbody>{}</tbody></table></section>\n",
        rows.collect::<String>()
    )
}

/// What the service signed of it, to be verified without the service.
fn receipt(report: &Loaded) -> String {
    let content = &report.content;
    let (Some(number), Some(jws), Some(at)) = (&content.receipt_number, &content.receipt_jws, content.submitted_at)
    else {
        return String::new();
    };
    let zone = zone(&report.unit.timezone);
    let local = at.with_timezone(&zone);
    let time = match report.row.on_time {
        Some(true) => "tepat waktu",
        Some(false) => "terlambat",
        None => "–",
    };
    let facts = [
        ("Nomor tanda terima", escape(number)),
        ("Diterima", format!("{}, pukul {} ({time})", date(Some(local_day(at, zone))), local.format("%H.%M.%S %Z"))),
        (
            "SHA-256 isi",
            format!(
                "<span class=\"hash\">{}</span>",
                content.content_hash.as_deref().map_or_else(|| "–".to_owned(), escape)
            ),
        ),
        ("Tanda tangan (JWS)", format!("<span class=\"hash\">{}</span>", escape(jws))),
        ("Memeriksa", "<code>ereporting receipt verify</code>, atau POST /v1/receipts/verify".to_owned()),
    ];
    let rows: String = facts.map(|(name, fact)| format!("<tr><th>{name}</th><td>{fact}</td></tr>")).concat();
    format!("<section><h2>Tanda terima</h2><table class=\"facts\">{rows}</table></section>\n")
}

/// Room for a signature, the stamp and the duty stamp.
fn signs(report: &Loaded) -> String {
    let done = matches!(report.state, ReportState::Approved | ReportState::Locked);
    let second = if done { "Disetujui" } else { "Mengetahui" };
    let sign = |title: &str| {
        format!(
            "<div class=\"sign\"><p>{title}</p><p class=\"space\"></p><p class=\"name\">&nbsp;</p><p>Nama, tanggal, stempel</p></div>"
        )
    };
    format!("<section><div class=\"signs\">{}{}</div></section>\n", sign("Kepala"), sign(second))
}
