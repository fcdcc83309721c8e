//! What can happen to a teacher. `facts/` holds a golden sample of each: never edited, only added to.

use kernel::{ConsultingId, Fact, MemberId, Millis, RequestId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What can happen to a teacher, and to the requests in his queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Event {
    #[serde(rename = "teacher.registered")]
    Registered {
        teacher: MemberId,
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        introduction: Option<String>,
    },
    #[serde(rename = "teacher.changed")]
    Changed {
        teacher: MemberId,
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        introduction: Option<String>,
    },
    /// The lease moved: he is there until then, or further if he says so.
    #[serde(rename = "teacher.present")]
    Present { teacher: MemberId, until: Millis },
    /// He was offline, and is no more. Sessions count from 1.
    #[serde(rename = "teacher.online")]
    Online { teacher: MemberId, name: String, session: u32 },
    /// These students, who marked him as a favourite, are to be told that he is online.
    #[serde(rename = "teacher.announced")]
    Announced { teacher: MemberId, name: String, session: u32, students: Vec<MemberId> },
    /// He left, or was not heard of any more.
    #[serde(rename = "teacher.offline")]
    Offline { teacher: MemberId, session: u32, at: Millis },
    #[serde(rename = "teacher.favored")]
    Favored { teacher: MemberId, student: MemberId, favorite_count: u32 },
    #[serde(rename = "teacher.unfavored")]
    Unfavored { teacher: MemberId, student: MemberId, favorite_count: u32 },
    #[serde(rename = "request.made")]
    Made {
        request: RequestId,
        student: MemberId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        student_name: Option<String>,
        teacher: MemberId,
        /// It waits until then.
        until: Millis,
    },
    #[serde(rename = "request.canceled")]
    Canceled { request: RequestId, student: MemberId, teacher: MemberId, reason: String },
    /// He is in this consultation; the request has begun.
    #[serde(rename = "teacher.taken")]
    Taken { teacher: MemberId, teacher_name: String, consulting: ConsultingId, request: RequestId, student: MemberId },
    /// This consultation does not get him.
    #[serde(rename = "teacher.refused")]
    Refused { teacher: MemberId, consulting: ConsultingId, request: RequestId, student: MemberId, why: String },
    /// He is out of the consultation again. If it took place, its request has ended with it and it counts; if it did not,
    /// the request waits again, where it was.
    #[serde(rename = "teacher.freed")]
    Freed {
        teacher: MemberId,
        consulting: ConsultingId,
        request: RequestId,
        student: MemberId,
        ended: bool,
        consulting_count: u32,
    },
}

impl Fact for Event {
    const NAMES: &'static [&'static str] = &[
        "teacher.registered",
        "teacher.changed",
        "teacher.present",
        "teacher.online",
        "teacher.announced",
        "teacher.offline",
        "teacher.favored",
        "teacher.unfavored",
        "request.made",
        "request.canceled",
        "teacher.taken",
        "teacher.refused",
        "teacher.freed",
    ];
}
