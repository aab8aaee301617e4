//! What the registry keeps about a BLK.

use super::*;

kept_record! {
    /// A number under which an authority knows a BLK: VIN, licence, accreditation (domain.md 2.1).
    Registration(RegistrationInput) of registration, "registrations" {
        /// Scheme: code of `registrationSchemes`.
        #[schema(max_length = 60)]
        scheme: String,
        /// The number, as printed.
        #[schema(min_length = 1, max_length = 40)]
        number: String,
        /// Day of issue.
        #[schema(value_type = Option<String>, format = Date)]
        issued_on: Option<NaiveDate>,
        /// Last day of validity; null while it has none.
        #[schema(value_type = Option<String>, format = Date)]
        valid_until: Option<NaiveDate>,
    }
}

kept_record! {
    /// A document of the register: decree, deed, study, grand design, agreement, minutes, photo. Its file is put in with `PUT .../file`.
    UnitDocument(UnitDocumentInput) of unit_document, "documents" {
        /// Kind: code of `documentKinds`.
        #[schema(max_length = 60)]
        kind: String,
        /// Number, as printed.
        #[schema(min_length = 1, max_length = 60)]
        number: Option<String>,
        /// Title.
        #[schema(min_length = 1, max_length = 300)]
        title: String,
        /// Edition, for documents that come in versions (studies, grand designs).
        #[schema(minimum = 1, maximum = 999)]
        edition: Option<i32>,
        /// Date of the document.
        #[schema(value_type = Option<String>, format = Date)]
        issued_on: Option<NaiveDate>,
        /// Last day of validity; null while it has none.
        #[schema(value_type = Option<String>, format = Date)]
        valid_until: Option<NaiveDate>,
    }
    fixed {
        /// The enterprise that it is about; null where it is the unit's own.
        enterprise_id: Option<refs::EnterpriseRef>,
        /// Name of its file, once put in.
        file_name: Option<String>,
        /// Sniffed media type of the file.
        media_type: Option<String>,
        /// Bytes of the file.
        size: Option<i64>,
        /// SHA-256 of the file, hex.
        sha256: Option<String>,
    }
}

kept_record! {
    /// Equipment or a building of a BLK.
    Asset(AssetInput) of asset, "assets" {
        /// What it is.
        #[schema(min_length = 1, max_length = 200)]
        name: String,
        /// Kind: code of `assetKinds`.
        #[schema(max_length = 60)]
        asset_kind: String,
        /// Pieces.
        #[schema(minimum = 1, maximum = 100000)]
        quantity: i32,
        /// Pieces that work, at most `quantity`.
        #[schema(minimum = 0, maximum = 100000)]
        working: i32,
        /// Condition: code of `buildingConditions`.
        #[schema(max_length = 60)]
        condition: String,
        /// Year of acquisition.
        #[schema(minimum = 1950, maximum = 2100)]
        acquired_year: Option<i32>,
        /// Value when acquired, whole rupiah.
        value: Option<Rupiah>,
        /// Who paid: code of `fundingSources`.
        #[schema(max_length = 60)]
        funding_source: Option<String>,
        /// Remark.
        #[schema(min_length = 1, max_length = 500)]
        note: Option<String>,
    }
}

kept_record! {
    /// An instructor of a BLK with certificates.
    Instructor(InstructorInput) of instructor, "instructors" {
        /// Name, as on the certificate.
        #[schema(min_length = 1, max_length = 200)]
        person_name: String,
        /// Code of `sexes`.
        #[schema(max_length = 60)]
        sex: String,
        /// What is taught: code of `vocations`.
        #[schema(max_length = 60)]
        vocation: String,
        /// First day at this BLK.
        #[schema(value_type = String, format = Date)]
        from_on: NaiveDate,
        /// Day it ended, not included; null while active.
        #[schema(value_type = Option<String>, format = Date)]
        to_on: Option<NaiveDate>,
        /// Certificates held.
        #[schema(max_items = 100)]
        [default] certificates: Vec<Certificate>,
    }
}

kept_record! {
    /// A duty of a BLK from its agreement or grant deed: a BLK is not only a gift (domain.md row 75).
    Duty(DutyInput) of duty, "duties" {
        /// What must be done.
        #[schema(min_length = 1, max_length = 300)]
        title: String,
        /// Where it comes from: code of `dutySources`.
        #[schema(max_length = 60)]
        source: String,
        /// Number of the agreement or deed.
        #[schema(min_length = 1, max_length = 60)]
        source_number: Option<String>,
        /// Day by which it is due.
        #[schema(value_type = String, format = Date)]
        due_on: NaiveDate,
        /// Kind of evidence asked for: code of `documentKinds`.
        #[schema(max_length = 60)]
        evidence_kind: Option<String>,
        /// The document that shows it.
        evidence_id: Option<refs::UnitDocumentRef>,
        /// Day it was fulfilled; null while it is owed. Needs evidence where a kind is asked for.
        #[schema(value_type = Option<String>, format = Date)]
        fulfilled_on: Option<NaiveDate>,
    }
}

kept_record! {
    /// A product of a BLK, or of an enterprise (domain.md row 53).
    Product(ProductInput) of product, "products" {
        /// The enterprise that makes it; null where it is the unit's own. It belongs to the unit, or is coached by it.
        enterprise_id: Option<refs::EnterpriseRef>,
        /// Name.
        #[schema(min_length = 1, max_length = 200)]
        name: String,
        /// Description.
        #[schema(min_length = 1, max_length = 2000)]
        description: Option<String>,
        /// KBLI code, five digits.
        #[schema(pattern = "^[0-9]{5}$")]
        kbli: Option<String>,
        /// KBKI commodity code.
        #[schema(min_length = 1, max_length = 20)]
        kbki: Option<String>,
        /// Whether it is a superior product (produk unggulan).
        [default] flagship: bool,
        /// Certificates, halal for one.
        #[schema(max_items = 100)]
        [default] certifications: Vec<Certificate>,
        /// Where it is sold: codes of `salesChannels`.
        #[schema(max_items = 100)]
        [default] channels: Vec<String>,
        /// Countries it is exported to (ISO 3166-1), codes of `countries`; asked for when EKSPOR is a channel.
        #[schema(max_items = 300)]
        [default] export_countries: Vec<String>,
    }
}

kept_record! {
    /// An award given to a BLK.
    Award(AwardInput) of award, "awards" {
        /// Year.
        #[schema(minimum = 2000, maximum = 2100)]
        year: i32,
        /// Category: code of `awardCategories`.
        #[schema(max_length = 60)]
        category: String,
        /// Title of the award.
        #[schema(min_length = 1, max_length = 200)]
        title: String,
        /// The organization that gave it.
        given_by_id: Option<refs::OrganizationRef>,
        /// Where it is known from.
        #[schema(min_length = 1, max_length = 300)]
        source: Option<String>,
    }
}
