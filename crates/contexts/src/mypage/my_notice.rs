use kernel::{Cause, MemberId, NoticeId, Text, View, instant};
use serde::{Deserialize, Serialize};

/// Something a member was told, on his page. It is there whether or not any other channel reached him.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct MyNotice {
    pub id: NoticeId,
    pub user_id: MemberId,
    pub kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
    /// When it was made: milliseconds since 1970, UTC.
    pub at: String,
}

/// What is told about it.
#[derive(Deserialize)]
pub(super) enum Told {
    #[serde(rename = "notice.made")]
    Made { notice: NoticeId, member: MemberId, kind: String, text: Option<Text> },
}

impl View for MyNotice {
    const NAME: &'static str = "my_notices";
    const HEARS: &'static [&'static str] = &["notice.made"];
    const INDEXES: &'static [&'static str] = &["userId"];
    type Fact = Told;

    fn key(Told::Made { notice, .. }: &Told) -> Option<String> {
        Some(notice.to_string())
    }

    fn evolve(self, fact: &Told, cause: &Cause) -> Option<Self> {
        let Told::Made { notice, member, kind, text } = fact;
        let (id, user_id, kind, text) = (notice.clone(), member.clone(), kind.clone(), text.clone());
        Some(Self { id, user_id, kind, text, at: instant(cause.at) })
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        vec![("userId", self.user_id.to_string())]
    }

    fn owner(&self) -> Option<&str> {
        Some(self.user_id.as_str())
    }
}
