use super::{
    delivery::Delivery,
    facts::{Contents, Event},
    parcel::{Command, Parcel},
    policy::ParcelsForRentals,
    saga::SAGA,
};
use kernel::{
    MemberId, ParcelId, Policy, RentalId, TitleId, View, read_fact,
    spec::{cause_on, explore, given, told},
    write_fact,
};
use serde_json::{Value, json};

fn contents() -> Contents {
    Contents {
        parcel: "t1".parse().unwrap(),
        rental: "t1".parse().unwrap(),
        member: "kim".parse().unwrap(),
        title: "5".parse().unwrap(),
        name: "어린 왕자".into(),
        qty: 2,
        address: Some("서울시 종로구 1".into()),
        ..Contents::default()
    }
}

fn ids() -> (ParcelId, RentalId, MemberId, TitleId, String) {
    let Contents { parcel, rental, member, title, name, .. } = contents();
    (parcel, rental, member, title, name)
}

fn created() -> Event {
    Event::Created { contents: contents() }
}

fn dispatched() -> Event {
    let (parcel, rental, member, ..) = ids();
    Event::Dispatched { parcel, rental, member }
}

fn delivered() -> Event {
    let (parcel, rental, member, title, name) = ids();
    Event::Delivered { parcel, rental, member, title, name }
}

fn stopped(was: &str) -> Event {
    let (parcel, rental, member, ..) = ids();
    Event::Stopped { parcel, rental, member, was: was.into() }
}

fn recalled() -> Event {
    let (parcel, rental, member, ..) = ids();
    Event::Recalled { parcel, rental, member }
}

#[test]
fn the_parcel_goes_as_its_table_says() {
    let create = Command::Create { contents: contents() };
    let commands = [create, Command::Stop, Command::Dispatch, Command::Deliver, Command::TurnBack];
    explore::<Parcel>(&commands, |parcel| parcel.stage.word()).is(&SAGA);
}

#[test]
fn req_002_f3_a_parcel_goes_out_and_arrives() {
    given::<Parcel>([created()]).when(Command::Dispatch).then([dispatched()]);
    given::<Parcel>([created(), dispatched()]).when(Command::Deliver).then([delivered()]);
    given::<Parcel>([created()]).when(Command::Deliver).then([delivered()]);
}

#[test]
fn a_parcel_only_goes_forward_and_the_same_report_twice_is_no_news() {
    let arrived = || given::<Parcel>([created(), dispatched(), delivered()]);
    arrived().when(Command::Dispatch).refused("already-delivered");
    arrived().when(Command::TurnBack).refused("already-delivered");
    arrived().when(Command::Deliver).nothing();
    given::<Parcel>([created(), dispatched()]).when(Command::Dispatch).nothing();
    for end in [vec![created(), stopped("created")], vec![created(), delivered(), recalled()]] {
        given::<Parcel>(end.clone()).when(Command::Dispatch).refused("not-open");
        given::<Parcel>(end.clone()).when(Command::Deliver).refused("not-open");
        given::<Parcel>(end).when(Command::TurnBack).nothing();
    }
}

#[test]
fn req_002_f5_a_canceled_rental_stops_its_parcel_wherever_it_is() {
    given::<Parcel>([created()]).when(Command::Stop).then([stopped("created")]);
    given::<Parcel>([created(), dispatched()]).when(Command::Stop).then([stopped("inTransit")]);
    given::<Parcel>([created(), dispatched(), delivered()]).when(Command::Stop).then([recalled()]);
    given::<Parcel>([]).when(Command::Stop).nothing();
    given::<Parcel>([created(), stopped("created")]).when(Command::Stop).nothing();
}

#[test]
fn a_stopped_parcel_is_not_made_again() {
    let again = Command::Create { contents: contents() };
    given::<Parcel>([created(), stopped("created")]).when(again.clone()).nothing();
    given::<Parcel>([created()]).when(again).nothing();
}

#[test]
fn a_carrier_who_brings_it_back_stops_it() {
    given::<Parcel>([created(), dispatched()]).when(Command::TurnBack).then([stopped("inTransit")]);
    given::<Parcel>([created(), stopped("created")]).when(Command::TurnBack).nothing();
}

#[test]
fn a_rental_becomes_a_parcel_of_its_own_id() {
    let react = |name: &str, data: Value| {
        let fact = read_fact(name, &data.to_string()).unwrap();
        let to = ParcelsForRentals::react(fact, &cause_on("2021-09-13")).pop().unwrap();
        (to.id, serde_json::to_value(to.command).unwrap())
    };
    let accepted = json!({"rental": "t1", "member": "kim", "title": "5", "name": "어린 왕자", "qty": 2, "price": 1000,
        "amount": 2000, "payment": "rental-t1", "address": "서울시 종로구 1", "returnDay": "2021-09-20"});
    let create = json!({"create": {"contents": {"parcel": "t1", "rental": "t1", "member": "kim", "title": "5",
        "name": "어린 왕자", "qty": 2, "address": "서울시 종로구 1"}}});
    assert_eq!(react("rental.accepted", accepted), ("t1".to_owned(), create));
    let canceled = json!({"rental": "t1", "was": "accepted", "reason": "withdrawn"});
    assert_eq!(react("rental.canceled", canceled), ("t1".to_owned(), json!("stop")));
}

fn shown(events: &[Event]) -> Delivery {
    let facts: Vec<(String, Value)> = events
        .iter()
        .map(|event| write_fact(event).unwrap())
        .map(|(name, data)| (name, serde_json::from_str(&data).unwrap()))
        .collect();
    let facts: Vec<(&str, Value)> = facts.iter().map(|(name, data)| (name.as_str(), data.clone())).collect();
    told::<Delivery>(&facts)[0].1.clone()
}

#[test]
fn a_delivery_shows_how_far_it_is() {
    let first = json!({"id": "t1", "rentalId": "t1", "customerId": "kim", "address": "서울시 종로구 1", "bookId": "5",
        "bookName": "어린 왕자", "qty": 2, "status": "created", "recalled": false});
    assert_eq!(serde_json::to_value(shown(&[created()])).unwrap(), first);
    let status = |events: &[Event]| serde_json::to_value(shown(events)).unwrap()["status"].clone();
    assert_eq!(status(&[created(), dispatched()]), json!("inTransit"));
    assert_eq!(status(&[created(), dispatched(), delivered()]), json!("delivered"));
    assert_eq!(status(&[created(), stopped("created")]), json!("stopped"));
    let fetched = shown(&[created(), delivered(), recalled()]);
    assert!(fetched.recalled);
    assert_eq!(fetched.owner(), Some("kim"));
    let twice = [created(), dispatched(), delivered(), created(), dispatched(), delivered()];
    assert_eq!(shown(&twice), shown(&twice[..3]));
}
