//! My page: what one member sees of himself.
//!
//! There is nothing to decide here, only to show. Everything is folded from the facts of others, so that no other
//! context has to be up when a member looks; what two contexts tell of one thing comes in any order, and each has its own
//! part of the document. A read model follows compensations: a canceled loan leaves the count as it was (README §3, 6).
//! What a return would cost today is computed when asked, and never charged (README §3, 4).

mod my_consultation;
mod my_fee;
mod my_loan;
mod my_notice;
mod my_order;
mod my_points;
mod my_rental;
mod my_reservation;
mod tariff;
mod user_info;

#[cfg(test)]
mod tests;

use kernel::{Host, Item, Page, Section, Who};

pub(crate) fn join(host: &mut impl Host) {
    host.view::<user_info::UserInfo>();
    host.view::<my_loan::MyLoan>();
    host.view::<my_fee::MyFee>();
    host.view::<my_reservation::MyReservation>();
    host.view::<my_rental::MyRental>();
    host.view::<my_order::MyOrder>();
    host.view::<my_points::MyPoints>();
    host.view::<my_consultation::MyConsultation>();
    host.view::<my_notice::MyNotice>();
    host.item(
        Item::<user_info::UserInfo>::new("/userInfos/{userId}", Who::OwnerOrDesk, "userId")
            .of_member()
            .summary("Copies a member has on loan, his late fees so far, and what returning all today would cost."),
    );
    host.page(Page {
        path: "/mypages/{memberId}",
        aliases: &["/myPages/{memberId}"],
        who: Who::OwnerOrDesk,
        summary: "Everything one member has.",
        member: "memberId",
        sections: vec![
            Section::new::<my_loan::MyLoan>("loans", "userId"),
            Section::new::<my_fee::MyFee>("fees", "userId"),
            Section::new::<my_reservation::MyReservation>("reservations", "userId"),
            Section::new::<my_rental::MyRental>("rentals", "userId"),
            Section::new::<my_order::MyOrder>("orders", "userId"),
            Section::new::<my_points::MyPoints>("points", "userId"),
            Section::new::<my_consultation::MyConsultation>("consultations", "party"),
            Section::new::<my_notice::MyNotice>("notices", "userId"),
        ],
    });
}
