use async_trait::async_trait;
use kernel::{Call, Outcome};
use runtime::ports::Outside;
use serde_json::{Value, json};

/// Writes notices into the log, as the first of the five systems did.
pub(crate) struct Console {
    /// Are they printed, or only taken?
    pub prints: bool,
}

/// The line of a notice. Titles come from outside: nothing in them may begin a line of its own.
fn line(ask: &Value) -> String {
    let text = ["ko", "en"].iter().find_map(|language| ask[language].as_str()).unwrap_or_default();
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("##### {text}  #####")
}

#[async_trait]
impl Outside for Console {
    async fn call(&self, call: &Call) -> Outcome {
        if self.prints {
            let kind = call.ask["kind"].as_str().unwrap_or_default();
            let member = ["member", "userId"].iter().find_map(|name| call.ask[name].as_str()).unwrap_or_default();
            tracing::info!(target: "notices", kind, member, "{}", line(&call.ask));
        }
        Outcome::Done(json!({ "printed": self.prints }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_one_line_in_the_old_style() {
        assert_eq!(line(&json!({ "ko": "예약 완료 되었습니다" })), "##### 예약 완료 되었습니다  #####");
        assert_eq!(line(&json!({ "en": "a\nb" })), "##### a b  #####");
        assert_eq!(line(&json!({})), "#####   #####");
    }
}
