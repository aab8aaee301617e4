//! Public announcements as an Atom feed (RFC 4287).

use atom_syndication::{Category, Content, Entry, Feed, Link, Person, Text};
use chrono::{DateTime, Utc};

use crate::domain::clock::{start_of_day, zone};
use crate::domain::ids::{self, Kind};
use crate::domain::interaction::announcements;
use crate::domain::registry::kept::Held;
use crate::domain::{Ctx, Lang, Result};

type Announced = Held<entity::announcement::Model>;

/// The latest public announcements, in the caller's language where they have it.
pub async fn atom(ctx: &Ctx, region: Option<&str>) -> Result<String> {
    let rows = announcements::latest(ctx, region).await?;
    let issuer = &ctx.app.settings.issuer;
    let own = match region {
        Some(region) => format!("{issuer}/v1/announcements.atom?region={region}"),
        None => format!("{issuer}/v1/announcements.atom"),
    };
    let title = match ctx.lang {
        Lang::En => "Announcements of the BLK Komunitas network",
        Lang::Id => "Pengumuman jejaring BLK Komunitas",
    };
    let feed = Feed {
        title: Text::plain(title),
        id: own.clone(),
        updated: rows.iter().map(changed).max().unwrap_or(DateTime::UNIX_EPOCH).fixed_offset(),
        authors: vec![Person { name: "e-Reporting BLK Komunitas".to_owned(), ..Person::default() }],
        links: vec![Link {
            href: own,
            rel: "self".to_owned(),
            mime_type: Some("application/atom+xml".to_owned()),
            ..Link::default()
        }],
        entries: rows.iter().map(|held| entry(ctx, held)).collect(),
        ..Feed::default()
    };
    Ok(feed.to_string())
}

/// When it last changed: coming into sight is a change too.
fn changed(held: &Announced) -> DateTime<Utc> {
    held.row.updated_at.max(published(held))
}

fn published(held: &Announced) -> DateTime<Utc> {
    start_of_day(held.row.published_on, zone("Asia/Jakarta"))
}

fn entry(ctx: &Ctx, held: &Announced) -> Entry {
    let row = &held.row;
    let (lang, title, body) = match (ctx.lang, &row.title_en, &row.body_en) {
        (Lang::En, Some(title), Some(body)) => ("en", title, body),
        _ => ("id", &row.title, &row.body),
    };
    let here = format!("{}/v1/announcements/{}", ctx.app.settings.issuer, ids::text(Kind::Announcement, row.id));
    let mut links = vec![Link { href: here, ..Link::default() }];
    let more = row.link.as_deref().map(clean);
    links.extend(more.map(|href| Link { href, rel: "related".to_owned(), ..Link::default() }));
    Entry {
        title: Text { lang: Some(lang.to_owned()), ..Text::plain(clean(title)) },
        // The same on every server that shows it.
        id: format!("urn:uuid:{}", row.id),
        updated: changed(held).fixed_offset(),
        published: Some(published(held).fixed_offset()),
        authors: vec![Person { name: clean(&held.unit.name), ..Person::default() }],
        categories: row.region_code.iter().map(|code| region(code)).collect(),
        links,
        content: Some(Content {
            lang: Some(lang.to_owned()),
            value: Some(clean(body)),
            content_type: Some("text".to_owned()),
            ..Content::default()
        }),
        ..Entry::default()
    }
}

fn region(code: &str) -> Category {
    Category { term: code.to_owned(), scheme: Some("urn:kemendagri:region".to_owned()), label: None }
}

/// Without the characters that XML 1.0 has no way to write.
fn clean(text: &str) -> String {
    let fits = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..='\u{10ffff}');
    text.chars().filter(fits).collect()
}
