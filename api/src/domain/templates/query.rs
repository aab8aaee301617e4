//! Finding template versions. Published ones never change and stay in memory.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use entity::{report_template, template_version};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::compiled::{Head, Template};
use super::definition::Definition;
use super::indicators;
use crate::domain::ids::{self, Kind};
use crate::domain::{Code, Error, Result};
use crate::vocab::TemplateState;

/// How long the list of published versions is believed. Another process may publish; its versions take effect here
/// after this at the latest. What this process publishes counts at once.
const BELIEVED: Duration = Duration::from_secs(2);

/// Every published version.
type Published = Arc<[Arc<Template>]>;

/// Published template versions in memory.
#[derive(Debug, Default)]
pub struct Templates {
    versions: RwLock<HashMap<(Uuid, i32), Arc<Template>>>,
    list: RwLock<Option<(Instant, Published)>>,
}

/// A template with its versions, the newest first.
#[derive(Clone, Debug)]
pub struct Listed {
    pub head: report_template::Model,
    pub versions: Vec<Arc<Template>>,
}

impl Templates {
    fn cached(&self, id: Uuid, number: i32) -> Option<Arc<Template>> {
        self.versions.read().ok()?.get(&(id, number)).cloned()
    }

    fn known(&self, code: &str, number: i32) -> Option<Arc<Template>> {
        let versions = self.versions.read().ok()?;
        versions.values().find(|known| known.number == number && known.code == code).cloned()
    }

    /// Reads the list of published versions anew, after one was published.
    pub fn forget_list(&self) {
        if let Ok(mut list) = self.list.write() {
            *list = None;
        }
    }

    /// Reads everything anew: a load of demonstration data moved the day from which shipped versions are used.
    pub fn forget(&self) {
        if let Ok(mut map) = self.versions.write() {
            map.clear();
        }
        self.forget_list();
    }

    /// One published version by its key.
    pub async fn published(&self, conn: &impl ConnectionTrait, id: Uuid, number: i32) -> Result<Arc<Template>> {
        if let Some(known) = self.cached(id, number) {
            return Ok(known);
        }
        let row = template_version::Entity::find_by_id((id, number)).one(conn).await?;
        let row = row.filter(|row| row.state == TemplateState::Published.as_str());
        let template = self.compiled(conn, row.ok_or_else(|| Error::new(Code::NotFound))?).await?;
        self.keep(&template);
        Ok(template)
    }

    /// The version that a period ending on this day uses: the latest published one in effect. None where the
    /// template is unknown or not in effect yet.
    pub async fn in_force(
        &self,
        conn: &impl ConnectionTrait,
        code_or_id: &str,
        period_end: NaiveDate,
    ) -> Result<Option<Arc<Template>>> {
        let named = ids::parse(code_or_id).filter(|(kind, _)| *kind == Kind::Template).map(|(_, id)| id);
        let all = self.all_published(conn).await?;
        let own = all.iter().filter(|one| one.code == code_or_id || Some(one.id) == named);
        let in_effect = own.filter(|one| one.effective_from.is_some_and(|from| from <= period_end));
        Ok(in_effect.max_by_key(|one| one.effective_from).cloned())
    }

    /// Every published version of every template, by template and day of effect.
    pub async fn all_published(&self, conn: &impl ConnectionTrait) -> Result<Published> {
        if let Ok(list) = self.list.read()
            && let Some((read_at, all)) = list.as_ref()
            && read_at.elapsed() < BELIEVED
        {
            return Ok(all.clone());
        }
        let keys: Vec<(Uuid, i32)> = template_version::Entity::find()
            .select_only()
            .column(template_version::Column::TemplateId)
            .column(template_version::Column::Number)
            .filter(template_version::Column::State.eq(TemplateState::Published.as_str()))
            .order_by_asc(template_version::Column::TemplateId)
            .order_by_asc(template_version::Column::EffectiveFrom)
            .into_tuple()
            .all(conn)
            .await?;
        let mut found = Vec::with_capacity(keys.len());
        for (id, number) in keys {
            found.push(self.published(conn, id, number).await?);
        }
        let all: Published = found.into();
        if let Ok(mut list) = self.list.write() {
            *list = Some((Instant::now(), all.clone()));
        }
        Ok(all)
    }

    /// One version, draft or published.
    pub async fn version(&self, conn: &impl ConnectionTrait, code_or_id: &str, number: i32) -> Result<Arc<Template>> {
        if let Some(known) = self.known(code_or_id, number) {
            return Ok(known);
        }
        let head = head(conn, code_or_id).await?;
        let row = template_version::Entity::find_by_id((head.id, number)).one(conn).await?;
        self.compiled(conn, row.ok_or_else(|| Error::new(Code::NotFound))?).await
    }

    /// All versions of a template, the newest first.
    pub async fn versions(&self, conn: &impl ConnectionTrait, head: report_template::Model) -> Result<Listed> {
        let rows = template_version::Entity::find()
            .filter(template_version::Column::TemplateId.eq(head.id))
            .order_by_desc(template_version::Column::Number)
            .all(conn)
            .await?;
        let mut versions = Vec::with_capacity(rows.len());
        for row in rows {
            versions.push(self.compiled(conn, row).await?);
        }
        Ok(Listed { head, versions })
    }

    pub(super) async fn compiled(
        &self,
        conn: &impl ConnectionTrait,
        row: template_version::Model,
    ) -> Result<Arc<Template>> {
        if let Some(known) = self.cached(row.template_id, row.number) {
            return Ok(known);
        }
        let definition: Definition = serde_json::from_str(&row.body)?;
        let asked = indicators::pinned(conn, &definition).await?;
        let head = Head {
            id: row.template_id,
            number: row.number,
            state: row.state.parse()?,
            effective_from: row.effective_from,
            published_at: row.published_at,
            version: row.version,
        };
        Ok(Arc::new(Template::compile(head, definition, asked)?))
    }

    /// Keeps a published version that was read from committed rows.
    fn keep(&self, template: &Arc<Template>) {
        if template.state == TemplateState::Published
            && let Ok(mut map) = self.versions.write()
        {
            map.insert((template.id, template.number), template.clone());
        }
    }
}

/// A template by its code or id.
pub async fn head(conn: &impl ConnectionTrait, code_or_id: &str) -> Result<report_template::Model> {
    let query = match ids::parse(code_or_id) {
        Some((Kind::Template, id)) => report_template::Entity::find_by_id(id),
        Some(_) => return Err(Error::new(Code::NotFound)),
        None if code_or_id.contains('\0') => return Err(Error::new(Code::NotFound)),
        None => report_template::Entity::find().filter(report_template::Column::Code.eq(code_or_id)),
    };
    query.one(conn).await?.ok_or_else(|| Error::new(Code::NotFound))
}

/// All templates, by code.
pub async fn heads(conn: &impl ConnectionTrait) -> Result<Vec<report_template::Model>> {
    Ok(report_template::Entity::find().order_by_asc(report_template::Column::Code).all(conn).await?)
}
