//! What is done with incubation beyond keeping its records.

use async_graphql::MergedObject;

pub mod aid;
pub mod documents;
pub mod incubatees;
pub mod mentors;
pub mod persons;
pub mod progress;
pub mod rosters;
pub mod workflow;

/// Reading.
#[derive(MergedObject, Default)]
pub struct IncubationQuery(
    persons::PersonQuery,
    incubatees::IncubateesQuery,
    progress::ProgressQuery,
    mentors::MentorsQuery,
    aid::AidQuery,
    workflow::WorkflowQuery,
);

/// Writing.
#[derive(MergedObject, Default)]
pub struct IncubationMutation(
    persons::PersonMutation,
    rosters::RosterMutation,
    incubatees::IncubateesMutation,
    progress::ProgressMutation,
    mentors::MentorsMutation,
    aid::AidMutation,
    documents::DocumentsMutation,
);
