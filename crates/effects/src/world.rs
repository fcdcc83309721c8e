use crate::{
    Patience,
    at::{CardsAt, Wanted},
    cards::{Sandbox, Toss},
    console::Console,
    kakao::Kakao,
    mail::Mail,
    web::{Shared, Web},
};
use async_trait::async_trait;
use kernel::{Call, Outcome};
use runtime::ports::{Nobody, Outside};
use std::sync::Arc;

/// All whom we may call; a call goes to the one it names.
pub struct World {
    cards: Box<dyn Outside>,
    mail: Box<dyn Outside>,
    kakao: Box<dyn Outside>,
    console: Console,
}

impl World {
    /// Those that are wanted. Nobody is called yet.
    pub fn new(wanted: Wanted) -> Result<Self, String> {
        Self::with_patience(wanted, Patience::default())
    }

    /// Those that are wanted, with other deadlines.
    pub fn with_patience(wanted: Wanted, patience: Patience) -> Result<Self, String> {
        let web: Shared = Arc::new(Web::new(patience)?);
        let cards: Box<dyn Outside> = match wanted.cards {
            CardsAt::Sandbox => Box::new(Sandbox::default()),
            CardsAt::Toss { base, secret } => Box::new(Toss::new(web.clone(), base, &secret)?),
        };
        let mail: Box<dyn Outside> = match wanted.mail {
            None => Box::new(Nobody),
            Some(at) => Box::new(Mail::new(at, patience)?),
        };
        let kakao: Box<dyn Outside> = match wanted.kakao {
            None => Box::new(Nobody),
            Some(at) => Box::new(Kakao::new(web, at)?),
        };
        Ok(Self { cards, mail, kakao, console: Console { prints: wanted.console } })
    }
}

#[async_trait]
impl Outside for World {
    async fn call(&self, call: &Call) -> Outcome {
        match call.service {
            "cards" => self.cards.call(call).await,
            "mail" => self.mail.call(call).await,
            "kakao" => self.kakao.call(call).await,
            "console" => self.console.call(call).await,
            _ => Nobody.call(call).await,
        }
    }
}

/// A call we cannot make, however often it is tried.
pub(crate) fn nonsense(why: impl ToString) -> Outcome {
    Outcome::Refused { code: "unreadable-ask".to_owned(), why: why.to_string() }
}
