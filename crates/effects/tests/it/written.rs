//! What an operator writes: what is taken, and that no error repeats it.

use crate::support::wanted;

#[test]
fn what_is_written_right_is_taken() {
    for cards in [
        "",
        "sandbox",
        "toss+https://test_sk_1@api.tosspayments.com",
        "toss+https://test_sk_1@api.tosspayments.com:8443/",
        "toss+http://k@127.0.0.1:9",
        "toss+http://k@localhost:9",
        "toss+http://k@[::1]:9",
    ] {
        wanted(cards, "", "").unwrap();
    }
    for mail in [
        "smtp://mail.example.org?from=library@example.org",
        "smtp://u:p@mail.example.org:2525?from=library@example.org",
        "smtps://u%40example.org:p%2F@mail.example.org?from=Library%20%3Clibrary@example.org%3E",
        "smtp://u:p@127.0.0.1:1025?from=library@example.org",
        "smtp://u:p@[::1]:1025?from=library@example.org",
        "smtp://mailpit:1025?from=library@example.org&tls=none",
    ] {
        wanted("", mail, "").unwrap();
    }
    for kakao in ["https://a:s@api-alimtalk.cloud.toast.com/?sender=k", "http://a:s@127.0.0.1:9?sender=k&template.x=Y"]
    {
        wanted("", "", kakao).unwrap();
    }
}

#[test]
fn what_is_written_wrong_is_told_without_repeating_it() {
    let cards = [
        "hunter2",
        "toss+http://hunter2@api.tosspayments.com",
        "toss+https://api.tosspayments.com/hunter2",
        "toss+https://sk:hunter2@api.tosspayments.com",
        "toss+https://hunter2@api.tosspayments.com:port",
        "toss+ftp://hunter2@127.0.0.1",
        "https://hunter2@api.tosspayments.com",
    ];
    let mail = [
        "hunter2",
        "smtp://u:hunter2@mail.example.org",
        "smtp://u:hunter2@mail.example.org?from=nobody",
        "smtp://u:hunter2@mail.example.org?from=a@b.org&tls=none",
        "smtp://hunter2@mail.example.org?from=a@b.org",
        "http://u:hunter2@mail.example.org?from=a@b.org",
        "smtp://u:p@mail.example.org?from=a@b.org&password=hunter2",
        "smtp:hunter2?from=a@b.org",
    ];
    let kakao = [
        "hunter2",
        "https://a:hunter2@host",
        "https://hunter2@host?sender=k",
        "http://a:hunter2@host?sender=k",
        "https://a:hunter2@host/path?sender=k",
        "https://a:b@host?sender=k&secret=hunter2",
    ];
    let errors = cards.map(|text| wanted(text, "", "")).into_iter();
    let errors = errors.chain(mail.map(|text| wanted("", text, ""))).chain(kakao.map(|text| wanted("", "", text)));
    for (n, error) in errors.enumerate() {
        let error = error.expect_err(&n.to_string());
        let flag = error.split(':').next().unwrap();
        assert!(["--cards", "--mail", "--kakao"].contains(&flag) && !error.contains("hunter2"), "{error}");
    }
}

#[test]
fn secrets_are_not_shown() {
    let all = wanted(
        "toss+https://hunter2@api.tosspayments.com",
        "smtp://u:hunter2@mail.example.org?from=a@b.org",
        "https://hunter2:hunter2@host?sender=hunter2",
    );
    let shown = format!("{:?}", all.unwrap());
    assert!(!shown.contains("hunter2") && shown.contains("api.tosspayments.com"), "{shown}");
}
