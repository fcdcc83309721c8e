use super::tariff::{Tariff, Tariffs};
use kernel::{Cause, Day, MemberId, TitleId, View, Won};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The dashboard of one member (000-F6, 000-P2): copies on loan, fees so far, and what returning all today would cost.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct UserInfo {
    pub user_id: MemberId,
    pub borrow_cnt: u32,
    pub expire_fee: Won,
    /// What is on loan, copies of one title due on one day together; not part of the answer.
    open: Vec<Open>,
    tariffs: Tariffs,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Open {
    title: TitleId,
    due_day: Day,
    tariff: String,
    qty: u32,
}

/// What is told about a member's loans.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Told {
    #[serde(rename = "loan.borrowed")]
    Borrowed { member: MemberId, title: TitleId, qty: u32, due_day: Day, tariff: Tariff },
    #[serde(rename = "loan.renewed")]
    Renewed { member: MemberId, title: TitleId, qty: u32, from: Day, due_day: Day },
    #[serde(rename = "loan.returned")]
    Returned { member: MemberId, title: TitleId, qty: u32, due_day: Day },
    #[serde(rename = "fee.charged")]
    FeeCharged { member: MemberId, amount: Won },
}

impl UserInfo {
    fn put(&mut self, title: &TitleId, due_day: Day, tariff: String, qty: u32) {
        match self.open.iter_mut().find(|o| o.title == *title && o.due_day == due_day && o.tariff == tariff) {
            Some(open) => open.qty += qty,
            None => self.open.push(Open { title: title.clone(), due_day, tariff, qty }),
        }
    }

    /// Takes `qty` copies away again; gives the version of their tariff.
    fn take(&mut self, title: &TitleId, due_day: Day, qty: u32) -> Option<String> {
        let at = self.open.iter().position(|o| o.title == *title && o.due_day == due_day)?;
        let open = self.open.get_mut(at)?;
        open.qty = open.qty.saturating_sub(qty);
        let tariff = open.tariff.clone();
        if open.qty == 0 {
            self.open.remove(at);
        }
        Some(tariff)
    }

    /// One return per title, each by its greatest lateness.
    fn fee_if_returned_on(&self, today: Day) -> Won {
        let mut oldest: BTreeMap<&TitleId, &Open> = BTreeMap::new();
        for open in &self.open {
            let worst = oldest.entry(&open.title).or_insert(open);
            if open.due_day < worst.due_day {
                *worst = open;
            }
        }
        oldest.values().map(|open| self.tariffs.fee(&open.tariff, open.due_day, today)).sum()
    }
}

impl View for UserInfo {
    const NAME: &'static str = "user_infos";
    const HEARS: &'static [&'static str] = &["loan.borrowed", "loan.renewed", "loan.returned", "fee.charged"];
    type Fact = Told;

    fn blank(key: &str) -> Self {
        Self { user_id: key.parse().unwrap_or_default(), ..Self::default() }
    }

    fn key(fact: &Told) -> Option<String> {
        let (Told::Borrowed { member, .. }
        | Told::Renewed { member, .. }
        | Told::Returned { member, .. }
        | Told::FeeCharged { member, .. }) = fact;
        Some(member.to_string())
    }

    fn evolve(mut self, fact: &Told, _: &Cause) -> Option<Self> {
        match fact {
            Told::Borrowed { member, title, qty, due_day, tariff } => {
                self.user_id = member.clone();
                self.borrow_cnt += qty;
                self.tariffs.learn(tariff);
                self.put(title, *due_day, tariff.version.clone(), *qty);
            }
            Told::Renewed { title, qty, from, due_day, .. } => {
                if let Some(tariff) = self.take(title, *from, *qty) {
                    self.put(title, *due_day, tariff, *qty);
                }
            }
            Told::Returned { title, qty, due_day, .. } => {
                self.borrow_cnt = self.borrow_cnt.saturating_sub(*qty);
                self.take(title, *due_day, *qty);
                self.tariffs.keep(|version| self.open.iter().any(|open| open.tariff == version));
            }
            Told::FeeCharged { amount, .. } => self.expire_fee = self.expire_fee.plus(*amount),
        }
        Some(self)
    }

    fn owner(&self) -> Option<&str> {
        Some(self.user_id.as_str())
    }

    fn on(&self, today: Day) -> Option<Value> {
        Some(json!({
            "userId": self.user_id,
            "borrowCnt": self.borrow_cnt,
            "expireFee": self.expire_fee,
            "feeIfReturnedToday": self.fee_if_returned_on(today),
        }))
    }
}
