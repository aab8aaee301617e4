//! Files that come in and go out: streamed, hashed and sniffed on the way, never whole in memory.

use std::path::PathBuf;

use axum::body::Body as Stream;
use axum::extract::{DefaultBodyLimit, Multipart};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;

use crate::domain::files::{MAX_BYTES, Stored, Upload};
use crate::domain::text::pointer;
use crate::domain::{Code, Ctx, Error, Result};

/// A form that came in.
pub struct Received {
    pub kind: Option<String>,
    pub name: String,
    pub stored: Stored,
}

/// Room for a file and the fields beside it.
pub fn body_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(usize::try_from(MAX_BYTES).unwrap_or(usize::MAX / 2) + 64 * 1024)
}

/// Reads a form: a `file`, its `sha256` if sent and, where it is asked for, its `kind`.
pub async fn receive(ctx: &Ctx, mut form: Multipart, with_kind: bool) -> Result<Received> {
    let (mut kind, mut sha256, mut file) = (None, None, None);
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        match field.name().unwrap_or_default() {
            "kind" if with_kind => kind = Some(field.text().await.map_err(broken)?),
            "sha256" => sha256 = Some(field.text().await.map_err(broken)?),
            "file" => {
                let name = field.file_name().unwrap_or("lampiran").to_owned();
                let mut upload = Upload::begin(ctx).await?;
                while let Some(bytes) = field.chunk().await.map_err(broken)? {
                    upload.write(&bytes).await?;
                }
                file = Some((name, upload));
            }
            other => return Err(Error::field(Code::UnknownField, format!("/{}", pointer(other)))),
        }
    }
    let (name, upload) = file.ok_or_else(|| Error::field(Code::FieldRequired, "/file"))?;
    Ok(Received { kind, name, stored: upload.finish(ctx, sha256.as_deref()).await? })
}

fn broken(error: axum::extract::multipart::MultipartError) -> Error {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Error::new(Code::TooLarge)
    } else {
        Error::new(Code::Malformed)
    }
}

/// A stored file as an answer.
pub async fn send(path: PathBuf, media_type: &str, size: i64, disposition: HeaderValue) -> Result<Response> {
    let file = tokio::fs::File::open(path).await.map_err(Error::internal)?;
    let stream = futures_util::stream::unfold(file, |mut file| async move {
        use tokio::io::AsyncReadExt;
        let mut chunk = vec![0u8; 64 * 1024];
        match file.read(&mut chunk).await {
            Ok(0) => None,
            Ok(n) => {
                chunk.truncate(n);
                Some((Ok(chunk), file))
            }
            Err(e) => Some((Err(e), file)),
        }
    });
    // Compressed, a body is asked once more after its end.
    let mut response = Stream::from_stream(stream.fuse()).into_response();
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(media_type) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}

/// `Content-Disposition` with the name of the file (RFC 6266): plain, and whole in UTF-8.
pub fn named(name: &str) -> HeaderValue {
    use std::fmt::Write;
    let sound = |letter: char| letter == ' ' || letter.is_ascii_graphic() && !matches!(letter, '"' | '\\' | '%');
    let plain: String = name.chars().map(|letter| if sound(letter) { letter } else { '_' }).collect();
    let mut whole = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            whole.push(char::from(byte));
        } else {
            let _ = write!(whole, "%{byte:02X}");
        }
    }
    HeaderValue::from_str(&format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}
