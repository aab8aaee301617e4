//! By what figures are grouped: one enum for each root or for roots that have the same dimensions.

/// Declares by what figures of reports are grouped: what is named first, then what all of them have.
macro_rules! report_groups {
    ($(#$doc:tt)* $name:ident { $($first:tt)* }) => {
        words! {
            $(#$doc)*
            $name {
                $($first)*
                /// Each province.
                Province = "PROVINCE",
                /// Each regency or city.
                Regency = "REGENCY",
                /// Each period, as reported.
                Period = "PERIOD",
                /// Each kawasan; a BLK counts in each of its own.
                Kawasan = "KAWASAN",
                /// Each BLK.
                Blk = "BLK",
                /// Each vocation; a BLK counts in each of its own.
                Vocation = "VOCATION",
                /// Each year in which BLKs were built.
                CohortYear = "COHORT_YEAR",
                /// Each kind of host institution.
                HostType = "HOST_TYPE",
                /// How far BLKs are weaned.
                SupportStatus = "SUPPORT_STATUS",
                /// Each programme; a BLK counts in each of its own.
                Programme = "PROGRAMME",
                /// Each model of programmes.
                Model = "MODEL",
                /// Each agenda of programmes.
                Agenda = "AGENDA",
                /// Each priority area of programmes.
                PriorityArea = "PRIORITY_AREA",
                /// Each month in which periods end.
                Month = "MONTH",
                /// Each quarter in which periods end.
                Quarter = "QUARTER",
                /// Each half-year in which periods end.
                Half = "HALF",
                /// Each year in which periods end.
                Year = "YEAR",
            }
        }
    };
}

report_groups! {
    /// By what totals are grouped.
    TotalsGroup {
        /// The whole country in one row.
        Nation = "NATION",
    }
}

report_groups! {
    /// By what reporting rates are grouped.
    RateGroup {}
}

words! {
    /// By what incubatees and what they recorded are grouped.
    CoachingGroup {
        /// Each province.
        Province = "PROVINCE",
        /// Each regency or city.
        Regency = "REGENCY",
        /// Each kawasan.
        Kawasan = "KAWASAN",
        /// Each BLK.
        Blk = "BLK",
        /// Each vocation; what a BLK has counts in each of its own.
        Vocation = "VOCATION",
        /// Each kind of host institution.
        HostType = "HOST_TYPE",
        /// Each business sector.
        Sector = "SECTOR",
        /// Each stage of incubation, as of today.
        Stage = "STAGE",
        /// Each year of cohorts.
        CohortYear = "COHORT_YEAR",
        /// Each programme.
        Programme = "PROGRAMME",
        /// Each model of programmes.
        Model = "MODEL",
        /// Each agenda; a programme counts in each of its own.
        Agenda = "AGENDA",
        /// Each priority area; a programme counts in each of its own.
        PriorityArea = "PRIORITY_AREA",
        /// Each month in which it happened.
        Month = "MONTH",
        /// Each quarter in which it happened.
        Quarter = "QUARTER",
        /// Each half-year in which it happened.
        Half = "HALF",
        /// Each year in which it happened.
        Year = "YEAR",
    }
}

words! {
    /// By what jobs are grouped.
    JobGroup {
        /// Each province.
        Province = "PROVINCE",
        /// Each regency or city.
        Regency = "REGENCY",
        /// Each kawasan.
        Kawasan = "KAWASAN",
        /// Each BLK.
        Blk = "BLK",
        /// Each vocation; what a BLK has counts in each of its own.
        Vocation = "VOCATION",
        /// Each kind of host institution.
        HostType = "HOST_TYPE",
        /// Each business sector.
        Sector = "SECTOR",
        /// Each stage of incubation, as of today.
        Stage = "STAGE",
        /// Each year of cohorts.
        CohortYear = "COHORT_YEAR",
        /// Each programme.
        Programme = "PROGRAMME",
        /// Each model of programmes.
        Model = "MODEL",
        /// Each agenda; a programme counts in each of its own.
        Agenda = "AGENDA",
        /// Each priority area; a programme counts in each of its own.
        PriorityArea = "PRIORITY_AREA",
        /// Each employment relation.
        EmploymentRelation = "EMPLOYMENT_RELATION",
        /// Each sex.
        Sex = "SEX",
        /// Persons with disabilities, and others.
        Disability = "DISABILITY",
        /// Each month in which they were recorded.
        Month = "MONTH",
        /// Each quarter in which they were recorded.
        Quarter = "QUARTER",
        /// Each half-year in which they were recorded.
        Half = "HALF",
        /// Each year in which they were recorded.
        Year = "YEAR",
    }
}

words! {
    /// By what kawasans are grouped.
    KawasanGroup {
        /// Each province.
        Province = "PROVINCE",
        /// Each regency or city.
        Regency = "REGENCY",
        /// Each kawasan.
        Kawasan = "KAWASAN",
        /// Each first year of kawasans.
        CohortYear = "COHORT_YEAR",
    }
}

words! {
    /// By what the weaning of BLKs is grouped.
    WeaningGroup {
        /// Each province.
        Province = "PROVINCE",
        /// Each regency or city.
        Regency = "REGENCY",
        /// Each BLK.
        Blk = "BLK",
        /// Each vocation; what a BLK has counts in each of its own.
        Vocation = "VOCATION",
        /// Each kind of host institution.
        HostType = "HOST_TYPE",
        /// Each year in which BLKs were built.
        CohortYear = "COHORT_YEAR",
        /// How far BLKs are weaned.
        SupportStatus = "SUPPORT_STATUS",
        /// Each month in which weaning falls due.
        Month = "MONTH",
        /// Each quarter in which weaning falls due.
        Quarter = "QUARTER",
        /// Each half-year in which weaning falls due.
        Half = "HALF",
        /// Each year in which weaning falls due.
        Year = "YEAR",
    }
}

words! {
    /// By what targets are grouped.
    TargetGroup {
        /// Each province.
        Province = "PROVINCE",
        /// Each regency or city.
        Regency = "REGENCY",
        /// Each kawasan.
        Kawasan = "KAWASAN",
        /// Each BLK.
        Blk = "BLK",
        /// Each programme.
        Programme = "PROGRAMME",
        /// Each model of programmes.
        Model = "MODEL",
        /// Each agenda; a programme counts in each of its own.
        Agenda = "AGENDA",
        /// Each priority area; a programme counts in each of its own.
        PriorityArea = "PRIORITY_AREA",
        /// What is counted. Targets are always told apart by it.
        Metric = "METRIC",
        /// Each year.
        Year = "YEAR",
    }
}

words! {
    /// By what aid is grouped.
    AidGroup {
        /// Each province.
        Province = "PROVINCE",
        /// Each regency or city.
        Regency = "REGENCY",
        /// Each kawasan.
        Kawasan = "KAWASAN",
        /// Each BLK.
        Blk = "BLK",
        /// Each vocation; what a BLK has counts in each of its own.
        Vocation = "VOCATION",
        /// Each kind of host institution.
        HostType = "HOST_TYPE",
        /// Each business sector.
        Sector = "SECTOR",
        /// Each fiscal year of schemes.
        CohortYear = "COHORT_YEAR",
        /// Each kind of aid.
        AidKind = "AID_KIND",
        /// Each month of the payment.
        Month = "MONTH",
        /// Each quarter of the payment.
        Quarter = "QUARTER",
        /// Each half-year of the payment.
        Half = "HALF",
        /// Each year of the payment.
        Year = "YEAR",
    }
}

words! {
    /// By what partnerships and offers are grouped.
    PartnershipGroup {
        /// Each province.
        Province = "PROVINCE",
        /// Each regency or city.
        Regency = "REGENCY",
        /// Each kawasan.
        Kawasan = "KAWASAN",
        /// Each BLK.
        Blk = "BLK",
        /// Each kind of partner.
        PartnerKind = "PARTNER_KIND",
        /// Each kind of offer; partnerships and contracts have none.
        OfferKind = "OFFER_KIND",
        /// Each month of the first day.
        Month = "MONTH",
        /// Each quarter of the first day.
        Quarter = "QUARTER",
        /// Each half-year of the first day.
        Half = "HALF",
        /// Each year of the first day.
        Year = "YEAR",
    }
}
