//! How a notice is carried through its channels, and what it makes of their answers.

use super::{
    channel::{Channel, REPEATED_KEY},
    facts::Event,
    message::Message,
    notice::Notice,
    preferences::{Language, Route},
    quiet::Quiet,
    refusal::NotArrived,
    sending::{MAYBE_SENT, Next, QUIET_HOURS, Sending, Stage},
};
use kernel::Millis;

/// What is noted when the provider had it already.
pub(super) const REPEATED: &str = "repeated-key";
/// Why it is not tried again: there was nobody to do it in time.
const LATE: &str = "too late to try again";

impl Notice {
    /// The first routes count: a notice that is on its way, or was, is not sent again.
    pub(super) fn send(&self, routes: Vec<Route>, quiet: Option<Quiet>, language: Language, now: Millis) -> Vec<Event> {
        let Some(message) = self.message.as_ref().filter(|_| self.sendings.is_empty()) else { return vec![] };
        let begin = |Route { channel, to, suppressed }| match (suppressed, channel) {
            (Some(reason), _) => {
                let (notice, member) = (self.notice.clone(), self.member.clone());
                Event::Suppressed { notice, member, channel, message: Some(message.clone()), reason }
            }
            (None, Channel::InApp) => self.sent(channel, Some(message.clone()), 0, None),
            (None, _) => self.hand_over(message, (channel, to), (quiet, language), 0, now),
        };
        routes.into_iter().map(begin).collect()
    }

    /// What is due now is given to its channel once more.
    pub(super) fn try_again(&self, now: Millis) -> Vec<Event> {
        let Some(message) = &self.message else { return vec![] };
        let again = |(channel, sending): (&Channel, &Sending)| match sending.stage {
            Stage::Waiting { attempts, due } if due <= now && sending.is_forgotten(*channel, now) => {
                Some(self.failed(*channel, attempts, MAYBE_SENT.to_owned(), LATE.to_owned()))
            }
            Stage::Waiting { attempts, due } if due <= now => {
                let (to, how) = (sending.to.clone(), (self.quiet, self.language));
                Some(self.hand_over(message, (*channel, to), how, attempts, now))
            }
            _ => None,
        };
        self.sendings.iter().filter_map(again).collect()
    }

    /// To the channel, unless it is quiet now and the channel disturbs: then later.
    fn hand_over(
        &self,
        message: &Message,
        (channel, to): (Channel, Option<String>),
        (quiet, language): (Option<Quiet>, Language),
        attempts: u8,
        now: Millis,
    ) -> Event {
        let (notice, member, message) = (self.notice.clone(), self.member.clone(), message.clone());
        let wait = quiet.filter(|_| channel.disturbs()).and_then(|quiet| quiet.end(now));
        match wait {
            None => Event::Handed { notice, member, channel, message, to, language, quiet, attempt: attempts + 1, at: now },
            Some(due) => {
                let (message, reason) = (Some(message), QUIET_HOURS.to_owned());
                Event::Queued { notice, member, channel, message, to, language, quiet, attempts, due, reason, why: None }
            }
        }
    }

    /// It arrived. However late that is heard, and whatever was thought meanwhile: it need not be sent any more.
    pub(super) fn done(&self, channel: Channel, attempt: u8) -> Vec<Event> {
        match self.sendings.get(&channel).map(|sending| &sending.stage) {
            Some(Stage::Handed { .. } | Stage::Waiting { .. }) => vec![self.sent(channel, None, attempt, None)],
            _ => vec![],
        }
    }

    pub(super) fn refused(&self, channel: Channel, attempt: u8, code: String, why: String) -> Vec<Event> {
        if self.waiting_for(channel, attempt).is_none() {
            return vec![];
        }
        if is_repeated(channel, &code) {
            return vec![self.sent(channel, None, attempt, Some(REPEATED))];
        }
        vec![self.failed(channel, attempt, code, why)]
    }

    /// No answer, or none that says anything: once more after a while, or not any more.
    pub(super) fn missed(&self, channel: Channel, attempt: u8, reason: &str, why: String, now: Millis) -> Vec<Event> {
        let Some(sending) = self.waiting_for(channel, attempt) else { return vec![] };
        let unknown = reason == super::sending::UNKNOWN;
        if unknown && is_repeated(channel, &why) {
            return vec![self.sent(channel, None, attempt, Some(REPEATED))];
        }
        match sending.after(channel, attempt, unknown, now) {
            Next::GiveUp(code) => vec![self.failed(channel, attempt, code.to_owned(), why)],
            Next::Again(due) => {
                let (notice, member, language, quiet) = (self.notice.clone(), self.member.clone(), self.language, self.quiet);
                let (reason, why) = (reason.to_owned(), Some(why));
                let (message, to, attempts) = (None, None, attempt);
                vec![Event::Queued { notice, member, channel, message, to, language, quiet, attempts, due, reason, why }]
            }
        }
    }

    pub(super) fn read(&self, channel: Channel) -> Result<Vec<Event>, NotArrived> {
        match self.sendings.get(&channel).map(|sending| &sending.stage) {
            Some(Stage::Sent { read: true }) => Ok(vec![]),
            Some(Stage::Sent { read: false }) => {
                Ok(vec![Event::Read { notice: self.notice.clone(), member: self.member.clone(), channel }])
            }
            _ => Err(NotArrived),
        }
    }

    /// This channel is at this stage now.
    pub(super) fn now(&mut self, channel: Channel, to: Option<String>, stage: Stage) {
        self.sendings.entry(channel).or_insert_with(|| Sending::new(to, stage)).stage = stage;
    }

    /// The sending, if this is the attempt whose answer it waits for: answers that are heard again find another.
    fn waiting_for(&self, channel: Channel, attempt: u8) -> Option<&Sending> {
        self.sendings.get(&channel).filter(|sending| sending.handed().is_some_and(|(handed, _)| handed == attempt))
    }

    fn sent(&self, channel: Channel, message: Option<Message>, attempts: u8, note: Option<&str>) -> Event {
        let (notice, member, note) = (self.notice.clone(), self.member.clone(), note.map(str::to_owned));
        Event::Sent { notice, member, channel, message, attempts, note }
    }

    fn failed(&self, channel: Channel, attempts: u8, code: String, why: String) -> Event {
        Event::Failed { notice: self.notice.clone(), member: self.member.clone(), channel, attempts, code, why }
    }
}

/// KakaoTalk refuses a key it has seen within ten minutes. The key is that of the notice, the same for each attempt: so an
/// earlier attempt reached it, and the message is as good as sent.
fn is_repeated(channel: Channel, answer: &str) -> bool {
    channel == Channel::Kakao && answer.split(|c: char| c != '-' && !c.is_ascii_digit()).any(|word| word == REPEATED_KEY)
}
