//! Organizations, kawasans and sites, and the input of every kind of unit.

use std::future::Future;

use async_graphql::{ID, InputObject, InputType, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Changes;
use super::kept::{Pillar, Stored};
use super::refs;
use super::registry::Contact;
use super::resource::{Resource, Root};
use crate::domain::ctx::Expected;
use crate::domain::registry::parts::{self, Part, Whole};
use crate::domain::registry::{self, units::NewUnit};
use crate::domain::{Result, Tx, Violation};

/// The fields of a unit that a caller sends.
pub trait UnitFacts: Serialize + DeserializeOwned + ToSchema + InputType + Clone + Send + Sync + 'static {
    type Part: Part;

    fn of(whole: &Whole<Self::Part>) -> Result<Self>;

    fn draft(self, tx: &Tx, faults: &mut Vec<Violation>) -> impl Future<Output = Result<(NewUnit, Self::Part)>> + Send;
}

/// A unit as callers see it.
pub trait UnitRecord: Root<Input: UnitFacts> {
    fn of(whole: Whole<PartOf<Self>>) -> Result<Self>;
}

/// What the kind of a unit adds to it.
pub type PartOf<R> = <<R as Resource>::Input as UnitFacts>::Part;

/// Declares a kind of unit and its input.
macro_rules! unit_record {
    (
        $(#[$doc:meta])*
        $name:ident($input:ident) of $table:ident, $plural:literal {
            $($(#[$attr:meta])* $([$mark:ident])? $field:ident: $ty:ty,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
        #[serde(rename_all = "camelCase")]
        #[graphql(complex)]
        pub struct $name {
            /// Id.
            #[schema(value_type = String)]
            pub id: ID,
            /// Human code; accepted wherever the id is.
            pub code: String,
            /// Name.
            pub name: String,
            /// Kemendagri code of the region it lies in.
            pub region_code: String,
            /// Kemendagri codes of further regions that it spans.
            pub region_codes: Vec<String>,
            /// IANA zone; its deadlines are reckoned in it.
            pub timezone: String,
            $($(#[$attr])* pub $field: $ty,)*
            /// Telephone, e-mail, web site and address of the institution.
            pub contact: Contact,
            /// First day of its duty to report.
            #[schema(value_type = String, format = Date)]
            pub enrolled_on: NaiveDate,
            /// True for demonstration data.
            pub synthetic: bool,
            /// When it was archived; null while it counts.
            pub archived_at: Option<DateTime<Utc>>,
            /// Version of this record, for If-Match and `expectedVersion`.
            pub version: i32,
        }

        $(#[$doc])*
        #[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct $input {
            /// Human code, unique over all units.
            #[schema(example = "KWS-3602-01", pattern = "^[A-Z0-9.-]{3,40}$")]
            pub code: String,
            /// Name.
            #[schema(min_length = 1, max_length = 200)]
            pub name: String,
            /// Dotted Kemendagri code of the region it lies in.
            #[schema(example = "36.02", max_length = 60)]
            pub region: String,
            /// Dotted Kemendagri codes of further regions that it spans.
            #[graphql(default)]
            #[serde(default)]
            #[schema(max_items = 100)]
            pub regions: Vec<String>,
            $($(#[$attr])* $(#[graphql($mark)] #[serde($mark)])? pub $field: $ty,)*
            /// Telephone of the institution, E.164.
            #[schema(pattern = "^\\+[1-9][0-9]{6,14}$")]
            pub phone: Option<String>,
            /// E-mail of the institution.
            #[schema(format = Email, max_length = 200)]
            pub email: Option<String>,
            /// Web site.
            #[schema(pattern = "^https?://", max_length = 300)]
            pub website: Option<String>,
            /// Postal address of the institution.
            #[schema(max_length = 500)]
            pub address: Option<String>,
            /// First day of its duty to report; today unless given.
            #[schema(value_type = Option<String>, format = Date)]
            pub enrolled_on: Option<NaiveDate>,
        }

        impl UnitFacts for $input {
            type Part = entity::$table::Model;

            fn of(whole: &Whole<Self::Part>) -> Result<Self> {
                let (unit, part) = (&whole.unit, &whole.part);
                Ok(Self {
                    code: unit.code.clone(),
                    name: unit.name.clone(),
                    region: unit.region_code.clone(),
                    regions: whole.regions.clone(),
                    $($field: Stored::show(part.$field.clone())?,)*
                    phone: unit.phone.clone(),
                    email: unit.email.clone(),
                    website: unit.website.clone(),
                    address: unit.address.clone(),
                    enrolled_on: Some(unit.enrolled_on),
                })
            }

            async fn draft(self, tx: &Tx, faults: &mut Vec<Violation>) -> Result<(NewUnit, Self::Part)> {
                let part = entity::$table::Model {
                    unit_id: Uuid::nil(),
                    $($field: Stored::store(self.$field, tx, stringify!($field), faults).await?,)*
                };
                let unit = NewUnit {
                    kind: <Self::Part as Part>::UNIT,
                    code: self.code,
                    name: self.name,
                    region: self.region,
                    regions: self.regions,
                    enrolled_on: self.enrolled_on.unwrap_or_else(|| tx.today()),
                    phone: self.phone,
                    email: self.email,
                    website: self.website,
                    address: self.address,
                    synthetic: false,
                };
                Ok((unit, part))
            }
        }

        impl Resource for $name {
            type Input = $input;
            const NAME: &'static str = stringify!($name);
            const PLURAL: &'static str = $plural;

            fn version(&self) -> i32 {
                self.version
            }

            async fn change(tx: &Tx, id: &str, expected: Expected, changes: Changes<$input>) -> Result<Self> {
                let old = parts::for_change::<entity::$table::Model>(tx, id, expected).await?;
                let mut faults = Vec::new();
                let (unit, part) = changes.applied_to(&<$input as UnitFacts>::of(&old)?)?.draft(tx, &mut faults).await?;
                Self::of(parts::change(tx, old, unit, part, faults, None).await?)
            }

            async fn archive(tx: &Tx, id: &str, expected: Expected) -> Result<Self> {
                Self::of(parts::archive(tx, id, expected).await?)
            }
        }

        impl Root for $name {
            async fn create(tx: &Tx, input: $input) -> Result<Self> {
                let mut faults = Vec::new();
                let (unit, part) = input.draft(tx, &mut faults).await?;
                Self::of(parts::create(tx, unit, part, faults).await?)
            }
        }

        impl UnitRecord for $name {
            fn of(whole: Whole<entity::$table::Model>) -> Result<Self> {
                let (unit, part) = (whole.unit, whole.part);
                Ok(Self {
                    id: registry::public_id(&unit).into(),
                    contact: Contact::from(&unit),
                    code: unit.code,
                    name: unit.name,
                    region_code: unit.region_code,
                    region_codes: whole.regions,
                    timezone: unit.timezone,
                    $($field: Stored::show(part.$field)?,)*
                    enrolled_on: unit.enrolled_on,
                    synthetic: unit.synthetic,
                    archived_at: unit.archived_at,
                    version: unit.version,
                })
            }
        }
    };
}

unit_record! {
    /// An organization: the forum, a ministry and its directorates, a university, local government, a bank, a business.
    Organization(OrganizationInput) of organization, "organizations" {
        /// Code of `organizationKinds`.
        #[schema(max_length = 60)]
        kind: String,
        /// The organization that it is a part of: the ministry of a directorate, the government of an OPD.
        parent_id: Option<refs::OrganizationRef>,
        /// National or international: code of `organizationScopes`.
        #[schema(max_length = 60)]
        scope: String,
        /// Country (ISO 3166-1): code of `countries`.
        #[schema(max_length = 2)]
        country: String,
        /// Other and earlier names.
        #[schema(max_items = 20)]
        [default] aliases: Vec<String>,
        /// First day it existed under this name.
        #[schema(value_type = Option<String>, format = Date)]
        valid_from: Option<NaiveDate>,
        /// First day it no longer did.
        #[schema(value_type = Option<String>, format = Date)]
        valid_to: Option<NaiveDate>,
        /// Region that it serves (local and village government): dotted Kemendagri code.
        #[schema(pattern = "^[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{4})?)?)?$")]
        serves_region: Option<String>,
    }
}

unit_record! {
    /// A kawasan: a programme area with its resources and value chain. It may span several regions.
    Kawasan(KawasanInput) of kawasan, "kawasans" {
        /// Code of `kawasanThemes`.
        #[schema(max_length = 60)]
        theme: String,
        /// Code of `communityTypes`.
        #[schema(max_length = 60)]
        community_type: Option<String>,
        /// First year.
        #[schema(minimum = 2000, maximum = 2100)]
        since_year: i32,
        /// Last year; null while it goes on.
        #[schema(minimum = 2000, maximum = 2100)]
        until_year: Option<i32>,
        /// Description.
        #[schema(max_length = 4000)]
        description: Option<String>,
        /// Where it is known from.
        #[schema(max_length = 300)]
        source: Option<String>,
    }
}

unit_record! {
    /// A site: where a programme is carried out. A special economic zone, a kawasan, a Desmigratif village, a BLK.
    Site(SiteInput) of site, "sites" {
        /// The programme.
        programme_id: refs::ProgrammeRef,
        /// Code of `siteKinds`.
        #[schema(max_length = 60)]
        site_kind: String,
        /// The kawasan that it is, if it is one.
        kawasan_id: Option<refs::KawasanRef>,
        /// The BLK that it is, if it is one.
        blk_id: Option<refs::BlkRef>,
        /// First year.
        #[schema(minimum = 2000, maximum = 2100)]
        since_year: i32,
        /// Last year; null while it goes on.
        #[schema(minimum = 2000, maximum = 2100)]
        until_year: Option<i32>,
        /// Places.
        #[schema(minimum = 0, maximum = 1000000)]
        quota: Option<i32>,
        /// Who may take part.
        #[schema(max_length = 2000)]
        eligibility: Option<String>,
        /// The pillars of a Desmigratif village, with what is done in each.
        #[schema(max_items = 10)]
        [default] pillars: Vec<Pillar>,
    }
}
