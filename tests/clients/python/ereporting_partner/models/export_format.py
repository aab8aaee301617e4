from enum import StrEnum


class ExportFormat(StrEnum):
    CSV = "CSV"
    NDJSON = "NDJSON"

    def __str__(self) -> str:
        return str(self.value)
