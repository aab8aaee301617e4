//! What is given of the person: only granted facts are decrypted.

use std::collections::HashMap;

use entity::person;
use uuid::Uuid;

use super::Share;
use super::places::Places;
use crate::domain::incubation::persons::{Protected, open_protected};
use crate::domain::partners::scopes::Field;
use crate::domain::reference::regions;
use crate::domain::{Result, Tx};
use crate::view::partners::pulls::{PartnerIncubatee, PartnerRegion};

/// Protected facts by person.
pub(super) struct People(HashMap<Uuid, Protected>);

impl People {
    pub(super) async fn read(tx: &Tx, shares: &[Share<'_>]) -> Result<Self> {
        let rows: Vec<person::Model> = shares.iter().filter_map(granted).collect();
        let rows: Vec<&person::Model> = rows.iter().collect();
        Ok(Self(open_protected(tx, tx.conn()?, &rows).await?))
    }

    pub(super) fn fill(&self, share: &Share<'_>, places: &Places, record: &mut PartnerIncubatee) {
        let person = &share.subject.person;
        record.name = share.keep(Field::Name, || Some(person.name.clone()));
        record.sex = share.keep(Field::Sex, || person.sex.clone());
        record.marital_status = share.keep(Field::MaritalStatus, || person.marital_status.clone());
        record.education = share.keep(Field::Education, || person.education.clone());
        record.occupation = share.keep(Field::Occupation, || person.occupation.clone());
        if let Some(plain) = self.0.get(&person.id) {
            record.birth_date = share.keep(Field::BirthDate, || plain.birth_date);
            record.nik = share.keep(Field::Nik, || plain.nik.clone());
            record.npwp = share.keep(Field::Npwp, || plain.npwp.clone());
            record.phone = share.keep(Field::Phone, || plain.phone.clone());
            record.address = share.keep(Field::Address, || plain.address.clone());
        }
        let path = person.region_code.as_deref().map(regions::path_codes).unwrap_or_default();
        let at = |level: usize| path.get(level).and_then(|code| places.region(code));
        let name = |level: usize| at(level).map(|row| row.name.clone());
        record.province = share.keep(Field::Province, || name(0));
        record.regency = share
            .keep(Field::Regency, || at(1).map(|row| PartnerRegion { code: row.code.clone(), name: row.name.clone() }));
        record.district = share.keep(Field::District, || name(2));
        record.village = share.keep(Field::Village, || name(3));
        record.postal_code = share.keep(Field::PostalCode, || at(3).and_then(|row| row.postal_code.clone()));
    }
}

/// The row of a person with the ciphertexts that may be opened, and no others; none where there are none.
fn granted(share: &Share<'_>) -> Option<person::Model> {
    let row = &share.subject.person;
    let kept = person::Model {
        nik_enc: share.keep(Field::Nik, || row.nik_enc.clone()),
        npwp_enc: share.keep(Field::Npwp, || row.npwp_enc.clone()),
        birth_enc: share.keep(Field::BirthDate, || row.birth_enc.clone()),
        phone_enc: share.keep(Field::Phone, || row.phone_enc.clone()),
        address_enc: share.keep(Field::Address, || row.address_enc.clone()),
        disability_enc: None,
        poverty_enc: None,
        guardian_enc: None,
        ..row.clone()
    };
    let sealed = [&kept.nik_enc, &kept.npwp_enc, &kept.birth_enc, &kept.phone_enc, &kept.address_enc];
    sealed.iter().any(|sealed| sealed.is_some()).then_some(kept)
}
