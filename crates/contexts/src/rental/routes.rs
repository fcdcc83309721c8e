use super::{
    price::RentalPrice,
    refusal::Refusal,
    rent::Rent,
    rental::{Command, Rental},
    wish::{PayBy, Wish, agreed, amount, period},
};
use kernel::{
    Asked, BadId, Card, Field, Given, Host, Item, Key, Kind, List, Method, Order, PaymentId, RefusalKind, Refused, RentalId,
    See, Text, TitleId, To, Who,
};

const RENT: &[Field] = &[
    Field::new("bookId", Kind::Id, "Which book.").alias(&["bookid"]).required(),
    Field::new("qty", Kind::Qty { min: 1 }, "How many copies. Default: 1."),
    Field::new("customerId", Kind::Member, "Who rents; you, if it is missing.").alias(&["userId", "userid"]),
    Field::new("customerName", Kind::Text(200), "The name on the parcel."),
    Field::new("customerPhoneNo", Kind::Text(40), "Where the carrier can call."),
    Field::new("price", Kind::Won, "What one copy costs; it has to be the book's price. Default: that."),
    Field::new("startDate", Kind::Day, "The day the rental starts. Default: today."),
    Field::new("returnDate", Kind::Day, "The day the book is to come back. Default: 7 days after the start."),
    Field::new("rentStatus", Kind::Word(&["RENT"]), "What is wanted. Default: RENT."),
    Field::new("address", Kind::Text(500), "Where it is delivered."),
    Field::new("method", Kind::Word(&["point", "card"]), "How it is paid. Default: card if one is given, else point."),
    Field::new("cardNo", Kind::Card, "The card that pays; only its last four digits are kept."),
    Field::new("paymentKey", Kind::PaymentKey, "What the provider of payments calls the payment, instead of cardNo."),
];
const CHANGE: &[Field] = &[
    Field::new("rentStatus", Kind::Word(&["RETURN", "DELAY"]), "RETURN: the book is back. DELAY: it comes back late."),
    Field::new("status", Kind::Word(&["canceled"]), "Cancels the rental."),
];

pub(super) fn join(host: &mut impl Host) {
    host.command(
        kernel::Command::new::<Rent>(Method::Post, "/rentals", Who::OwnerOrDesk, rent)
            .aliases(&["/rental", "/rent"])
            .summary("Rents copies of a book, to be delivered.")
            .fields(RENT)
            .sees(|given| vec![See::key::<RentalPrice>(given.text("bookId").unwrap_or_default())]),
    );
    host.command(
        kernel::Command::new::<Rent>(Method::Patch, "/rentals/{id}", Who::OwnerOrDesk, change)
            .aliases(&["/rental/{id}", "/rent/{id}"])
            .summary("Returns, delays or cancels a rental.")
            .fields(CHANGE)
            .target::<Rent>(Key::Path("id")),
    );
    host.command(
        kernel::Command::new::<Rent>(Method::Delete, "/rentals/{id}", Who::OwnerOrDesk, cancel)
            .aliases(&["/rental/{id}", "/rent/{id}"])
            .summary("Cancels a rental that is not delivered yet; money and copies go back.")
            .target::<Rent>(Key::Path("id")),
    );
    host.item(
        Item::<Rent>::new("/rentals/{id}", Who::OwnerOrDesk, "id")
            .aliases(&["/rental/{id}", "/rent/{id}"])
            .summary("One rental."),
    );
    host.list(
        List::<Rent>::new("/rentals", Who::OwnerOrDesk)
            .aliases(&["/rental", "/rent"])
            .filters(&["customerId", "bookId", "status"])
            .owned_by("customerId")
            .summary("Rentals, open and closed."),
    );
}

fn rent(asked: &Asked<'_>) -> Result<Order<Rental>, Refused> {
    let wish = wish(asked)?;
    let id = wish.rental.to_string();
    let command = Command::Request { wish: Box::new(wish), hold: asked.busy };
    Ok(Order { shows: id.clone(), to: To::new(id, command) })
}

fn wish(asked: &Asked<'_>) -> Result<Wish, Refused> {
    let Asked { given, .. } = asked;
    let text = |name: &str| given.text(name).map(str::to_owned);
    let rental: RentalId = asked.fresh()?;
    let title: TitleId = given.title("bookId")?;
    let qty = given.qty("qty").unwrap_or(1);
    let known: Option<RentalPrice> = asked.seen(title.as_str());
    let certain = known.as_ref().and_then(|known| known.price);
    let price = agreed(given.won("price"), certain)?;
    let (start_day, return_day) = period(given.day("startDate"), given.day("returnDate"), asked.today)?;
    let (method, card) = payment(given, asked.new_id)?;
    Ok(Wish {
        payment: payment_of(&rental)?,
        rental,
        member: given.member("customerId")?,
        title,
        name: known.map(|known| known.name),
        qty,
        price,
        amount: certain.map(|price| amount(price, qty)),
        method,
        card,
        start_day,
        return_day,
        customer_name: text("customerName"),
        customer_phone_no: text("customerPhoneNo"),
        address: text("address"),
    })
}

/// The payment of a rental has its id, with a prefix.
fn payment_of(rental: &RentalId) -> Result<PaymentId, Refused> {
    let bad = |bad: BadId| Refused::new(RefusalKind::Invalid, "bad-id", Text::new(bad.to_string(), bad.to_string()));
    format!("rental-{rental}").parse().map_err(bad)
}

/// With points, unless a card is given: its number, or with a real provider the key of the payment it was told about.
fn payment(given: &Given, fresh: &str) -> Result<(PayBy, Option<Card>), Refusal> {
    let by_key = given.text("paymentKey").map(|key| Card { key: key.to_owned(), last4: String::new() });
    let card = by_key.or_else(|| given.card("cardNo", fresh));
    match (given.text("method"), card) {
        (Some("point"), Some(_)) => Err(Refusal::CardWithPoints),
        (Some("card"), None) => Err(Refusal::CardMissing),
        (_, Some(card)) => Ok((PayBy::Card, Some(card))),
        (_, None) => Ok((PayBy::Point, None)),
    }
}

fn change(asked: &Asked<'_>) -> Result<Order<Rental>, Refused> {
    let command = match (asked.given.text("rentStatus"), asked.given.text("status")) {
        (None, None) => return Err(Refusal::NoChange.into()),
        (Some(_), Some(_)) => return Err(Refusal::TwoChanges.into()),
        (None, Some(_)) => Command::Cancel,
        (Some("RETURN"), None) => Command::Return,
        (Some(_), None) => Command::Delay,
    };
    about(asked, command)
}

fn cancel(asked: &Asked<'_>) -> Result<Order<Rental>, Refused> {
    about(asked, Command::Cancel)
}

fn about(asked: &Asked<'_>, command: Command) -> Result<Order<Rental>, Refused> {
    let Rent { id, .. } = asked.about()?;
    Ok(Order { shows: id.to_string(), to: To::new(id, command) })
}
