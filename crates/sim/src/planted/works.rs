//! Bugs between followers, callers and their engine.

use super::Bug;
use crate::hub::Hub;
use kernel::Call;
use runtime::{
    engine::{Accepted, Ask, Batch, Delivered, Work},
    registry::{ContextEntry, Posted},
};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::oneshot;

/// What a provider is asked besides, when his answer was lost.
pub(crate) fn again(hub: &Hub, call: &Call) {
    if hub.has(Bug::ChargedAgain) && call.action == "confirm" {
        let mut again = Call { key: format!("{}-again", call.key), ..call.clone() };
        again.ask["paymentKey"] =
            Value::from(format!("{}-again", again.ask["paymentKey"].as_str().unwrap_or_default()));
        hub.books.lock().does(&again, hub.now());
    }
}

/// What the engine is given instead of what was taken out of its mailboxes.
pub(crate) fn batch(hub: &Hub, entry: &ContextEntry, head: u64, batch: &mut Batch) {
    let Some(bug) = hub.bug else { return };
    for ask in &mut batch.asks {
        of_ask(hub, bug, ask, head);
    }
    for work in &mut batch.works {
        match work {
            Work::Deliver { items, .. } => of_items(hub, bug, entry, items),
            Work::Tell { facts, .. } if bug == Bug::ToldTwice && sometimes(hub) => {
                let again: Vec<_> = facts.clone();
                facts.extend(again);
            }
            _ => {}
        }
    }
}

fn sometimes(hub: &Hub) -> bool {
    hub.draw(|chance| chance.happens(1000))
}

fn of_ask(hub: &Hub, bug: Bug, ask: &mut Ask, head: u64) {
    let too_soon = match bug {
        Bug::AnsweredTooSoon => ask.posted.is_ok() && sometimes(hub),
        Bug::RefusalAsDone => ask.posted.is_err(),
        Bug::KeyForgotten => {
            ask.once = None;
            false
        }
        _ => false,
    };
    if too_soon {
        let (nobody, _) = oneshot::channel();
        let reply = std::mem::replace(&mut ask.reply, nobody);
        drop(reply.send(Ok(Accepted { position: head, shown: None, changed: true, replayed: false, key: None })));
    }
}

/// What follows in this context from facts of these names is forgotten.
fn forgotten(bug: Bug) -> Option<(&'static str, &'static [&'static str])> {
    Some(match bug {
        Bug::ReleaseLost => ("catalogue", &["loan.canceled"]),
        Bug::ReturnLost => ("catalogue", &["loan.returned"]),
        Bug::HandOutLost => ("catalogue", &["loan.borrowed"]),
        Bug::ConfirmLost => ("lending", &["stock.promised"]),
        Bug::CancelLost => ("lending", &["stock.refused"]),
        Bug::RentalReleaseLost => ("catalogue", &["rental.refused", "rental.canceled"]),
        Bug::ReservationReleaseLost => ("catalogue", &["reservation.canceled"]),
        Bug::PointsKept => ("payment", &["rental.refused", "rental.canceled"]),
        Bug::RefundLost => ("payment", &["order.canceled"]),
        Bug::ParcelNotStopped => ("delivery", &["rental.canceled"]),
        Bug::ParcelLost => ("delivery", &["rental.accepted"]),
        Bug::PiecesKept => ("shop", &["order.refused", "order.canceled"]),
        Bug::TeacherNotFreed => ("teaching", &["consulting.ended"]),
        Bug::NoticeLost => ("notification", &["reservation.succeeded"]),
        _ => return None,
    })
}

fn of_items(hub: &Hub, bug: Bug, entry: &ContextEntry, items: &mut Vec<Delivered>) {
    if bug == Bug::ItemLost && !items.is_empty() && sometimes(hub) {
        items.pop();
    }
    for item in items {
        let lost =
            forgotten(bug).filter(|(context, facts)| *context == entry.name && facts.contains(&&*item.fact.name));
        if lost.is_some() && sometimes(hub) {
            item.posted = Ok(vec![]);
        }
        if bug == Bug::CorrelationLost && sometimes(hub) {
            let mut fact = (*item.fact).clone();
            let mut cause = (*fact.cause).clone();
            cause.correlation = "nobody".to_owned();
            fact.cause = Arc::new(cause);
            item.fact = Arc::new(fact);
        }
        let Ok(posted) = &mut item.posted else { continue };
        edit(hub, bug, entry, posted);
    }
}

/// Bugs in what a policy asks.
fn edit(hub: &Hub, bug: Bug, entry: &ContextEntry, posted: &mut Vec<Posted>) {
    if !EDITED.contains(&bug) {
        return;
    }
    let mut more = vec![];
    for one in posted.iter_mut() {
        let Ok(command) = serde_json::from_str::<Value>(&one.command.json()) else { continue };
        let Some((id, command)) = edited(hub, bug, &one.id, command) else { continue };
        let desk = entry.deciders.iter().find(|decider| decider.name == one.decider).map(|decider| (decider.desk)(1));
        let Some(Ok(made)) = desk.map(|desk| desk.command(&command.to_string())) else { continue };
        if matches!(bug, Bug::PromisedTwice | Bug::NoticeTwice) {
            more.push(Posted { decider: one.decider, id, command: made });
        } else {
            one.command = made;
        }
    }
    posted.append(&mut more);
}

/// Bugs that change what a policy asks.
const EDITED: &[Bug] =
    &[Bug::PromisedTwice, Bug::PromisedTooMuch, Bug::TakenBackTooMuch, Bug::NoticeTwice, Bug::CompletedUnpaid];

/// Another command to somebody, if the bug strikes.
fn edited(hub: &Hub, bug: Bug, id: &str, mut command: Value) -> Option<(String, Value)> {
    let mut to = id.to_owned();
    let renamed = |value: &Value| Value::from(format!("{}b", value.as_str().unwrap_or_default()));
    match bug {
        Bug::PromisedTwice | Bug::PromisedTooMuch => {
            let promise = command.get_mut("promise").filter(|promise| promise.get("qty").is_some())?;
            if !sometimes(hub) {
                return None;
            }
            if bug == Bug::PromisedTwice {
                promise["promise"] = renamed(&promise["promise"]);
            } else {
                promise["qty"] = Value::from(promise["qty"].as_u64().unwrap_or(0) + 1);
            }
        }
        Bug::TakenBackTooMuch => {
            let back = command.get_mut("takeBack").filter(|back| back["left"].as_u64() > Some(0))?;
            back["left"] = Value::from(back["left"].as_u64().unwrap_or(1) - 1);
        }
        Bug::NoticeTwice => {
            let made = command.get_mut("make").filter(|_| sometimes(hub))?;
            made["notice"] = renamed(&made["notice"]);
            to = format!("{id}b");
        }
        Bug::CompletedUnpaid => {
            let payment = command.get("moneyDeclined").filter(|_| sometimes(hub))?["payment"].clone();
            command = json!({ "moneyHeld": { "order": id, "member": "kim", "payment": payment } });
        }
        _ => return None,
    }
    Some((to, command))
}
