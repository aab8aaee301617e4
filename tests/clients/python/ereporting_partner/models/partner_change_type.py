from enum import StrEnum


class PartnerChangeType(StrEnum):
    CONSENT_LOST = "CONSENT_LOST"
    DELETE = "DELETE"
    UPSERT = "UPSERT"

    def __str__(self) -> str:
        return str(self.value)
