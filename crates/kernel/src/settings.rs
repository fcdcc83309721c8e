use crate::Millis;

/// What an installation may set and deciders rest on. It travels in commands, never beside them: what was decided is told by
/// the facts alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How long an order waits for its payment, in milliseconds.
    pub pay_within: Millis,
    /// A rental is put on hold when as many commands as this wait in its context (002-I2): well below what an entrance lets in.
    pub hold_above: usize,
    /// Does this installation write notices on its console, besides sending them?
    pub console: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { pay_within: 30 * 60_000, hold_above: 200, console: false }
    }
}
