//! Who asks for copies: one policy for each kind of asker, over the whole life of what he asks for, since order holds
//! within a policy only. A release must not overtake its promise.

mod loans;

pub(super) use loans::CopiesForLoans;
