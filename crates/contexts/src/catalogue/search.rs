//! How texts become the words they are found by.

/// The words of a text, as they are searched for.
pub(super) fn search_words(text: &str) -> Vec<String> {
    text.to_lowercase().split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_however_they_are_written() {
        assert_eq!(search_words("  The Little\tPrince "), ["the", "little", "prince"]);
        assert_eq!(search_words("어린 왕자"), ["어린", "왕자"]);
        assert!(search_words(" ").is_empty());
    }
}
