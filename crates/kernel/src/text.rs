use serde::{Deserialize, Serialize};

/// A sentence for people, in Korean and English.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Text {
    /// Korean.
    pub ko: String,
    /// English.
    pub en: String,
}

impl Text {
    /// Both languages at once.
    pub fn new(ko: impl Into<String>, en: impl Into<String>) -> Self {
        Self { ko: ko.into(), en: en.into() }
    }
}

/// `text!("{n}권 있습니다", "there are {n}")`: both languages from the same values.
#[macro_export]
macro_rules! text {
    ($ko:literal, $en:literal) => {
        $crate::Text { ko: format!($ko), en: format!($en) }
    };
}
