//! Organizations around the BLKs of which the sources name only the kind (domain.md rows 23 to 25 and 73): all of them
//! are synthetic.

use serde_json::json;

use crate::domain::{Result, Tx};
use crate::view::resource::Root;
use crate::view::shape;
use crate::view::units::Organization;

/// The two whose machines are among the credentials.
pub const BANK: &str = "ORG-BANK-SINTETIS";
pub const BUMN: &str = "ORG-BUMN-SINTETIS";
/// The last link of the chain of the Kasepuhan kawasan.
pub const OFF_TAKER: &str = "ORG-OFFTAKER-SINTETIS";
/// A training institution.
pub const SCHOOL: &str = "ORG-LPK-SINTETIS";
/// The university of the mentors' batches, which is of the registry and not of these.
pub const UNIVERSITY: &str = "ORG-IPB";
/// An institution for community empowerment from abroad.
pub const ABROAD: &str = "ORG-MITRA-JEPANG-SINTETIS";

/// Code, name, kind, region.
const ALL: &[(&str, &str, &str, &str)] = &[
    (BANK, "Bank Sintetis Banten", "BANK", "36.02"),
    (BUMN, "BUMN Sintetis", "BUMN", "36.72"),
    (OFF_TAKER, "Koperasi Pembeli Kopi Sintetis", "OFF_TAKER", "36.02"),
    (SCHOOL, "LPK Sintetis Rangkasbitung", "TRAINING_INSTITUTION", "36.02"),
    (ABROAD, "Lembaga Pemberdayaan Sintetis dari Jepang", "INTERNATIONAL_ORG", "31.74"),
];

/// All of them.
pub async fn make(tx: &Tx) -> Result<()> {
    for (code, name, kind, region) in ALL {
        let (scope, country) = if *code == ABROAD { ("INTERNATIONAL", "JP") } else { ("NATIONAL", "ID") };
        let facts =
            json!({"code": code, "name": name, "kind": kind, "region": region, "scope": scope, "country": country});
        Organization::create(tx, shape::check(&facts)?).await?;
    }
    Ok(())
}
