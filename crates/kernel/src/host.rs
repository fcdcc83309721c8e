use crate::{Command, Decider, Effect, Item, Lease, List, Page, Policy, Saga, View};

/// Whoever hosts contexts: the runtime runs them, the map draws them, the contract tests check them.
/// One description, many readers.
pub trait Host {
    /// What follows belongs to the context of this name.
    fn context(&mut self, name: &'static str, caption: &'static str);
    /// An aggregate.
    fn decider<D: Decider>(&mut self);
    /// A reaction.
    fn policy<P: Policy>(&mut self);
    /// A reaction of the outside world to what happened here.
    fn effect<E: Effect>(&mut self);
    /// How a process goes, as a table; the tests of its context hold it against the decider.
    fn saga(&mut self, saga: &'static Saga);
    /// A read model.
    fn view<V: View>(&mut self);
    /// A route that asks for a change.
    fn command<D: Decider>(&mut self, route: Command<D>);
    /// A route that shows one document.
    fn item<V: View>(&mut self, route: Item<V>);
    /// A route that lists documents.
    fn list<V: View>(&mut self, route: List<V>);
    /// A route that shows a member's page.
    fn page(&mut self, route: Page);
    /// A stream that is kept open to be there.
    fn lease(&mut self, route: Lease);
}

/// The list of contexts: one line each. Their modules are private, so contexts cannot see each other.
#[macro_export]
macro_rules! contexts {
    ($($(#[doc = $caption:literal])* $name:ident),* $(,)?) => {
        $($(#[doc = $caption])* mod $name;)*

        /// Every context with its caption.
        pub const ALL: &[(&str, &str)] = &[$((stringify!($name), concat!($($caption),*).trim_ascii())),*];

        /// Introduces every context to a host.
        pub fn join(host: &mut impl $crate::Host) {
            $(
                host.context(stringify!($name), concat!($($caption),*).trim_ascii());
                $name::join(host);
            )*
        }
    };
}
