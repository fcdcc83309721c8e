//! Facts say structured reasons; here they become sentences for people: why something came, comes later, or did not come.

use super::{
    attempts::REPEATED,
    
    preferences::{MUTED, NO_ADDRESS},
    sending::{MAYBE_SENT, QUIET_HOURS, UNKNOWN},
};
use kernel::{Millis, Text, text};

/// It was made.
pub(super) fn made(event: &str, id: &str) -> Text {
    text!("{event}({id})에 대한 알림을 만들었습니다", "made, because of {event} ({id})")
}

/// It waits.
pub(super) fn queued(reason: &str, attempts: u8, due: Millis, why: Option<&str>) -> Text {
    let (due, why) = (kernel::instant(due), why.unwrap_or("-"));
    match reason {
        QUIET_HOURS => text!("방해 금지 시간이어서 {due}까지 기다립니다", "it is quiet now; waits until {due}"),
        UNKNOWN => text!(
            "{attempts}번째 시도의 결과를 알 수 없어 {due}에 다시 시도합니다({why})",
            "nobody knows what came of attempt {attempts}; it is made again at {due} ({why})"
        ),
        _ => text!(
            "{attempts}번째 시도에서 연결되지 않아 {due}에 다시 시도합니다({why})",
            "attempt {attempts} reached nobody; it is made again at {due} ({why})"
        ),
    }
}

/// It is given to its channel.
pub(super) fn handed(attempt: u8) -> Text {
    text!("보냅니다({attempt}번째 시도)", "goes out, attempt {attempt}")
}

/// It arrived.
pub(super) fn sent(attempts: u8, note: Option<&str>) -> Text {
    match note {
        Some(REPEATED) => text!(
            "앞선 시도가 이미 전달되었다고 카카오가 답하여(-1005) 보낸 것으로 봅니다({attempts}번째 시도)",
            "taken for sent: KakaoTalk has had an earlier attempt already (-1005 at attempt {attempts})"
        ),
        _ if attempts > 1 => text!("{attempts}번째 시도에서 보냈습니다", "sent at attempt {attempts}"),
        _ => text!("보냈습니다", "sent"),
    }
}

/// It was given up.
pub(super) fn failed(attempts: u8, code: &str, why: &str) -> Text {
    match code {
        MAYBE_SENT => text!(
            "보내졌는지 알 수 없고, 다시 보내면 두 번 갈 수 있어 그만두었습니다({attempts}번 시도, {why})",
            "it may have been sent, and trying again might send it twice, so it was left at that ({attempts} attempts, {why})"
        ),
        super::sending::AWAY | UNKNOWN => text!(
            "{attempts}번 시도했지만 보내지 못해 그만두었습니다({why})",
            "given up after {attempts} attempts ({why})"
        ),
        other => text!("보낼 수 없다고 답을 받았습니다({other}: {why})", "it was refused ({other}: {why})"),
    }
}

/// It was not sent at all.
pub(super) fn suppressed(reason: &str) -> Text {
    match reason {
        MUTED => text!("이 종류의 알림을 끄셨습니다", "you do not want to be told this kind of thing"),
        NO_ADDRESS => text!("보낼 주소나 번호가 없습니다", "there is no address or number to send it to"),
        other => text!("보내지 않았습니다({other})", "not sent ({other})"),
    }
}

/// It was read.
pub(super) fn read() -> Text {
    text!("읽었습니다", "read")
}

/// The member does not want this channel.
pub(super) fn not_wanted() -> Text {
    text!("이 방법으로 받겠다고 하지 않으셨습니다", "you have not asked to be told this way")
}
