//! What shipped indicators say since figures are public: whom they tell of, and that some of them are stocks. New
//! installations load it with the indicators; here it is added to those that are loaded already.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Indicators of enterprises, with the one that counts these.
const COUNTED: [(&str, &str); 3] =
    [("C01", "'C06', 'C07', 'C08', 'C13', 'E04'"), ("C11", "'C12'"), ("K03", "'K06', 'K08', 'K09', 'K10', 'K16'")];
/// Of the kawasans, what is counted at the end of a period.
const STOCKS: &str = "'K07', 'K08', 'K09', 'K11', 'K13', 'K14', 'K15'";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (counting, codes) in COUNTED {
            say(manager, "countedBy", &format!("\"{counting}\""), codes).await?;
        }
        say(manager, "stock", "true", STOCKS).await
    }
}

/// Adds a field to the definitions of these indicators that do not have it. Each has the field `per`.
async fn say(manager: &SchemaManager<'_>, field: &str, value: &str, codes: &str) -> Result<(), DbErr> {
    let sql = format!(
        "UPDATE indicator SET body = REPLACE(body, '\"per\":\"', '\"{field}\":{value},\"per\":\"') \
         WHERE code IN ({codes}) AND body NOT LIKE '%\"{field}\":%'"
    );
    manager.get_connection().execute_unprepared(&sql).await?;
    Ok(())
}
