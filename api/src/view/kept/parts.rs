//! Lists within records of incubation.

use super::*;

/// A rule of entry into a cohort.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "EligibilityRuleInput")]
pub struct EligibilityRule {
    /// Code of `eligibilityRules`.
    #[schema(max_length = 60)]
    pub rule: String,
    /// What it is held to: codes, or one number.
    #[schema(max_items = 50)]
    #[graphql(default)]
    #[serde(default)]
    pub values: Vec<String>,
}

/// Something that must be shown before a stage is entered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "GateInput")]
pub struct Gate {
    /// Stage that is entered: code of `incubationStages`.
    #[schema(max_length = 60)]
    pub stage: String,
    /// What is asked for: code of `gateRequirements`.
    #[schema(max_length = 60)]
    pub requirement: String,
    /// How many, where it is counted; 1 unless given.
    #[schema(minimum = 1, maximum = 1000)]
    pub count: Option<i32>,
    /// Which ones, where they are named: milestones, kinds of documents or certificates, or one bookkeeping level.
    #[schema(max_items = 50)]
    #[graphql(default)]
    #[serde(default)]
    pub codes: Vec<String>,
}

/// What was produced in a month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "ProductionInput")]
pub struct Production {
    /// Product.
    #[schema(min_length = 1, max_length = 200)]
    pub product: String,
    /// How much.
    #[schema(minimum = 0)]
    pub volume: f64,
    /// Unit: code of `productUnits`.
    #[schema(max_length = 60)]
    pub unit: String,
}

/// Paid workers of one sex and employment relation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "WorkersInput")]
pub struct Workers {
    /// Code of `sexes`.
    #[schema(max_length = 60)]
    pub sex: String,
    /// Code of `employmentRelations`.
    #[schema(max_length = 60)]
    pub relation: String,
    /// Whether they are persons with disabilities.
    #[graphql(default)]
    #[serde(default)]
    pub disability: bool,
    /// How many.
    #[schema(minimum = 0, maximum = 100000)]
    pub count: i32,
}

/// Capital from one source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "CapitalPartInput")]
pub struct CapitalPart {
    /// Code of `capitalSources`.
    #[schema(max_length = 60)]
    pub source: String,
    /// Whole rupiah.
    pub amount: Rupiah,
}

/// Sales through one channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "SalesPartInput")]
pub struct SalesPart {
    /// Code of `salesChannels`.
    #[schema(max_length = 60)]
    pub channel: String,
    /// Whole rupiah.
    pub amount: Rupiah,
    /// Country of an export (ISO 3166-1): code of `countries`.
    #[schema(min_length = 2, max_length = 2)]
    pub country: Option<String>,
}

/// An innovation of product or process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "InnovationInput")]
pub struct Innovation {
    /// What is new.
    #[schema(min_length = 1, max_length = 300)]
    pub title: String,
    /// Id of a document that shows it.
    #[schema(max_length = 60)]
    pub evidence_id: Option<String>,
}

/// How well one value is attested.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "AssuredInput")]
pub struct Assured {
    /// Name of the field: `revenue`.
    #[schema(max_length = 60)]
    pub field: String,
    /// Code of `assuranceLevels`.
    #[schema(max_length = 60)]
    pub level: String,
    /// Id of who raised it.
    #[schema(max_length = 60)]
    pub by: Option<String>,
    /// Day it was raised.
    #[schema(value_type = String, format = Date)]
    pub on: NaiveDate,
    /// Ids of documents that show it.
    #[schema(max_items = 20)]
    #[graphql(default)]
    #[serde(default)]
    pub evidence: Vec<String>,
}

/// Members of one sex and age band.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "MemberCountInput")]
pub struct MemberCount {
    /// Code of `sexes`; null where it is not known.
    #[schema(max_length = 60)]
    pub sex: Option<String>,
    /// Code of `ageBands`; null where the birth date is not known.
    #[schema(max_length = 60)]
    pub age_band: Option<String>,
    /// How many.
    #[schema(minimum = 0)]
    pub count: i32,
}

/// Time given to one duty in a visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "DutyMinutesInput")]
pub struct DutyMinutes {
    /// Code of `tksDuties`.
    #[schema(max_length = 60)]
    pub duty: String,
    /// Minutes.
    #[schema(minimum = 1, maximum = 1440)]
    pub minutes: i32,
}

/// Something done about a problem.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "ProblemActionInput")]
pub struct ProblemAction {
    /// Day.
    #[schema(value_type = String, format = Date)]
    pub on: NaiveDate,
    /// What was done.
    #[schema(min_length = 1, max_length = 1000)]
    pub action: String,
}

/// A part of how aid is to be spent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "SplitPartInput")]
pub struct SplitPart {
    /// Code of `budgetLines`.
    #[schema(max_length = 60)]
    pub line: String,
    /// Percent.
    #[schema(minimum = 1, maximum = 100)]
    pub percent: i32,
}

/// A further parameter of a scheme.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "SchemeParameterInput")]
pub struct SchemeParameter {
    /// Name: `days`, `people`, `dailyWage`.
    #[schema(min_length = 1, max_length = 60)]
    pub name: String,
    /// Value.
    #[schema(min_length = 1, max_length = 200)]
    pub value: String,
    /// Unit.
    #[schema(min_length = 1, max_length = 30)]
    pub unit: Option<String>,
}

/// A line of a budget (RAB).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "BudgetLineInput")]
pub struct BudgetLine {
    /// Code of `budgetLines`.
    #[schema(max_length = 60)]
    pub line: String,
    /// What is bought.
    #[schema(min_length = 1, max_length = 200)]
    pub item: String,
    /// Whole rupiah.
    pub amount: Rupiah,
}

/// A line of an account: planned and realised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "RealisedLineInput")]
pub struct RealisedLine {
    /// Code of `budgetLines`.
    #[schema(max_length = 60)]
    pub line: String,
    /// What was bought.
    #[schema(min_length = 1, max_length = 200)]
    pub item: String,
    /// What was planned, whole rupiah.
    pub planned: Rupiah,
    /// What was spent, whole rupiah.
    pub realised: Rupiah,
}

/// A chapter of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "LpjSectionInput")]
pub struct LpjSection {
    /// Code of `lpjSections`.
    #[schema(max_length = 60)]
    pub code: String,
    /// Text.
    #[schema(min_length = 1, max_length = 20000)]
    pub text: String,
}

/// A document that is evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "EvidenceInput")]
pub struct Evidence {
    /// Id of a document of the register, with a file.
    #[schema(max_length = 60)]
    pub document_id: String,
    /// Code of `documentKinds`.
    #[schema(max_length = 60)]
    pub kind: String,
    /// SHA-256 of its file, hex; filled in on submission.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub sha256: Option<String>,
}

/// Who signs the approval page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "SignatoryInput")]
pub struct Signatory {
    /// In what role.
    #[schema(min_length = 1, max_length = 100)]
    pub role: String,
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// Day.
    #[schema(value_type = Option<String>, format = Date)]
    pub on: Option<NaiveDate>,
}

/// A question of a checklist.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "ChecklistItemInput")]
pub struct ChecklistItem {
    /// Question.
    #[schema(min_length = 1, max_length = 500)]
    pub question: String,
    /// Answer.
    #[schema(min_length = 1, max_length = 2000)]
    pub answer: Option<String>,
    /// Whether it is as it should be.
    pub met: Option<bool>,
}
