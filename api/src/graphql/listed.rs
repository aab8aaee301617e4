//! To what each kind of list is narrowed for its caller: what an empty one says of itself. A kind that is not named here
//! cannot be listed.

use async_graphql::OutputType;

use crate::domain::registry::kept::Kept;
use crate::domain::sphere::Sphere;
use crate::view::audit::AuditEntry;
use crate::view::incubation::persons::Person;
use crate::view::interaction::notices::Notification;
use crate::view::interaction::threads::{Comment, Thread};
use crate::view::jobs::{Job, JobRow};
use crate::view::kept::{Recorded, Row};
use crate::view::obligations::Obligation;
use crate::view::partners::consents::{Consent, ConsentRequest, PartnerConsent, PrivacyNotice};
use crate::view::partners::exports::PartnerExport;
use crate::view::partners::incidents::{Incident, IncidentSubject};
use crate::view::partners::outcomes::PartnerOutcome;
use crate::view::partners::profiles::{SikpCandidate, SupportedEnterprise};
use crate::view::partners::pulls::PartnerIncubatee;
use crate::view::partners::rights::{AccessEntry, DataRequest};
use crate::view::people::Client;
use crate::view::queries::{AccessKey, SavedQuery};
use crate::view::reference::Region;
use crate::view::registry::Blk;
use crate::view::reports::Report;
use crate::view::requests::ChangeRequest;
use crate::view::selection::SelectionCandidate;
use crate::view::templates::{Indicator, ReportTemplate};
use crate::view::units::{Kawasan, Organization, Site};
use crate::view::webhooks::{WebhookDelivery, WebhookEndpoint};

/// What stands in lists.
pub trait Listed: OutputType {
    /// To what lists of it are narrowed.
    const SPHERE: Sphere;
}

/// Records that are kept say it by their readers.
impl<R: Recorded> Listed for R {
    const SPHERE: Sphere = Row::<R>::READERS.sphere();
}

macro_rules! listed {
    ($($sphere:ident: $($row:ty),+;)+) => {
        $($(impl Listed for $row {
            const SPHERE: Sphere = Sphere::$sphere;
        })+)+
    };
}

listed! {
    Everybody: Blk, Kawasan, Organization, Site, Region, ReportTemplate, Indicator, PrivacyNotice, SelectionCandidate;
    Outlined: Report, Obligation;
    Reported: ChangeRequest;
    Coached: Person, Consent;
    Own: AccessEntry, AccessKey, AuditEntry, Client, Comment, ConsentRequest, DataRequest, Incident, IncidentSubject, Job,
        JobRow, Notification,
        PartnerConsent, PartnerExport, PartnerIncubatee, PartnerOutcome, SavedQuery, SikpCandidate, SupportedEnterprise,
        Thread, WebhookDelivery, WebhookEndpoint;
}
