//! Callers who send or take too slowly hold a connection, and some of them all connections there are. A body must come
//! at a least rate, and what is answered must be taken.

use std::io::{Error, ErrorKind};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use hyper::body::{Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// How slow a caller may be.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// So long it may send nothing, or take nothing.
    pub pause: Duration,
    /// Bytes a second that a body must have on the average, once it has taken longer than a pause.
    pub rate: u64,
}

/// That of the service: a bad mobile network still carries a kilobyte a second.
pub const PACE: Pace = Pace { pause: Duration::from_secs(20), rate: 1_024 };

fn late() -> Error {
    Error::new(ErrorKind::TimedOut, "the caller is too slow")
}

/// A body that must keep coming. Only the time counts in which it was waited for.
struct Coming {
    body: Body,
    pace: Pace,
    came: u64,
    waited: Duration,
    /// Since when it is waited for, and until when at most.
    now: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl HttpBody for Coming {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(cx) {
            if let Some((since, _)) = this.now.take() {
                this.waited += since.elapsed();
            }
            if let Some(Ok(frame)) = &frame {
                this.came += frame.data_ref().map_or(0, |data| u64::try_from(data.len()).unwrap_or(u64::MAX));
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let (_, until) = this.now.get_or_insert_with(|| {
            let Pace { pause, rate } = this.pace;
            let room = (pause + Duration::from_secs(this.came / rate)).saturating_sub(this.waited);
            (Instant::now(), Box::pin(sleep(room.min(pause))))
        });
        until.as_mut().poll(cx).map(|()| Some(Err(late().into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Watches over the body of a request.
pub async fn watch(State(pace): State<Pace>, request: Request, next: Next) -> Response {
    let coming = |body| Body::new(Coming { body, pace, came: 0, waited: Duration::ZERO, now: None });
    next.run(request.map(coming)).await
}

/// A connection whose other end must take what is written.
pub(super) struct Taken<S> {
    stream: S,
    stuck: Option<Pin<Box<Sleep>>>,
}

impl<S: AsyncWrite + Unpin> Taken<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream, stuck: None }
    }

    fn write(
        &mut self,
        cx: &mut Context<'_>,
        work: impl FnOnce(Pin<&mut S>, &mut Context<'_>) -> Poll<Result<usize, Error>>,
    ) -> Poll<Result<usize, Error>> {
        let written = work(Pin::new(&mut self.stream), cx);
        if written.is_ready() {
            self.stuck = None;
            return written;
        }
        let stuck = self.stuck.get_or_insert_with(|| Box::pin(sleep(PACE.pause)));
        stuck.as_mut().poll(cx).map(|()| Err(late()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Taken<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<(), Error>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Taken<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<Result<usize, Error>> {
        self.write(cx, |stream, cx| stream.poll_write(cx, buf))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[std::io::IoSlice<'_>],
    ) -> Poll<Result<usize, Error>> {
        self.write(cx, |stream, cx| stream.poll_write_vectored(cx, bufs))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
