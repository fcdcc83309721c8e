use super::super::title::{Command, Title};
use kernel::{Cause, LoanId, MemberId, Policy, PromiseId, TitleId, To};
use serde::Deserialize;

/// Whenever a loan is asked for, copies are promised to it; they go out and come back with it.
///
/// One policy for the whole life of a loan, since order holds within a policy only: a release must not
/// overtake its promise.
pub(in super::super) struct CopiesForLoans;

/// What we need to know about a loan.
#[derive(Deserialize)]
pub(in super::super) enum Heard {
    #[serde(rename = "loan.requested")]
    Requested { loan: LoanId, member: MemberId, title: TitleId, qty: u32 },
    #[serde(rename = "loan.borrowed")]
    Borrowed { loan: LoanId, title: TitleId },
    #[serde(rename = "loan.canceled")]
    Canceled { loan: LoanId, title: TitleId },
    #[serde(rename = "loan.returned")]
    Returned { loan: LoanId, title: TitleId, left: u32 },
}

impl Policy for CopiesForLoans {
    const NAME: &'static str = "catalogue.copies_for_loans";
    const HEARS: &'static [&'static str] = &["loan.requested", "loan.borrowed", "loan.canceled", "loan.returned"];
    type Fact = Heard;
    type Target = Title;

    fn react(fact: Heard, _: &Cause) -> Vec<To<Title>> {
        let promise = |loan: &LoanId| PromiseId::of("loan", loan);
        let (title, command) = match fact {
            Heard::Requested { loan, member, title, qty } => {
                let promise = promise(&loan);
                (title.clone(), Command::Promise { title, promise, member, qty })
            }
            Heard::Borrowed { loan, title } => (title, Command::HandOut { promise: promise(&loan) }),
            Heard::Canceled { loan, title } => (title, Command::Release { promise: promise(&loan) }),
            Heard::Returned { loan, title, left } => (title, Command::TakeBack { promise: promise(&loan), left }),
        };
        vec![To::new(title, command)]
    }
}
