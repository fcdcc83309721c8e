//! How texts become the words they are found by. What people ask for is cut by the same rules at the edge.

use words::isbn::Isbn;

/// The words of a text, as they are searched for: folded, and Korean cut into pairs so that 도서 finds 도서관.
pub(super) fn search_words(text: &str) -> Vec<String> {
    words::tokens(text)
}

/// The words of a text as they are asked for, in order: a title that is asked for word by word is found as a phrase.
pub(super) fn asked_words(text: &str) -> Vec<String> {
    words::query_tokens(text)
}

/// A book number as it is searched for: all its forms are one word.
pub(super) fn isbn_word(isbn: &str) -> Option<String> {
    isbn.parse::<Isbn>().ok().map(|isbn| isbn.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_is_found_by_any_part_of_a_korean_word() {
        let indexed = search_words("국립중앙도서관의 역사");
        for asked in ["도서", "도서관", "중앙", "역사"] {
            let missing: Vec<String> = words::query_tokens(asked).into_iter().filter(|word| !indexed.contains(word)).collect();
            assert!(missing.is_empty(), "{asked}: {missing:?}");
        }
    }

    #[test]
    fn accents_and_case_make_no_difference() {
        assert_eq!(search_words("Brontë, Émile"), words::query_tokens("bronte EMILE"));
    }

    #[test]
    fn every_form_of_a_book_number_is_one_word() {
        let word = isbn_word("0-306-40615-2");
        assert_eq!(word.as_deref(), Some("9780306406157"));
        assert_eq!(isbn_word("978 0 306 40615 7"), word);
        assert_eq!(words::query_tokens("0306406152"), ["9780306406157"]);
        assert_eq!(isbn_word("12345"), None);
    }
}
