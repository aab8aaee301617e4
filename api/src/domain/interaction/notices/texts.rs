//! What a notice says, in both languages: from its kind, its params and its unit, so that no personal data can get in.

use entity::{notification, unit};
use serde_json::Value;

use crate::domain::{Lang, Text};

/// The words of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub title: Text,
    pub text: Text,
}

/// What the words are made of.
struct Facts<'a> {
    params: &'a Value,
    /// Code and name of the unit, or the region of a room.
    about: String,
}

impl<'a> Facts<'a> {
    fn word(&self, name: &str) -> &'a str {
        self.params.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    fn number(&self, name: &str) -> i64 {
        self.params.get(name).and_then(Value::as_i64).unwrap_or_default()
    }

    /// `LAP_BULANAN 2026-10`
    fn report(&self) -> String {
        format!("{} {}", self.word("template"), self.word("period"))
    }
}

/// Says a notice that was given.
pub fn of(row: &notification::Model, unit: Option<&unit::Model>) -> Said {
    said(&row.kind, &serde_json::from_str::<Value>(&row.params).unwrap_or_default(), unit)
}

/// Says a notice.
pub fn said(kind: &str, params: &Value, unit: Option<&unit::Model>) -> Said {
    let region = params.get("region").and_then(Value::as_str).unwrap_or("e-Reporting");
    let about = unit.map_or_else(|| region.to_owned(), |unit| format!("{} {}", unit.code, unit.name));
    let facts = Facts { params, about };
    match kind {
        "MENTION" | "COMMENT" | "THREAD_RESOLVED" => talk(kind, &facts),
        "REPORT_SUBMITTED" | "REPORT_DECIDED" | "REVISION_REQUESTED" => report(kind, &facts),
        "OBLIGATION_CHANGED" | "OBLIGATION_REMINDER" => obligation(kind, &facts),
        "REQUEST" | "COMMITMENT" | "CHANGE_REQUEST" | "OUTCOME" | "DATA_REQUEST" => step(kind, &facts),
        "DATA_REQUEST_DUE" | "INCIDENT_DUE" => by_the_hour(kind, &facts),
        "WEBHOOK_DISABLED" => one(
            ("Penerima webhook dihentikan", "A webhook endpoint was disabled"),
            "Penerima webhook Anda dihentikan. Periksa penerimanya, lalu aktifkan kembali.".to_owned(),
            "Your webhook endpoint was disabled. Look after the receiver, then turn it on again.".to_owned(),
        ),
        "CONSENT_REQUESTED" | "CONSENT_CHANGED" | "CONSENT_WITHDRAWN" | "DELETION_OVERDUE" => sharing(kind, &facts),
        _ => due(kind, &facts),
    }
}

fn one(title: (&str, &str), id: String, en: String) -> Said {
    Said { title: Text::new(title.0, title.1), text: Text::new(id, en) }
}

fn talk(kind: &str, facts: &Facts<'_>) -> Said {
    let about = &facts.about;
    match kind {
        "MENTION" => one(
            ("Anda disebut dalam sebuah komentar", "You were mentioned in a comment"),
            format!("Anda disebut dalam percakapan tentang {about}."),
            format!("You were mentioned in a thread about {about}."),
        ),
        "COMMENT" => one(
            ("Komentar baru", "New comment"),
            format!("Ada komentar baru dalam percakapan tentang {about}."),
            format!("There is a new comment in a thread about {about}."),
        ),
        _ => one(
            ("Percakapan selesai", "Thread resolved"),
            format!("Percakapan tentang {about} dinyatakan selesai."),
            format!("A thread about {about} was resolved."),
        ),
    }
}

fn report(kind: &str, facts: &Facts<'_>) -> Said {
    let (report, about) = (facts.report(), &facts.about);
    let (id, en) = decided(facts.word("decision"));
    match kind {
        "REPORT_SUBMITTED" => Said {
            title: Text::new(format!("Laporan {report} dikirim"), format!("Report {report} submitted")),
            text: Text::new(
                format!("Laporan {report} dari {about} menunggu pemeriksaan."),
                format!("Report {report} of {about} waits for review."),
            ),
        },
        "REPORT_DECIDED" => Said {
            title: Text::new(format!("Laporan {report} {id}"), format!("Report {report} {en}")),
            text: Text::new(
                format!("Laporan {report} dari {about} telah {id}."),
                format!("Report {report} of {about} was {en}."),
            ),
        },
        _ => Said {
            title: Text::new(format!("Laporan {report} perlu diperbaiki"), format!("Report {report} needs revision")),
            text: Text::new(
                format!("Laporan {report} dari {about} dikembalikan. Jawab butir perbaikannya, lalu kirim lagi."),
                format!("Report {report} of {about} was sent back. Answer its revision items, then submit it again."),
            ),
        },
    }
}

fn decided(word: &str) -> (&'static str, &'static str) {
    match word {
        "verified" => ("diverifikasi", "verified"),
        "approved" => ("disetujui", "approved"),
        "rejected" => ("ditolak", "rejected"),
        "locked" => ("dikunci", "locked"),
        _ => ("diputuskan", "decided"),
    }
}

fn obligation(kind: &str, facts: &Facts<'_>) -> Said {
    let (report, about, due) = (facts.report(), &facts.about, facts.word("due"));
    match (kind, facts.word("step")) {
        ("OBLIGATION_CHANGED", "waived") => Said {
            title: Text::new(format!("Laporan {report} dihapuskan"), format!("Report {report} waived")),
            text: Text::new(
                format!("{about} tidak lagi wajib mengirim laporan {report}."),
                format!("{about} no longer owes report {report}."),
            ),
        },
        ("OBLIGATION_CHANGED", _) => Said {
            title: Text::new(format!("Tenggat laporan {report} diperpanjang"), format!("Report {report} extended")),
            text: Text::new(
                format!("Tenggat laporan {report} dari {about} menjadi {due}."),
                format!("Report {report} of {about} is now due on {due}."),
            ),
        },
        _ => {
            let message = facts.word("message");
            let said = |text: String| if message.is_empty() { text } else { format!("{text} {message}") };
            let (until_id, until_en) = match due {
                "" => (String::new(), String::new()),
                day => (format!("; tenggatnya {day}"), format!("; it is due on {day}")),
            };
            Said {
                title: Text::new(format!("Pengingat: laporan {report}"), format!("Reminder: report {report}")),
                text: Text::new(
                    said(format!("Laporan {report} dari {about} belum dikirim{until_id}.")),
                    said(format!("Report {report} of {about} has not arrived{until_en}.")),
                ),
            }
        }
    }
}

/// Requests, commitments, outcomes and change requests: something, and what was done with it.
fn step(kind: &str, facts: &Facts<'_>) -> Said {
    let (id, en) = match kind {
        "REQUEST" => ("Permintaan", "Request"),
        "COMMITMENT" => ("Komitmen", "Commitment"),
        "OUTCOME" => ("Hasil tindak lanjut mitra", "Outcome of a partner"),
        "DATA_REQUEST" => ("Permintaan subjek data", "Request of a data subject"),
        _ => ("Permohonan perubahan", "Change request"),
    };
    let (done, was) = match facts.word("step") {
        "created" => ("baru", "new"),
        "answered" => ("dijawab", "answered"),
        "returned" => ("dikembalikan", "returned"),
        "accepted" => ("diterima", "accepted"),
        "declined" | "rejected" => ("ditolak", "declined"),
        "withdrawn" => ("ditarik", "withdrawn"),
        "disputed" => ("disengketakan", "disputed"),
        "settled" => ("dilanjutkan", "settled"),
        "upheld" => ("dinyatakan benar", "upheld"),
        "corrected" => ("diperbaiki", "corrected"),
        "fulfilled" => ("dipenuhi", "fulfilled"),
        "lapsed" => ("berakhir", "lapsed"),
        "approved" => ("disetujui", "approved"),
        "done" => ("dipenuhi", "done"),
        "refused" => ("ditolak", "refused"),
        _ => ("diperbarui", "updated"),
    };
    let title_en = if was == "new" { format!("New {}", en.to_lowercase()) } else { format!("{en} {was}") };
    let (about, due) = (&facts.about, facts.word("due"));
    let (by_id, by_en) = match due.is_empty() {
        true => (String::new(), String::new()),
        false => (format!("; dijawab paling lambat {due}"), format!("; to be answered by {due}")),
    };
    Said {
        title: Text::new(format!("{id} {done}"), title_en),
        text: Text::new(format!("{id} untuk {about}: {done}{by_id}."), format!("{en} for {about}: {was}{by_en}.")),
    }
}

/// Consents to the sharing of data.
fn sharing(kind: &str, facts: &Facts<'_>) -> Said {
    let (about, purpose) = (&facts.about, facts.word("purpose"));
    match kind {
        "CONSENT_REQUESTED" => one(
            ("Permintaan persetujuan", "Request for a consent"),
            format!(
                "{about} meminta persetujuan untuk membaca data ({purpose}). Anda bebas menyetujui atau menolaknya."
            ),
            format!("{about} asks for a consent to read data ({purpose}). You are free to consent or to decline."),
        ),
        "CONSENT_CHANGED" => {
            let (done, was) = match facts.word("step") {
                "granted" => ("dicatat; Anda dapat menariknya kapan saja", "recorded; you can withdraw it at any time"),
                "withdrawn" => ("ditarik", "withdrawn"),
                _ => ("berakhir", "over"),
            };
            one(
                ("Persetujuan atas data Anda", "A consent to your data"),
                format!("Persetujuan atas data Anda untuk {about} ({purpose}): {done}."),
                format!("The consent to your data for {about} ({purpose}): {was}."),
            )
        }
        "CONSENT_WITHDRAWN" => one(
            ("Persetujuan ditarik", "A consent was withdrawn"),
            format!("Sebuah persetujuan untuk {about} ({purpose}) ditarik. Datanya dihapus dan diakui dalam 72 jam."),
            format!(
                "A consent for {about} ({purpose}) was withdrawn. Its data are deleted and acknowledged in 72 hours."
            ),
        ),
        _ => one(
            ("Pengakuan penghapusan terlambat", "An acknowledgement of deletion is overdue"),
            format!("{about} belum mengakui penghapusan data ({purpose}); aksesnya ditangguhkan sampai diakui."),
            format!("{about} has not acknowledged a deletion ({purpose}); its access is suspended until it does."),
        ),
    }
}

/// What the law gives 72 hours for.
fn by_the_hour(kind: &str, facts: &Facts<'_>) -> Said {
    let (id, en) = match kind {
        "DATA_REQUEST_DUE" => ("Permintaan subjek data", "Request of a data subject"),
        _ => ("Pemberitahuan insiden data pribadi", "Notification of an incident with personal data"),
    };
    let (when_id, when_en) = match facts.number("hours") {
        0 => ("lewat tenggat 72 jam".to_owned(), "overdue: 72 hours have passed".to_owned()),
        left => (format!("tersisa {left} jam"), format!("{left} hours left")),
    };
    let about = &facts.about;
    Said {
        title: Text::new(format!("{id}: {when_id}"), format!("{en}: {when_en}")),
        text: Text::new(format!("{id} ({about}): {when_id}."), format!("{en} ({about}): {when_en}.")),
    }
}

/// What falls due.
fn due(kind: &str, facts: &Facts<'_>) -> Said {
    let report = facts.report();
    let (id, en) = match kind {
        "OBLIGATION_DUE" => (format!("Laporan {report}"), format!("Report {report}")),
        "REVISION_DUE" => (format!("Perbaikan laporan {report}"), format!("Revision of report {report}")),
        "REQUEST_DUE" => ("Jawaban permintaan".to_owned(), "Answer to a request".to_owned()),
        "FOLLOW_UP_DUE" => ("Tindak lanjut".to_owned(), "Follow-up".to_owned()),
        "CERTIFICATE_EXPIRES" => {
            let kind = facts.word("certification");
            (format!("Masa berlaku {kind}"), format!("Validity of {kind}"))
        }
        "WEANING_DUE" => ("Penyapihan BLK".to_owned(), "Weaning of the BLK".to_owned()),
        "SURVIVAL_CHECK_DUE" => ("Pemeriksaan kelangsungan usaha".to_owned(), "Survival check".to_owned()),
        other => (other.to_owned(), other.to_owned()),
    };
    let days = facts.number("days");
    let (when_id, when_en) = match days {
        0 => ("jatuh tempo hari ini".to_owned(), "due today".to_owned()),
        ..0 => (format!("jatuh tempo {} hari lagi", days.abs()), format!("due in {} days", days.abs())),
        _ => (format!("lewat tempo {days} hari"), format!("{days} days overdue")),
    };
    let (about, due) = (&facts.about, facts.word("due"));
    Said {
        title: Text::new(format!("{id}: {when_id}"), format!("{en}: {when_en}")),
        text: Text::new(
            format!("{id} untuk {about}: {when_id} ({due})."),
            format!("{en} for {about}: {when_en} ({due})."),
        ),
    }
}

/// One letter for all that is due together: subject and body.
pub fn letter(lang: Lang, name: &str, all: &[Said]) -> (String, String) {
    let subject = match (all, lang) {
        ([only], _) => only.title.get(lang).to_owned(),
        (_, Lang::Id) => format!("{} pemberitahuan e-Reporting", all.len()),
        (_, Lang::En) => format!("{} notifications of e-Reporting", all.len()),
    };
    let lines: String = all.iter().map(|said| format!("- {}\n", said.text.get(lang))).collect();
    let body = match lang {
        Lang::Id => format!(
            "Yth. {name},\n\n{lines}\nSelengkapnya di kotak masuk e-Reporting Anda.\n\
             Jenis surat yang Anda terima diatur di preferensi pemberitahuan.\n"
        ),
        Lang::En => format!(
            "Dear {name},\n\n{lines}\nMore is in your inbox of e-Reporting.\n\
             Which letters you get is set in your notification preferences.\n"
        ),
    };
    (subject, body)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::preferences::KINDS;
    use super::*;

    #[test]
    fn a_reminder_says_how_many_days_are_left_or_have_passed() {
        let title = |days: i64| {
            let params = json!({"template": "LAP_BULANAN", "period": "2026-10", "days": days, "due": "2026-11-10"});
            said("OBLIGATION_DUE", &params, None).title
        };
        assert_eq!(title(-7).id, "Laporan LAP_BULANAN 2026-10: jatuh tempo 7 hari lagi");
        assert_eq!(title(0).en, "Report LAP_BULANAN 2026-10: due today");
        assert_eq!(title(10).id, "Laporan LAP_BULANAN 2026-10: lewat tempo 10 hari");
    }

    #[test]
    fn every_kind_has_words_of_its_own_in_both_languages() {
        for known in KINDS {
            let said = said(known.code, &json!({}), None);
            for text in [&said.title.id, &said.title.en, &said.text.id, &said.text.en] {
                assert!(!text.is_empty() && !text.contains(known.code), "{}: {text}", known.code);
            }
        }
    }

    #[test]
    fn several_notices_are_one_letter() {
        let all = [said("MENTION", &json!({"region": "36"}), None), said("WEBHOOK_DISABLED", &json!({}), None)];
        let (subject, body) = letter(Lang::En, "Budi", &all);
        assert_eq!(subject, "2 notifications of e-Reporting");
        assert!(body.starts_with("Dear Budi,\n\n- You were mentioned in a thread about 36.\n- Your webhook"), "{body}");
        let (subject, _) = letter(Lang::Id, "Budi", all.get(..1).unwrap());
        assert_eq!(subject, "Anda disebut dalam sebuah komentar");
    }
}
