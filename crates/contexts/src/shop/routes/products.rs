use super::super::{
    product::{Command, Product},
    views::products::Product as Shown,
};
use kernel::{
    Asked, Field, Given, Host, Item, Kind, List, Method, Order, ProductId, RefusalKind, Refused, See, TitleId, To, Who,
    text,
};

const ID: Field = Field::new("id", Kind::Id, "The product's id; one is made if it is missing.").alias(&["productId"]);
const NAME: Field = Field::new("name", Kind::Text(200), "What it is called; orders may name it so.");
const PRICE: Field = Field::new("price", Kind::Won, "What one piece costs, in won.");
const STOCK: Field = Field::new("stock", Kind::Qty { min: 0 }, "Pieces there are from the start. Default: 0.");
const BOOK: Field = Field::new(
    "bookId",
    Kind::Id,
    "The book whose copies are sold, from the library's own; the product then has the book's id and no stock of its own.",
)
.alias(&["bookid"]);
const NO_STOCK: Field =
    Field::new("stock", Kind::Qty { min: 0 }, "Cannot be changed here: pieces come in through /products/{id}/receipts.");

const PRODUCT: &[Field] = &[ID, NAME.required(), PRICE.required(), STOCK, BOOK];
const CHANGED: &[Field] = &[NAME, PRICE, NO_STOCK];
const RECEIPT: &[Field] =
    &[Field::new("qty", Kind::Qty { min: 1 }, "How many pieces came in; they are added.").required()];

pub(super) fn join(host: &mut impl Host) {
    host.command(
        kernel::Command::new::<Shown>(Method::Post, "/products", Who::Desk, register)
            .summary("Registers a product, with pieces of its own or sold from the library's copies.")
            .fields(PRODUCT)
            .sees(of_this_name),
    );
    host.command(
        kernel::Command::new::<Shown>(Method::Patch, "/products/{id}", Who::Desk, change)
            .summary("Changes name and price of a product; orders keep the price of their moment.")
            .fields(CHANGED)
            .sees(of_this_name),
    );
    host.command(
        kernel::Command::new::<Shown>(Method::Post, "/products/{id}/receipts", Who::Desk, receive)
            .summary("Books pieces of a product in: they are added to what is there.")
            .fields(RECEIPT),
    );
    host.item(Item::<Shown>::new("/products/{id}", Who::Anyone, "id").summary("One product."));
    host.list(
        List::<Shown>::new("/products", Who::Anyone)
            .filters(&["name", "bookId"])
            .summary("What the shop sells; stock is what is free now."),
    );
}

fn of_this_name(given: &Given) -> Vec<See> {
    given.text("name").map(|name| See::by::<Shown>("name", name)).into_iter().collect()
}

fn order(id: ProductId, command: Command) -> Result<Order<Product>, Refused> {
    Ok(Order { shows: id.to_string(), to: To::new(id, command) })
}

fn register(asked: &Asked<'_>) -> Result<Order<Product>, Refused> {
    let title: Option<TitleId> = asked.given.id("bookId");
    let of_book = title.as_ref().and_then(|title| title.as_str().parse::<ProductId>().ok());
    let given: Option<ProductId> = asked.given.id("id");
    if let (Some(book), Some(given)) = (&of_book, &given)
        && book != given
    {
        let says = text!(
            "도서관 책을 파는 상품의 id는 책의 id와 같습니다",
            "a product sold from the library's copies has the id of its book"
        );
        return Err(Refused::new(RefusalKind::Invalid, "id-of-the-book", says).at("id"));
    }
    let product = of_book.or(given).map_or_else(|| asked.fresh(), Ok)?;
    is_free(asked, &product)?;
    let command = Command::Register {
        product: product.clone(),
        name: asked.given.text("name").unwrap_or_default().to_owned(),
        price: asked.given.won("price").unwrap_or_default(),
        title,
        stock: asked.given.qty("stock").unwrap_or(0),
    };
    order(product, command)
}

fn change(asked: &Asked<'_>) -> Result<Order<Product>, Refused> {
    if asked.given.has("stock") {
        let says = text!(
            "재고는 여기서 고칠 수 없습니다. 입고는 /products/{{id}}/receipts 로 등록하세요",
            "the stock cannot be changed here; book pieces in through /products/{{id}}/receipts"
        );
        return Err(Refused::new(RefusalKind::Invalid, "use-receipts", says).at("stock"));
    }
    let product: ProductId = asked.path_id("id")?;
    is_free(asked, &product)?;
    let name = asked.given.text("name").map(str::to_owned);
    order(product, Command::Change { name, price: asked.given.won("price") })
}

fn receive(asked: &Asked<'_>) -> Result<Order<Product>, Refused> {
    order(asked.path_id("id")?, Command::Receive { qty: asked.given.qty("qty").unwrap_or(0) })
}

/// Orders name products, so a name belongs to one of them. (Of two that are registered at the same instant the first
/// is meant.)
fn is_free(asked: &Asked<'_>, product: &ProductId) -> Result<(), Refused> {
    let holder = asked.given.text("name").and_then(|name| asked.seen::<Shown>(name));
    match holder {
        Some(Shown { id, name, .. }) if id != *product => {
            let says = text!(
                "‘{name}’ 상품이 이미 있습니다 (id {id}). 다른 이름을 쓰세요",
                "there is a product called “{name}” already ({id}); give it another name"
            );
            Err(Refused::new(RefusalKind::Rule, "name-taken", says).at("name"))
        }
        _ => Ok(()),
    }
}
