//! What a notice is called. Its id follows from the event and the person, so the same event makes the same notice, however
//! often it is heard (README §3, 10).

use super::kind::Kind;
use kernel::{MemberId, NoticeId};

/// Longest id in its plain form, in bytes: a channel is added to it where a sending is named, and ids have an end.
const PLAIN_MAX: usize = 80;

/// The notice for this member about this event: `reservation-succeeded.<reservation>.<member>`.
///
/// Two notices never share an id. In its plain form no part has a dot, and each kind has a number of parts of its own; what
/// is too long, has dots, or has letters that cannot travel in a header to a provider, is `<kind>.<digest>`, with one dot.
pub(super) fn notice_id(kind: Kind, event: &[&str], member: &MemberId) -> NoticeId {
    let parts: Vec<&str> = event.iter().copied().chain([member.as_str()]).collect();
    let plain = format!("{}.{}", kind.word(), parts.join("."));
    let fits = plain.len() <= PLAIN_MAX && parts.iter().all(|part| !part.is_empty() && part.is_ascii() && !part.contains('.'));
    let digested = || format!("{}.{:032x}", kind.word(), digest(&parts)).parse();
    if fits { plain.parse().or_else(|_| digested()) } else { digested() }.unwrap_or_default()
}

/// FNV-1a over the parts, each behind its length, so that no two lists of parts read alike.
fn digest(parts: &[&str]) -> u128 {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0100_0000_0000_0000_0000_013b;
    let bytes = parts.iter().flat_map(|part| part.len().to_be_bytes().into_iter().chain(part.bytes()));
    bytes.fold(OFFSET, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(event: &[&str], member: &str) -> String {
        notice_id(Kind::TeacherOnline, event, &member.parse().unwrap()).into()
    }

    #[test]
    fn a_notice_is_called_after_the_event_and_the_person() {
        let notice = notice_id(Kind::ReservationSucceeded, &["7"], &"kim".parse().unwrap());
        assert_eq!(notice.as_str(), "reservation-succeeded.7.kim");
    }

    #[test]
    fn the_digest_is_the_published_one() {
        // FNV-1a, 128 bits, over the bytes of a list with one empty part: eight zeros.
        let zeros = (0..8).fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128, |hash, _| {
            hash.wrapping_mul((1 << 88) + 0x13b)
        });
        assert_eq!(digest(&[""]), zeros);
    }

    #[test]
    fn dots_do_not_mix_events_and_persons_up() {
        assert_ne!(id(&["a.b", "c"], "d"), id(&["a", "b.c"], "d"));
        assert_ne!(id(&["a", "b"], "c.d"), id(&["a", "b.c"], "d"));
    }

    #[test]
    fn what_cannot_travel_in_a_header_is_digested() {
        let korean = id(&["han", "s1"], "김철수");
        assert!(korean.is_ascii() && korean.parse::<NoticeId>().is_ok(), "{korean}");
        assert_ne!(korean, id(&["han", "s1"], "김철우"));
    }

    proptest! {
        /// Whatever is put in: a real id, short enough to carry a channel, the same for the same, another for another.
        #[test]
        fn decision_10_another_event_or_person_is_another_notice(
            one in ("[a-z.:~가-힣-]{1,40}", "[a-z.]{1,40}", "[a-z.가-힣]{2,30}"),
            two in ("[a-z.:~가-힣-]{1,40}", "[a-z.]{1,40}", "[a-z.가-힣]{2,30}"),
        ) {
            prop_assume!(one.2.parse::<MemberId>().is_ok() && two.2.parse::<MemberId>().is_ok());
            let called = |it: &(String, String, String)| id(&[&it.0, &it.1], &it.2);
            prop_assert_eq!(called(&one) == called(&two), one == two);
            prop_assert!(called(&one).parse::<NoticeId>().is_ok() && called(&one).len() <= PLAIN_MAX);
            prop_assert!(called(&one).is_ascii());
        }
    }
}
