use super::super::title::{Command, Title};
use kernel::{Cause, MemberId, Policy, PromiseId, ReservationId, TitleId, To};
use serde::Deserialize;

/// One copy for each reservation (001-F4).
const COPIES: u32 = 1;

/// Whenever a reservation is asked for, one copy is promised to it; when it ends, the copy goes back on the shelf.
///
/// A failed one is released too, although there should be nothing to release: if its request is heard twice, and a copy
/// came in meanwhile, the second promise would otherwise be nobody's.
pub(in super::super) struct CopiesForReservations;

/// What we need to know about a reservation.
#[derive(Deserialize)]
pub(in super::super) enum Heard {
    #[serde(rename = "reservation.requested")]
    Requested { reservation: ReservationId, member: MemberId, title: TitleId },
    #[serde(rename = "reservation.canceled", alias = "reservation.failed")]
    Over { reservation: ReservationId, title: TitleId },
}

impl Policy for CopiesForReservations {
    const NAME: &'static str = "catalogue.copies_for_reservations";
    const HEARS: &'static [&'static str] = &["reservation.requested", "reservation.failed", "reservation.canceled"];
    type Fact = Heard;
    type Target = Title;

    fn react(fact: Heard, _: &Cause) -> Vec<To<Title>> {
        let promise = |reservation: &ReservationId| PromiseId::of("reservation", reservation);
        let (title, command) = match fact {
            Heard::Requested { reservation, member, title } => {
                let promise = promise(&reservation);
                (title.clone(), Command::Promise { title, promise, member, qty: COPIES })
            }
            Heard::Over { reservation, title } => (title, Command::Release { promise: promise(&reservation) }),
        };
        vec![To::new(title, command)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{read_fact, spec::cause_on};
    use serde_json::{Value, json};

    fn react(name: &str) -> (String, Value) {
        let data = json!({"reservation": "7", "member": "kim", "title": "5", "name": "책", "was": "succeeded"});
        let fact = read_fact(name, &data.to_string()).unwrap();
        let to = CopiesForReservations::react(fact, &cause_on("2021-09-13")).pop().unwrap();
        (to.id, serde_json::to_value(to.command).unwrap())
    }

    #[test]
    fn req_001_f4_one_copy_is_promised_to_a_reservation_and_released_at_its_end() {
        let promise = json!({"promise": {"title": "5", "promise": "reservation:7", "member": "kim", "qty": 1}});
        assert_eq!(react("reservation.requested"), ("5".to_owned(), promise));
        for end in ["reservation.failed", "reservation.canceled"] {
            assert_eq!(react(end).1, json!({"release": {"promise": "reservation:7"}}));
        }
    }
}
