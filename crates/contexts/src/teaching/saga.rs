use kernel::{Saga, Step};

/// Where a teacher is, and how consultations take him and let him go. A consultation that took him always frees him: it
/// ends, or is refused, or its clock runs out.
///
/// Not in the table: a student who waits for him with as many requests as may wait has a further one canceled at once.
pub(super) const SAGA: Saga = Saga {
    name: "teacher",
    decider: "teacher",
    states: &["unknown", "offline", "online", "consulting"],
    ends: &["offline", "online"],
    steps: &[
        Step::new("unknown", "Register", "offline", &["teacher.registered"]),
        Step::new("unknown", "Ask", "unknown", &["request.made", "request.canceled"]),
        Step::new("unknown", "Take", "unknown", &["teacher.refused"]),
        Step::new("offline", "Keep", "online", &["teacher.online", "teacher.present"]),
        Step::new("offline", "Ask", "offline", &["request.made"]),
        Step::new("offline", "Withdraw", "offline", &["request.canceled"]),
        Step::new("offline", "Take", "offline", &["teacher.refused"]),
        Step::new("offline", "RunOut", "offline", &["request.canceled"]),
        Step::new("online", "Ask", "online", &["request.made"]),
        Step::new("online", "Withdraw", "online", &["request.canceled"]),
        Step::new("online", "Take", "consulting", &["teacher.taken"]),
        Step::new("online", "Take", "online", &["teacher.refused"]),
        Step::new("online", "Leave", "offline", &["teacher.offline"]),
        Step::new("online", "RunOut", "offline", &["teacher.offline"]),
        Step::new("online", "RunOut", "offline", &["request.canceled", "teacher.offline"]),
        Step::new("consulting", "Keep", "consulting", &["teacher.present"]),
        Step::new("consulting", "Leave", "consulting", &["teacher.present"]),
        Step::new("consulting", "Free", "online", &["teacher.freed"]),
        Step::new("consulting", "Free", "offline", &["teacher.freed", "teacher.offline"]),
    ],
};
