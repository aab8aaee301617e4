from enum import StrEnum


class ExportFailure(StrEnum):
    CONSENT_ENDED = "CONSENT_ENDED"
    DENIED = "DENIED"
    INTERRUPTED = "INTERRUPTED"

    def __str__(self) -> str:
        return str(self.value)
