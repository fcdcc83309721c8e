//! Between the two of ourselves: a notice asks the inbox of its member, and the inbox answers.

use super::super::{
    inbox::{self, Inbox},
    kind::Kind,
    notice::{self, Notice},
    preferences::{Language, Route},
    quiet::Quiet,
};
use kernel::{Cause, MemberId, NoticeId, Policy, To};
use serde::Deserialize;

/// Whenever a notice is made, the inbox of its member says where it goes.
pub(in super::super) struct NoticesToInboxes;

/// A notice that is made.
#[derive(Deserialize)]
pub(in super::super) enum Made {
    #[serde(rename = "notice.made")]
    Made { notice: NoticeId, member: MemberId, kind: Kind },
}

impl Policy for NoticesToInboxes {
    const NAME: &'static str = "notification.notices_to_inboxes";
    const HEARS: &'static [&'static str] = &["notice.made"];
    type Fact = Made;
    type Target = Inbox;

    fn react(Made::Made { notice, member, kind }: Made, _: &Cause) -> Vec<To<Inbox>> {
        vec![To::new(member.clone(), inbox::Command::Route { notice, member, kind })]
    }
}

/// Whenever an inbox said where a notice goes, it goes there.
pub(in super::super) struct RoutesToNotices;

/// A notice that is routed.
#[derive(Deserialize)]
pub(in super::super) enum Routed {
    #[serde(rename = "inbox.routed")]
    Routed { notice: NoticeId, routes: Vec<Route>, quiet: Option<Quiet>, language: Language },
}

impl Policy for RoutesToNotices {
    const NAME: &'static str = "notification.routes_to_notices";
    const HEARS: &'static [&'static str] = &["inbox.routed"];
    type Fact = Routed;
    type Target = Notice;

    fn react(Routed::Routed { notice, routes, quiet, language }: Routed, _: &Cause) -> Vec<To<Notice>> {
        vec![To::new(notice, notice::Command::Send { routes, quiet, language })]
    }
}
