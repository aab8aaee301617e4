//! Connections: HTTP/1 with a limit on the time of the headers, and upgrades for subscriptions. `axum::serve` has no
//! such limit, and other servers know either it or upgrades.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore, watch};
use tower::Service;

use super::slow::Taken;

/// The headers of a request, the first or the next, must have come after this.
const HEADERS: Duration = Duration::from_secs(10);
/// Most connections at once; others wait in the queue of the system.
const CONNECTIONS: usize = 4_096;
/// What runs when the service is asked to stop has this long to end.
const DRAIN: Duration = Duration::from_secs(18);
/// Nobody is left in the queue of the system when nobody has come out of it for so long.
const LAST: Duration = Duration::from_millis(10);
/// When the service is asked to stop, the first request of a connection is waited for so long.
const FIRST: Duration = Duration::from_millis(500);

/// Serves until `stop`, then lets running requests end.
pub(super) async fn serve(
    listener: std::net::TcpListener,
    router: Router,
    stop: impl Future<Output = ()>,
) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener)?;
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let (stopping, told) = watch::channel(false);
    let mut stop = pin!(stop);
    loop {
        let next = async {
            let place = places.clone().acquire_owned().await.ok();
            (place, listener.accept().await)
        };
        tokio::select! {
            () = &mut stop => break,
            (place, accepted) = next => match accepted {
                Ok((stream, peer)) => {
                    let (router, told) = (router.clone(), told.clone());
                    tokio::spawn(async move {
                        connection(stream, peer, router, told).await;
                        drop(place);
                    });
                }
                // Out of descriptors, most likely: some will be free soon.
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            },
        }
    }
    // Who had come before the door was shut is let in: the system has taken the connection, and perhaps a request.
    while let Ok(Ok((stream, peer))) = tokio::time::timeout(LAST, listener.accept()).await {
        tokio::spawn(connection(stream, peer, router.clone(), told.clone()));
    }
    drop((listener, told));
    stopping.send_replace(true);
    // Every connection holds a receiver: none is left once all have ended.
    let _ = tokio::time::timeout(DRAIN, stopping.closed()).await;
    Ok(())
}

/// One connection, until it ends or the service is asked to stop and its request is answered.
async fn connection(stream: TcpStream, peer: SocketAddr, router: Router, mut told: watch::Receiver<bool>) {
    let _ = stream.set_nodelay(true);
    let asked = Arc::new(Notify::new());
    let begun = asked.clone();
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        begun.notify_one();
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().call(request)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADERS).max_headers(64);
    let mut connection = pin!(http.serve_connection(TokioIo::new(Taken::new(stream)), service).with_upgrades());
    tokio::select! {
        // Whoever hangs up is no news.
        _ = connection.as_mut() => {}
        _ = told.changed() => {
            // Shut down at once, a connection whose request nobody has read yet would end without an answer.
            tokio::select! {
                _ = connection.as_mut() => return,
                () = asked.notified() => {}
                () = tokio::time::sleep(FIRST) => {}
            }
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
