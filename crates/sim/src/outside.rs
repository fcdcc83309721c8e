//! Providers outside: slow, away, timing out before and after they have done it, late, talkative, and honest about their
//! own books.

use crate::{books::refused, fault::Fault, hub::Hub, planted, poll::pause};
use async_trait::async_trait;
use kernel::{Call, Millis, Outcome};
use runtime::ports::Outside;
use serde_json::json;
use std::sync::Arc;

/// The latest a provider does what it has heard.
const LATE: Millis = 20 * 3_600_000;

/// Everybody outside.
pub(crate) struct Provider {
    pub hub: Arc<Hub>,
}

#[async_trait]
impl Outside for Provider {
    async fn call(&self, call: &Call) -> Outcome {
        let hub = &self.hub;
        hub.count("called outside");
        if hub.strikes(Fault::ProviderSlow) {
            pause(hub.draw(|chance| chance.between(1, 60))).await;
        }
        // Who has answered once answers the same again, or not at all.
        let knows = hub.books.lock().knows(call);
        if !knows && hub.strikes(Fault::ProviderAway) {
            return Outcome::Away("nobody answers".to_owned());
        }
        if hub.strikes(Fault::ProviderLost) {
            return Outcome::Unknown("no answer in time".to_owned());
        }
        if !knows && hub.strikes(Fault::ProviderRefuses) {
            return refused("PROVIDER_ERROR");
        }
        let charges = call.service == "cards" && call.action != "query";
        if charges && !knows && hub.strikes(Fault::ProviderLate) {
            let at = hub.now()
                + hub.draw(|chance| [1, chance.below(600), chance.below(LATE / 1000)][chance.below(3) as usize] * 1000);
            hub.books.lock().does_later(call, at);
            hub.note(|| format!("  outside: {} {} at {at}", call.action, call.key));
            return Outcome::Unknown("it will be done, but nobody hears".to_owned());
        }
        let outcome = hub.books.lock().does(call, hub.now());
        hub.note(|| format!("  outside: {} {} {}: {outcome:?}", call.service, call.action, call.key));
        if charges {
            self.calls_back(call);
        }
        if hub.strikes(Fault::ProviderDone) {
            planted::again(hub, call);
            return Outcome::Unknown("it was done, but nobody heard".to_owned());
        }
        outcome
    }
}

impl Provider {
    /// Says so at the public door as well: once, not at all, or very often.
    fn calls_back(&self, call: &Call) {
        let hub = &self.hub;
        if !hub.is_faulty() {
            return;
        }
        let often = if hub.strikes(Fault::ProviderStorm) { 12 } else { hub.draw(|chance| chance.below(2)) };
        let said = json!({ "orderId": call.ask["orderId"], "paymentKey": call.ask["paymentKey"], "status": "DONE" });
        hub.callbacks.lock().extend((0..often).map(|_| said.clone()));
    }
}
