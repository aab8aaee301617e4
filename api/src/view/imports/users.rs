//! Rows that invite users: one role each. Codes go out by e-mail; none is ever in a result.

use serde_json::{Map, Value};

use super::columns::{self, Field, Is, field};
use super::rows::taken;
use super::{Done, Given};
use crate::domain::access::Scope;
use crate::domain::imports::columns::Column;
use crate::domain::page::{MAX_LIMIT, PageRequest};
use crate::domain::people::query::UserFilter;
use crate::domain::people::{accounts, grants, query};
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation, batch, registry};
use crate::view::people::{Delivery, NewUser, RoleGrant, User};
use crate::view::shape;
use crate::vocab::{AccountStatus, ScopeKind};

/// Fields of [`NewUser`]; those of its one grant stand beside the others.
pub(super) const FIELDS: &[Field] = &[
    field(
        "/name",
        Is::Text,
        ("Nama", "Name"),
        ("Nama seperti pada KTP.", "Name as on the identity card."),
        "Siti Rahayu",
    )
    .required()
    .also(&["Nama lengkap"]),
    field(
        "/email",
        Is::Text,
        ("E-mail", "E-mail"),
        ("Untuk masuk; kode undangan dikirim ke sini.", "To sign in with; the code of the invitation is sent here."),
        "siti@blk.example.id",
    )
    .required()
    .also(&["Surel", "Email"]),
    field(
        "/role",
        Is::Code("roles"),
        ("Peran", "Role"),
        ("Peran yang diberikan.", "The role to give."),
        "BLK_OPERATOR",
    )
    .required(),
    field(
        "/blk",
        Is::Text,
        ("Kode BLK", "BLK code"),
        ("Untuk kepala dan operator: kode BLK-nya.", "For heads and operators: the code of their BLK."),
        "BLKK-3602-001",
    ),
    field(
        "/region",
        Is::Text,
        ("Kode wilayah", "Region code"),
        (
            "Untuk peran wilayah: kode Kemendagri bertitik. Tulis sebagai teks.",
            "For roles on a region: dotted Kemendagri code. Write it as text.",
        ),
        "36.02",
    ),
    field(
        "/unit",
        Is::Text,
        ("Kode unit lain", "Code of another unit"),
        ("Kode kawasan, lokasi, atau organisasi.", "Code of a kawasan, site or organization."),
        "UNIV-3602-01",
    ),
    field(
        "/phone",
        Is::Digits,
        ("Nomor ponsel", "Mobile number"),
        ("Nomor Indonesia; dapat dipakai untuk masuk.", "Indonesian mobile number, to sign in with."),
        "0812-3456-7890",
    )
    .also(&["No HP", "Nomor HP", "Telepon"]),
    field(
        "/language",
        Is::Text,
        ("Bahasa", "Language"),
        ("id atau en; id bila dikosongkan.", "id or en; id where it is empty."),
        "id",
    ),
];

/// The columns.
pub(super) fn columns(ctx: &Ctx) -> Vec<Column> {
    columns::columns(ctx, FIELDS)
}

/// Carries out rows.
pub(super) async fn carry_out(tx: &Tx, given: &Given, rows: Vec<Value>) -> Result<Vec<Result<Done>>> {
    batch::carry_out(tx, rows, false, "", move |row| Box::pin(invite(tx, given, row))).await
}

async fn invite(tx: &Tx, given: &Given, mut row: Value) -> Result<Done> {
    let flat = granted(&mut row, given)?;
    let invited = async {
        let input: NewUser = shape::check(&row)?;
        if input.delivery.is_some_and(|delivery| delivery != Delivery::Email) {
            let fault = Violation::new(Code::UnknownCode, "/delivery").with("allowed", vec!["EMAIL"]);
            return Err(Error::listing(Code::Invalid, vec![fault]));
        }
        if let Some(there) = holder(tx, &input).await? {
            return Ok(Done { id: there.id, existing: true });
        }
        let made = accounts::invite(tx, input).await?;
        Ok(Done { id: made.id, existing: false })
    };
    let refused = |refused: Error| if flat { refused.moved(beside) } else { refused };
    invited.await.map_err(refused)
}

/// Makes the list of one grant of the fields beside the name. Whether it did: a row of JSON has the list.
fn granted(row: &mut Value, given: &Given) -> Result<bool> {
    if row.get("grants").is_some() {
        return Ok(false);
    }
    let mut grant = Map::new();
    for field in ["role", "region", "blk", "unit"] {
        if let Some(text) = taken(row, field, None)? {
            grant.insert(field.to_owned(), Value::String(text));
        }
    }
    let on_something = ["region", "blk", "unit"].iter().any(|field| grant.contains_key(*field));
    if let Some(unit) = given.unit.as_ref().filter(|_| !on_something) {
        grant.insert("unit".to_owned(), Value::String(unit.clone()));
    }
    if let Value::Object(fields) = row {
        fields.insert("grants".to_owned(), Value::Array(vec![Value::Object(grant)]));
    }
    Ok(true)
}

/// Where a fault of the one grant lies among the columns.
fn beside(path: &str) -> String {
    match path.strip_prefix("/grants") {
        Some("" | "/0") => "/role".to_owned(),
        Some(rest) => rest.strip_prefix("/0").unwrap_or(rest).to_owned(),
        None => path.to_owned(),
    }
}

/// The user of this e-mail who holds all these roles already, if the caller manages it.
async fn holder(tx: &Tx, input: &NewUser) -> Result<Option<User>> {
    let Some(email) = input.email.as_deref().map(|email| email.trim().to_lowercase()) else { return Ok(None) };
    let filter = UserFilter { q: Some(email.clone()), ..UserFilter::default() };
    let found = query::users(tx, &filter, &PageRequest::new(Some(MAX_LIMIT), None)?).await?;
    let of_it =
        |user: &User| user.email.as_deref() == Some(email.as_str()) && user.status != AccountStatus::Deactivated;
    let Some(user) = found.items.into_iter().map(|(_, user)| user).find(of_it) else { return Ok(None) };
    for (index, grant) in input.grants.iter().enumerate() {
        let wanted = grants::resolve(tx.conn()?, grant, &format!("/grants/{index}")).await?;
        if !user.roles.iter().any(|held| is_held(held, &wanted)) {
            return Ok(None);
        }
    }
    Ok(Some(user))
}

fn is_held(held: &RoleGrant, wanted: &grants::Wanted) -> bool {
    let on_it = match (&wanted.scope, &wanted.unit) {
        (Scope::Nation, _) => held.scope_kind == ScopeKind::Nation,
        (Scope::Region(code), _) => held.region.as_ref() == Some(code),
        (Scope::Unit(_), Some(unit)) => held.unit.as_ref().is_some_and(|on| on.id == registry::public_id(unit)),
        (Scope::Unit(_), None) => false,
    };
    held.role == wanted.role && on_it
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_of_a_sheet_has_one_role_and_its_faults_lie_beside_the_name() {
        let mut row = json!({"name": "Siti", "role": "BLK_HEAD", "blk": "BLKK-3602-001"});
        assert!(granted(&mut row, &Given::default()).unwrap());
        assert_eq!(row, json!({"name": "Siti", "grants": [{"role": "BLK_HEAD", "blk": "BLKK-3602-001"}]}));
        for (path, at) in [("/grants/0/blk", "/blk"), ("/grants/0", "/role"), ("/grants", "/role"), ("/name", "/name")]
        {
            assert_eq!(beside(path), at);
        }
        let given = Given { unit: Some("BLKK-3602-001".to_owned()), ..Given::default() };
        let mut row = json!({"role": "BLK_OPERATOR"});
        assert!(granted(&mut row, &given).unwrap());
        assert_eq!(row["grants"][0]["unit"], "BLKK-3602-001");
        let mut row = json!({"grants": []});
        assert!(!granted(&mut row, &given).unwrap());
    }
}
