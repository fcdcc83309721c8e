//! Request heads.

use super::*;

#[tokio::test]
async fn a_plain_request_is_answered_and_knows_its_peer() {
    let server = start(Limits::default()).await;
    let answer = server.tell(&get_close("/peer")).await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("127.0.0.1"), "{answer}");
}

#[tokio::test]
async fn half_a_head_is_timed_out() {
    let server = start(Limits { header_time: Duration::from_millis(200), ..Limits::default() }).await;
    assert_problem(&server.tell("GET / HTTP/1.1\r\nHos").await, 408, "head-too-slow");
}

#[tokio::test]
async fn a_head_that_trickles_is_timed_out_all_the_same() {
    let server = start(Limits { header_time: Duration::from_millis(300), ..Limits::default() }).await;
    let mut socket = server.connect().await;
    let trickle = async {
        socket.write_all(b"GET / HTTP/1.1\r\nHost: a\r\nX: ").await.unwrap();
        // Each byte well within the time, all of them together not.
        while socket.write_all(b"x").await.is_ok() {
            if let Ok(Ok(_)) = timeout(Duration::from_millis(50), socket.readable()).await {
                break;
            }
        }
    };
    timeout(EVER, trickle).await.expect("the server answers");
    assert!(rest(&mut socket).await.starts_with("HTTP/1.1 408 "));
}

#[tokio::test]
async fn a_silent_connection_is_closed_without_a_word() {
    let server = start(Limits { header_time: Duration::from_millis(200), ..Limits::default() }).await;
    assert_eq!(server.tell("").await, "");
}

#[tokio::test]
async fn a_second_head_is_timed_out_too() {
    let server = start(Limits { header_time: Duration::from_millis(200), ..Limits::default() }).await;
    let mut socket = server.connect().await;
    socket.write_all(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    assert!(response(&mut socket).await.ends_with("healthy"));
    socket.write_all(b"GET /hea").await.unwrap();
    assert_problem(&rest(&mut socket).await, 408, "head-too-slow");
}

#[tokio::test]
async fn large_heads_are_refused() {
    let server = start(Limits { header_bytes: 10_000, ..Limits::default() }).await;
    let filler = "x".repeat(12_000);
    let whole = format!("GET / HTTP/1.1\r\nHost: a\r\nX: {filler}\r\n\r\n");
    assert_problem(&server.tell(&whole).await, 431, "headers-too-large");
    let endless = format!("GET / HTTP/1.1\r\nHost: a\r\nX: {filler}");
    assert_problem(&server.tell(&endless).await, 431, "headers-too-large");
    let fitting = format!("GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX: {}\r\n\r\n", "x".repeat(9_000));
    assert!(server.tell(&fitting).await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn many_fields_are_refused() {
    let server = start(Limits::default()).await;
    let request = |count: usize| {
        let fields: String = (2..count).map(|number| format!("X{number}: y\r\n")).collect();
        format!("GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{fields}\r\n")
    };
    assert!(server.tell(&request(100)).await.starts_with("HTTP/1.1 200 "));
    assert_problem(&server.tell(&request(101)).await, 431, "headers-too-large");
    let server = start(Limits { header_fields: 10, ..Limits::default() }).await;
    assert!(server.tell(&request(10)).await.starts_with("HTTP/1.1 200 "));
    assert_problem(&server.tell(&request(11)).await, 431, "headers-too-large");
}

#[tokio::test]
async fn the_host_must_be_one_and_valid() {
    let server = start(Limits::default()).await;
    for head in [
        "GET /health HTTP/1.1",
        "GET /health HTTP/1.0",
        "GET /health HTTP/1.1\r\nHost: a\r\nHost: a",
        "GET /health HTTP/1.1\r\nHost: a\r\nhost: b",
        "GET /health HTTP/1.1\r\nHost:",
        "GET /health HTTP/1.1\r\nHost: a/b",
        "GET /health HTTP/1.1\r\nHost: u@a",
        "GET /health HTTP/1.1\r\nHost: \u{e9}",
        "GET http://b/health HTTP/1.1\r\nHost: a",
    ] {
        assert_problem(&server.tell(&format!("{head}\r\n\r\n")).await, 400, "bad-host");
    }
    let absolute = "GET http://a/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    assert!(server.tell(absolute).await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn what_is_no_http_is_refused() {
    let server = start(Limits::default()).await;
    for text in [
        "\u{0}\u{1}\u{2}\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: a\r\n folded: x\r\n\r\n",
        "GET /health HTTP/9.9\r\nHost: a\r\n\r\n",
    ] {
        assert_problem(&server.tell(text).await, 400, "malformed-request");
    }
    assert_problem(
        &server.tell(&format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "x".repeat(20_000))).await,
        431,
        "headers-too-large",
    );
}

#[tokio::test]
async fn a_malformed_follower_does_not_spoil_the_answer_before_it() {
    let server = start(Limits::default()).await;
    let answer = server.tell("GET /health HTTP/1.1\r\nHost: a\r\n\r\nwhat is this\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("healthy"), "{answer}");
    assert!(answer.contains("HTTP/1.1 400 "), "{answer}");
}
