//! The register of a training package: how much was held, and who attended how much of it.

use async_graphql::{ID, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ids::{self, Kind};
use crate::domain::training::attendance::{self, Attended, Register};
use crate::domain::{Ctx, Result};
use crate::view::incubation::rosters::number;

/// How much of a training package was held and attended.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct TrainingRegister {
    /// Id of the package.
    #[schema(value_type = String)]
    pub package: ID,
    /// Sessions held.
    pub sessions: i32,
    /// Lesson hours held.
    pub hours: i32,
    /// Attendance in percent, to two places: hours attended of those possible; null while nothing was possible.
    pub rate: Option<f64>,
    /// Each trainee who had a place in a session, oldest first.
    pub trainees: Vec<TraineeAttendance>,
}

/// How much a trainee attended.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct TraineeAttendance {
    /// Id of the trainee.
    #[schema(value_type = String)]
    pub trainee: ID,
    /// Id of the person.
    #[schema(value_type = String)]
    pub person: ID,
    /// Lesson hours attended.
    pub hours: i32,
    /// Lesson hours of the sessions in which the trainee had a place.
    pub possible: i32,
    /// The share in percent, to two places.
    pub rate: Option<f64>,
}

/// The register of a package, for who sees its trainees.
pub async fn of(ctx: &Ctx, id: &str) -> Result<TrainingRegister> {
    Ok(attendance::register(ctx, id).await?.into())
}

impl From<Register> for TrainingRegister {
    fn from(register: Register) -> Self {
        Self {
            rate: register.rate(),
            package: register.package.into(),
            sessions: number(register.sessions),
            hours: register.hours,
            trainees: register.trainees.into_iter().map(TraineeAttendance::from).collect(),
        }
    }
}

impl From<Attended> for TraineeAttendance {
    fn from(attended: Attended) -> Self {
        let Attended { trainee, person, hours, possible } = attended;
        Self {
            trainee: ids::text(Kind::Trainee, trainee).into(),
            person: ids::text(Kind::Person, person).into(),
            hours,
            possible,
            rate: attendance::share(hours.into(), possible.into()),
        }
    }
}
