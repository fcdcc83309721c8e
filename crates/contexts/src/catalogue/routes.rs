use super::{
    book::Book,
    record::{Changes, KINDS, Record},
    stock::Stock,
    title::{Command, Title},
};
use kernel::{Asked, Field, Host, Item, Kind, List, Method, Order, RefusalKind, Refused, TitleId, To, Who, text};

const ID: Field = Field::new("id", Kind::Id, "The book's id; one is made if it is missing.").alias(&["bookId", "bookid"]);
const TITLE: Field = Field::new("title", Kind::Text(1000), "What the book is called.").alias(&["bookName", "name"]);
const AUTHOR: Field = Field::new("author", Kind::Text(1000), "Who wrote it.");
const ISBN: Field = Field::new("isbn", Kind::Text(32), "Its ISBN, with or without hyphens.");
const PRICE: Field = Field::new("price", Kind::Won, "Its price in won, for renting and selling.");
const KIND_OF: Field = Field::new("kind", Kind::Word(KINDS), "What kind it is; reference works are not lent. Default: book.");
const PUBLISHER: Field = Field::new("publisher", Kind::Text(500), "Who published it.");
const YEAR: Field =
    Field::new("year", Kind::Number { min: -5000, max: 3000 }, "The year it appeared; negative before our era.");
const LANGUAGE: Field = Field::new("language", Kind::Text(64), "The language it is in.");
const ALSO: Field =
    Field::new("also", Kind::Text(1000), "Other forms of its title and names, to be found by: the original script, the original title.");
const STOCK: Field = Field::new("stock", Kind::Qty { min: 0 }, "Copies there are from the start. Default: 0.");

const BOOK: &[Field] = &[ID, TITLE.required(), AUTHOR, ISBN, PRICE, KIND_OF, PUBLISHER, YEAR, LANGUAGE, ALSO, STOCK];
const TAKEN: &[Field] = &[TITLE.required(), AUTHOR, ISBN, PRICE, KIND_OF, PUBLISHER, YEAR, LANGUAGE, ALSO, STOCK];
const CHANGED: &[Field] = &[TITLE, AUTHOR, ISBN, PRICE, KIND_OF, PUBLISHER, YEAR, LANGUAGE, ALSO, NO_STOCK];
const NO_STOCK: Field =
    Field::new("stock", Kind::Qty { min: 0 }, "Cannot be changed here: copies come in through /stocks.");
const RECEIPT: &[Field] = &[
    Field::new("bookid", Kind::Id, "Which book; an unknown id is registered.").alias(&["bookId"]).required(),
    Field::new("qty", Kind::Qty { min: 0 }, "How many copies came in; they are added.").required(),
];

pub(super) fn join(host: &mut impl Host) {
    books(host);
    host.command(
        kernel::Command::new::<Stock>(Method::Post, "/stocks", Who::DeskOrService, receive)
            .summary("Books copies in: they are added to what is there.")
            .fields(RECEIPT),
    );
    host.item(Item::<Stock>::new("/stocks/{id}", Who::Anyone, "id").summary("Where the copies of one book are."));
    host.list(List::<Stock>::new("/stocks", Who::Anyone).filters(&["bookid"]).summary("Where the copies are."));
}

fn books(host: &mut impl Host) {
    host.command(
        kernel::Command::new::<Book>(Method::Post, "/books", Who::Desk, register)
            .aliases(&["/book"])
            .summary("Registers a book, with copies if there are any.")
            .fields(BOOK),
    );
    host.command(
        kernel::Command::new::<Book>(Method::Put, "/books/{id}", Who::Desk, take)
            .aliases(&["/book/{id}"])
            .summary("Registers a book or makes its record this one; the same again changes nothing (for imports).")
            .fields(TAKEN),
    );
    host.command(
        kernel::Command::new::<Book>(Method::Patch, "/books/{id}", Who::Desk, change)
            .aliases(&["/book/{id}"])
            .summary("Changes what is written about a book.")
            .fields(CHANGED),
    );
    host.command(
        kernel::Command::new::<Book>(Method::Delete, "/books/{id}", Who::Desk, remove)
            .aliases(&["/book/{id}"])
            .summary("Removes a book; refused while copies are out or promised."),
    );
    host.item(Item::<Book>::new("/books/{id}", Who::Anyone, "id").summary("One book.").aliases(&["/book/{id}"]));
    host.list(
        List::<Book>::new("/books", Who::Anyone)
            .filters(&["isbn", "kind", "language"])
            .searched()
            .summary("Books; `q` searches them by title, author, ISBN, publisher and year.")
            .aliases(&["/book"]),
    );
}

fn order(id: TitleId, command: Command) -> Result<Order<Title>, Refused> {
    Ok(Order { shows: id.to_string(), to: To::new(id, command) })
}

fn register(asked: &Asked<'_>) -> Result<Order<Title>, Refused> {
    let id: TitleId = asked.given.id("id").map_or_else(|| asked.fresh(), Ok)?;
    let copies = asked.given.qty("stock").unwrap_or(0);
    order(id.clone(), Command::Register { title: id, record: record(asked), copies })
}

fn take(asked: &Asked<'_>) -> Result<Order<Title>, Refused> {
    let id: TitleId = asked.path_id("id")?;
    let copies = asked.given.qty("stock").unwrap_or(0);
    order(id.clone(), Command::Take { title: id, record: record(asked), copies })
}

fn change(asked: &Asked<'_>) -> Result<Order<Title>, Refused> {
    if asked.given.has("stock") {
        let says = text!(
            "책의 수는 여기서 고칠 수 없습니다. 입고는 /stocks 로 등록하세요",
            "the number of copies cannot be changed here; book copies in through /stocks"
        );
        return Err(Refused::new(RefusalKind::Invalid, "use-stocks", says).at("stock"));
    }
    order(asked.path_id("id")?, Command::Change { changes: changes(asked) })
}

fn remove(asked: &Asked<'_>) -> Result<Order<Title>, Refused> {
    order(asked.path_id("id")?, Command::Remove)
}

fn receive(asked: &Asked<'_>) -> Result<Order<Title>, Refused> {
    let id = asked.given.title("bookid")?;
    order(id.clone(), Command::Receive { title: id, qty: asked.given.qty("qty").unwrap_or(0) })
}

fn changes(asked: &Asked<'_>) -> Changes {
    let text = |name: &str| asked.given.text(name).map(str::to_owned);
    Changes {
        name: text("title"),
        author: text("author"),
        isbn: text("isbn"),
        price: asked.given.won("price"),
        kind: text("kind"),
        publisher: text("publisher"),
        year: asked.given.number("year").and_then(|year| year.try_into().ok()),
        language: text("language"),
        also: text("also"),
    }
}

/// The record a body describes; its `title` is a required field, so there is one.
fn record(asked: &Asked<'_>) -> Record {
    Record::named("").with(changes(asked))
}
