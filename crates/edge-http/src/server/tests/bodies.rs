//! Request bodies, and the two ways of telling their length.

use super::*;

fn small() -> Limits {
    Limits { body_bytes: 1000, ..Limits::default() }
}

#[tokio::test]
async fn bodies_within_the_limit_pass() {
    let server = start(small()).await;
    let sized = format!(
        "POST /size HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n{}",
        "x".repeat(1000)
    );
    assert!(server.tell(&sized).await.ends_with("1000 bytes"));
    let chunked = format!(
        "POST /size HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n{}\r\n0\r\n\r\n",
        "x".repeat(1000)
    );
    assert!(server.tell(&chunked).await.ends_with("1000 bytes"));
}

#[tokio::test]
async fn a_large_body_is_refused_by_its_announced_length() {
    let server = start(small()).await;
    // Not a byte of it is needed to know.
    let announced = "POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n";
    assert_problem(&server.tell(announced).await, 413, "body-too-large");
    let asking = "POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n";
    assert_problem(&server.tell(asking).await, 413, "body-too-large");
    // And the client that sends it all the same still gets to read the answer.
    let sent = format!("{announced}{}", "x".repeat(1001));
    assert_problem(&server.tell(&sent).await, 413, "body-too-large");
}

#[tokio::test]
async fn a_large_body_without_length_is_refused_as_it_comes() {
    let server = start(small()).await;
    let head = "POST /size HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    let one = format!("{head}3e9\r\n{}\r\n0\r\n\r\n", "x".repeat(1001));
    assert_problem(&server.tell(&one).await, 413, "body-too-large");
    let many = format!("{head}{}", "64\r\n".to_owned() + &"x".repeat(100) + "\r\n");
    let mut socket = server.connect().await;
    socket.write_all(many.as_bytes()).await.unwrap();
    for _ in 0..10 {
        let chunk = format!("64\r\n{}\r\n", "x".repeat(100));
        socket.write_all(chunk.as_bytes()).await.unwrap();
    }
    assert_problem(&rest(&mut socket).await, 413, "body-too-large");
}

#[tokio::test]
async fn a_route_may_allow_more() {
    let mut limits = small();
    limits.hooks.body_bytes = |parts| (parts.uri.path() == "/size").then_some(5000);
    let server = start(limits).await;
    let request = |path: &str| {
        format!(
            "POST {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2000\r\n\r\n{}",
            "x".repeat(2000)
        )
    };
    assert!(server.tell(&request("/size")).await.ends_with("2000 bytes"));
    assert_problem(&server.tell(&request("/ignore")).await, 413, "body-too-large");
}

#[tokio::test]
async fn a_body_that_stops_is_timed_out() {
    let server = start(Limits { body_grace: Duration::from_millis(200), ..Limits::default() }).await;
    let sized = "POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc";
    assert_problem(&server.tell(sized).await, 408, "body-too-slow");
    let chunked = "POST /size HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
    assert_problem(&server.tell(chunked).await, 408, "body-too-slow");
}

#[tokio::test]
async fn a_body_that_trickles_is_timed_out_and_a_steady_one_is_not() {
    let limits = Limits { body_grace: Duration::from_millis(1000), body_pace: 1000, ..Limits::default() };
    let server = start(limits).await;
    let send = async |step: &[u8], times: usize| {
        let mut socket = server.connect().await;
        let head = format!("POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n", step.len() * times);
        socket.write_all(head.as_bytes()).await.unwrap();
        for _ in 0..times {
            if socket.write_all(step).await.is_err() {
                break;
            }
            if let Ok(Ok(())) = timeout(Duration::from_millis(50), socket.readable()).await {
                break;
            }
        }
        response(&mut socket).await
    };
    // 20 bytes a second: behind by a second after about as long.
    assert_problem(&send(b"x", 400).await, 408, "body-too-slow");
    // 20,000 bytes a second, for longer than the grace.
    assert!(send(&[b'x'; 1000], 40).await.ends_with("40000 bytes"));
}

#[tokio::test]
async fn an_unread_body_does_not_cost_the_client_its_answer() {
    let server = start(Limits::default()).await;
    let request = format!("POST /ignore HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n{}", "x".repeat(500_000));
    assert!(server.tell(&request).await.ends_with("not read"));
}

/// Closing while the client still sends would reset the connection under it.
#[tokio::test]
async fn a_refused_client_may_finish_sending_before_it_reads() {
    let server = start(small()).await;
    let mut socket = server.connect().await;
    socket.write_all(b"POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n\r\n").await.unwrap();
    timeout(EVER, socket.readable()).await.expect("an answer").unwrap();
    for _ in 0..5 {
        socket.write_all(&[b'x'; 10_000]).await.expect("the connection is still there");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_problem(&rest(&mut socket).await, 413, "body-too-large");
}

/// Whoever stands before us may have believed the other length; so the connection must end with
/// this request, and what may be a smuggled one must never be answered.
#[tokio::test]
async fn two_lengths_never_make_two_requests() {
    let server = start(Limits::default()).await;
    let smuggled = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";
    for lengths in
        ["Content-Length: 6\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 6"]
    {
        let answer =
            server.tell(&format!("POST /size HTTP/1.1\r\nHost: a\r\n{lengths}\r\n\r\n0\r\n\r\n{smuggled}")).await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "read as chunked: {answer}");
        assert_eq!(answer.matches("content-length:").count(), 1, "{answer}");
        assert!(answer.contains("0 bytes") && !answer.contains("healthy"), "{answer}");
    }
    for lengths in [
        "Content-Length: 6\r\nContent-Length: 5",
        "Content-Length: 6, 5",
        "Content-Length: +6",
        "Content-Length: -1",
        "Content-Length: 0x6",
        "Content-Length: ",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding:\u{b}chunked",
        "Transfer-Encoding : chunked",
    ] {
        let answer =
            server.tell(&format!("POST /size HTTP/1.1\r\nHost: a\r\n{lengths}\r\n\r\n0\r\n\r\n{smuggled}")).await;
        assert_eq!(answer.matches("content-length:").count(), 1, "{lengths}: {answer}");
        assert_problem(&answer, 400, "malformed-request");
    }
    let old = format!("POST /size HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{smuggled}");
    assert_problem(&server.tell(&old).await, 400, "malformed-request");
}

#[tokio::test]
async fn broken_chunks_end_the_connection() {
    let server = start(Limits::default()).await;
    for chunks in ["zz\r\nabc\r\n", "3\nabc\r\n0\r\n\r\n", "ffffffffffffffffff\r\nabc\r\n", "3\r\nabcd\r\n0\r\n\r\n"] {
        let request = format!("POST /size HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}");
        let answer = server.tell(&format!("{request}GET /health HTTP/1.1\r\nHost: a\r\n\r\n")).await;
        assert!(!answer.contains("healthy") && !answer.contains("HTTP/1.1 200"), "{chunks:?}: {answer}");
    }
}
