use super::{super::notice::Notice, Kind, tell};
use kernel::{Cause, Day, MemberId, Policy, To, Won};
use serde::Deserialize;

/// Whenever a loan is canceled or overdue, or a late fee is charged, the member is told.
pub(in super::super) struct LoanNotices;

/// What we need to know about it.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(in super::super) enum Heard {
    #[serde(rename = "loan.canceled")]
    Canceled { loan: String, member: MemberId, title: String, qty: u32, reason: String },
    #[serde(rename = "loan.overdue")]
    Overdue { loan: String, member: MemberId, name: String, qty: u32, due_day: Day, late_days: u32 },
    #[serde(rename = "fee.charged")]
    FeeCharged { fee: String, member: MemberId, name: String, late_days: u32, amount: Won },
}

impl Policy for LoanNotices {
    const NAME: &'static str = "notification.loans";
    const HEARS: &'static [&'static str] = &["loan.canceled", "loan.overdue", "fee.charged"];
    type Fact = Heard;
    type Target = Notice;

    fn react(fact: Heard, _: &Cause) -> Vec<To<Notice>> {
        let number = |number: u32| Some(number.to_string());
        vec![match fact {
            Heard::Canceled { loan, member, title, qty, reason } => {
                let params = [("book", Some(title)), ("qty", number(qty)), ("reason", Some(reason))];
                tell(member, Kind::LoanCanceled, &[&loan], &params)
            }
            Heard::Overdue { loan, member, name, qty, due_day, late_days } => {
                let due = due_day.to_string();
                let days = ("lateDays", number(late_days));
                let params = [("title", Some(name)), ("qty", number(qty)), ("dueDay", Some(due.clone())), days];
                // A loan that gets another due day, and lets that go by too, is another event.
                tell(member, Kind::LoanOverdue, &[&loan, &due], &params)
            }
            Heard::FeeCharged { fee, member, name, late_days, amount } => {
                let amount = ("amount", Some(amount.to_string()));
                tell(member, Kind::LateFee, &[&fee], &[("title", Some(name)), ("lateDays", number(late_days)), amount])
            }
        }]
    }
}
