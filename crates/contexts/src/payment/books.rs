//! The ledger: double entry in whole won. A credit is positive; a balance below zero is what somebody owes, or what came in
//! from outside.

use super::bill::Bill;
use kernel::{MemberId, Won};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Top-ups: money handed over for points.
pub(super) const CASH: &str = "house:cash";
/// What the provider of card payments has taken in for us; minus that is our balance there.
pub(super) const CARDS: &str = "house:cards";
/// Late fees that were charged.
pub(super) const FEES: &str = "house:fees";

/// One line of a transfer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Posting {
    /// `house:…`, or `member:{id}:` with `points`, `held` or `owed`.
    pub account: String,
    pub amount: Won,
}

/// `amount` from one account to another.
pub(super) fn transfer(from: impl Into<String>, to: impl Into<String>, amount: Won) -> Vec<Posting> {
    let less = Posting { account: from.into(), amount: Won(-amount.0) };
    vec![less, Posting { account: to.into(), amount }]
}

/// Which part of a member's money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Points,
    Held,
    Owed,
}

impl Part {
    /// The account of this member.
    pub(super) fn of(self, member: &MemberId) -> String {
        let part = match self {
            Part::Points => "points",
            Part::Held => "held",
            Part::Owed => "owed",
        };
        format!("member:{member}:{part}")
    }

    /// Which part of a member's money an account is; `None` for the house's.
    pub(super) fn named(account: &str) -> Option<Self> {
        let (_, part) = account.strip_prefix("member:")?.rsplit_once(':')?;
        match part {
            "points" => Some(Part::Points),
            "held" => Some(Part::Held),
            "owed" => Some(Part::Owed),
            _ => None,
        }
    }
}

/// What a member has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Books {
    /// To be spent.
    pub points: i64,
    /// Put aside for somebody, points and card money alike.
    pub held: i64,
    /// Below zero: he owes.
    pub owed: i64,
}

impl Books {
    /// Takes the lines that are a member's.
    pub(super) fn post(&mut self, postings: &[Posting]) {
        for Posting { account, amount } in postings {
            let Some(part) = Part::named(account) else { continue };
            let balance = match part {
                Part::Points => &mut self.points,
                Part::Held => &mut self.held,
                Part::Owed => &mut self.owed,
            };
            *balance = balance.saturating_add(amount.0);
        }
    }

    /// Points after these postings.
    pub(super) fn available(mut self, postings: &[Posting]) -> Won {
        self.post(postings);
        Won(self.points)
    }
}

/// Where the money of a payment is, as the books say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Booked {
    /// Not with us.
    #[default]
    Nowhere,
    /// Held.
    Held,
    /// Earned by the house.
    Earned,
}

impl Booked {
    /// The postings that give it back to where it came from.
    pub(super) fn back(self, bill: &Bill, by_card: bool) -> Vec<Posting> {
        let from = match self {
            Booked::Nowhere => return vec![],
            Booked::Held => Part::Held.of(&bill.member),
            Booked::Earned => bill.earns().to_owned(),
        };
        let to = if by_card { CARDS.to_owned() } else { Part::Points.of(&bill.member) };
        transfer(from, to, bill.amount)
    }
}
