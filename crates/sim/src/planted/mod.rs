//! Bugs planted on purpose at the seams of the engine: a simulator that does not find them shows nothing.
//!
//! Each is one way in which a store, a bus, a mailbox, a desk or a view would break a promise. The engine itself is
//! left as it is.

mod entries;
mod seams;
mod works;

pub(crate) use entries::{plant, registry};
pub(crate) use seams::{carried, commit, found, torn};
pub(crate) use works::{again, batch};

/// Contexts whose facts a bug is about: callers ask for nothing else, so that it is found soon.
pub(crate) fn concerned(bug: Bug) -> &'static [&'static str] {
    use Bug::*;
    match bug {
        RentalReleaseLost | PointsKept | CapturedTwice | PostingsUneven => &["catalogue", "rental", "payment"],
        ParcelNotStopped | ParcelLost => &["catalogue", "rental", "payment", "delivery"],
        ChargedAgain | LateChargeKept => &["catalogue", "rental", "payment"],
        RefundLost | CompletedUnpaid | SoldTwice | PiecesKept | ExpiryLost => &["shop", "payment"],
        UnsoldTwice => &["catalogue", "shop", "payment"],
        TeacherNotFreed | TeacherTakenTwice | RequestForgotten => &["teaching", "consulting"],
        ReservationReleaseLost | NoticeTwice | NoticeLost | SentTwice => &["catalogue", "reservation"],
        FeePaidTwice => &["catalogue", "lending", "payment"],
        _ => &["catalogue", "lending"],
    }
}

macro_rules! bugs {
    ($($(#[doc = $doc:literal])* $name:ident),* $(,)?) => {
        /// A planted bug.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Bug { $($(#[doc = $doc])* $name),* }

        impl Bug {
            /// All of them.
            pub const ALL: &[Bug] = &[$(Bug::$name),*];

            /// What is wrong, in one line.
            pub fn help(self) -> &'static str {
                match self { $(Bug::$name => concat!($($doc),*).trim_ascii()),* }
            }
        }
    };
}

bugs! {
    /// The store says that it kept a commit, and did not.
    CommitLost,
    /// The store keeps documents and cursors, and loses the facts.
    FactsLost,
    /// The store keeps the facts, and loses the documents.
    DocumentsLost,
    /// Cursors become durable before the effects they stand for.
    CursorFirst,
    /// Answers to idempotency keys are not kept.
    AnswersLost,
    /// Answers to idempotency keys are not looked up.
    AnswersUnread,
    /// Alarms are not kept.
    AlarmsLost,
    /// A torn write leaves its first half.
    TornKept,
    /// A commit is answered before it is written.
    FlushLater,
    /// Entries of the parking lot are not kept.
    ParkedLost,
    /// The bus leaves a fact out.
    FactSkipped,
    /// The bus exchanges two neighbours.
    FactsSwapped,
    /// A follower's item gets lost, and its cursor moves.
    ItemLost,
    /// A view is told the same facts twice.
    ToldTwice,
    /// A caller is answered before the commit.
    AnsweredTooSoon,
    /// A refusal is answered as done.
    RefusalAsDone,
    /// The release after a cancellation is forgotten.
    ReleaseLost,
    /// Copies that came back are not put on the shelf.
    ReturnLost,
    /// Copies that were lent are not handed out.
    HandOutLost,
    /// A promise is not heard by who waits for it.
    ConfirmLost,
    /// The refusal of a promise is not heard: no compensation.
    CancelLost,
    /// A loan is promised its copies under two names.
    PromisedTwice,
    /// One copy more is promised than was asked for.
    PromisedTooMuch,
    /// One copy more is taken back than was returned.
    TakenBackTooMuch,
    /// The idempotency key of a command is dropped on the way.
    KeyForgotten,
    /// A view folds a fact twice.
    FoldedTwice,
    /// A view overlooks facts.
    Overlooked,
    /// The fee of a return is that of a day less.
    FeeTooLow,
    /// A late fee is charged twice.
    FeeTwice,
    /// A late fee is not charged.
    FeeForgotten,
    /// The count on the shelf is one too high.
    ShelfMiscounted,
    /// More copies come back than were lent.
    ReturnedTooMuch,
    /// What was decided on a commit that failed is believed.
    SpeculationBelieved,
    /// A stream never wants to be woken.
    NeverWoken,
    /// A policy's conversation is lost.
    CorrelationLost,
    /// The promise of a rental that was refused or canceled is not released.
    RentalReleaseLost,
    /// The promise of a reservation that was canceled is not released.
    ReservationReleaseLost,
    /// Points held for a rental that did not come about are not given back.
    PointsKept,
    /// What is held is captured twice.
    CapturedTwice,
    /// One line of the ledger is a won too low.
    PostingsUneven,
    /// A card whose charge is in doubt is charged again under another key.
    ChargedAgain,
    /// A charge that turned out late is not returned.
    LateChargeKept,
    /// The parcel of a canceled rental is not stopped.
    ParcelNotStopped,
    /// An accepted rental gets no parcel.
    ParcelLost,
    /// An order is complete though its payment was declined.
    CompletedUnpaid,
    /// The money of a canceled order is not given back.
    RefundLost,
    /// The pieces of an order that was refused or canceled are not free again.
    PiecesKept,
    /// The pieces of an order are sold twice.
    SoldTwice,
    /// A sale of copies is undone twice.
    UnsoldTwice,
    /// The alarm of an order nobody pays is lost.
    ExpiryLost,
    /// A teacher is not free again after a consultation.
    TeacherNotFreed,
    /// A teacher who is in a consultation is taken for another.
    TeacherTakenTwice,
    /// A request that waited too long is forgotten, and not canceled.
    RequestForgotten,
    /// A notice is made twice, under two names.
    NoticeTwice,
    /// Nobody is told of a reservation.
    NoticeLost,
    /// A notice is sent twice on a channel.
    SentTwice,
    /// A late fee is settled twice.
    FeePaidTwice,
}
