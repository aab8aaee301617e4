//! Agreements on the sharing of data (domain.md 4.1 and 4.4): what a partner may ask for at all. Without one in force
//! it gets nothing, whoever consented.

use entity::agreement::{Column, Entity, Model};
use entity::organization;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::scopes::{Purpose, Scopes};
use crate::domain::ids::Kind;
use crate::domain::incubation::coached;
use crate::domain::reference::CodeSets;
use crate::domain::registry::kept::kept;
use crate::domain::text::Text;
use crate::domain::{Code, Ctx, Result, Tx, Violation};
use crate::vocab::UnitKind;

/// Where data stay unless an agreement says on what basis they leave.
const HOME: &str = "ID";

kept! {
    agreement: Agreement,
    owners: [UnitKind::Organization],
    keepers: ManageAgreements,
    readers: SignedIn,
    title: Some("number"),
    class: None,
    ends: Some("to_on"),
    alone: [],
    refs: [("document_id", Kind::UnitDocument)],
    span: None,
    fixed: [],
    prepare: prepare,
    check(it, checks) {
        checks.codes("purposes", "consentPurposes", &it.purposes);
        checks.codes("scopes", "consentScopes", &it.scopes);
        checks.code("country", "countries", &it.country);
        if it.country != HOME && it.transfer_basis.is_none() {
            checks.say(
                Code::FieldRequired,
                "transferBasis",
                "Data hanya boleh keluar negeri dengan dasar yang disebutkan (transferBasis).",
                "Data leave the country only on a basis that is named (transferBasis).",
            );
        }
        // It would never hold: the last day is the one before `toOn`.
        if it.to_on <= it.from_on {
            checks.say(
                Code::FieldRange,
                "toOn",
                "toOn adalah hari pertama perjanjian tidak lagi berlaku; harus sesudah fromOn.",
                "toOn is the first day on which the agreement no longer holds; it comes after fromOn.",
            );
        }
    }
}

/// The purposes are ones that this kind of organization may have, and the scopes are of those purposes.
async fn prepare(tx: &Tx, draft: &mut Model, _old: Option<&Model>, faults: &mut Vec<Violation>) -> Result<()> {
    let partner = organization::Entity::find_by_id(draft.unit_id).one(tx.conn()?).await?;
    let kind = partner.map(|row| row.kind).unwrap_or_default();
    let purposes: Vec<String> = serde_json::from_str(&draft.purposes)?;
    let scopes: Vec<String> = serde_json::from_str(&draft.scopes)?;
    faults.extend(misfits(&tx.app.codes, &kind, &purposes, &scopes));
    Ok(())
}

/// Purposes that are not for this kind of organization, and scopes that none of the purposes has. Codes that nobody
/// knows are found elsewhere.
fn misfits(codes: &CodeSets, kind: &str, purposes: &[String], scopes: &[String]) -> Vec<Violation> {
    let Some(known_scopes) = codes.get("consentScopes") else {
        return Vec::new();
    };
    let known: Vec<Option<Purpose>> = purposes.iter().map(|purpose| Purpose::read(codes, purpose)).collect();
    let mut faults = Vec::new();
    for (index, purpose) in known.iter().enumerate() {
        let kinds = purpose.as_ref().map(|purpose| &purpose.partner_kinds);
        if let Some(kinds) = kinds.filter(|kinds| !kinds.iter().any(|one| one == kind)) {
            let (id, en) = ("Tujuan ini bukan untuk jenis organisasi ini.", "The purpose is not for such partners.");
            let fault = Violation::new(Code::PurposeDenied, format!("/purposes/{index}")).saying(Text::new(id, en));
            faults.push(fault.with("partnerKinds", kinds.clone()).with("kind", kind));
        }
    }
    // An unknown purpose may have meant any of the scopes.
    if known.contains(&None) {
        return faults;
    }
    let allowed: Scopes = known.into_iter().flatten().flat_map(|purpose| purpose.scopes).collect();
    for (index, scope) in scopes.iter().enumerate() {
        if known_scopes.entry(scope).is_some() && !allowed.contains(scope) {
            let fault = Violation::new(Code::ScopeExcess, format!("/scopes/{index}"));
            faults.push(fault.with("allowed", allowed.iter().cloned().collect::<Vec<String>>()));
        }
    }
    faults
}

/// The agreements of a partner that hold today, oldest first; none of an organization that was archived.
pub async fn in_force(ctx: &Ctx, conn: &impl ConnectionTrait, partner: Uuid) -> Result<Vec<Model>> {
    let there = Query::select()
        .column("id")
        .from("unit")
        .and_where(Expr::col("id").eq(partner))
        .and_where(Expr::col("archived_at").is_null())
        .to_owned();
    let found = Entity::find()
        .filter(Column::UnitId.eq(partner))
        .filter(Column::UnitId.in_subquery(there))
        .filter(coached::holding("from_on", "to_on", ctx.today()))
        .order_by_asc(Column::Id);
    Ok(found.all(conn).await?)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::reference::{CodeEntry, CodeSet};

    fn entry(code: &str, meta: Value) -> CodeEntry {
        CodeEntry {
            code: code.to_owned(),
            label: Text::new(code, code),
            valid_from: "2020-01-01".parse().unwrap(),
            valid_to: None,
            meta: Some(meta),
        }
    }

    fn faults(kind: &str, purposes: &[&str], scopes: &[&str]) -> Vec<String> {
        let of_purposes = vec![
            entry("CREDIT", json!({"partnerKinds": ["BANK"], "scopes": ["NAME", "NIK"]})),
            entry("SUPPLY", json!({"partnerKinds": ["OFF_TAKER", "BUMN"], "scopes": ["NAME", "PRODUCTS"]})),
        ];
        let of_scopes = ["NAME", "NIK", "PRODUCTS"].map(|scope| entry(scope, json!({}))).to_vec();
        let set = |name: &str, codes| CodeSet::new(name, Text::default(), "", codes);
        let codes = CodeSets::of(vec![set("consentPurposes", of_purposes), set("consentScopes", of_scopes)]);
        let owned = |list: &[&str]| -> Vec<String> { list.iter().map(|code| (*code).to_owned()).collect() };
        let found = misfits(&codes, kind, &owned(purposes), &owned(scopes));
        found.into_iter().map(|fault| format!("{} {}", fault.code, fault.path)).collect()
    }

    #[test]
    fn a_purpose_is_for_certain_kinds_of_organizations() {
        assert!(faults("BANK", &["CREDIT"], &["NAME", "NIK"]).is_empty());
        assert!(faults("BUMN", &["SUPPLY"], &["PRODUCTS"]).is_empty());
        assert_eq!(faults("BUMN", &["SUPPLY", "CREDIT"], &[]), ["PURPOSE.DENIED /purposes/1"]);
        assert_eq!(faults("", &["CREDIT"], &[]), ["PURPOSE.DENIED /purposes/0"]);
    }

    #[test]
    fn scopes_are_those_of_the_purposes_together() {
        assert_eq!(faults("BANK", &["CREDIT"], &["NAME", "PRODUCTS"]), ["CONSENT.SCOPE_EXCESS /scopes/1"]);
        assert_eq!(
            faults("BUMN", &["CREDIT", "SUPPLY"], &["NIK", "PRODUCTS"]),
            ["PURPOSE.DENIED /purposes/0"],
            "a scope of a purpose that is refused is not a second fault"
        );
        // What nobody knows is said as such elsewhere.
        assert!(faults("BANK", &["CREDIT"], &["SHOES"]).is_empty());
        assert!(faults("BANK", &["MARRIAGE"], &["PRODUCTS"]).is_empty());
    }
}
