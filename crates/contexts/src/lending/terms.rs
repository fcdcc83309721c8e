//! What a borrower may do: data with a version, which is named in every fact that used it.

use kernel::Text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version of everything below. Change a row, change this.
pub(super) const TERMS: &str = "loan-terms-1";
/// The names of the groups, as the desk writes them.
pub(super) const GROUPS: &[&str] = &["standard", "preferred"];

/// Copies a member may hold at once by himself. The desk may go beyond it, and the fact says that it did.
/// Generous: it is there to stop a runaway client, not a keen reader.
const COPIES_AT_ONCE: [(Group, u32); 2] = [(Group::Standard, 50), (Group::Preferred, 200)];

/// The first row that fits holds; no group or kind fits all.
const ROWS: &[Row] = &[
    Row { group: None, kind: Some("reference"), lent: None },
    Row { group: Some(Group::Preferred), kind: Some("book"), lent: Some(Terms { days: 28, renewals: 3 }) },
    Row { group: None, kind: Some("periodical"), lent: Some(Terms { days: 7, renewals: 1 }) },
    Row { group: None, kind: Some("media"), lent: Some(Terms { days: 7, renewals: 1 }) },
    Row { group: None, kind: None, lent: Some(Terms { days: 14, renewals: 2 }) },
];

struct Row {
    group: Option<Group>,
    kind: Option<&'static str>,
    /// `None`: not lent at all.
    lent: Option<Terms>,
}

/// How long, and how often renewed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Terms {
    pub days: u16,
    pub renewals: u8,
}

/// Under which terms a member borrows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum Group {
    #[default]
    Standard,
    Preferred,
}

impl Group {
    /// The group of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        [Group::Standard, Group::Preferred].into_iter().zip(GROUPS).find(|(_, known)| **known == name).map(|(g, _)| g)
    }

    /// Copies he may hold at once by himself.
    pub(super) fn copies_at_once(self) -> u32 {
        COPIES_AT_ONCE.into_iter().find(|(group, _)| *group == self).map_or(0, |(_, copies)| copies)
    }

    /// The terms for a kind of book; `None` if it is not lent.
    pub(super) fn terms(self, kind: &str) -> Option<Terms> {
        let fits = |row: &&Row| row.group.is_none_or(|g| g == self) && row.kind.is_none_or(|k| k == kind);
        ROWS.iter().find(fits)?.lent
    }

    /// The terms as long as the kind is not known.
    pub(super) fn usual_terms(self) -> Terms {
        self.terms("book").unwrap_or(Terms { days: 14, renewals: 0 })
    }

    /// For people.
    pub(super) fn label(self) -> Text {
        match self {
            Group::Standard => Text::new("일반 회원", "standard members"),
            Group::Preferred => Text::new("우대 회원", "preferred members"),
        }
    }
}

/// A kind of book, for people.
pub(super) fn kind_label(kind: &str) -> Text {
    match kind {
        "book" => Text::new("도서", "books"),
        "reference" => Text::new("참고 자료", "reference works"),
        "periodical" => Text::new("정기 간행물", "periodicals"),
        "media" => Text::new("영상·음반 자료", "media"),
        other => Text::new(other, other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_loan_period_is_14_days_renewed_twice() {
        assert_eq!(Group::default().terms("book"), Some(Terms { days: 14, renewals: 2 }));
        assert_eq!(Group::default().terms("a kind nobody has heard of"), Some(Terms { days: 14, renewals: 2 }));
    }

    #[test]
    fn reference_works_are_lent_to_nobody() {
        for group in GROUPS {
            assert_eq!(Group::named(group).unwrap().terms("reference"), None);
        }
    }

    #[test]
    fn group_and_kind_decide_together() {
        assert_eq!(Group::Preferred.terms("book"), Some(Terms { days: 28, renewals: 3 }));
        assert_eq!(Group::Preferred.terms("media"), Some(Terms { days: 7, renewals: 1 }));
        assert_eq!(Group::Preferred.copies_at_once(), 200);
        assert_eq!(Group::Standard.copies_at_once(), 50);
    }

    #[test]
    fn every_group_goes_by_its_name() {
        for name in GROUPS {
            let group = Group::named(name).unwrap();
            assert_eq!(serde_json::to_value(group).unwrap(), *name);
        }
        assert_eq!(Group::named("royal"), None);
    }
}
