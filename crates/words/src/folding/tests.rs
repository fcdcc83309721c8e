use super::*;
use proptest::prelude::*;

#[test]
fn folding() {
    for (given, wanted) in [
        ("Çà et là", "ca et la"),
        ("Straße", "strasse"),
        ("Ærøskøbing", "aeroskobing"),
        ("ΟΔΥΣΣΕΎΣ", "οδυσσευσ"),
        ("ＦＵＬＬ　ｗｉｄｔｈ １２", "full width 12"),
        ("İstanbul", "istanbul"),
        ("Đặng Thân", "dang than"),
        ("e\u{0301}te\u{0301}", "ete"),
        ("Shaʻarāwī", "shaarawi"),
        ("i\u{FE20}a\u{FE21}", "ia"),
        ("도서관", "도서관"),
        ("ガラス", "ガラス"),
        ("ｶﾞﾗｽ", "ガラス"),
        ("हिन्दी", "हिन्दी"),
    ] {
        assert_eq!(fold(given), wanted);
    }
}

#[test]
fn words_of_spaced_scripts() {
    assert_eq!(tokens("L'autre monde, MONDE 2"), ["l", "autre", "monde", "2"]);
    assert_eq!(tokens("Война и мир"), ["воина", "и", "мир"]);
    assert_eq!(tokens("  — ,.!"), Vec::<String>::new());
}

#[test]
fn the_library_is_found_by_its_beginning() {
    assert_eq!(tokens("도서관"), ["도서", "서관", "도", "서", "관"]);
    assert_eq!(query_tokens("도서"), ["도서"]);
    assert_eq!(query_tokens("도서관"), ["도서", "서관"]);
    assert_eq!(query_tokens("관"), ["관"]);
    assert_eq!(tokens("C언어 입문"), ["c", "언어", "언", "어", "입문", "입", "문"]);
    assert_eq!(query_tokens("紅樓夢"), ["紅樓", "樓夢"]);
}

#[test]
fn book_numbers_in_questions() {
    assert_eq!(query_tokens("0-306-40615-2"), ["9780306406157"]);
    assert_eq!(query_tokens("978 0 306 40615 7"), ["9780306406157"]);
    assert_eq!(query_tokens("080442957x"), ["9780804429573"]);
    assert_eq!(query_tokens("Signals 9780306406157"), ["signals", "9780306406157"]);
    assert_eq!(query_tokens("306406152"), ["306406152"]);
    assert_eq!(query_tokens("1984"), ["1984"]);
}

proptest! {
    #[test]
    fn folding_twice_changes_nothing(text in "\\PC*") {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn a_text_is_found_by_itself(text in "[a-zA-Zéß가-힣一-丏ァ-ヶ ,'-]{0,30}") {
        let index = tokens(&text);
        prop_assert!(query_tokens(&text).iter().all(|word| index.contains(word)));
    }

    #[test]
    fn a_run_is_found_by_any_part(run in "[가-힣]{2,12}", from in 0usize..10, len in 1usize..5) {
        let part: String = run.chars().skip(from).take(len).collect();
        let index = tokens(&run);
        prop_assert!(query_tokens(&part).iter().all(|word| index.contains(word)));
    }
}
