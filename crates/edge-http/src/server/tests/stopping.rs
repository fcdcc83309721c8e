//! Graceful shutdown.

use super::*;

#[tokio::test]
async fn stopping_finishes_what_runs_and_refuses_what_comes() {
    let server = start(Limits::default()).await;
    let mut idle = server.connect().await;
    idle.write_all(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    response(&mut idle).await;
    let mut running = server.connect().await;
    running.write_all(b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    server.entered.notified().await;

    server.stop.send(true).unwrap();
    assert_eq!(rest(&mut idle).await, "", "an idle connection is closed");
    assert!(TcpStream::connect(server.address).await.is_err(), "nobody listens any more");
    assert!(!server.ended.is_finished(), "the running request is waited for");

    server.go.notify_one();
    let answer = rest(&mut running).await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("waited"), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
    assert_eq!(timeout(EVER, server.ended).await.unwrap().unwrap(), Drained { cut: 0 });
}

#[tokio::test]
async fn stopping_gives_up_in_the_end() {
    let server = start_with(Limits::default(), Duration::from_millis(200)).await;
    let mut running = server.connect().await;
    running.write_all(get_close("/wait").as_bytes()).await.unwrap();
    server.entered.notified().await;
    server.stop.send(true).unwrap();
    assert_eq!(timeout(EVER, server.ended).await.unwrap().unwrap(), Drained { cut: 1 });
    assert_eq!(rest(&mut running).await, "");
}

#[tokio::test]
async fn a_lost_sender_stops_the_server_as_well() {
    let server = start(Limits::default()).await;
    let mut fresh = server.connect().await;
    drop(server.stop);
    assert_eq!(timeout(EVER, server.ended).await.unwrap().unwrap(), Drained { cut: 0 });
    assert_eq!(rest(&mut fresh).await, "");
}
