from enum import StrEnum


class AcknowledgementState(StrEnum):
    DONE = "DONE"
    DUE = "DUE"
    OVERDUE = "OVERDUE"

    def __str__(self) -> str:
        return str(self.value)
