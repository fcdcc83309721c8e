//! When to ask again, and when to stop waiting.

use kernel::Millis;

const SECOND: Millis = 1000;
const MINUTE: Millis = 60 * SECOND;
pub(super) const HOUR: Millis = 60 * MINUTE;

/// Pauses between asking and asking again; the last one from then on.
const PAUSES: [Millis; 5] = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR];
/// Whoever waits for the money waits no longer than this.
pub(super) const DECIDED_WITHIN: Millis = 15 * MINUTE;
/// A charge the provider has answered so often about, in pauses of an hour at last, and still knows nothing of, was never
/// made. That is more than a day after the confirmation was asked for, however late that was.
pub(super) const FORGOTTEN_AFTER: u32 = 28;
/// A hold that nobody captured or gave back ends then: a safety net.
pub(super) const HELD_AT_MOST: Millis = 72 * HOUR;
/// A wish to pay that nobody answered ends then.
pub(super) const ANSWERED_WITHIN: Millis = 24 * HOUR;

/// The pause after so many answers that decided nothing.
pub(super) fn pause(doubts: u32) -> Millis {
    let last = PAUSES.len() - 1;
    PAUSES[usize::try_from(doubts).unwrap_or(last).min(last)]
}
