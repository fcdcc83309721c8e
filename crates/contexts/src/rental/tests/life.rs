//! From the parcel to the return, and every way out.

use super::*;
use kernel::RefusalKind;

#[test]
fn req_002_f3_the_rental_follows_its_parcel() {
    given(up_to_accepted()).when(parcel()).then([packed()]);
    let with_parcel = [up_to_accepted(), vec![packed()]].concat();
    given(with_parcel.clone()).when(parcel()).nothing();
    given(with_parcel.clone()).when(Command::ParcelDispatched).then([dispatched()]);
    given(with_parcel).when(Command::ParcelDelivered).then([dispatched(), delivered()]);
    given(up_to_accepted()).when(Command::ParcelDispatched).then([dispatched()]);
    let on_its_way = [up_to_accepted(), vec![dispatched()]].concat();
    given(on_its_way.clone()).when(Command::ParcelDispatched).nothing();
    given(on_its_way).when(Command::ParcelDelivered).then([delivered()]);
    given(up_to_accepted()).when(Command::ParcelDelivered).then([dispatched(), delivered()]);
    given(up_to_delivered()).when(Command::ParcelDispatched).nothing();
    given(up_to_delivered()).when(Command::ParcelDelivered).nothing();
}

#[test]
fn req_002_f4_what_is_open_and_not_delivered_can_be_canceled() {
    given([requested(priced())]).when(Command::Cancel).then([canceled("requested", "withdrawn")]);
    given([requested(priced()), money_held()]).when(Command::Cancel).then([canceled("requested", "withdrawn")]);
    given(up_to_accepted()).when(Command::Cancel).then([canceled("accepted", "withdrawn")]);
    let on_its_way = [up_to_accepted(), vec![dispatched()]].concat();
    given(on_its_way).when(Command::Cancel).then([canceled("delivering", "withdrawn")]);
}

#[test]
fn decision_7_only_what_is_open_is_canceled() {
    given(up_to_delivered()).when(Command::Cancel).refused("already-delivered");
    given([up_to_delivered(), vec![delayed()]].concat()).when(Command::Cancel).refused("already-delivered");
    let over = [
        [up_to_delivered(), vec![returned()]].concat(),
        vec![requested(priced()), refused(None, "out-of-stock")],
        vec![requested(priced()), canceled("requested", "withdrawn")],
    ];
    for events in over {
        for command in [Command::Cancel, Command::Return, Command::Delay] {
            let no = given(events.clone()).when(command).refused("not-open");
            assert_eq!(no.kind, RefusalKind::Rule);
        }
    }
}

#[test]
fn req_003_r3_return_and_delay_come_after_the_delivery() {
    given(up_to_delivered()).when(Command::Return).then([returned()]);
    given(up_to_delivered()).when(Command::Delay).then([delayed()]);
    let late = [up_to_delivered(), vec![delayed()]].concat();
    given(late.clone()).when(Command::Return).then([returned()]);
    given(late).when(Command::Delay).refused("already-delayed");
    for events in [vec![requested(priced())], up_to_accepted(), [up_to_accepted(), vec![dispatched()]].concat()] {
        given(events.clone()).when(Command::Return).refused("not-delivered-yet");
        given(events).when(Command::Delay).refused("not-delivered-yet");
    }
}

#[test]
fn a_return_date_in_the_past_neither_refuses_nor_delays() {
    let long_ago = Wish { start_day: day("2020-09-13"), return_day: day("2020-10-13"), ..priced() };
    let state = given([]).when(ask(long_ago.clone(), false)).then([requested(long_ago.clone())]);
    assert_eq!(kernel::Decider::alarm(&state).map(|alarm| alarm.when), Some(kernel::When::At(NOW + DAY)));
    let facts = given([requested(long_ago), money_held()]).when(promise(Some(1000))).facts();
    let [Event::Accepted { return_day, .. }] = &facts[..] else { panic!("{facts:?}") };
    assert_eq!(*return_day, day("2020-10-13"));
}

#[test]
fn money_taken_away_after_the_acceptance_cancels_what_is_not_delivered() {
    given(up_to_accepted()).when(gone("card-declined")).then([canceled("accepted", "card-declined")]);
    let on_its_way = [up_to_accepted(), vec![dispatched()]].concat();
    given(on_its_way).when(gone("card-declined")).then([canceled("delivering", "card-declined")]);
    given(up_to_delivered()).when(gone("card-declined")).nothing();
}

#[test]
fn a_parcel_the_carrier_stops_cancels_its_rental() {
    given(up_to_accepted()).when(Command::ParcelStopped).then([canceled("accepted", "parcel-stopped")]);
    let on_its_way = [up_to_accepted(), vec![dispatched()]].concat();
    given(on_its_way).when(Command::ParcelStopped).then([canceled("delivering", "parcel-stopped")]);
    given(up_to_delivered()).when(Command::ParcelStopped).nothing();
}
