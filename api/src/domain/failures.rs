//! What a failure of the database or of the disk is for who called: a refusal of what was sent, something that passes
//! (503, come again), or a defect of ours.

use std::io::{Error as IoError, ErrorKind};

use sea_orm::{DbErr, RuntimeErr, SqlErr};

use super::error::Code;

/// The code of an error of the database.
pub(super) fn code_of(cause: &DbErr) -> Code {
    if matches!(cause.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) {
        return Code::AlreadyExists;
    }
    match cause {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Code::Unavailable,
        DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner)) => of_driver(inner),
        _ => Code::Internal,
    }
}

/// A connection that breaks in the midst of a statement has no SQLSTATE: the driver tells it in its own words.
fn of_driver(error: &sqlx::Error) -> Code {
    use sqlx::Error as Driver;
    match error {
        Driver::Io(_) | Driver::Tls(_) | Driver::Protocol(_) | Driver::PoolTimedOut | Driver::PoolClosed => {
            Code::Unavailable
        }
        Driver::WorkerCrashed | Driver::BeginFailed => Code::Unavailable,
        Driver::Database(said) => match said.code().as_deref() {
            Some(state) if state.len() == 5 => of_postgres(state),
            Some(code) => of_sqlite(code),
            None => Code::Internal,
        },
        _ => Code::Internal,
    }
}

/// By SQLSTATE.
fn of_postgres(state: &str) -> Code {
    match (state.get(..2).unwrap_or_default(), state) {
        // Data that its types cannot hold; limits of the server.
        ("22" | "54", _) => Code::Invalid,
        // Connection lost; deadlock; out of disk, memory or connections; being shut down or cancelled; its own disk failed.
        ("08" | "40" | "53" | "57" | "58", _) => Code::Unavailable,
        // Somebody holds the lock; a standby; the session was ended for idling.
        (_, "55P03" | "55006" | "25006" | "25P03" | "25P04") => Code::Unavailable,
        _ => Code::Internal,
    }
}

/// By the lowest byte of SQLite's result code, which extended codes keep.
fn of_sqlite(code: &str) -> Code {
    match code.parse::<u32>().map(|code| code & 0xff) {
        // BUSY, LOCKED, NOMEM, READONLY, INTERRUPT, IOERR, FULL, CANTOPEN, PROTOCOL.
        Ok(5..=10 | 13..=15) => Code::Unavailable,
        // TOOBIG.
        Ok(18) => Code::Invalid,
        _ => Code::Internal,
    }
}

/// ENFILE and EMFILE, which have no kind.
const DESCRIPTORS: [i32; 2] = [23, 24];

/// Whether a failure of the disk passes once there is room, or the system has descriptors again.
pub(super) fn passes(error: &IoError) -> bool {
    let kinds = [ErrorKind::StorageFull, ErrorKind::QuotaExceeded, ErrorKind::ReadOnlyFilesystem];
    kinds.contains(&error.kind()) || error.raw_os_error().is_some_and(|code| DESCRIPTORS.contains(&code))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::fmt;

    use sea_orm::ConnAcquireErr;
    use sqlx::error::{DatabaseError, ErrorKind as Kind};

    use super::*;
    use crate::domain::Error;

    /// An error with a code, as a driver gives it.
    #[derive(Debug)]
    struct Said(&'static str);

    impl fmt::Display for Said {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl std::error::Error for Said {}

    impl DatabaseError for Said {
        fn message(&self) -> &str {
            self.0
        }

        fn code(&self) -> Option<Cow<'_, str>> {
            Some(self.0.into())
        }

        fn as_error(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
            self
        }

        fn as_error_mut(&mut self) -> &mut (dyn std::error::Error + Send + Sync + 'static) {
            self
        }

        fn into_error(self: Box<Self>) -> Box<dyn std::error::Error + Send + Sync + 'static> {
            self
        }

        fn kind(&self) -> Kind {
            Kind::Other
        }
    }

    fn refused(error: sqlx::Error) -> Error {
        DbErr::Query(RuntimeErr::SqlxError(error.into())).into()
    }

    #[test]
    fn what_passes_is_said_to_pass() {
        let passing = [
            "08006", "40001", "40P01", "53100", "53200", "53300", "55P03", "57014", "57P01", "57P02", "57P03", "58030",
            "25006", "25P03", "5", "261", "517", "6", "8", "1032", "10", "778", "2570", "13", "14",
        ];
        for code in passing {
            let refused = refused(sqlx::Error::Database(Box::new(Said(code))));
            assert_eq!((refused.code(), refused.0.retry_after), (Code::Unavailable, Some(1)), "{code}");
        }
        for error in [sqlx::Error::PoolTimedOut, sqlx::Error::PoolClosed, sqlx::Error::WorkerCrashed] {
            assert_eq!(refused(error).code(), Code::Unavailable);
        }
        let lost = IoError::new(ErrorKind::UnexpectedEof, "expected to read 5 bytes, got 0 bytes at EOF");
        assert_eq!(refused(lost.into()).code(), Code::Unavailable, "the server was killed while it answered");
        let none = DbErr::ConnectionAcquire(ConnAcquireErr::Timeout);
        assert_eq!(Error::from(none).0.retry_after, Some(1));
    }

    #[test]
    fn what_was_sent_is_refused_and_what_is_ours_is_a_failure() {
        for code in ["22021", "22003", "22P05", "54000", "54001", "18"] {
            assert_eq!(refused(sqlx::Error::Database(Box::new(Said(code)))).code(), Code::Invalid, "{code}");
        }
        for code in ["42703", "23502", "25P02", "XX001", "1", "11", "1299", "19"] {
            let failed = refused(sqlx::Error::Database(Box::new(Said(code))));
            assert_eq!((failed.code(), failed.0.retry_after), (Code::Internal, None), "{code}");
        }
        assert_eq!(refused(sqlx::Error::ColumnNotFound("a".into())).code(), Code::Internal);
    }

    #[test]
    fn a_full_disk_passes_and_a_missing_file_does_not() {
        for code in [28, 122, 30, 23, 24] {
            let refused = Error::internal(IoError::from_raw_os_error(code));
            assert_eq!((refused.code(), refused.0.retry_after), (Code::Unavailable, Some(1)), "{code}");
        }
        let deep = anyhow::Error::from(IoError::from_raw_os_error(28)).context("writing the file");
        assert_eq!(Error::internal(deep).code(), Code::Unavailable);
        assert_eq!(Error::internal(IoError::from_raw_os_error(2)).code(), Code::Internal);
    }
}
