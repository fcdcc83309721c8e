use super::reasons;
use kernel::{Cause, MemberId, ReservationId, Text, TitleId, View};
use serde::{Deserialize, Serialize};

/// A reservation as the public sees it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Held {
    pub id: ReservationId,
    pub userid: MemberId,
    pub bookid: TitleId,
    /// What the book is called, once a copy is promised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    pub status: Status,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Text>,
}

/// How far a reservation has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Status {
    #[default]
    Requested,
    Succeeded,
    Failed,
    Canceled,
}

impl Status {
    fn word(self) -> &'static str {
        match self {
            Status::Requested => "requested",
            Status::Succeeded => "succeeded",
            Status::Failed => "failed",
            Status::Canceled => "canceled",
        }
    }
}

/// What is told about it.
#[derive(Deserialize)]
pub(super) enum Told {
    #[serde(rename = "reservation.requested")]
    Requested { reservation: ReservationId, member: MemberId, title: TitleId },
    #[serde(rename = "reservation.succeeded")]
    Succeeded { reservation: ReservationId, name: String },
    #[serde(rename = "reservation.failed")]
    Failed { reservation: ReservationId, reason: String },
    #[serde(rename = "reservation.canceled")]
    Canceled { reservation: ReservationId },
}

impl View for Held {
    const NAME: &'static str = "reservations";
    const HEARS: &'static [&'static str] =
        &["reservation.requested", "reservation.succeeded", "reservation.failed", "reservation.canceled"];
    const INDEXES: &'static [&'static str] = &["userid", "bookid", "status"];
    type Fact = Told;

    fn key(fact: &Told) -> Option<String> {
        let (Told::Requested { reservation, .. }
        | Told::Succeeded { reservation, .. }
        | Told::Failed { reservation, .. }
        | Told::Canceled { reservation }) = fact;
        Some(reservation.to_string())
    }

    fn evolve(mut self, fact: &Told, _: &Cause) -> Option<Self> {
        match fact {
            Told::Requested { reservation, member, title } => {
                self.id = reservation.clone();
                self.userid = member.clone();
                self.bookid = title.clone();
            }
            Told::Succeeded { name, .. } => {
                self.status = Status::Succeeded;
                self.title = Some(name.clone());
            }
            Told::Failed { reason, .. } => {
                self.status = Status::Failed;
                self.explanation = Some(reasons::failed(reason));
                self.reason = Some(reason.clone());
            }
            Told::Canceled { .. } => self.status = Status::Canceled,
        }
        Some(self)
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        let status = self.status.word().to_owned();
        vec![("userid", self.userid.to_string()), ("bookid", self.bookid.to_string()), ("status", status)]
    }

    fn owner(&self) -> Option<&str> {
        Some(self.userid.as_str())
    }

    fn settled(&self) -> bool {
        self.status != Status::Requested
    }
}
