//! A server that can hang up. Frameworks always answer, which is too polite for what is tested here.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Request, Response, body::Incoming, service::service_fn};
use hyper_util::rt::TokioIo;
use std::{io, net::SocketAddr, sync::Arc};
use tokio::{
    net::{TcpListener, TcpStream},
    task::{AbortHandle, JoinSet},
};

/// What a server does with a request.
pub(super) enum Reply {
    /// Status and JSON (or not).
    Answer(u16, String),
    /// Closes the connection without a word.
    HangUp,
}

/// Accepts until dropped.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    task: AbortHandle,
}

impl Drop for Server {
    fn drop(&mut self) {
        // Its set of connections ends with it.
        self.task.abort();
    }
}

impl Server {
    /// Serves each connection with `serve`.
    pub(super) async fn start<S, F>(serve: S) -> io::Result<Self>
    where
        S: Fn(TcpStream) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let accepting = async move {
            let mut connections = JoinSet::new();
            loop {
                tokio::select! {
                    Ok((stream, _)) = listener.accept() => {
                        connections.spawn(serve(stream));
                    }
                    Some(_) = connections.join_next() => {}
                }
            }
        };
        Ok(Self { address, task: tokio::spawn(accepting).abort_handle() })
    }

    /// Serves HTTP with `answer`. Work goes on when whoever asked has gone.
    pub(super) async fn http<A, F>(answer: A) -> io::Result<Self>
    where
        A: Fn(Request<Bytes>) -> F + Send + Sync + 'static,
        F: Future<Output = Reply> + Send + 'static,
    {
        let answer = Arc::new(answer);
        Self::start(move |stream| {
            let answer = answer.clone();
            async move {
                let service = service_fn(move |request| one(answer.clone(), request));
                // An error here is a connection that broke, mostly because we broke it.
                _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
            }
        })
        .await
    }
}

async fn one<A, F>(answer: Arc<A>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, io::Error>
where
    A: Fn(Request<Bytes>) -> F,
    F: Future<Output = Reply> + Send + 'static,
{
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    match tokio::spawn(answer(Request::from_parts(parts, body))).await {
        Ok(Reply::Answer(status, text)) => {
            let response = Response::builder().status(status).header("content-type", "application/json");
            response.body(Full::new(Bytes::from(text))).map_err(io::Error::other)
        }
        Ok(Reply::HangUp) | Err(_) => Err(io::Error::other("hangs up")),
    }
}
