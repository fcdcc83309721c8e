use super::{
    channel::Channel,
    inbox::{self, Inbox},
    kind::{Kind, WORDS},
    notice::{Command, Notice},
    preferences::{Language, Preferences},
    quiet::{Quiet, SEOUL, minute_of_day, utc_offset},
    views::{History, Mailbox, Notification},
};
use kernel::{Asked, Field, Given, Host, Item, Key, List, MemberId, Method, Order, RefusalKind, Refused, Text, To, Who, text};

const READ: &[Field] =
    &[Field::new("status", kernel::Kind::Word(&["read"]), "What it becomes: it can only be marked as read.").required()];
pub(super) const PREFERENCES: &[Field] = &[
    Field::new("channels", kernel::Kind::Words(&["mail", "kakao"]), "Where to be told besides the application."),
    Field::new("mail", kernel::Kind::Text(254), "Where letters go; needed for the channel mail."),
    Field::new("phone", kernel::Kind::Text(20), "Where KakaoTalk finds you; needed for the channel kakao."),
    Field::new("quietFrom", kernel::Kind::Text(5), "From when not to be disturbed, e.g. 22:00."),
    Field::new("quietTo", kernel::Kind::Text(5), "Until when not to be disturbed, e.g. 07:00."),
    Field::new("utcOffset", kernel::Kind::Text(6), "How far the clock of the quiet hours is ahead of UTC. Default: +09:00."),
    Field::new("muted", kernel::Kind::Words(WORDS), "What not to be told at all."),
    Field::new("language", kernel::Kind::Word(&["ko", "en"]), "The language of letters. Default: ko."),
];

pub(super) fn join(host: &mut impl Host) {
    host.command(
        kernel::Command::new::<Notification>(Method::Patch, "/notifications/{id}", Who::Owner, read)
            .summary("Marks a notice as read.")
            .fields(READ)
            .target::<Notification>(Key::Path("id")),
    );
    host.item(
        Item::<Notification>::new("/notifications/{id}", Who::Owner, "id").summary("What you were told on one channel."),
    );
    host.list(
        List::<Notification>::new("/notifications", Who::Owner)
            .filters(&["userId", "kind", "channel", "status", "read"])
            .owned_by("userId")
            .summary("What you were told, on your own channels."),
    );
    host.item(
        Item::<History>::new("/notices/{id}", Who::Owner, "id")
            .summary("Everything that was done to tell you of one event: why it came, and why not."),
    );
    host.list(
        List::<History>::new("/notices", Who::Owner)
            .filters(&["userId", "kind"])
            .owned_by("userId")
            .summary("What you were to be told, each with everything that was done about it."),
    );
    host.command(
        kernel::Command::new::<Mailbox>(Method::Put, "/inboxes/{userId}", Who::Owner, prefer)
            .summary("Says how you want to be told things; what is left out is as if nothing had been said.")
            .fields(PREFERENCES)
            .own("userId"),
    );
    host.item(
        Item::<Mailbox>::new("/inboxes/{userId}", Who::Owner, "userId")
            .of_member()
            .summary("How many notices you have not read, and how you want to be told things."),
    );
}

fn read(asked: &Asked<'_>) -> Result<Order<Notice>, Refused> {
    let Notification { id, notice, channel, .. } = asked.about()?;
    Ok(Order { to: To::new(notice, Command::Read { channel }), shows: id })
}

fn prefer(asked: &Asked<'_>) -> Result<Order<Inbox>, Refused> {
    let member: MemberId = asked.path_id("userId")?;
    let preferences = preferences(asked.given)?;
    let command = inbox::Command::Prefer { member: member.clone(), preferences };
    Ok(Order { to: To::new(member.clone(), command), shows: member.into() })
}

/// What is said in a body, held against the rules.
pub(super) fn preferences(given: &Given) -> Result<Preferences, Refused> {
    let words = |name: &str| given.words(name).unwrap_or_default().iter();
    let preferences = Preferences {
        channels: words("channels").filter_map(|word| Channel::named(word)).collect(),
        mail: given.text("mail").map(mail).transpose()?,
        phone: given.text("phone").map(phone).transpose()?,
        quiet: quiet(given)?,
        muted: words("muted").filter_map(|word| Kind::named(word)).collect(),
        language: if given.text("language") == Some("en") { Language::En } else { Language::Ko },
    };
    for (channel, field) in [(Channel::Mail, "mail"), (Channel::Kakao, "phone")] {
        if preferences.channels.contains(&channel) && preferences.address(channel).is_none() {
            let channel = channel.word();
            let says = text!("{channel} 알림을 받으려면 {field} 값이 필요합니다", "to be told by {channel}, {field} is needed");
            return Err(wrong(field, "missing-field", says));
        }
    }
    Ok(preferences)
}

fn wrong(field: &str, code: &str, says: Text) -> Refused {
    Refused::new(RefusalKind::Invalid, code, says).at(field)
}

/// One address, with nothing in it that could make it several, or part of a header.
fn mail(text: &str) -> Result<String, Refused> {
    let plain = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || (c.is_ascii_graphic() && !",;:<>()[]\\\"@".contains(c)))
    };
    let good = text.split_once('@').is_some_and(|(name, host)| plain(name) && plain(host));
    let says = || text!("mail: 메일 주소가 아닙니다", "mail is not an address, like kim@example.org");
    if good { Ok(text.to_owned()) } else { Err(wrong("mail", "bad-mail", says())) }
}

/// Its digits, with the sign of an international number if it has one.
fn phone(text: &str) -> Result<String, Refused> {
    let bare: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let digits = bare.strip_prefix('+').unwrap_or(&bare);
    let good = (8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let says = || text!("phone: 전화번호는 숫자 8~15자리입니다", "phone has 8 to 15 digits");
    if good { Ok(bare) } else { Err(wrong("phone", "bad-phone", says())) }
}

/// Both ends, or none.
fn quiet(given: &Given) -> Result<Option<Quiet>, Refused> {
    let time = |name: &'static str| match given.text(name) {
        None => Ok(None),
        Some(text) => minute_of_day(text).map(Some).ok_or_else(|| {
            wrong(name, "bad-time", text!("{name}: 시각은 22:00 형식입니다", "{name} is a time like 22:00"))
        }),
    };
    let bad_offset = || wrong("utcOffset", "bad-offset", text!("utcOffset: +09:00 형식입니다", "utcOffset is like +09:00"));
    let offset = given.text("utcOffset").map_or(Some(SEOUL), utc_offset).ok_or_else(bad_offset)?;
    match (time("quietFrom")?, time("quietTo")?) {
        (None, None) => Ok(None),
        (Some(from), Some(to)) if from == to => {
            let says = text!("방해 금지 시간의 시작과 끝이 같습니다", "the quiet hours end when they begin");
            Err(wrong("quietTo", "bad-time", says))
        }
        (Some(from), Some(to)) => Ok(Some(Quiet { from, to, utc_offset: offset })),
        (from, _) => {
            let field = if from.is_none() { "quietFrom" } else { "quietTo" };
            let says = text!("{field} 값이 필요합니다", "quiet hours have two ends; {field} is missing");
            Err(wrong(field, "missing-field", says))
        }
    }
}
