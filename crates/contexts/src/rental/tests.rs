mod asking;
mod life;
mod table;
mod views;

use super::{
    facts::Event,
    rental::{Command, Rental},
    wish::{PayBy, Wish},
};
use kernel::{Day, MemberId, Millis, PaymentId, RentalId, TitleId, Won};

/// Midnight of the day tests take place on.
const NOW: Millis = 1_631_491_200_000;
const DAY: Millis = 24 * 60 * 60 * 1000;

/// A rental to which this happened.
fn given(events: impl IntoIterator<Item = Event>) -> kernel::spec::Given<Rental> {
    kernel::spec::given(events)
}

fn id() -> RentalId {
    "t1".parse().unwrap()
}

fn kim() -> MemberId {
    "kim".parse().unwrap()
}

fn five() -> TitleId {
    "5".parse().unwrap()
}

fn payment() -> PaymentId {
    "rental-t1".parse().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Two copies at an uncertain price.
fn wish() -> Wish {
    Wish {
        rental: id(),
        member: kim(),
        title: five(),
        qty: 2,
        payment: payment(),
        start_day: day("2021-09-13"),
        return_day: day("2021-09-20"),
        address: Some("서울시 종로구 1".into()),
        ..Wish::default()
    }
}

/// Two copies at 1000 won each.
fn priced() -> Wish {
    Wish { name: Some("어린 왕자".into()), price: Some(Won(1000)), amount: Some(Won(2000)), ..wish() }
}

fn ask(wish: Wish, hold: bool) -> Command {
    Command::Request { wish: Box::new(wish), hold }
}

fn promise(price: Option<i64>) -> Command {
    Command::CopiesPromised { name: "어린 왕자".into(), price: price.map(Won) }
}

fn gone(reason: &str) -> Command {
    Command::MoneyGone { reason: reason.into() }
}

fn requested(wish: Wish) -> Event {
    Event::Requested { wish, answer_by: NOW + DAY }
}

fn copies_promised() -> Event {
    Event::CopiesPromised { rental: id(), member: kim(), title: five(), name: "어린 왕자".into() }
}

fn price_told() -> Event {
    let (price, amount, method) = (Won(1000), Won(2000), PayBy::Point);
    Event::Priced { rental: id(), member: kim(), payment: payment(), price, amount, method, card: None }
}

fn money_held() -> Event {
    Event::MoneyHeld { rental: id(), member: kim(), payment: payment() }
}

fn accepted() -> Event {
    Event::Accepted {
        rental: id(),
        member: kim(),
        title: five(),
        name: "어린 왕자".into(),
        qty: 2,
        price: Won(1000),
        amount: Won(2000),
        payment: payment(),
        address: Some("서울시 종로구 1".into()),
        customer_name: None,
        customer_phone_no: None,
        return_day: day("2021-09-20"),
    }
}

fn refused(name: Option<&str>, reason: &str) -> Event {
    let (name, reason) = (name.map(str::to_owned), reason.to_owned());
    Event::Refused { rental: id(), member: kim(), title: five(), name, qty: 2, payment: payment(), reason }
}

fn packed() -> Event {
    Event::Packed { rental: id(), member: kim(), title: five(), parcel: "t1".parse().unwrap() }
}

fn parcel() -> Command {
    Command::ParcelCreated { parcel: "t1".parse().unwrap() }
}

fn dispatched() -> Event {
    Event::Dispatched { rental: id(), member: kim(), title: five() }
}

fn delivered() -> Event {
    Event::Delivered { rental: id(), member: kim(), title: five(), day: day("2021-09-13") }
}

fn delayed() -> Event {
    let (name, return_day) = ("어린 왕자".into(), day("2021-09-20"));
    Event::Delayed { rental: id(), member: kim(), title: five(), name, return_day }
}

fn returned() -> Event {
    Event::Returned { rental: id(), member: kim(), title: five(), day: day("2021-09-13") }
}

fn canceled(was: &str, reason: &str) -> Event {
    let (was, reason) = (was.to_owned(), reason.to_owned());
    Event::Canceled { rental: id(), member: kim(), title: five(), qty: 2, payment: payment(), was, reason }
}

/// Everything up to being accepted.
fn up_to_accepted() -> Vec<Event> {
    vec![requested(priced()), money_held(), accepted()]
}

fn up_to_delivered() -> Vec<Event> {
    [up_to_accepted(), vec![packed(), dispatched(), delivered()]].concat()
}
