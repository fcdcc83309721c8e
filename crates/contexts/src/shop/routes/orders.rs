use super::{
    super::{
        line::Line,
        order::{Command, Order as Decided},
        views::{cancellations::Cancellation, carts::Cart, orders::Order as Shown, products::Product},
    },
    card,
};
use kernel::{
    Asked, Field, Given, Host, Item, Kind, List, Method, Order, OrderId, RefusalKind, Refused, See, To, Who, text,
};

const NAME: Field = Field::new("name", Kind::Text(200), "What the product is called.").alias(&["item"]);
const PRODUCT: Field = Field::new("productId", Kind::Id, "Its id, instead of its name.");
const QTY: Field = Field::new("qty", Kind::Qty { min: 1 }, "How many pieces. Default: 1.");
const LINE: &[Field] = &[NAME, PRODUCT, QTY];
const ORDER: &[Field] = &[
    NAME,
    PRODUCT,
    QTY,
    Field::new("lines", Kind::Lines(LINE), "Several products at once, instead of one."),
    Field::new("customerId", Kind::Member, "Who orders; the caller if it is missing.").alias(&["userId", "userid"]),
    Field::new("cardNo", Kind::Card, "A card for later: a token and the last four digits are kept, nothing is charged."),
    Field::new("paymentKey", Kind::PaymentKey, "The same, as the provider of payments knows it."),
    Field::new("status", Kind::Word(&["put myCart"]), "Where it goes: into the cart."),
];

pub(super) fn join(host: &mut impl Host) {
    host.command(
        kernel::Command::new::<Shown>(Method::Post, "/orders", Who::OwnerOrDesk, place)
            .summary("Orders products; they wait in the cart for their payment.")
            .fields(ORDER)
            .sees(products),
    );
    host.item(Item::<Shown>::new("/orders/{id}", Who::OwnerOrDesk, "id").summary("One order."));
    host.list(
        List::<Shown>::new("/orders", Who::OwnerOrDesk)
            .filters(&["customerId", "status"])
            .owned_by("customerId")
            .summary("Orders, waiting, complete, canceled and refused."),
    );
    host.item(Item::<Cart>::new("/carts/{id}", Who::OwnerOrDesk, "id").summary("What one order put into the cart."));
    host.list(
        List::<Cart>::new("/carts", Who::OwnerOrDesk)
            .filters(&["customerId", "status"])
            .owned_by("customerId")
            .summary("What waits in a customer's cart for its payment."),
    );
    host.item(
        Item::<Cancellation>::new("/cancellations/{id}", Who::OwnerOrDesk, "id")
            .summary("What one canceled order gives back; its id is that of the order."),
    );
    host.list(
        List::<Cancellation>::new("/cancellations", Who::OwnerOrDesk)
            .filters(&["customerId", "status"])
            .owned_by("customerId")
            .summary("Canceled orders, and what they give back."),
    );
}

/// The lines of a body: those in the list, or the body itself.
fn lines_of(given: &Given) -> &[Given] {
    given.lines("lines").unwrap_or(std::slice::from_ref(given))
}

/// Products are looked up by their id, else by their name.
fn products(given: &Given) -> Vec<See> {
    let see = |line: &Given| match (line.text("productId"), line.text("name")) {
        (Some(id), _) => Some(See::key::<Product>(id)),
        (None, Some(name)) => Some(See::by::<Product>("name", name)),
        (None, None) => None,
    };
    lines_of(given).iter().filter_map(see).collect()
}

fn place(asked: &Asked<'_>) -> Result<Order<Decided>, Refused> {
    let order: OrderId = asked.fresh()?;
    if asked.given.has("lines") && ["name", "productId", "qty"].iter().any(|field| asked.given.has(field)) {
        let says = text!("상품은 lines 안에만 적어 주세요", "name products in lines, or without it, not both");
        return Err(Refused::new(RefusalKind::Invalid, "given-twice", says).at("lines"));
    }
    let numbered = (1..).zip(lines_of(asked.given));
    let lines = numbered.map(|(number, given)| line(asked, number, given)).collect::<Result<_, _>>()?;
    let command = Command::Place {
        order: order.clone(),
        member: asked.given.member("customerId")?,
        lines,
        card: card(asked),
        pay_before: asked.at.saturating_add(asked.settings.pay_within),
    };
    Ok(Order { shows: order.to_string(), to: To::new(order, command) })
}

/// A line at the price of this moment; a product that is not there has none, and the order will be refused for it.
fn line(asked: &Asked<'_>, line: u32, given: &Given) -> Result<Line, Refused> {
    let Some(wanted) = given.text("productId").or(given.text("name")) else {
        let says = text!("name 값이 필요합니다", "name is missing");
        return Err(Refused::new(RefusalKind::Invalid, "missing-field", says).at("name"));
    };
    let qty = given.qty("qty").unwrap_or(1);
    let known = asked.seen::<Product>(wanted);
    Ok(match known {
        Some(Product { id, name, price, book_id: title, .. }) => Line { line, product: Some(id), title, name, qty, price },
        None => Line { line, name: given.text("name").unwrap_or(wanted).to_owned(), qty, ..Line::default() },
    })
}
