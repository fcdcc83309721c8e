use kernel::{Cause, MemberId, ReservationId, TitleId, View};
use serde::{Deserialize, Serialize};

/// One of a member's reservations, on his page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct MyReservation {
    pub id: ReservationId,
    pub user_id: MemberId,
    pub book_id: TitleId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    pub status: String,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
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

impl View for MyReservation {
    const NAME: &'static str = "my_reservations";
    const HEARS: &'static [&'static str] =
        &["reservation.requested", "reservation.succeeded", "reservation.failed", "reservation.canceled"];
    const INDEXES: &'static [&'static str] = &["userId"];
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
                self.user_id = member.clone();
                self.book_id = title.clone();
                self.status = "requested".into();
            }
            Told::Succeeded { name, .. } => {
                self.title = Some(name.clone());
                self.status = "succeeded".into();
            }
            Told::Failed { reason, .. } => {
                self.reason = Some(reason.clone());
                self.status = "failed".into();
            }
            Told::Canceled { .. } => self.status = "canceled".into(),
        }
        Some(self)
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        vec![("userId", self.user_id.to_string())]
    }

    fn owner(&self) -> Option<&str> {
        Some(self.user_id.as_str())
    }
}
