use super::{
    delivery::Delivery,
    parcel::{Command, Parcel},
};
use kernel::{Asked, Field, Host, Item, Key, Kind, List, Method, Order, Refused, To, Who};

const MOVE: &[Field] = &[
    Field::new(
        "status",
        Kind::Word(&["inTransit", "delivered", "stopped"]),
        "How far it is. `stopped`: it comes back to the library.",
    )
    .required(),
];

pub(super) fn join(host: &mut impl Host) {
    host.command(
        kernel::Command::new::<Delivery>(Method::Patch, "/deliveries/{id}", Who::DeskOrService, report)
            .aliases(&["/delivery/{id}"])
            .summary("Reports how far a parcel is; it only goes forward.")
            .fields(MOVE)
            .target::<Delivery>(Key::Path("id")),
    );
    host.item(
        Item::<Delivery>::new("/deliveries/{id}", Who::OwnerOrDesk, "id")
            .aliases(&["/delivery/{id}"])
            .summary("One parcel."),
    );
    host.list(
        List::<Delivery>::new("/deliveries", Who::OwnerOrDesk)
            .aliases(&["/delivery"])
            .filters(&["customerId", "rentalId", "status"])
            .owned_by("customerId")
            .summary("Parcels, on their way and arrived."),
    );
}

fn report(asked: &Asked<'_>) -> Result<Order<Parcel>, Refused> {
    let Delivery { id, .. } = asked.about()?;
    let command = match asked.given.text("status") {
        Some("inTransit") => Command::Dispatch,
        Some("delivered") => Command::Deliver,
        _ => Command::TurnBack,
    };
    Ok(Order { shows: id.to_string(), to: To::new(id, command) })
}
