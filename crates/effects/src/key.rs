use sha2::{Digest, Sha256};

/// A call's key where a provider takes no long or foreign ones: 32 characters out of its SHA-256.
pub(crate) fn short(key: &str) -> String {
    Sha256::digest(key).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// A call's key as it is, where that is a header of at most `longest` characters; else shortened.
pub(crate) fn header(key: &str, longest: usize) -> String {
    let fits = !key.is_empty() && key.len() <= longest && key.bytes().all(|byte| byte.is_ascii_graphic());
    if fits { key.to_owned() } else { short(key) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_fit_stay_and_others_stay_apart() {
        assert_eq!(header("pay:1:confirm", 300), "pay:1:confirm");
        let (a, b) = (header(&"a".repeat(301), 300), header(&format!("{}b", "a".repeat(300)), 300));
        assert!(a.len() == 32 && b.len() == 32 && a != b);
        assert_eq!(header("결제:1", 300).len(), 32);
        assert_eq!(header("a\r\nX-Evil: 1", 300).len(), 32);
    }
}
