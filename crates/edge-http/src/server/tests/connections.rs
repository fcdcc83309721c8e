//! Connections: how many, how long, and what happens when there is too much to do.

use super::*;

/// Is the connection closed without a word?
async fn is_shut(server: &Server) -> bool {
    server.tell(&get_close("/health")).await.is_empty()
}

#[tokio::test]
async fn an_address_has_so_many_connections() {
    let server = start(Limits { connections_per_address: 2, ..Limits::default() }).await;
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut socket = server.connect().await;
        socket.write_all(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
        assert!(response(&mut socket).await.ends_with("healthy"));
        held.push(socket);
    }
    assert!(is_shut(&server).await, "a third one");
    held.pop();
    let freed = async { while is_shut(&server).await {} };
    timeout(EVER, freed).await.expect("a place comes free");
}

#[tokio::test]
async fn there_are_so_many_connections_in_total() {
    let server = start(Limits { connections: 1, ..Limits::default() }).await;
    let mut held = server.connect().await;
    held.write_all(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    response(&mut held).await;
    assert!(is_shut(&server).await);
    drop(held);
    let freed = async { while is_shut(&server).await {} };
    timeout(EVER, freed).await.expect("the place comes free");
}

#[tokio::test]
async fn a_kept_connection_outlives_the_header_time_but_not_the_idle_time() {
    let limits =
        Limits { header_time: Duration::from_millis(250), idle_time: Duration::from_millis(2500), ..Limits::default() };
    let server = start(limits).await;
    let mut socket = server.connect().await;
    for _ in 0..2 {
        socket.write_all(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
        assert!(response(&mut socket).await.ends_with("healthy"));
        tokio::time::sleep(Duration::from_millis(600)).await;
    }
    assert_eq!(rest(&mut socket).await, "", "idle for too long: closed without a word");
}

#[tokio::test]
async fn a_request_may_take_longer_than_any_of_the_times() {
    let times = Duration::from_millis(300);
    let server = start(Limits { header_time: times, idle_time: times, write_time: times, ..Limits::default() }).await;
    let mut socket = server.connect().await;
    socket.write_all(get_close("/wait").as_bytes()).await.unwrap();
    server.entered.notified().await;
    tokio::time::sleep(times * 3).await;
    server.go.notify_one();
    assert!(rest(&mut socket).await.ends_with("waited"));
}

#[tokio::test]
async fn a_client_that_takes_nothing_is_cut() {
    let server = start(Limits { write_time: Duration::from_millis(300), ..Limits::default() }).await;
    let mut socket = server.connect().await;
    socket.write_all(get_close("/big").as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(1200)).await;
    let taken = rest(&mut socket).await.len();
    assert!(taken > 0 && taken < BIG, "{taken} bytes came through");
}

#[tokio::test]
async fn large_answers_come_whole_to_those_who_take_them() {
    let server = start(Limits { write_time: Duration::from_millis(500), ..Limits::default() }).await;
    assert!(server.tell(&get_close("/big")).await.len() > BIG);
}

#[tokio::test]
async fn too_much_to_do_is_shed_before_the_body_but_never_health() {
    let mut limits = Limits { requests: 1, retry_after: 3..=5, ..Limits::default() };
    limits.hooks.never_shed = |parts| parts.uri.path() == "/health";
    let server = start(limits).await;
    let mut busy = server.connect().await;
    busy.write_all(get_close("/wait").as_bytes()).await.unwrap();
    server.entered.notified().await;

    // The body never comes, and the answer does not wait for it.
    let shed = server.tell("POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n").await;
    assert_problem(&shed, 503, "overloaded");
    let after = shed.lines().find_map(|line| line.strip_prefix("retry-after: ")).unwrap();
    assert!((3..=5).contains(&after.parse::<u32>().unwrap()), "{after}");

    // Without a body the connection stays, and health answers on it.
    let mut kept = server.connect().await;
    kept.write_all(b"GET /peer HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    assert_problem(&response(&mut kept).await, 503, "overloaded");
    kept.write_all(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    assert!(response(&mut kept).await.ends_with("healthy"));

    server.go.notify_one();
    assert!(rest(&mut busy).await.ends_with("waited"));
    kept.write_all(b"GET /peer HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    assert!(response(&mut kept).await.ends_with("127.0.0.1"), "there is room again");
}

#[tokio::test]
async fn a_request_that_goes_away_gives_its_place_back() {
    let server = start(Limits { requests: 1, ..Limits::default() }).await;
    let mut gone = server.connect().await;
    gone.write_all(get_close("/wait").as_bytes()).await.unwrap();
    server.entered.notified().await;
    drop(gone);
    let freed = async { while server.tell(&get_close("/peer")).await.starts_with("HTTP/1.1 503") {} };
    timeout(EVER, freed).await.expect("the place comes free");
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_turn() {
    let server = start(Limits::default()).await;
    let two = format!("GET /health HTTP/1.1\r\nHost: a\r\n\r\n{}", get_close("/peer"));
    let answer = server.tell(&two).await;
    assert_eq!(answer.matches("HTTP/1.1 200 ").count(), 2, "{answer}");
    assert!(answer.find("healthy") < answer.find("127.0.0.1"), "{answer}");
}

#[tokio::test]
async fn a_head_request_has_no_body_and_keeps_the_connection() {
    let server = start(Limits::default()).await;
    let two = format!("HEAD /health HTTP/1.1\r\nHost: a\r\n\r\n{}", get_close("/peer"));
    let answer = server.tell(&two).await;
    assert_eq!(answer.matches("HTTP/1.1 200 ").count(), 2, "{answer}");
    assert!(!answer.contains("healthy"), "{answer}");
}
