use super::{
    borrow::Borrow,
    borrower::{Borrower, Command, ReturnOf},
    card::Card,
    fee::Fee,
    guard::IN_STOCK,
    returns::Return,
    terms::{GROUPS, Group},
};
use kernel::{
    Asked, Field, Host, Item, Key, Kind, List, LoanId, MemberId, Method, Order, RefusalKind, Refused, ReturnId, TitleId,
    To, Who, text,
};

const USER: Field = Field::new("userId", Kind::Member, "Who borrows; you, if it is missing.").alias(&["userid"]);
const BORROW: &[Field] = &[
    USER,
    Field::new("bookId", Kind::Id, "Which book.").alias(&["bookid"]).required(),
    Field::new("qty", Kind::Qty { min: 1 }, "How many copies. Default: 1."),
    Field::new("borrowDate", Kind::Day, "The day the loan begins. Default: today.").desk_only(),
    Field::new("expireDate", Kind::Day, "The day it is due. Default: what the terms say, usually 14 days later.").desk_only(),
];
const RETURN: &[Field] = &[
    USER,
    Field::new("bookId", Kind::Id, "Which book; or else borrowId.").alias(&["bookid"]),
    Field::new("borrowId", Kind::Id, "Of which loan; then userId and bookId need not be given."),
    Field::new("qty", Kind::Qty { min: 1 }, "How many copies. Default: 1."),
    Field::new("returnDate", Kind::Day, "The day they came back. Default: today.").desk_only(),
];
const GROUP: &[Field] = &[Field::new("group", Kind::Word(GROUPS), "The terms the member borrows under.").required()];

pub(super) fn join(host: &mut impl Host) {
    borrows(host);
    returns(host);
    host.item(Item::<Fee>::new("/fees/{id}", Who::OwnerOrDesk, "id").summary("One late fee."));
    host.list(
        List::<Fee>::new("/fees", Who::OwnerOrDesk)
            .filters(&["userId"])
            .owned_by("userId")
            .summary("Late fees that were charged."),
    );
    host.command(
        kernel::Command::new::<Card>(Method::Patch, "/borrowers/{userId}", Who::Desk, put_in_group)
            .summary("Changes the terms a member borrows under.")
            .fields(GROUP),
    );
    host.item(
        Item::<Card>::new("/borrowers/{userId}", Who::OwnerOrDesk, "userId")
            .of_member()
            .summary("The terms a member borrows under."),
    );
}

fn borrows(host: &mut impl Host) {
    host.command(
        kernel::Command::new::<Borrow>(Method::Post, "/borrows", Who::OwnerOrDesk, request)
            .summary("Borrows copies of a book.")
            .fields(BORROW)
            .guard(IN_STOCK),
    );
    host.command(
        kernel::Command::new::<Borrow>(Method::Delete, "/borrows/{id}", Who::OwnerOrDesk, withdraw)
            .summary("Withdraws a loan that has not begun yet.")
            .target::<Borrow>(Key::Path("id")),
    );
    host.command(
        kernel::Command::new::<Borrow>(Method::Post, "/borrows/{id}/renewals", Who::OwnerOrDesk, renew)
            .summary("Renews a loan from its due date.")
            .target::<Borrow>(Key::Path("id")),
    );
    host.item(Item::<Borrow>::new("/borrows/{id}", Who::OwnerOrDesk, "id").summary("One loan."));
    host.list(
        List::<Borrow>::new("/borrows", Who::OwnerOrDesk)
            .filters(&["userId", "bookId", "status"])
            .owned_by("userId")
            .summary("Loans, open and closed."),
    );
}

fn returns(host: &mut impl Host) {
    host.command(
        kernel::Command::new::<Return>(Method::Post, "/returns", Who::OwnerOrDesk, give_back)
            .summary("Returns copies of a book, or of one loan.")
            .fields(RETURN)
            .target::<Borrow>(Key::Field("borrowId")),
    );
    host.item(Item::<Return>::new("/returns/{id}", Who::OwnerOrDesk, "id").summary("One return."));
    host.list(
        List::<Return>::new("/returns", Who::OwnerOrDesk)
            .filters(&["userId", "bookId"])
            .owned_by("userId")
            .summary("Returns."),
    );
}

fn order(member: MemberId, command: Command, shows: impl Into<String>) -> Result<Order<Borrower>, Refused> {
    Ok(Order { to: To::new(member, command), shows: shows.into() })
}

fn request(asked: &Asked<'_>) -> Result<Order<Borrower>, Refused> {
    let loan: LoanId = asked.fresh()?;
    let member = asked.given.member("userId")?;
    let command = Command::Request {
        loan: loan.clone(),
        member: member.clone(),
        title: asked.given.title("bookId")?,
        qty: asked.given.qty("qty").unwrap_or(1),
        borrow_day: asked.given.day("borrowDate"),
        due_day: asked.given.day("expireDate"),
    };
    order(member, command, loan)
}

fn withdraw(asked: &Asked<'_>) -> Result<Order<Borrower>, Refused> {
    let Borrow { id: loan, user_id, .. } = asked.about()?;
    order(user_id, Command::Withdraw { loan: loan.clone() }, loan)
}

fn renew(asked: &Asked<'_>) -> Result<Order<Borrower>, Refused> {
    let Borrow { id: loan, user_id, .. } = asked.about()?;
    order(user_id, Command::Renew { loan: loan.clone() }, loan)
}

fn give_back(asked: &Asked<'_>) -> Result<Order<Borrower>, Refused> {
    let ret: ReturnId = asked.fresh()?;
    let member = asked.given.member("userId")?;
    let (member, of) = if asked.given.has("borrowId") {
        let borrow: Borrow = asked.about()?;
        agrees(asked, &member, &borrow)?;
        (borrow.user_id, ReturnOf::Loan(borrow.id))
    } else {
        (member, ReturnOf::Title(asked.given.title("bookId")?))
    };
    let (qty, day) = (asked.given.qty("qty").unwrap_or(1), asked.given.day("returnDate"));
    order(member, Command::Return { ret: ret.clone(), of, qty, day }, ret)
}

/// A loan says whose it is and of which book; what is given besides has to say the same.
/// (A missing userId reads as the caller, so for the desk that says nothing.)
fn agrees(asked: &Asked<'_>, member: &MemberId, borrow: &Borrow) -> Result<(), Refused> {
    let wrong = |field| {
        let says = text!("{field} 값이 그 대출과 다릅니다", "{field} is not that of the loan");
        Err(Refused::new(RefusalKind::Invalid, "not-of-this-loan", says).at(field))
    };
    if asked.given.id::<TitleId>("bookId").is_some_and(|title| title != borrow.book_id) {
        return wrong("bookId");
    }
    if *member != borrow.user_id && member.as_str() != asked.caller.id {
        return wrong("userId");
    }
    Ok(())
}

fn put_in_group(asked: &Asked<'_>) -> Result<Order<Borrower>, Refused> {
    let member: MemberId = asked.path_id("userId")?;
    let group = asked.given.text("group").and_then(Group::named).unwrap_or_default();
    order(member.clone(), Command::PutInGroup { member: member.clone(), group }, member)
}
