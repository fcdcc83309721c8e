//! Notification: what we tell people, once, and why they did or did not get it.
//!
//! Whenever something happened that concerns a member, a *notice* is made under an id that follows from the event and the
//! person, so that it is made once however often the event is heard (README §3, 10). The member's *inbox* knows where he
//! wants to be told, which kinds not at all, and when not to be disturbed; it routes the notice. The notice then carries its
//! own *sendings*, one for each channel: in the application at once; by mail, KakaoTalk or on the installation's console
//! through a call outside, which is made again after a while when nobody could be reached, and given up in the end. Nothing
//! here is waited for by anybody: with notification stopped all else goes on, and what happened is told when it is back
//! (001-P2). Every step is kept in words, so that "why did I (not) get this?" has an answer.

mod attempts;
mod channel;
mod effect;
mod facts;
mod inbox;
mod kind;
mod message;
mod naming;
mod notice;
mod policies;
mod preferences;
mod quiet;
mod reasons;
mod refusal;
mod routes;
mod saga;
mod sending;
mod templates;
mod views;

#[cfg(test)]
mod tests;

use kernel::Host;

pub(crate) fn join(host: &mut impl Host) {
    host.decider::<notice::Notice>();
    host.decider::<inbox::Inbox>();
    host.saga(&saga::SAGA);
    policies::join(host);
    host.effect::<effect::Deliver<effect::Console>>();
    host.effect::<effect::Deliver<effect::Mail>>();
    host.effect::<effect::Deliver<effect::Kakao>>();
    host.view::<views::Notification>();
    host.view::<views::History>();
    host.view::<views::Mailbox>();
    routes::join(host);
}
