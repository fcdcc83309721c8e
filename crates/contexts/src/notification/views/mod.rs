//! What members see of notices.

mod history;
mod mailbox;
mod notification;

pub(super) use history::History;
pub(super) use mailbox::Mailbox;
pub(super) use notification::Notification;
