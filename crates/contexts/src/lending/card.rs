use super::terms::Group;
use kernel::{Cause, MemberId, View};
use serde::{Deserialize, Serialize};

/// A member's library card: under which terms he borrows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Card {
    pub id: MemberId,
    pub user_id: MemberId,
    pub group: Group,
    /// Copies he may hold at once by himself.
    pub copies_at_once: u32,
}

/// What is told about it.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Told {
    #[serde(rename = "borrower.grouped")]
    Grouped { member: MemberId, group: Group, copies_at_once: u32 },
}

impl Card {
    fn of(member: MemberId, group: Group, copies_at_once: u32) -> Self {
        Self { id: member.clone(), user_id: member, group, copies_at_once }
    }
}

impl View for Card {
    const NAME: &'static str = "borrowers";
    const HEARS: &'static [&'static str] = &["borrower.grouped"];
    type Fact = Told;

    fn blank(key: &str) -> Self {
        let group = Group::default();
        Self::of(key.parse().unwrap_or_default(), group, group.copies_at_once())
    }

    fn key(Told::Grouped { member, .. }: &Told) -> Option<String> {
        Some(member.to_string())
    }

    fn evolve(self, fact: &Told, _: &Cause) -> Option<Self> {
        let Told::Grouped { member, group, copies_at_once } = fact;
        Some(Self::of(member.clone(), *group, *copies_at_once))
    }

    fn owner(&self) -> Option<&str> {
        Some(self.user_id.as_str())
    }
}
