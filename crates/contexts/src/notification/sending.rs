//! How far a notice has come on one channel.

use super::channel::{BACK_OFF, Channel};
use kernel::Millis;

/// Why it waits, and why it was given up at last: nobody could be reached.
pub(super) const AWAY: &str = "away";
/// The same, when it may have been done or not.
pub(super) const UNKNOWN: &str = "unknown";
/// Why it waits: the member is not to be disturbed.
pub(super) const QUIET_HOURS: &str = "quiet-hours";
/// Why it was given up: a call may have reached the provider, and he would not recognise another any more.
pub(super) const MAYBE_SENT: &str = "maybe-sent";

/// A notice on its way through one channel.
#[derive(Debug)]
pub(super) struct Sending {
    pub to: Option<String>,
    pub stage: Stage,
    /// When a call was made that may have reached the provider; the first such call.
    pub maybe_since: Option<Millis>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Stage {
    /// For the end of quiet hours, or to try again.
    Waiting { attempts: u8, due: Millis },
    /// Somebody outside is asked.
    Handed { attempt: u8, at: Millis },
    Sent { read: bool },
    Failed,
    Suppressed,
}

/// What follows from an attempt that brought no answer.
#[derive(Debug, PartialEq)]
pub(super) enum Next {
    /// Once more, then.
    Again(Millis),
    /// No more, for this reason.
    GiveUp(&'static str),
}

impl Sending {
    /// To this address.
    pub(super) fn new(to: Option<String>, stage: Stage) -> Self {
        Self { to, stage, maybe_since: None }
    }

    /// The attempt that is outside now, and when it was made.
    pub(super) fn handed(&self) -> Option<(u8, Millis)> {
        match self.stage {
            Stage::Handed { attempt, at } => Some((attempt, at)),
            _ => None,
        }
    }

    /// When it wants to be looked at again.
    pub(super) fn due(&self) -> Option<Millis> {
        match self.stage {
            Stage::Waiting { due, .. } => Some(due),
            _ => None,
        }
    }

    /// What to do after this attempt reached nobody, or nobody knows whom.
    pub(super) fn after(&self, channel: Channel, attempt: u8, unknown: bool, now: Millis) -> Next {
        let Some(wait) = usize::from(attempt).checked_sub(1).and_then(|n| BACK_OFF.get(n)) else {
            return Next::GiveUp(if unknown { UNKNOWN } else { AWAY });
        };
        let due = now + wait;
        let this = self.handed().filter(|_| unknown).map(|(_, at)| at);
        let maybe_since = self.maybe_since.or(this);
        if is_forgotten(channel, maybe_since, due) { Next::GiveUp(MAYBE_SENT) } else { Next::Again(due) }
    }

    /// Would the provider take another call now for another message? What was meant to be tried in time may be tried
    /// late: nobody was up, or it was quiet.
    pub(super) fn is_forgotten(&self, channel: Channel, now: Millis) -> bool {
        is_forgotten(channel, self.maybe_since, now)
    }
}

/// A call that was made then may have reached the provider, who does not recognise its key at this moment any more.
fn is_forgotten(channel: Channel, maybe_since: Option<Millis>, at: Millis) -> bool {
    channel.remembers().zip(maybe_since).is_some_and(|(kept, since)| at > since + kept)
}
