//! Partner sharing beyond the kept records.

use async_graphql::MergedObject;

pub mod changes;
pub mod consents;
pub mod exports;
pub mod incidents;
pub mod outcomes;
pub mod profiles;
pub mod pulls;
pub mod research;
pub mod rights;

/// Reading.
#[derive(MergedObject, Default)]
pub struct PartnersQuery(
    consents::ConsentsQuery,
    pulls::PullsQuery,
    changes::ChangesQuery,
    exports::ExportsQuery,
    profiles::ProfilesQuery,
    outcomes::OutcomesQuery,
    rights::RightsQuery,
    incidents::IncidentsQuery,
);

/// Writing.
#[derive(MergedObject, Default)]
pub struct PartnersMutation(
    consents::ConsentsMutation,
    exports::ExportsMutation,
    profiles::ProfilesMutation,
    outcomes::OutcomesMutation,
    rights::RightsMutation,
    incidents::IncidentsMutation,
    research::ResearchMutation,
);
