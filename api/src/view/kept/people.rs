//! Offices and meetings.

use super::*;

kept_record! {
    /// A dated appointment to an office of a BLK, an organization, a kawasan or a site: who held which office from when to when.
    Appointment(AppointmentInput) of appointment, "appointments" {
        /// Office: code of `officerPositions`.
        #[schema(max_length = 60)]
        position: String,
        /// Name of the office holder, as on official papers.
        #[schema(min_length = 1, max_length = 200)]
        person_name: String,
        /// First day in office.
        #[schema(value_type = String, format = Date)]
        from_on: NaiveDate,
        /// Day it ended, not included; null while in office.
        #[schema(value_type = Option<String>, format = Date)]
        to_on: Option<NaiveDate>,
        /// Number of the decree of appointment.
        #[schema(min_length = 1, max_length = 60)]
        decree_number: Option<String>,
        /// The programme it is for, where it is an office of a programme.
        programme_id: Option<refs::ProgrammeRef>,
    }
}

kept_record! {
    /// A meeting: coordination (rakor), rembuk, sosialisasi (domain.md row 27). Kept by the unit that calls it.
    Meeting(MeetingInput) of meeting, "meetings" {
        /// Code of `meetingKinds`.
        #[schema(max_length = 60)]
        kind: String,
        /// Title.
        #[schema(min_length = 1, max_length = 300)]
        title: String,
        /// First day.
        #[schema(value_type = String, format = Date)]
        from_on: NaiveDate,
        /// Last day; null when it is one day.
        #[schema(value_type = Option<String>, format = Date)]
        to_on: Option<NaiveDate>,
        /// Where.
        #[schema(min_length = 1, max_length = 200)]
        venue: Option<String>,
        /// Who took part.
        #[schema(max_items = 100)]
        [default] participants: Vec<Participant>,
        /// Minutes.
        #[schema(min_length = 1, max_length = 20000)]
        minutes: Option<String>,
        /// The document that holds the minutes.
        minutes_id: Option<refs::UnitDocumentRef>,
        /// Where it is known from.
        #[schema(min_length = 1, max_length = 300)]
        source: Option<String>,
    }
}

kept_record! {
    /// What a meeting resolved, who sees to it and by when. Kept by the unit that sees to it.
    FollowUp(FollowUpInput) of follow_up, "follow-ups" {
        /// The meeting.
        meeting_id: refs::MeetingRef,
        /// What is to be done.
        #[schema(min_length = 1, max_length = 500)]
        title: String,
        /// By when.
        #[schema(value_type = String, format = Date)]
        due_on: NaiveDate,
        /// Code of `followUpStatuses`.
        #[schema(max_length = 60)]
        status: String,
        /// Day it was done.
        #[schema(value_type = Option<String>, format = Date)]
        done_on: Option<NaiveDate>,
        /// Remark.
        #[schema(min_length = 1, max_length = 1000)]
        note: Option<String>,
    }
}
