use kernel::{Cause, MemberId, View};
use serde::{Deserialize, Serialize};

/// A teacher as the public sees him (003-A1).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Listing {
    pub id: MemberId,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub introduction: Option<String>,
    pub status: Status,
    pub favorite_count: u32,
    pub consulting_count: u32,
}

/// Can he be had?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Status {
    #[default]
    Offline,
    Online,
    Consulting,
}

impl Status {
    fn word(self) -> &'static str {
        match self {
            Status::Offline => "offline",
            Status::Online => "online",
            Status::Consulting => "consulting",
        }
    }
}

/// What is told about him.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Told {
    #[serde(rename = "teacher.registered", alias = "teacher.changed")]
    Described { teacher: MemberId, name: String, introduction: Option<String> },
    #[serde(rename = "teacher.online")]
    Online { teacher: MemberId },
    #[serde(rename = "teacher.offline")]
    Offline { teacher: MemberId },
    #[serde(rename = "teacher.favored", alias = "teacher.unfavored")]
    Counted { teacher: MemberId, favorite_count: u32 },
    #[serde(rename = "teacher.taken")]
    Taken { teacher: MemberId },
    #[serde(rename = "teacher.freed")]
    Freed { teacher: MemberId, consulting_count: u32 },
}

impl View for Listing {
    const NAME: &'static str = "teachers";
    const HEARS: &'static [&'static str] = &[
        "teacher.registered",
        "teacher.changed",
        "teacher.online",
        "teacher.offline",
        "teacher.favored",
        "teacher.unfavored",
        "teacher.taken",
        "teacher.freed",
    ];
    const INDEXES: &'static [&'static str] = &["status"];
    type Fact = Told;

    fn key(fact: &Told) -> Option<String> {
        let (Told::Described { teacher, .. }
        | Told::Online { teacher }
        | Told::Offline { teacher }
        | Told::Counted { teacher, .. }
        | Told::Taken { teacher }
        | Told::Freed { teacher, .. }) = fact;
        Some(teacher.to_string())
    }

    fn evolve(mut self, fact: &Told, _: &Cause) -> Option<Self> {
        match fact {
            Told::Described { teacher, name, introduction } => {
                self.id = teacher.clone();
                self.name = name.clone();
                self.introduction = introduction.clone();
            }
            Told::Online { .. } => self.status = Status::Online,
            Told::Offline { .. } => self.status = Status::Offline,
            Told::Counted { favorite_count, .. } => self.favorite_count = *favorite_count,
            Told::Taken { .. } => self.status = Status::Consulting,
            // Whoever is not there any more is told to be offline by the fact behind this one.
            Told::Freed { consulting_count, .. } => {
                self.status = Status::Online;
                self.consulting_count = *consulting_count;
            }
        }
        Some(self)
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        vec![("status", self.status.word().to_owned())]
    }

    fn wanted(_: &str, value: &str) -> String {
        value.to_lowercase()
    }
}
