//! Interaction beyond the kept records.

use async_graphql::MergedObject;

pub mod commitments;
pub mod needs;
pub mod notices;
pub mod requests;
pub mod threads;

/// Reading.
#[derive(MergedObject, Default)]
pub struct InteractionQuery(
    threads::ThreadsQuery,
    commitments::CommitmentsQuery,
    needs::NeedsQuery,
    requests::RequestsQuery,
    notices::NoticesQuery,
);

/// Writing.
#[derive(MergedObject, Default)]
pub struct InteractionMutation(
    threads::ThreadsMutation,
    commitments::CommitmentsMutation,
    requests::RequestsMutation,
    notices::NoticesMutation,
);
