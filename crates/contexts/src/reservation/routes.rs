use super::{
    book_list::BookList,
    held::Held,
    decider::{Command, Reservation},
};
use kernel::{Asked, Field, Host, Item, Key, Kind, List, Method, Order, Refused, ReservationId, To, Who};

const RESERVATION: &[Field] = &[
    Field::new("userid", Kind::Member, "For whom; you, if it is missing.").alias(&["userId", "customerId"]),
    Field::new("bookid", Kind::Id, "Which book; one copy of it is put aside.").alias(&["bookId"]).required(),
];
const CHANGE: &[Field] =
    &[Field::new("status", Kind::Word(&["canceled"]), "What it becomes: it can only be canceled.").required()];

pub(super) fn join(host: &mut impl Host) {
    host.command(
        kernel::Command::new::<Held>(Method::Post, "/reservations", Who::OwnerOrDesk, request)
            .summary("Reserves one copy of a book; it is always taken, and succeeds or fails by itself.")
            .fields(RESERVATION),
    );
    host.command(
        kernel::Command::new::<Held>(Method::Patch, "/reservations/{id}", Who::OwnerOrDesk, cancel)
            .summary("Cancels a reservation.")
            .fields(CHANGE)
            .target::<Held>(Key::Path("id")),
    );
    host.command(
        kernel::Command::new::<Held>(Method::Delete, "/reservations/{id}", Who::OwnerOrDesk, cancel)
            .summary("Cancels a reservation; it stays readable.")
            .target::<Held>(Key::Path("id")),
    );
    host.item(Item::<Held>::new("/reservations/{id}", Who::OwnerOrDesk, "id").summary("One reservation."));
    host.list(
        List::<Held>::new("/reservations", Who::OwnerOrDesk)
            .filters(&["userid", "bookid", "status"])
            .owned_by("userid")
            .summary("Reservations, open and closed."),
    );
    host.item(Item::<BookList>::new("/booklists/{id}", Who::Anyone, "id").summary("One book that may be reserved."));
    host.list(
        List::<BookList>::new("/booklists", Who::Anyone)
            .filters(&["bookid"])
            .summary("Books that may be reserved, and how many copies are on the shelf."),
    );
}

fn order(id: ReservationId, command: Command) -> Result<Order<Reservation>, Refused> {
    Ok(Order { shows: id.to_string(), to: To::new(id, command) })
}

fn request(asked: &Asked<'_>) -> Result<Order<Reservation>, Refused> {
    let reservation: ReservationId = asked.fresh()?;
    let (member, title) = (asked.given.member("userid")?, asked.given.title("bookid")?);
    order(reservation.clone(), Command::Request { reservation, member, title })
}

fn cancel(asked: &Asked<'_>) -> Result<Order<Reservation>, Refused> {
    let held: Held = asked.about()?;
    order(held.id, Command::Cancel)
}
