//! Words as the index of words keeps them.

use crate::codec::hash_words;

/// The words without anything the tokenizer would cut at, so that one word stays one.
pub(crate) fn clean(words: &[String]) -> Vec<String> {
    let keeps = |c: &char| !c.is_ascii() || c.is_ascii_alphanumeric();
    let cleaned = words.iter().map(|word| word.chars().filter(keeps).collect::<String>().to_ascii_lowercase());
    cleaned.filter(|word| !word.is_empty()).collect()
}

/// One word that stands for all words of a title: who asks for the whole title finds it by this alone.
///
/// Titles without spaces are cut into pairs and single characters, questions only into pairs. So single characters that
/// are part of another word do not count.
pub(crate) fn whole(words: &[String]) -> String {
    let is_part = |word: &str| {
        let mut chars = word.chars();
        let single = chars.next().is_some_and(|c| !c.is_ascii()) && chars.next().is_none();
        single && words.iter().any(|other| other.len() > word.len() && other.contains(word))
    };
    let counts = words.iter().map(String::as_str).filter(|word| !is_part(word));
    format!("{:016x}", hash_words(counts))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_title_in_pairs_is_the_same_whole_as_its_question() {
        assert_eq!(whole(&words("도서 서관 도 서 관")), whole(&words("도서 서관")));
        assert_eq!(whole(&words("도")), whole(&words("도")));
        assert_ne!(whole(&words("도서 서관")), whole(&words("도서")));
        assert_ne!(whole(&words("a b")), whole(&words("ab")));
    }

    #[test]
    fn nothing_is_left_that_would_be_cut() {
        assert_eq!(clean(&words("Foo-bar \"\" c++ 도서")), ["foobar", "c", "도서"]);
    }
}
