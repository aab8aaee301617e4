//! `/v1/reports`: from draft to approval.

mod batch;
mod files;
mod inputs;
mod read;
mod review;
mod write;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::domain::files::MAX_BYTES;

/// Bytes of a batch.
const BATCH_BYTES: usize = 8 * 1024 * 1024;

pub fn router() -> OpenApiRouter<Arc<App>> {
    let batches = OpenApiRouter::new()
        .routes(routes!(batch::file_reports))
        .routes(routes!(batch::decide_reports))
        .layer(DefaultBodyLimit::max(BATCH_BYTES));
    let uploads = OpenApiRouter::new()
        .routes(routes!(files::list_attachments, files::attach_to_report))
        .layer(DefaultBodyLimit::max(usize::try_from(MAX_BYTES).unwrap_or(BATCH_BYTES) + 64 * 1024));
    OpenApiRouter::new()
        .routes(routes!(read::list_reports, write::create_report))
        .routes(routes!(read::get_report, write::edit_report))
        .routes(routes!(read::list_versions))
        .routes(routes!(read::get_diff))
        .routes(routes!(read::get_history))
        .routes(routes!(read::get_receipt))
        .routes(routes!(read::get_receipt_content))
        .routes(routes!(read::print_report))
        .routes(routes!(read::list_revision_items))
        .routes(routes!(write::submit_report))
        .routes(routes!(write::withdraw_report))
        .routes(routes!(write::amend_report))
        .routes(routes!(write::answer_revision_item))
        .routes(routes!(review::start_report_review))
        .routes(routes!(review::verify_report))
        .routes(routes!(review::request_report_revision))
        .routes(routes!(review::approve_report))
        .routes(routes!(review::reject_report))
        .routes(routes!(files::read_attachment, files::detach_from_report))
        .routes(routes!(read::verify_receipt))
        .merge(uploads)
        .merge(batches)
}
