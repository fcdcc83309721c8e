//! What holds after any sequence of commands, with a provider that times out but does it, answers late, is away and back.

use super::{
    outside::{Mood, Provider},
    *,
};
use proptest::prelude::*;
use std::collections::BTreeSet;

const HOUR: Millis = 3_600_000;

#[derive(Clone, Debug)]
enum Step {
    Ask(Command),
    /// The effect hears the next question (or once more the last ones, after a crash).
    Effect(Mood),
    Again(usize),
    CatchUp,
    Wait(Millis),
}

fn mood() -> impl Strategy<Value = Mood> {
    prop_oneof![
        4 => Just(Mood::Well),
        3 => Just(Mood::Mute),
        2 => Just(Mood::Lost),
        2 => Just(Mood::Away),
        2 => Just(Mood::Slow),
        1 => Just(Mood::No),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let payment = || (0u8..6).prop_map(|number| format!("p{number}"));
    let method = || prop_oneof![1 => Just(Method::Point), 2 => Just(Method::Card)];
    let fee = || (0u8..3).prop_map(|number| format!("f{number}"));
    let ask = prop_oneof![
        2 => (0u8..9, 1i64..3000).prop_map(|(id, amount)| top_up(&format!("t{id}"), amount)),
        // One price for each payment: whoever asks again asks the same.
        6 => (payment(), method()).prop_map(|(payment, method)| hold(&payment, method, 900)),
        3 => payment().prop_map(|payment| capture(&payment)),
        3 => payment().prop_map(|payment| give_back(&payment)),
        2 => fee().prop_map(|fee| owe(&fee, 500)),
        2 => (6u8..9, method()).prop_map(|(number, method)| pay_fees(&format!("p{number}"), method)),
        2 => payment().prop_map(|payment| Command::AskAgain { payment: id(&payment), key: None }),
    ];
    let time = prop_oneof![Just(1000), Just(60_000), Just(20 * 60_000), Just(HOUR), Just(80 * HOUR)];
    prop_oneof![
        6 => ask.prop_map(Step::Ask),
        6 => mood().prop_map(Step::Effect),
        1 => (1usize..4).prop_map(Step::Again),
        1 => Just(Step::CatchUp),
        3 => time.prop_map(Step::Wait),
    ]
}

/// Kim, the provider, and how many questions the effect has heard.
struct World {
    kim: Kim,
    provider: Provider,
    heard: usize,
}

impl World {
    fn effect(&mut self, mood: Mood) -> bool {
        if self.kim.question(self.heard).is_none() {
            return false;
        }
        let provider = &mut self.provider;
        self.kim.outcome(self.heard, |call| provider.answer(call, mood));
        self.heard += 1;
        true
    }

    fn play(&mut self, step: Step) {
        match step {
            Step::Ask(command) => drop(self.kim.tries(command)),
            Step::Effect(mood) => drop(self.effect(mood)),
            Step::Again(facts) => self.heard = self.heard.saturating_sub(facts),
            Step::CatchUp => self.provider.catch_up(),
            Step::Wait(time) => drop(self.kim.rings_for(time)),
        }
    }

    /// Everybody is reachable again, and time goes by.
    fn heal(&mut self) {
        self.provider.catch_up();
        for _ in 0..100 {
            while self.effect(Mood::Well) {}
            self.kim.rings_for(HOUR);
        }
    }
}

/// At every prefix of the log: every fact's postings sum to zero, and nobody has less than nothing.
fn books_balance(kim: &Kim) -> Result<(), TestCaseError> {
    let mut parts = [0i64; 3];
    for event in &kim.log {
        prop_assert_eq!(event.postings().iter().map(|posting| posting.amount.0).sum::<i64>(), 0, "{:?}", event);
        for posting in event.postings() {
            for (at, part) in ["points", "held", "owed"].iter().enumerate() {
                parts[at] += if posting.account == format!("member:kim:{part}") { posting.amount.0 } else { 0 };
            }
        }
        prop_assert!(parts[0] >= 0 && parts[1] >= 0 && parts[2] <= 0, "{parts:?} after {event:?}");
    }
    let books = kim.account.books;
    prop_assert_eq!(parts, [books.points, books.held, books.owed]);
    Ok(())
}

/// What was captured, and what was refunded, by payment.
fn refunds_fit(kim: &Kim) -> Result<(), TestCaseError> {
    let mut in_house = std::collections::BTreeMap::<&PaymentId, i64>::new();
    for event in &kim.log {
        match event {
            Event::Held { bill, .. } | Event::ChargedLate { bill, .. } => {
                *in_house.entry(&bill.payment).or_default() += bill.amount.0;
            }
            Event::Canceled { bill, refunded, .. } => {
                let left = in_house.entry(&bill.payment).or_default();
                *left -= refunded.0;
                prop_assert!(*left >= 0, "refunded more than there was: {event:?}");
            }
            _ => {}
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// I4, I5: whatever the provider does and whenever it says so, its books and ours agree in the end, every payment is
    /// completed, declined or canceled, and nobody is charged twice.
    #[test]
    fn i4_our_books_and_the_providers_agree_in_the_end(steps in prop::collection::vec(step(), 1..70)) {
        let mut world = World { kim: Kim::with(1000), provider: Provider::default(), heard: 0 };
        for step in steps {
            world.play(step);
        }
        world.heal();
        let kim = &world.kim;
        books_balance(kim)?;
        refunds_fit(kim)?;
        prop_assert_eq!(-kim.balance("house:cards"), world.provider.balance(), "{:#?}", kim.log);
        prop_assert!(kim.account.open.is_empty(), "half done: {:?}", kim.account.open);
        prop_assert_eq!(kim.has()[1], 0);
        let begun: BTreeSet<_> = kim.log.iter().filter_map(|event| match event {
            Event::Begun { bill, .. } | Event::Held { bill, .. } => Some(bill.payment.clone()),
            _ => None,
        }).collect();
        for payment in begun {
            let over = kim.account.completed.contains_key(&payment) || kim.account.end_of(&payment).is_some();
            prop_assert!(over, "{payment} is neither completed nor declined nor canceled");
        }
        let confirmed: BTreeSet<_> = world.provider.done.iter().collect();
        prop_assert_eq!(confirmed.len(), world.provider.done.len(), "done twice under one key");
    }

    /// The member's own points never depend on what the provider does with other payments.
    #[test]
    fn r10_points_are_conserved(steps in prop::collection::vec(step(), 1..70)) {
        let mut world = World { kim: Kim::with(1000), provider: Provider::default(), heard: 0 };
        for step in steps {
            world.play(step);
            books_balance(&world.kim)?;
        }
        let kim = &world.kim;
        let house: i64 = ["house:cash", "house:cards", "house:orders", "house:fees"].map(|name| kim.balance(name)).iter().sum();
        prop_assert_eq!(house + kim.has().iter().sum::<i64>(), 0);
    }
}
