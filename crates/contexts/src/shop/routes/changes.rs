use super::{
    super::{
        order::{Command, Order as Decided},
        paying::{METHODS, payment_of},
        views::{orders::Order as Shown, payments::OrderPayment},
    },
    card,
};
use kernel::{Asked, Field, Host, Item, Key, Kind, Method, Order, RefusalKind, Refused, To, Who, text};

const CHANGE: &[Field] = &[
    Field::new("qty", Kind::Qty { min: 1 }, "Another number of pieces, while nothing is paid."),
    Field::new("line", Kind::Number { min: 1, max: 1_000_000 }, "Which line; not needed if there is only one."),
    Field::new("status", Kind::Text(40), "The word canceled gives the order up; what was paid goes back."),
];
const PAYMENT: &[Field] = &[
    Field::new("method", Kind::Word(METHODS), "How he pays. Default: by the card given now or with the order."),
    Field::new("cardNo", Kind::Card, "The card that is charged; a token and the last four digits are kept."),
    Field::new("paymentKey", Kind::PaymentKey, "The same, as the provider of payments knows it."),
];

pub(super) fn join(host: &mut impl Host) {
    host.command(
        kernel::Command::new::<Shown>(Method::Patch, "/orders/{id}", Who::OwnerOrDesk, change)
            .summary("Changes the number of pieces while the order waits, or cancels it.")
            .fields(CHANGE)
            .target::<Shown>(Key::Path("id")),
    );
    host.command(
        kernel::Command::new::<Shown>(Method::Delete, "/orders/{id}", Who::OwnerOrDesk, cancel)
            .summary("Cancels an order; what was paid goes back.")
            .target::<Shown>(Key::Path("id")),
    );
    host.command(
        kernel::Command::new::<OrderPayment>(Method::Post, "/orders/{id}/payment", Who::OwnerOrDesk, pay)
            .summary("Pays an order, with points or by card.")
            .fields(PAYMENT)
            .target::<Shown>(Key::Path("id")),
    );
    host.item(
        Item::<OrderPayment>::new("/orders/{id}/payment", Who::OwnerOrDesk, "id")
            .summary("The payment of an order, the latest if there were several."),
    );
}

fn order(shown: Shown, command: Command) -> Result<Order<Decided>, Refused> {
    Ok(Order { shows: shown.id.to_string(), to: To::new(shown.id, command) })
}

/// A change of quantity is a change of quantity: only the word `canceled` cancels (the system 004 describes took every
/// change for a cancellation).
fn change(asked: &Asked<'_>) -> Result<Order<Decided>, Refused> {
    let shown: Shown = asked.about()?;
    match (asked.given.text("status"), asked.given.qty("qty")) {
        (Some(word), None) if word.eq_ignore_ascii_case("canceled") => order(shown, Command::Cancel),
        (None, Some(qty)) => {
            let line = asked.given.number("line").and_then(|line| line.try_into().ok());
            order(shown, Command::Change { line, qty })
        }
        (Some(_), None) => {
            let says = text!(
                "주문 상태는 canceled 로만 바꿀 수 있습니다",
                "an order can be canceled by hand; its other states come by themselves"
            );
            Err(Refused::new(RefusalKind::Rule, "not-by-hand", says).at("status"))
        }
        (Some(_), Some(_)) | (None, None) => {
            let says = text!("qty 와 status 중 하나만 주세요", "give either a qty or the status canceled");
            Err(Refused::new(RefusalKind::Invalid, "one-change", says).at("qty"))
        }
    }
}

fn cancel(asked: &Asked<'_>) -> Result<Order<Decided>, Refused> {
    order(asked.about()?, Command::Cancel)
}

fn pay(asked: &Asked<'_>) -> Result<Order<Decided>, Refused> {
    let shown: Shown = asked.about()?;
    let method = asked.given.text("method").map(str::to_owned);
    let too_long = || Refused::new(RefusalKind::Absent, "not-found", text!("찾을 수 없습니다", "there is no such thing"));
    let payment = payment_of(&shown.id, shown.payments).ok_or_else(too_long)?;
    order(shown, Command::Pay { payment, method, card: card(asked) })
}
