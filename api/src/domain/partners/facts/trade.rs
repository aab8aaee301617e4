//! What a business holds, sells and has agreed: a statement for each.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{certification, offtake_contract, product, unit};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{Share, enterprises};
use crate::domain::partners::scopes::{self, Field};
use crate::domain::reference::CodeSet;
use crate::domain::registry::units;
use crate::domain::{Ctx, Result, Tx};
use crate::view::Rupiah;
use crate::view::kept::Certificate;
use crate::view::partners::pulls::{PartnerCertificate, PartnerContract, PartnerIncubatee, PartnerProduct};

/// Fields that are read from certificates.
const PAPERS: &[Field] = &[Field::EnterpriseNib, Field::EnterpriseCertifications, Field::Certifications];

/// All of it, by enterprise.
pub(super) struct Trade {
    papers: HashMap<Uuid, Vec<certification::Model>>,
    contracts: HashMap<Uuid, Vec<offtake_contract::Model>>,
    buyers: HashMap<Uuid, unit::Model>,
    products: HashMap<Uuid, Vec<product::Model>>,
}

impl Trade {
    pub(super) async fn read(tx: &Tx, shares: &[Share<'_>]) -> Result<Self> {
        let contracts = contracts(tx, enterprises(shares, &[Field::OfftakeContracts])).await?;
        let buyers: Vec<Uuid> = contracts.iter().filter_map(|row| row.off_taker_id).collect();
        Ok(Self {
            papers: grouped(papers(tx, enterprises(shares, PAPERS)).await?, |row| Some(row.enterprise_id)),
            buyers: units::mapped(tx.conn()?, buyers.into_iter()).await?,
            contracts: grouped(contracts, |row| Some(row.enterprise_id)),
            products: grouped(products(tx, enterprises(shares, &[Field::Products])).await?, |row| row.enterprise_id),
        })
    }

    pub(super) fn fill(&self, ctx: &Ctx, share: &Share<'_>, record: &mut PartnerIncubatee) -> Result<()> {
        let Some(group) = share.subject.enterprise.as_ref().map(|row| row.id) else { return Ok(()) };
        self.certificates(ctx, share, group, record);
        record.offtake_contracts = share.keep(Field::OfftakeContracts, || Some(self.agreed(share, group)));
        if share.has(Field::Products) {
            record.products = Some(self.made(ctx, group)?);
        }
        Ok(())
    }

    /// Certificates of the period of the consent. Each kind is of the scope that the code set says.
    fn certificates(&self, ctx: &Ctx, share: &Share<'_>, group: Uuid, record: &mut PartnerIncubatee) {
        let kinds = ctx.app.codes.get("certifications");
        let consent = &share.subject.consent;
        let all = self.papers.get(&group).map(Vec::as_slice).unwrap_or_default().iter();
        let all: Vec<&certification::Model> =
            all.filter(|row| issued_within(row.issued_on, consent.data_from, consent.data_to)).collect();
        let of = |scope: &'static str| {
            let kept = all
                .iter()
                .copied()
                .filter(|row| kinds.as_deref().is_some_and(|kinds| scope_of(kinds, &row.kind) == Some(scope)));
            Some(kept.map(certificate).collect())
        };
        record.certifications = share.keep(Field::Certifications, || of("CERTIFICATIONS"));
        if let Some(enterprise) = &mut record.enterprise {
            let nib = || all.iter().rev().find(|row| row.kind == "NIB").map(|row| row.number.clone());
            enterprise.nib = share.keep(Field::EnterpriseNib, nib);
            enterprise.certifications = share.keep(Field::EnterpriseCertifications, || of("BUSINESS_LEGAL"));
        }
    }

    /// Contracts that hold on a day of the period of the consent.
    fn agreed(&self, share: &Share<'_>, group: Uuid) -> Vec<PartnerContract> {
        let (from, to) = (share.subject.consent.data_from, share.subject.consent.data_to);
        let all = self.contracts.get(&group).map(Vec::as_slice).unwrap_or_default();
        let within = all
            .iter()
            .filter(|row| from.is_none_or(|from| from <= row.ends_on) && to.is_none_or(|to| row.starts_on <= to));
        within.map(|row| self.contract(row)).collect()
    }

    fn contract(&self, row: &offtake_contract::Model) -> PartnerContract {
        let buyer = row.off_taker_id.and_then(|id| self.buyers.get(&id)).map(|unit| unit.name.clone());
        PartnerContract {
            off_taker: buyer.or_else(|| row.off_taker_name.clone()),
            number: row.number.clone(),
            product: row.product.clone(),
            volume: row.volume,
            volume_unit: row.volume_unit.clone(),
            price: Rupiah(row.price),
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            status: row.status.clone(),
        }
    }

    fn made(&self, ctx: &Ctx, group: Uuid) -> Result<Vec<PartnerProduct>> {
        let kinds = ctx.app.codes.get("certifications");
        let all = self.products.get(&group).map(Vec::as_slice).unwrap_or_default();
        let product = |row: &product::Model| -> Result<PartnerProduct> {
            let held: Vec<Certificate> = serde_json::from_str(&row.certifications)?;
            // What is a legal id of the business is of another scope.
            let of_product =
                |kind: &str| kinds.as_deref().is_some_and(|kinds| scope_of(kinds, kind) == Some("CERTIFICATIONS"));
            Ok(PartnerProduct {
                name: row.name.clone(),
                kbli: row.kbli.clone(),
                certifications: held.into_iter().map(|held| held.kind).filter(|kind| of_product(kind)).collect(),
                channels: serde_json::from_str(&row.channels)?,
            })
        };
        all.iter().map(product).collect()
    }
}

/// Whether a certificate is of the period of a consent. Of one without a day nobody knows: it is of no period.
fn issued_within(issued_on: Option<NaiveDate>, from: Option<NaiveDate>, to: Option<NaiveDate>) -> bool {
    match issued_on {
        Some(day) => scopes::within(day, from, to),
        None => from.is_none() && to.is_none(),
    }
}

/// The scope to which a kind of certificate belongs.
fn scope_of<'a>(kinds: &'a CodeSet, kind: &str) -> Option<&'a str> {
    kinds.entry(kind)?.meta.as_ref()?.get("scope")?.as_str()
}

fn certificate(row: &certification::Model) -> PartnerCertificate {
    PartnerCertificate {
        kind: row.kind.clone(),
        number: row.number.clone(),
        issuer: row.issuer.clone(),
        issued_on: row.issued_on,
        valid_until: row.valid_until,
    }
}

fn grouped<T>(rows: Vec<T>, key: impl Fn(&T) -> Option<Uuid>) -> HashMap<Uuid, Vec<T>> {
    let mut groups: HashMap<Uuid, Vec<T>> = HashMap::new();
    for row in rows {
        if let Some(key) = key(&row) {
            groups.entry(key).or_default().push(row);
        }
    }
    groups
}

async fn papers(tx: &Tx, groups: Vec<Uuid>) -> Result<Vec<certification::Model>> {
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let rows = certification::Entity::find()
        .filter(certification::Column::EnterpriseId.is_in(groups))
        .filter(certification::Column::ArchivedAt.is_null())
        .order_by_asc(certification::Column::Id);
    Ok(rows.all(tx.conn()?).await?)
}

async fn contracts(tx: &Tx, groups: Vec<Uuid>) -> Result<Vec<offtake_contract::Model>> {
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let rows = offtake_contract::Entity::find()
        .filter(offtake_contract::Column::EnterpriseId.is_in(groups))
        .filter(offtake_contract::Column::ArchivedAt.is_null())
        .order_by_asc(offtake_contract::Column::Id);
    Ok(rows.all(tx.conn()?).await?)
}

async fn products(tx: &Tx, groups: Vec<Uuid>) -> Result<Vec<product::Model>> {
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let rows = product::Entity::find()
        .filter(product::Column::EnterpriseId.is_in(groups))
        .filter(product::Column::ArchivedAt.is_null())
        .order_by_asc(product::Column::Id);
    Ok(rows.all(tx.conn()?).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_of_the_period_in_which_it_was_issued() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let (issued, before, after) = (day("2025-01-15"), day("2025-01-14"), day("2025-01-16"));
        for (from, to, wanted) in [
            (None, None, true),
            (issued, issued, true),
            (before, None, true),
            (None, after, true),
            (after, None, false),
            (None, before, false),
        ] {
            assert_eq!(issued_within(issued, from, to), wanted, "{from:?} to {to:?}");
            assert_eq!(issued_within(None, from, to), from.is_none() && to.is_none(), "{from:?} to {to:?}");
        }
    }
}
