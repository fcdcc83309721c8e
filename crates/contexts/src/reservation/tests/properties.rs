//! What holds after any sequence of messages.

use super::*;
use kernel::{Decider, spec::cause_on};
use proptest::prelude::*;

fn message() -> impl Strategy<Value = Command> {
    prop_oneof![Just(request()), Just(succeed()), Just(fail()), Just(Command::Cancel)]
}

proptest! {
    /// Asked for once, answered at most once, canceled at most once and never after it failed (S3).
    #[test]
    fn s3_a_reservation_has_one_beginning_one_answer_and_one_end(messages in prop::collection::vec(message(), 0..40)) {
        let mut reservation = Reservation::default();
        let mut facts = vec![];
        for message in messages {
            let told = reservation.decide(message.clone(), &cause_on("2021-09-13"));
            if told.is_err() {
                let by_caller = matches!(message, Command::Cancel);
                prop_assert!(by_caller, "a policy was refused: {message:?}");
            }
            for event in told.unwrap_or_default() {
                reservation = reservation.evolve(&event);
                facts.push(event);
            }
        }
        let of = |wanted: fn(&Event) -> bool| facts.iter().filter(|event| wanted(event)).count();
        let failed = of(|event| matches!(event, Event::Failed { .. }));
        let succeeded = of(|event| matches!(event, Event::Succeeded { .. }));
        let canceled = of(|event| matches!(event, Event::Canceled { .. }));
        let requested = of(|event| matches!(event, Event::Requested { .. }));
        prop_assert!(requested <= 1);
        prop_assert!(failed + succeeded <= 1 && failed + canceled <= 1, "{facts:?}");
    }
}
