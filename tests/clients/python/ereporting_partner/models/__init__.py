"""Contains all the data models used in inputs/outputs"""

from .acknowledgement_state import AcknowledgementState
from .applicant_lookup_input import ApplicantLookupInput
from .blocker import Blocker
from .consent_acknowledgement import ConsentAcknowledgement
from .consent_request_input import ConsentRequestInput
from .consent_request_receipt import ConsentRequestReceipt
from .deletion_input import DeletionInput
from .export_failure import ExportFailure
from .export_format import ExportFormat
from .export_state import ExportState
from .get_jwks_response_200 import GetJwksResponse200
from .get_oauth_metadata_response_200 import GetOauthMetadataResponse200
from .list_partner_change import ListPartnerChange
from .list_partner_consent import ListPartnerConsent
from .list_partner_export import ListPartnerExport
from .list_partner_incubatee import ListPartnerIncubatee
from .list_partner_outcome import ListPartnerOutcome
from .list_sikp_candidate import ListSikpCandidate
from .list_supported_enterprise import ListSupportedEnterprise
from .localized_text import LocalizedText
from .oauth_error import OauthError
from .outcome_correction_input import OutcomeCorrectionInput
from .outcome_report_input import OutcomeReportInput
from .outcome_uphold_input import OutcomeUpholdInput
from .page_end import PageEnd
from .partner_capacity import PartnerCapacity
from .partner_capital import PartnerCapital
from .partner_certificate import PartnerCertificate
from .partner_change import PartnerChange
from .partner_change_type import PartnerChangeType
from .partner_consent import PartnerConsent
from .partner_contract import PartnerContract
from .partner_enterprise import PartnerEnterprise
from .partner_export import PartnerExport
from .partner_export_input import PartnerExportInput
from .partner_finance import PartnerFinance
from .partner_incubatee import PartnerIncubatee
from .partner_mentoring import PartnerMentoring
from .partner_month import PartnerMonth
from .partner_outcome import PartnerOutcome
from .partner_product import PartnerProduct
from .partner_redaction import PartnerRedaction
from .partner_region import PartnerRegion
from .partner_unit import PartnerUnit
from .partner_workers import PartnerWorkers
from .problem import Problem
from .problem_item import ProblemItem
from .problem_item_params import ProblemItemParams
from .problem_params import ProblemParams
from .pumk_candidate import PumkCandidate
from .pumk_columns import PumkColumns
from .readiness import Readiness
from .record_steps import RecordSteps
from .reference_code import ReferenceCode
from .reference_code_meta_type_0 import ReferenceCodeMetaType0
from .reference_set import ReferenceSet
from .revoke_form import RevokeForm
from .sikp_candidate import SikpCandidate
from .sikp_columns import SikpColumns
from .step_action import StepAction
from .supported_enterprise import SupportedEnterprise
from .token_answer import TokenAnswer
from .token_form import TokenForm
from .webhook_event import WebhookEvent
from .webhook_event_data import WebhookEventData
from .webhook_ping import WebhookPing
from .webhook_ping_data import WebhookPingData

__all__ = (
    "AcknowledgementState",
    "ApplicantLookupInput",
    "Blocker",
    "ConsentAcknowledgement",
    "ConsentRequestInput",
    "ConsentRequestReceipt",
    "DeletionInput",
    "ExportFailure",
    "ExportFormat",
    "ExportState",
    "GetJwksResponse200",
    "GetOauthMetadataResponse200",
    "ListPartnerChange",
    "ListPartnerConsent",
    "ListPartnerExport",
    "ListPartnerIncubatee",
    "ListPartnerOutcome",
    "ListSikpCandidate",
    "ListSupportedEnterprise",
    "LocalizedText",
    "OauthError",
    "OutcomeCorrectionInput",
    "OutcomeReportInput",
    "OutcomeUpholdInput",
    "PageEnd",
    "PartnerCapacity",
    "PartnerCapital",
    "PartnerCertificate",
    "PartnerChange",
    "PartnerChangeType",
    "PartnerConsent",
    "PartnerContract",
    "PartnerEnterprise",
    "PartnerExport",
    "PartnerExportInput",
    "PartnerFinance",
    "PartnerIncubatee",
    "PartnerMentoring",
    "PartnerMonth",
    "PartnerOutcome",
    "PartnerProduct",
    "PartnerRedaction",
    "PartnerRegion",
    "PartnerUnit",
    "PartnerWorkers",
    "Problem",
    "ProblemItem",
    "ProblemItemParams",
    "ProblemParams",
    "PumkCandidate",
    "PumkColumns",
    "Readiness",
    "RecordSteps",
    "ReferenceCode",
    "ReferenceCodeMetaType0",
    "ReferenceSet",
    "RevokeForm",
    "SikpCandidate",
    "SikpColumns",
    "StepAction",
    "SupportedEnterprise",
    "TokenAnswer",
    "TokenForm",
    "WebhookEvent",
    "WebhookEventData",
    "WebhookPing",
    "WebhookPingData",
)
