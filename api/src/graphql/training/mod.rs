//! What is done with training beyond keeping its records.

use async_graphql::MergedObject;

pub mod packages;
pub mod participation;
pub mod rows;
pub mod trainees;

/// Reading.
#[derive(MergedObject, Default)]
pub struct TrainingQuery(packages::PackagesQuery, trainees::TraineesQuery, participation::ParticipationQuery);

/// Writing.
#[derive(MergedObject, Default)]
pub struct TrainingMutation(packages::PackagesMutation, trainees::TraineesMutation, rows::RowsMutation);
