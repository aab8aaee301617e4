//! One account per role, the machines, and the people behind the reports.

use std::sync::Arc;

use serde_json::{Value, json};
use uuid::Uuid;

use super::partners;
use super::units::Units;
use crate::domain::access::{Grant, Scope};
use crate::domain::ids::{self, Kind};
use crate::domain::people::bootstrap::{create_active_account, create_client_with_secret};
use crate::domain::vault::random_secret;
use crate::domain::{Actor, ActorKind, Ctx, Result, Tx};
use crate::view::people::{NewClient, NewGrant};
use crate::vocab::Role;

/// Who was made.
pub struct Made {
    pub credentials: Value,
    pub coordinator: Uuid,
    pub reviewer: Uuid,
    /// Head and operator of the first BLK; they stand for all heads in the history.
    pub head: Uuid,
    pub operator: Uuid,
    /// The ministry's administrator, the mentor of the first incubator, the chair of one of its enterprises.
    pub ministry_admin: Uuid,
    pub mentor: Uuid,
    pub incubatee: Uuid,
    /// They stand for all agencies, university teams and organizations in what is said and offered.
    pub local_government: Uuid,
    pub university: Uuid,
    pub stakeholder: Uuid,
    /// Pulls for the bank; it stands for all partners.
    pub partner: Uuid,
}

impl Made {
    pub fn actor(&self, id: Uuid, role: Role, scope: Scope) -> Actor {
        Actor { kind: ActorKind::Person, id: Some(id), grants: vec![Grant { role, scope }], ..Actor::anonymous() }
    }

    /// The same write by somebody.
    pub fn acting(&self, tx: &Tx, id: Uuid, role: Role, scope: Scope) -> Tx {
        tx.acting(Ctx { actor: Arc::new(self.actor(id, role, scope)), ..(**tx).clone() })
    }
}

fn grant(role: Role, region: Option<&str>, unit: Option<&str>) -> NewGrant {
    NewGrant { role, region: region.map(ToOwned::to_owned), blk: None, unit: unit.map(ToOwned::to_owned) }
}

pub async fn make(ctx: &Ctx, units: &Units) -> Result<Made> {
    let blk = units.blks.first().map(|blk| blk.code.clone()).unwrap_or_default();
    let region = units.blks.first().map(|blk| blk.region_code.chars().take(2).collect::<String>()).unwrap_or_default();
    let kawasan = units.kawasan.code.as_str();
    let roles: [(&str, &str, NewGrant); 14] = [
        ("fknAdmin", "Admin FKN", grant(Role::FknAdmin, None, None)),
        ("ministryAdmin", "Admin Kementerian", grant(Role::MinistryAdmin, None, None)),
        ("ministryReviewer", "Pemeriksa Kementerian", grant(Role::MinistryReviewer, None, None)),
        ("coordinator", "Koordinator Wilayah", grant(Role::Coordinator, Some(&region), None)),
        ("localGovernment", "Dinas Tenaga Kerja", grant(Role::LocalGovernment, Some(&region), None)),
        ("blkHead", "Kepala BLK", grant(Role::BlkHead, None, Some(&blk))),
        ("blkOperator", "Operator BLK", grant(Role::BlkOperator, None, Some(&blk))),
        ("mentor", "Pendamping TKS", grant(Role::Mentor, None, Some(&blk))),
        ("university", "Tim Universitas", grant(Role::University, None, Some(kawasan))),
        ("stakeholder", "Mitra Daerah", grant(Role::Stakeholder, Some(&region), None)),
        ("incubatee", "Wirausaha Binaan", grant(Role::Incubatee, None, Some(&blk))),
        ("auditor", "Auditor", grant(Role::Auditor, None, None)),
        ("dataProtectionOfficer", "Pejabat Pelindungan Data", grant(Role::DataProtectionOfficer, None, None)),
        ("partner", "Petugas Bank Mitra", grant(Role::Partner, None, Some(partners::BANK))),
    ];
    let tx = ctx.begin().await?;
    let mut users = serde_json::Map::new();
    let mut ids = std::collections::HashMap::new();
    for (key, name, grant) in roles {
        let (email, password) = (format!("{}@demo.blk-komunitas.id", key.to_lowercase()), password());
        let account = create_active_account(&tx, name, &email, None, &password, &[grant]).await?;
        let mut entry = json!({"email": email, "password": password});
        if let (true, Some(fields)) = (matches!(key, "blkHead" | "blkOperator"), entry.as_object_mut()) {
            fields.insert("blk".to_owned(), json!(blk));
        }
        users.insert(key.to_owned(), entry);
        ids.insert(key, account.id);
    }
    let of = |key: &str| ids.get(key).copied().unwrap_or_default();
    let clients = clients(&tx, &blk, of("blkHead")).await?;
    tx.commit().await?;
    Ok(Made {
        credentials: json!({"users": users, "clients": clients}),
        coordinator: of("coordinator"),
        reviewer: of("ministryReviewer"),
        head: of("blkHead"),
        operator: of("blkOperator"),
        ministry_admin: of("ministryAdmin"),
        mentor: of("mentor"),
        incubatee: of("incubatee"),
        local_government: of("localGovernment"),
        university: of("university"),
        stakeholder: of("stakeholder"),
        partner: of("partner"),
    })
}

async fn clients(tx: &Tx, blk: &str, head: Uuid) -> Result<Value> {
    let mut made = serde_json::Map::new();
    let partner = |organization: &str| grant(Role::Partner, None, Some(organization));
    let machines = [
        ("blkSystem", "Sistem BLK", grant(Role::BlkHead, None, Some(blk)), Some(ids::text(Kind::User, head))),
        ("dashboard", "Dasbor publik", grant(Role::Dashboard, None, None), None),
        ("bank", "Bank mitra", partner(partners::BANK), None),
        ("bumn", "BUMN mitra", partner(partners::BUMN), None),
        ("offTaker", "Pembeli mitra", partner(partners::OFF_TAKER), None),
    ];
    for (key, name, grant, on_behalf_of) in machines {
        let new = NewClient { name: name.to_owned(), grants: vec![grant], on_behalf_of, ..NewClient::default() };
        let (client, secret) = create_client_with_secret(tx, new).await?;
        made.insert(key.to_owned(), json!({"clientId": ids::text(Kind::Client, client.id), "clientSecret": secret}));
    }
    Ok(Value::Object(made))
}

/// A random password that can be typed.
fn password() -> String {
    random_secret().chars().filter(char::is_ascii_alphanumeric).take(16).collect()
}
