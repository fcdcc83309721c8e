use super::{
    account::{Account, Command},
    bill::Method as By,
    views::{Ledger, Payments, Points},
};
use kernel::{
    Asked, Card, Field, Host, Item, Kind, List, MemberId, Method, Order, PaymentId, RefusalKind, Refused, See, To, Who,
    text,
};
use serde_json::Value;

const TOP_UP: &[Field] = &[
    Field::new("customerId", Kind::Member, "Whose points; yours, if it is missing.").alias(&["userId", "userid"]),
    Field::new("point", Kind::Number { min: 1, max: Kind::WON_MAX }, "How many points are paid in.")
        .alias(&["amount"])
        .required(),
    Field::new("id", Kind::Id, "Your own id for this top-up: the same id is credited once."),
];
const PAY: &[Field] = &[
    Field::new("orderId", Kind::Id, "The order to be paid; without it, late fees are."),
    Field::new("rentalId", Kind::Id, "Not taken: a rental pays itself."),
    Field::new("feeOf", Kind::Member, "Who pays: whose late fees, or whose order; you, if it is missing.")
        .alias(&["userId", "customerId"]),
    Field::new("feeId", Kind::Id, "One late fee only. Default: all that are owed."),
    Field::new("method", Kind::Word(By::WORDS), "Default: card if a card is given, else point."),
    Field::new("cardNo", Kind::Card, "The card; only its last four digits are remembered."),
    Field::new("paymentKey", Kind::PaymentKey, "Instead of a card: what the provider knows the payment by."),
];
const CALLBACK: &[Field] = &[
    Field::new("eventType", Kind::Text(100), "What the provider says happened; it is asked, not believed."),
    Field::new("createdAt", Kind::Text(100), "When the provider says it was."),
    Field::new("data", Kind::Object, "The payment in the provider's words; its orderId is the id of the payment.")
        .required(),
];

pub(super) fn join(host: &mut impl Host) {
    points(host);
    payments(host);
    host.item(
        Item::<Ledger>::new("/ledgers/{currency}", Who::Desk, "currency")
            .summary("Balances of the house and of all members together; everything sums to zero."),
    );
    host.list(List::<Ledger>::new("/ledgers", Who::Desk).summary("The ledgers there are: one, of won."));
}

fn points(host: &mut impl Host) {
    host.command(
        kernel::Command::new::<Points>(Method::Post, "/points", Who::OwnerOrDesk, top_up)
            .aliases(&["/point"])
            .summary("Pays points in.")
            .fields(TOP_UP),
    );
    host.item(
        Item::<Points>::new("/points/{customerId}", Who::OwnerOrDesk, "customerId")
            .aliases(&["/point/{customerId}"])
            .of_member()
            .summary("A member's points, what is held of his money, and what he owes."),
    );
    host.list(
        List::<Points>::new("/points", Who::OwnerOrDesk)
            .aliases(&["/point"])
            .filters(&["customerId"])
            .owned_by("customerId")
            .summary("Points: a member's own; everybody's, for the desk."),
    );
}

fn payments(host: &mut impl Host) {
    host.command(
        kernel::Command::new::<Payments>(Method::Post, "/payments", Who::OwnerOrDesk, pay)
            .aliases(&["/paymentLists"])
            .summary("Pays an order, or late fees.")
            .fields(PAY)
            .after(&["lending"]),
    );
    host.command(
        kernel::Command::new::<Payments>(Method::Post, "/payments/callbacks", Who::Anyone, callback)
            .aliases(&["/paymentLists/callbacks"])
            .summary("Where the provider of card payments calls; it is asked, never believed.")
            .fields(CALLBACK)
            .sees(|given| order_of(given.object("data")).map(See::key::<Payments>).into_iter().collect()),
    );
    host.item(
        Item::<Payments>::new("/payments/{id}", Who::OwnerOrDesk, "id")
            .aliases(&["/paymentLists/{id}"])
            .summary("One payment."),
    );
    host.list(
        List::<Payments>::new("/payments", Who::OwnerOrDesk)
            .aliases(&["/paymentLists"])
            .filters(&["customerId", "orderId", "rentalId", "status"])
            .owned_by("customerId")
            .summary("Payments, open and closed."),
    );
}

fn top_up(asked: &Asked<'_>) -> Result<Order<Account>, Refused> {
    let member = asked.given.member("customerId")?;
    let id = asked.given.text("id");
    let command = Command::TopUp {
        transfer: id.unwrap_or(asked.new_id).to_owned(),
        member: member.clone(),
        amount: kernel::Won(asked.given.number("point").unwrap_or_default()),
        named: id.is_some(),
    };
    Ok(Order { shows: member.to_string(), to: To::new(member, command) })
}

fn pay(asked: &Asked<'_>) -> Result<Order<Account>, Refused> {
    let given = asked.given;
    if given.has("rentalId") {
        let says = text!(
            "대여료는 대여를 신청할 때 함께 결제됩니다",
            "a rental pays itself: its money is held with the request"
        );
        return Err(Refused::new(RefusalKind::Rule, "pays-itself", says).at("rentalId"));
    }
    let payment: PaymentId = asked.fresh()?;
    let member: MemberId = given.member("feeOf")?;
    let card = card(asked);
    let method = match given.text("method") {
        Some(word) => By::named(word),
        None if card.is_some() => By::Card,
        None => By::Point,
    };
    if method == By::Card && card.is_none() && !given.has("orderId") {
        return Err(super::refusal::Refusal::NoCard.into());
    }
    let card = card.filter(|_| method == By::Card);
    let (payment, payer, fee) = (payment.clone(), member.clone(), given.id("feeId"));
    let shows = payment.to_string();
    let command = match given.id("orderId") {
        Some(order) => Command::Ask { payment, member: payer, order, method, card },
        None => Command::PayFees { payment, member: payer, fee, method, card },
    };
    Ok(Order { to: To::new(member, command), shows })
}

/// The card that was given, or what the provider knows the payment by.
fn card(asked: &Asked<'_>) -> Option<Card> {
    let key = asked.given.text("paymentKey").map(|key| Card { key: key.to_owned(), last4: String::new() });
    key.or_else(|| asked.given.card("cardNo", asked.new_id))
}

/// The payment the provider speaks of: we gave it our id for its `orderId`.
fn order_of(data: Option<&Value>) -> Option<String> {
    let id = data?.get("orderId")?.as_str()?.parse::<PaymentId>().ok()?;
    Some(id.to_string())
}

/// Whoever calls is not believed: all he brings about is that the provider is asked how the payment stands.
///
/// A payment nobody knows is not found, so the provider calls again later, and nothing that was acknowledged is lost (R5).
/// Were such a call lost all the same, that would do no harm: every confirmation ends by asking, until it is decided.
fn callback(asked: &Asked<'_>) -> Result<Order<Account>, Refused> {
    let data = asked.given.object("data");
    let seen = order_of(data).and_then(|id| asked.seen::<Payments>(&id));
    let absent = || Refused::new(RefusalKind::Absent, "not-found", text!("찾을 수 없습니다", "there is no such payment"));
    let payment = seen.filter(|payment| payment.method == By::Card && payment.amount.is_some()).ok_or_else(absent)?;
    let key = data.and_then(|data| data.get("paymentKey")).and_then(Value::as_str).map(str::to_owned);
    let command = Command::AskAgain { payment: payment.id.clone(), key };
    // Nothing is shown (204): anybody may call.
    Ok(Order { to: To::new(payment.customer_id, command), shows: String::new() })
}
