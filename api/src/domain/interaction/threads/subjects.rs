//! What a thread is about: a record that the author sees, or a region.

use chrono::{DateTime, Utc};
use entity::commitment;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;

use super::audience::Spot;
use crate::domain::access::Place;
use crate::domain::events::seen;
use crate::domain::ids::{self, Kind};
use crate::domain::interaction::commitments;
use crate::domain::reference::regions;
use crate::domain::registry::units::{self, kind_of};
use crate::domain::templates::Template;
use crate::domain::{Code, Ctx, Error, Result, reports};

/// Kinds of records that threads are about.
pub const KINDS: &[Kind] = &[
    Kind::Blk,
    Kind::Kawasan,
    Kind::Site,
    Kind::Organization,
    Kind::Report,
    Kind::Incubatee,
    Kind::Milestone,
    Kind::Enterprise,
    Kind::Commitment,
    Kind::Partnership,
    Kind::Need,
    Kind::Programme,
    Kind::SelectionRound,
    Kind::Meeting,
    Kind::MentoringVisit,
    Kind::MonitoringVisit,
    Kind::Aid,
];

/// Those that only who is part of the coaching sees.
pub const COACHED: &[Kind] =
    &[Kind::Incubatee, Kind::Milestone, Kind::MentoringVisit, Kind::MonitoringVisit, Kind::Aid];

/// The table of a kind of record that belongs to a unit; none for what is a unit itself.
fn table(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Report => "report",
        Kind::Incubatee => "incubatee",
        Kind::Milestone => "milestone",
        Kind::Enterprise => "enterprise",
        Kind::Commitment => "commitment",
        Kind::Partnership => "partnership",
        Kind::Need => "need",
        Kind::Programme => "programme",
        Kind::SelectionRound => "selection_round",
        Kind::Meeting => "meeting",
        Kind::MentoringVisit => "mentoring_visit",
        Kind::MonitoringVisit => "monitoring_visit",
        Kind::Aid => "aid",
        _ => return None,
    })
}

/// What a thread is about.
#[derive(Clone, Debug)]
pub enum Subject {
    /// A region, by its Kemendagri code.
    Room(String),
    /// A record, with the place whose roles take part.
    Record { kind: Kind, id: Uuid, place: Place, archived: bool },
}

impl Subject {
    pub(super) fn spot(&self) -> Spot<'_> {
        match self {
            Subject::Room(code) => Spot::Room(code),
            Subject::Record { place, .. } => Spot::Unit(place),
        }
    }

    /// The record, where it is one.
    pub(super) fn record(&self) -> Option<(Kind, Uuid)> {
        match self {
            Subject::Room(_) => None,
            Subject::Record { kind, id, .. } => Some((*kind, *id)),
        }
    }

    /// The place whose roles take part.
    pub(super) fn place(&self) -> Option<&Place> {
        match self {
            Subject::Room(_) => None,
            Subject::Record { place, .. } => Some(place),
        }
    }

    /// The unit that the record belongs to.
    pub(super) fn unit(&self) -> Option<Uuid> {
        self.place().map(|place| place.unit)
    }

    pub(super) fn room(&self) -> Option<&str> {
        match self {
            Subject::Room(code) => Some(code),
            Subject::Record { .. } => None,
        }
    }

    /// The kind by which its document is known.
    pub(super) fn kind(&self) -> Kind {
        self.record().map_or(Kind::Region, |(kind, _)| kind)
    }

    pub(super) fn is_archived(&self) -> bool {
        matches!(self, Subject::Record { archived: true, .. })
    }

    /// That of a thread.
    pub(super) async fn of(conn: &impl ConnectionTrait, row: &entity::thread::Model) -> Result<Self> {
        if let Some(code) = &row.region_code {
            return Ok(Subject::Room(code.clone()));
        }
        let (Some(kind), Some(id), Some(unit)) = (kind_named(row.subject_kind.as_deref()), row.subject_id, row.unit_id)
        else {
            return Err(Error::internal(anyhow::anyhow!("a thread about nothing")));
        };
        let place = Place::from(&units::unit_by_id(conn, unit).await?);
        Ok(Subject::Record { kind, id, place, archived: false })
    }
}

fn kind_named(name: Option<&str>) -> Option<Kind> {
    KINDS.iter().copied().find(|kind| Some(kind.name()) == name)
}

/// The public id of what a thread is about.
pub fn public_id(row: &entity::thread::Model) -> String {
    match (&row.region_code, kind_named(row.subject_kind.as_deref()), row.subject_id) {
        (Some(code), ..) => ids::region(code),
        (None, Some(kind), Some(id)) => ids::text(kind, id),
        _ => String::new(),
    }
}

/// What a caller means by an id or a code, whether it sees it or not.
#[derive(Clone, Debug)]
pub(super) enum Meant {
    Room(String),
    Record(Kind, Uuid),
    Nothing,
}

/// Reads an id, the dotted code of a region, or the code of a unit.
pub(super) async fn meant(conn: &impl ConnectionTrait, text: &str) -> Result<Meant> {
    match ids::parse(text) {
        Some((Kind::Region, id)) => Ok(ids::region_code(id).map_or(Meant::Nothing, Meant::Room)),
        Some((kind, id)) if KINDS.contains(&kind) => Ok(Meant::Record(kind, id)),
        Some(_) => Ok(Meant::Nothing),
        None => match regions::code_of(text) {
            Ok(code) => Ok(Meant::Room(code)),
            Err(e) if e.code() == Code::CodeSystem => Err(Error::field(Code::CodeSystem, "/subject")),
            Err(_) => match units::unit_by_ref(conn, text).await {
                Ok(unit) => Ok(Meant::Record(kind_of(&unit), unit.id)),
                Err(e) if e.code() == Code::NotFound => Ok(Meant::Nothing),
                Err(e) => Err(e),
            },
        },
    }
}

/// What an id or a code names; none where there is nothing that the caller sees. Regions are public.
pub(super) async fn named(ctx: &Ctx, conn: &impl ConnectionTrait, text: &str) -> Result<Option<Subject>> {
    match meant(conn, text).await? {
        Meant::Nothing => Ok(None),
        Meant::Room(code) => match regions::find(conn, &code).await {
            Ok(region) => Ok(Some(Subject::Room(region.code))),
            Err(e) if e.code() == Code::NotFound => Ok(None),
            Err(e) => Err(e),
        },
        Meant::Record(kind, id) => {
            let seen = seen::among(ctx, conn, kind, &[id]).await?.contains(&id);
            if seen { record(conn, kind, id).await } else { Ok(None) }
        }
    }
}

async fn record(conn: &impl ConnectionTrait, kind: Kind, id: Uuid) -> Result<Option<Subject>> {
    let owned = match table(kind) {
        Some(table) => owner(conn, kind, table, id).await?,
        None => Some((id, false)),
    };
    let Some((owner, archived)) = owned else {
        return Ok(None);
    };
    let unit = units::unit_by_id(conn, owner).await?;
    let archived = archived || (owner == id && unit.archived_at.is_some());
    Ok(Some(Subject::Record { kind, id, place: Place::from(&unit), archived }))
}

/// The unit whose people a record concerns, and whether the record is archived. The BLK that coaches an enterprise
/// answers for it, and what is offered concerns the one that it is offered to.
async fn owner(conn: &impl ConnectionTrait, kind: Kind, table: &'static str, id: Uuid) -> Result<Option<(Uuid, bool)>> {
    if kind == Kind::Commitment {
        let Some(row) = commitment::Entity::find_by_id(id).one(conn).await? else {
            return Ok(None);
        };
        // Of those of an enterprise the BLK that coaches it comes last.
        let concerned = commitments::beneficiaries(conn, &row).await?.pop().unwrap_or(row.unit_id);
        return Ok(Some((concerned, row.archived_at.is_some())));
    }
    let mut wanted = Query::select().column("unit_id").from(table).and_where(Expr::col("id").eq(id)).to_owned();
    if kind == Kind::Enterprise {
        wanted.column("blk_id");
    }
    if kind != Kind::Report {
        wanted.column("archived_at");
    }
    let Some(row) = conn.query_one(&wanted).await? else {
        return Ok(None);
    };
    let coach: Option<Uuid> = if kind == Kind::Enterprise { row.try_get("", "blk_id")? } else { None };
    let owner = coach.map_or_else(|| row.try_get("", "unit_id"), Ok)?;
    let archived = kind != Kind::Report && row.try_get::<Option<DateTime<Utc>>>("", "archived_at")?.is_some();
    Ok(Some((owner, archived)))
}

/// Whether a document of this kind has a path. Told by the faces, whose documents they are.
pub type HasPath = fn(Kind, &str) -> Result<bool>;

/// Whether a path leads somewhere in the document of a subject.
pub(super) async fn has_path(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    subject: &Subject,
    path: &str,
    known: HasPath,
) -> Result<bool> {
    if !known(subject.kind(), path)? {
        return Ok(false);
    }
    let Some((Kind::Report, id)) = subject.record() else {
        return Ok(true);
    };
    if !path.starts_with("/values/") && !path.starts_with("/narrative/") {
        return Ok(true);
    }
    let found = reports::query::by_ids(ctx, conn, &[id]).await?;
    Ok(found.get(&id).is_some_and(|report| asked(&report.template, path)))
}

/// Whether a template asks what a path of a report leads to.
fn asked(template: &Template, path: &str) -> bool {
    let tokens: Vec<&str> = path.split('/').skip(1).collect();
    match tokens.as_slice() {
        ["narrative", section] => template.definition.narratives.iter().any(|narrative| narrative.code == *section),
        ["values", code, within @ ..] => template.indicator(code).is_some_and(|indicator| match within {
            [] | ["total"] => true,
            [dimension] | [dimension, _] => indicator.dimensions.iter().any(|known| known == dimension),
            _ => false,
        }),
        _ => false,
    }
}
