//! A region of the Kemendagri list as it held between two dates: province, regency or city, district, village.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "region")]
pub struct Model {
    /// Kemendagri dotted code (`36.02.01.2001`), the canonical one.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// First day on which this row holds (the decree that brought it).
    #[sea_orm(primary_key, auto_increment = false)]
    pub valid_from: Date,
    /// First day on which it no longer holds; none while current.
    pub valid_to: Option<Date>,
    /// 1 province, 2 regency or city, 3 district, 4 village.
    pub level: i32,
    /// `provinsi`, `kabupaten`, `kota`, `kecamatan`, `kelurahan`, `desa` ...
    pub kind: String,
    /// Code of the region it lies in; none for a province.
    pub parent_code: Option<String>,
    /// Name as in the decree.
    pub name: String,
    /// Folded name for search: lower case, no spaces, no `kabupaten`/`kota` prefix.
    pub search_name: String,
    /// IANA zone (WIB, WITA or WIT).
    pub timezone: String,
    /// Postal code of a village.
    pub postal_code: Option<String>,
    /// The decree the row comes from.
    pub decree: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
