//! What holds in any order of messages.

use super::super::views::Notification;
use super::notices::events;
use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Every document there is, and how often anything was made, handed to a channel, and sent. (A call may be made again after
/// a crash, under its old key; that is why it has one.)
fn outcome(house: &House) -> (BTreeSet<String>, [usize; 3]) {
    let documents = house.documents::<Notification>().into_iter().map(|document| document.id);
    (documents.collect(), ["notice.made", "notice.handed", "notice.sent"].map(|fact| house.told(fact)))
}

proptest! {
    /// However the events are repeated, mixed and heard again, each person is told of each event once on each channel.
    #[test]
    fn decision_10_one_notice_per_event_person_and_channel(
        order in prop::collection::vec((0usize..13, 1usize..8), 0..60),
        wants in any::<bool>(),
    ) {
        let events = events();
        let mut once = House::at(12);
        let mut often = House::at(12);
        if wants {
            once.prefer(everywhere());
            often.prefer(everywhere());
        }
        events.iter().for_each(|event| once.hear(event));
        once.settle();
        for (n, facts) in &order {
            // A prefix of the log of its context, heard again from the beginning.
            events[..=*n].iter().for_each(|event| often.hear(event));
            if facts % 2 == 0 {
                often.settle();
            }
            often.redeliver(*facts);
        }
        events.iter().rev().for_each(|event| often.hear(event));
        often.settle();
        prop_assert_eq!(outcome(&often), outcome(&once));
        prop_assert_eq!(outcome(&once).0.len(), if wants { 14 + 2 * 13 } else { 14 });
    }

    /// Answers of channels may come in any order and any number: a policy is never refused, each channel ends once, and
    /// what was sent stays sent.
    #[test]
    fn each_channel_ends_once(answers in prop::collection::vec((0u8..6, 0u8..2, 1u8..7), 0..60)) {
        let mut house = House::at(12);
        house.prefer(everywhere());
        house.outside = away;
        house.hear(&succeeded("v1", "kim"));
        house.settle();
        for (what, channel, attempt) in answers {
            let channel = if channel == 0 { Channel::Mail } else { Channel::Kakao };
            let why = String::from("why");
            let command = match what {
                0 => Command::Done { channel, attempt },
                1 => Command::Refused { channel, attempt, code: "no".into(), why },
                2 => Command::Unknown { channel, attempt, why },
                3 => Command::Unknown { channel, attempt, why: "-1005".into() },
                4 => Command::Away { channel, attempt, why },
                _ => Command::Try { due: house.next().unwrap_or_default() },
            };
            prop_assert_eq!(house.ask("reservation-succeeded.v1.kim", command), Ok(()));
        }
        house.settle();
        while house.ring() {}
        for channel in ["inApp", "console", "mail", "kakao"] {
            let of = |(name, data, _): &&(String, String, Millis)| {
                ["notice.sent", "notice.failed"].contains(&name.as_str()) && data.contains(&format!("\"{channel}\""))
            };
            prop_assert_eq!(house.log.iter().filter(of).count(), 1, "{}", channel);
        }
    }
}
