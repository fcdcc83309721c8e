use super::super::account::{Account, Command};
use kernel::{Cause, MemberId, Policy, ReturnId, To, Won};
use serde::Deserialize;

/// Whenever a late fee is charged, its member owes it.
pub(in super::super) struct FeesOwed;

/// What we need to know about a fee.
#[derive(Deserialize)]
pub(in super::super) enum Heard {
    #[serde(rename = "fee.charged")]
    Charged { fee: ReturnId, member: MemberId, amount: Won },
}

impl Policy for FeesOwed {
    const NAME: &'static str = "payment.fees_owed";
    const HEARS: &'static [&'static str] = &["fee.charged"];
    type Fact = Heard;
    type Target = Account;

    fn react(Heard::Charged { fee, member, amount }: Heard, _: &Cause) -> Vec<To<Account>> {
        vec![To::new(member.clone(), Command::Owe { fee, member, amount })]
    }
}
