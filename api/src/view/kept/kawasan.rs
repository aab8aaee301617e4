//! What the registry keeps about a kawasan and its value chain.

use super::*;

kept_record! {
    /// A supporting resource of a kawasan: natural, human, infrastructure, social or economic (domain.md row 41).
    KawasanResource(KawasanResourceInput) of kawasan_resource, "resources" {
        /// One of the five kinds: code of `resourceKinds`.
        #[schema(max_length = 60)]
        kind: String,
        /// What it is.
        #[schema(min_length = 1, max_length = 200)]
        name: String,
        /// Description.
        #[schema(min_length = 1, max_length = 2000)]
        description: Option<String>,
        /// How much.
        #[schema(minimum = 0)]
        quantity: Option<f64>,
        /// Unit of the quantity.
        #[schema(min_length = 1, max_length = 30)]
        quantity_unit: Option<String>,
        /// What is missing: 0 nothing, 100 everything.
        #[schema(minimum = 0, maximum = 100)]
        gap_score: i32,
        /// Day of the assessment.
        #[schema(value_type = Option<String>, format = Date)]
        assessed_on: Option<NaiveDate>,
    }
}

kept_record! {
    /// An enterprise or business group of a kawasan, BLK or site (TKM). Names are unique within a unit and year, not in the nation (domain.md row 39).
    Enterprise(EnterpriseInput) of enterprise, "enterprises" {
        /// Name.
        #[schema(min_length = 1, max_length = 200)]
        name: String,
        /// Year it joined the programme.
        #[schema(minimum = 2000, maximum = 2100)]
        year: i32,
        /// Code of `sectors`.
        #[schema(max_length = 60)]
        sector: String,
        /// Beginner or advanced: code of `enterpriseLevels`.
        #[schema(max_length = 60)]
        level: String,
        /// Group or one person: code of `enterpriseForms`; a group where it is null.
        #[schema(max_length = 60)]
        form: Option<String>,
        /// KBLI code, five digits; named with its version.
        #[schema(pattern = "^[0-9]{5}$")]
        kbli: Option<String>,
        /// Version of the KBLI code: code of `kbliVersions`.
        #[schema(max_length = 60)]
        kbli_version: Option<String>,
        /// Place in the value chain: code of `valueChainStages`.
        #[schema(max_length = 60)]
        chain_stage: Option<String>,
        /// The BLK that coaches it.
        blk_id: Option<refs::BlkRef>,
        /// The kawasan that it belongs to.
        kawasan_id: Option<refs::KawasanRef>,
        /// Day the business began.
        #[schema(value_type = Option<String>, format = Date)]
        started_on: Option<NaiveDate>,
        /// Where it is known from.
        #[schema(min_length = 1, max_length = 300)]
        source: Option<String>,
    }
}

kept_record! {
    /// A place in the value chain of a kawasan, and who stands there: an enterprise, a BLK or an organization (domain.md row 42).
    ChainLink(ChainLinkInput) of chain_link, "chain" {
        /// Upstream to off-taker: code of `valueChainStages`.
        #[schema(max_length = 60)]
        stage: String,
        /// The enterprise that stands there.
        enterprise_id: Option<refs::EnterpriseRef>,
        /// The BLK that stands there.
        blk_id: Option<refs::BlkRef>,
        /// The organization that stands there.
        organization_id: Option<refs::OrganizationRef>,
        /// What it does there.
        #[schema(min_length = 1, max_length = 300)]
        role: Option<String>,
    }
}

kept_record! {
    /// A local potential: a commodity, its volume and season (domain.md row 12).
    Potential(PotentialInput) of potential, "potentials" {
        /// What it is.
        #[schema(min_length = 1, max_length = 200)]
        name: String,
        /// KBLI or KBKI: code of `commoditySchemes`.
        #[schema(max_length = 60)]
        commodity_scheme: Option<String>,
        /// Code of the commodity in that scheme.
        #[schema(min_length = 1, max_length = 20)]
        commodity_code: Option<String>,
        /// Volume a year.
        #[schema(minimum = 0)]
        volume: Option<f64>,
        /// Unit of the volume.
        #[schema(min_length = 1, max_length = 30)]
        volume_unit: Option<String>,
        /// When it is in season.
        #[schema(min_length = 1, max_length = 120)]
        season: Option<String>,
        /// Where the figures come from.
        #[schema(min_length = 1, max_length = 500)]
        evidence: Option<String>,
    }
}
