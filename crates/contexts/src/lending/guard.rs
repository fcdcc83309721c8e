use kernel::{Actor, Found, Given, Guard, RefusalKind, Refused, Silence, Verdict, text};

/// A title with nothing on the shelf is refused at once, and so is one that does not exist (000-T1).
/// When the catalogue does not answer, the request is taken and its saga decides (000-I1; README §3, 3).
pub(super) const IN_STOCK: Guard =
    Guard { name: "in_stock", asks: "catalogue", at: stock_of, judge, silence: Silence::Accept };

fn stock_of(given: &Given) -> String {
    format!("/stocks/{}", given.text("bookId").unwrap_or_default())
}

fn judge(found: Found<'_>, _: &Given, _: &Actor) -> Result<Verdict, Refused> {
    let no = |code, says| Err(Refused::new(RefusalKind::Rule, code, says).at("bookId"));
    match found {
        Found::Absent => no("unknown-book", text!("도서관에 없는 책입니다", "the library does not have this book")),
        Found::There(stock) if stock.get("qty").and_then(|qty| qty.as_u64()) == Some(0) => {
            no("out-of-stock", text!("지금 서가에 남은 책이 없습니다", "no copy is on the shelf at the moment"))
        }
        Found::There(_) => Ok(Verdict::Go),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn code(found: Found<'_>) -> Option<String> {
        let caller = Actor { role: kernel::Role::Patron, id: "kim".into() };
        judge(found, &Given::default(), &caller).err().map(|refused| refused.code)
    }

    #[test]
    fn req_000_t1_a_title_with_stock_0_cannot_be_borrowed() {
        assert_eq!(code(Found::There(&json!({"id": "5", "qty": 0}))).as_deref(), Some("out-of-stock"));
        assert_eq!(code(Found::Absent).as_deref(), Some("unknown-book"));
    }

    #[test]
    fn decision_3_what_is_not_a_clear_no_is_left_to_the_saga() {
        assert_eq!(code(Found::There(&json!({"id": "5", "qty": 1}))), None);
        assert_eq!(code(Found::There(&json!({"id": "5"}))), None);
        assert!(matches!(IN_STOCK.silence, Silence::Accept));
    }
}
