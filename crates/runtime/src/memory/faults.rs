/// What may happen to a commit. After an unknown outcome the store has stopped, as a durable one would: reopen it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is stored, and it says so. The store goes on.
    Failed,
    /// All is stored, but nobody hears it.
    UnknownButDone,
    /// Nothing is stored, and nobody hears it.
    UnknownNotDone,
    /// Another writer is said to have moved every stream of the commit. The store goes on.
    Stale,
}
