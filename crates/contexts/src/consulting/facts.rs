//! What can happen to a consultation. `facts/` holds a golden sample of each: never edited, only added to.

use kernel::{ConsultingId, Fact, MemberId, Millis, RequestId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What can happen to a consultation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Event {
    #[serde(rename = "consulting.requested")]
    Requested {
        consulting: ConsultingId,
        request: RequestId,
        teacher: MemberId,
        student: MemberId,
        /// It waits for an answer until then.
        until: Millis,
    },
    #[serde(rename = "consulting.started")]
    Started {
        consulting: ConsultingId,
        request: RequestId,
        teacher: MemberId,
        student: MemberId,
        teacher_name: String,
        /// It lasts no longer than until then.
        until: Millis,
    },
    #[serde(rename = "consulting.refused")]
    Refused { consulting: ConsultingId, request: RequestId, teacher: MemberId, student: MemberId, reason: String },
    #[serde(rename = "consulting.ended")]
    Ended {
        consulting: ConsultingId,
        request: RequestId,
        teacher: MemberId,
        student: MemberId,
        teacher_name: String,
        by: By,
    },
}

/// Who ended it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum By {
    Teacher,
    Clock,
}

impl Fact for Event {
    const NAMES: &'static [&'static str] =
        &["consulting.requested", "consulting.started", "consulting.refused", "consulting.ended"];
}
