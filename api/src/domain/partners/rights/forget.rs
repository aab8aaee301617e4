//! What an erasure takes from the records of training and placement. Results, days and services stay and name nobody:
//! statistics count them. Numbers of certificates lead to the person in other registers; that there was one is counted
//! too, so a word stands in their place.

use entity::{alumni_trace, job_seeker, placement, trainee};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::erase::store;
use crate::domain::incubation::persons::ERASED;
use crate::domain::training::seekers;
use crate::domain::{Result, Tx};

/// Takes what identifies the person or was said of it in words.
pub(super) async fn work(tx: &Tx, person: Uuid) -> Result<()> {
    trainings(tx, person).await?;
    traces(tx, person).await?;
    seeking(tx, person).await?;
    placements(tx, person).await
}

/// The word in the place of a number or name, where there was one.
fn veiled(told: Option<&String>) -> Option<String> {
    told.map(|_| ERASED.to_owned())
}

async fn trainings(tx: &Tx, person: Uuid) -> Result<()> {
    let rows = trainee::Entity::find().filter(trainee::Column::PersonId.eq(person)).lock_exclusive();
    for old in rows.all(tx.conn()?).await? {
        let row = trainee::Model {
            reason_note: None,
            test_number: veiled(old.test_number.as_ref()),
            certificate_number: veiled(old.certificate_number.as_ref()),
            ..old.clone()
        };
        if row != old {
            store(tx, row, "trainee.updated", &["reasonNote", "testNumber", "certificateNumber"]).await?;
        }
    }
    Ok(())
}

async fn traces(tx: &Tx, person: Uuid) -> Result<()> {
    let rows = alumni_trace::Entity::find().filter(alumni_trace::Column::PersonId.eq(person)).lock_exclusive();
    for row in rows.all(tx.conn()?).await? {
        if row.note.is_some() {
            store(tx, alumni_trace::Model { note: None, ..row }, "alumniTrace.updated", &["note"]).await?;
        }
    }
    Ok(())
}

/// Nobody looks for work in the name of who was erased.
async fn seeking(tx: &Tx, person: Uuid) -> Result<()> {
    let rows = job_seeker::Entity::find().filter(job_seeker::Column::PersonId.eq(person)).lock_exclusive();
    for old in rows.all(tx.conn()?).await? {
        let mut row = job_seeker::Model { wanted: ERASED.to_owned(), ..old.clone() };
        if row.status == seekers::ACTIVE {
            row.status = seekers::WITHDRAWN.to_owned();
            row.withdrawn_on = Some(tx.today());
        }
        if row != old {
            store(tx, row, "jobSeeker.updated", &["wanted", "status", "withdrawnOn"]).await?;
        }
    }
    Ok(())
}

async fn placements(tx: &Tx, person: Uuid) -> Result<()> {
    let rows = placement::Entity::find().filter(placement::Column::PersonId.eq(person)).lock_exclusive();
    for old in rows.all(tx.conn()?).await? {
        let row = placement::Model { employer_name: veiled(old.employer_name.as_ref()), ..old.clone() };
        if row != old {
            store(tx, row, "placement.updated", &["employerName"]).await?;
        }
    }
    Ok(())
}
