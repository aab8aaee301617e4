//! The columns of reports: those of the template, in the order of its sections.

use std::collections::{HashMap, HashSet};

use super::Given;
use super::columns::{Field, Is, choices, field, given_once};
use super::reports::UNITS;
use crate::domain::imports::columns::{Column, Holds, ImportKind, Shape};
use crate::domain::reference::CodeSet;
use crate::domain::reports::period;
use crate::domain::templates::definition::Narrative;
use crate::domain::templates::{Indicator, Template};
use crate::domain::text::pointer;
use crate::domain::{Code, Ctx, Error, Result, Text};
use crate::vocab::{Cadence, UnitKind, ValueType};

/// Members of a dimension that have their columns beside the total. More of them (countries) come last.
const BESIDE: usize = 40;
/// Most columns of a file.
const MOST: usize = 500;

const BLK: Field = field(
    "/blk",
    Is::Text,
    ("Kode BLK", "BLK code"),
    ("Kode BLK yang melapor.", "Code of the BLK that reports."),
    "BLKK-3602-001",
);
const KAWASAN: Field = field(
    "/kawasan",
    Is::Text,
    ("Kode kawasan", "Kawasan code"),
    ("Kode kawasan yang dilaporkan.", "Code of the kawasan."),
    "KWS-3602-01",
);
const SITE: Field = field(
    "/site",
    Is::Text,
    ("Kode lokasi", "Site code"),
    ("Kode lokasi program.", "Code of the programme site."),
    "KEK-3602-01",
);
const ORGANIZATION: Field = field(
    "/organization",
    Is::Text,
    ("Kode organisasi", "Organization code"),
    ("Kode organisasi yang melapor.", "Code of the organization that reports."),
    "UNIV-3602-01",
);
const UNIT_NAME: Field = field(
    "/unitName",
    Is::Text,
    ("Nama unit", "Name of the unit"),
    ("Hanya untuk dibaca; tidak diperiksa dan tidak disimpan.", "For the reader alone; neither checked nor kept."),
    "BLK Komunitas Al-Hikmah",
)
.also(&["Nama BLK", "Nama kawasan", "Nama organisasi"]);
const PERIOD: Field = field(
    "/period",
    Is::Period,
    ("Periode", "Period"),
    ("Periode yang dilaporkan.", "The period that is reported."),
    "2026-10",
)
.required()
.also(&["Bulan", "Triwulan", "Semester", "Tahun"]);
const EVENT: Field = field(
    "/event",
    Is::Text,
    ("Nomor kejadian", "Event number"),
    (
        "Nomor atau kode kejadian, misalnya kode paket pelatihan.",
        "Number of the event: the code of a training package.",
    ),
    "JAHIT-2026-01",
)
.also(&["Kode paket", "Nomor"]);
const EVENT_ON: Field = field(
    "/eventOn",
    Is::Date,
    ("Tanggal kejadian", "Day of the event"),
    ("Hari terakhir kejadian; hari ini bila dikosongkan.", "Last day of the event; today where it is empty."),
    "30 Oktober 2026",
)
.also(&["Tanggal"]);
const BEHIND: &[Field] = &[
    field(
        "/nihil",
        Is::YesNo,
        ("Nihil", "Nihil"),
        ("ya bila tidak ada kegiatan; sebutkan alasannya.", "ya where nothing happened; give the reason."),
        "tidak",
    ),
    field(
        "/nihilReason",
        Is::Text,
        ("Alasan nihil", "Reason of nihil"),
        ("Mengapa tidak ada kegiatan.", "Why nothing happened."),
        "Libur hari raya",
    ),
    field(
        "/submit",
        Is::YesNo,
        ("Kirim", "Submit"),
        (
            "ya untuk langsung mengirim laporan; kosong untuk menyimpannya sebagai draf.",
            "ya to hand the report in at once; empty keeps it as a draft.",
        ),
        "tidak",
    ),
    field(
        "/acknowledge",
        Is::List,
        ("Peringatan diakui", "Warnings acknowledged"),
        (
            "Kode peringatan yang memang benar, dipisahkan titik koma; hanya bila dikirim.",
            "Codes of warnings that are meant so, separated by semicolons; only where it is handed in.",
        ),
        "A03.NOT_16_PER_PACKAGE",
    ),
];

/// The columns of a template: those of the version that is in force today.
pub(super) async fn shape(ctx: &Ctx, given: &Given) -> Result<Shape> {
    let found = ctx.app.templates.in_force(ctx.db(), given.template(), ctx.today()).await?;
    let template = found.ok_or_else(|| Error::field(Code::UnknownCode, "/template"))?;
    let mut columns = head(ctx, &template);
    for name in UNITS {
        given_once(&mut columns, &format!("/{name}"), given.unit.as_deref());
    }
    let (values, last) = values(ctx, &template);
    columns.extend(values);
    columns.extend(template.definition.narratives.iter().map(narrative));
    columns.extend(BEHIND.iter().map(|field| field.column(ctx, "")));
    let room = MOST.saturating_sub(columns.len());
    columns.extend(last.into_iter().take(room));
    Ok(Shape { kind: ImportKind::Reports, title: template.definition.name.clone(), columns })
}

/// Of whom, and of which period or event.
fn head(ctx: &Ctx, template: &Template) -> Vec<Column> {
    let unit = match template.definition.subject {
        UnitKind::Blk => BLK,
        UnitKind::Kawasan => KAWASAN,
        UnitKind::Site => SITE,
        UnitKind::Organization => ORGANIZATION,
    };
    let mut columns = vec![unit.required().column(ctx, ""), UNIT_NAME.column(ctx, "")];
    let cadence = template.definition.cadence;
    if period::months_of(cadence).is_none() {
        // An ad hoc report gets a number where it has none.
        let event = if cadence == Cadence::PerEvent { EVENT.required() } else { EVENT };
        columns.extend([event.column(ctx, ""), EVENT_ON.column(ctx, "")]);
        return columns;
    }
    let example = match cadence {
        Cadence::Quarterly => "2026-Q3",
        Cadence::Semiannual => "2026-S2",
        Cadence::Annual => "2026",
        _ => "Oktober 2026",
    };
    columns.push(Column { example: example.to_owned(), ..PERIOD.column(ctx, "") });
    columns
}

/// The columns of the indicators, and those of large dimensions. What the service computes is not asked.
fn values(ctx: &Ctx, template: &Template) -> (Vec<Column>, Vec<Column>) {
    let (mut columns, mut last, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for code in template.definition.indicator_codes() {
        let Some(indicator) = template.indicator(code).filter(|one| one.computed.is_none()) else { continue };
        if !seen.insert(code) {
            continue;
        }
        columns.push(total(ctx, indicator));
        let of_parts: Vec<_> = indicator
            .dimensions
            .iter()
            .filter_map(|dimension| Some((dimension.as_str(), ctx.app.codes.members(dimension)?)))
            .collect();
        let names = repeated(ctx, of_parts.iter().map(|(_, set)| &**set));
        for (dimension, set) in &of_parts {
            let parts = parts(ctx, indicator, dimension, set, &names);
            if parts.len() > BESIDE { last.extend(parts) } else { columns.extend(parts) }
        }
    }
    (columns, last)
}

/// The column of an indicator itself.
fn total(ctx: &Ctx, indicator: &Indicator) -> Column {
    let (code, name) = (&indicator.code, &indicator.name);
    let measured = |text: &str| format!("{text} ({})", indicator.unit);
    Column {
        at: format!("/values/{}", pointer(code)),
        title: Text::new(format!("{code} {}", name.id), format!("{code} {}", name.en)),
        also: vec![name.id.clone(), name.en.clone()],
        holds: holds(ctx, indicator),
        required: false,
        help: Text::new(measured(&indicator.definition.id), measured(&indicator.definition.en)),
        example: example(ctx, indicator),
    }
}

/// Labels that stand in several dimensions of an indicator: there the dimension is named beside them.
fn repeated<'a>(ctx: &Ctx, sets: impl Iterator<Item = &'a CodeSet>) -> HashSet<String> {
    let today = ctx.today();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for entry in sets.flat_map(|set| set.on(today)) {
        *counts.entry(entry.label.id.clone()).or_default() += 1;
    }
    counts.into_iter().filter(|(_, count)| *count > 1).map(|(label, _)| label).collect()
}

/// The columns of the members of a dimension.
fn parts(ctx: &Ctx, indicator: &Indicator, dimension: &str, set: &CodeSet, repeated: &HashSet<String>) -> Vec<Column> {
    let (code, name) = (&indicator.code, &indicator.name);
    let by = ctx.app.codes.label("dimensions", dimension).unwrap_or_else(|| Text::new(dimension, dimension));
    let part = |member: &str, label: &Text| {
        let said = if repeated.contains(&label.id) {
            Text::new(format!("{} {}", by.id, label.id), format!("{} {}", by.en, label.en))
        } else {
            label.clone()
        };
        Column {
            at: format!("/values/{}/{}/{}", pointer(code), pointer(dimension), pointer(member)),
            title: Text::new(format!("{code}: {}", said.id), format!("{code}: {}", said.en)),
            // As it stands below a heading that spans it.
            also: vec![
                format!("{code} {} {}", name.id, said.id),
                format!("{} {}", name.id, said.id),
                format!("{code} {} {}", name.en, said.en),
            ],
            holds: holds(ctx, indicator),
            required: false,
            help: Text::new(
                format!("Bagian dari {code}: {}, {}.", by.id, label.id),
                format!("Part of {code}: {}, {}.", by.en, label.en),
            ),
            example: example(ctx, indicator),
        }
    };
    set.on(ctx.today()).map(|entry| part(&entry.code, &entry.label)).collect()
}

fn holds(ctx: &Ctx, indicator: &Indicator) -> Holds {
    match indicator.value_type {
        ValueType::Integer => Holds::Integer,
        ValueType::Rupiah => Holds::Rupiah,
        ValueType::Decimal | ValueType::Percent => Holds::Decimal,
        ValueType::Choice => Holds::Choice(choices(ctx, indicator.choices.as_deref().unwrap_or_default())),
        ValueType::Text => Holds::Text,
    }
}

fn example(ctx: &Ctx, indicator: &Indicator) -> String {
    match indicator.value_type {
        ValueType::Integer => "16".to_owned(),
        ValueType::Rupiah => "18.500.000".to_owned(),
        ValueType::Decimal | ValueType::Percent => "12,5".to_owned(),
        ValueType::Choice => {
            let choices = choices(ctx, indicator.choices.as_deref().unwrap_or_default());
            choices.into_iter().next().map(|(code, _)| code).unwrap_or_default()
        }
        ValueType::Text => "Uraian singkat".to_owned(),
    }
}

fn narrative(section: &Narrative) -> Column {
    Column {
        at: format!("/narrative/{}", pointer(&section.code)),
        title: section.title.clone(),
        also: Vec::new(),
        holds: Holds::Text,
        required: false,
        help: Text::new(
            format!("Uraian, paling panjang {} huruf.", section.max_length),
            format!("A text of at most {} characters.", section.max_length),
        ),
        example: "Dua paket berjalan sesuai jadwal".to_owned(),
    }
}
