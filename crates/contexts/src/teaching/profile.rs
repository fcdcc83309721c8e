//! What a teacher says of himself, and who likes him (003-A3, 003-C3).

use super::{facts::Event, refusal::Refusal, teacher::Teacher};
use kernel::MemberId;

impl Teacher {
    pub(super) fn register(
        &self,
        teacher: MemberId,
        name: String,
        introduction: Option<String>,
    ) -> Result<Vec<Event>, Refusal> {
        match self.name {
            Some(_) => Err(Refusal::AlreadyRegistered),
            None => Ok(vec![Event::Registered { teacher, name, introduction }]),
        }
    }

    /// What is not given stays as it is.
    pub(super) fn change(&self, name: Option<String>, introduction: Option<String>) -> Result<Vec<Event>, Refusal> {
        let known = self.known()?;
        let name = name.unwrap_or_else(|| known.to_owned());
        let introduction = introduction.or_else(|| self.introduction.clone());
        if name == known && introduction == self.introduction {
            return Ok(vec![]);
        }
        Ok(vec![Event::Changed { teacher: self.id.clone(), name, introduction }])
    }

    pub(super) fn favor(&self, student: MemberId) -> Result<Vec<Event>, Refusal> {
        self.known()?;
        if self.fans.contains(&student) {
            return Ok(vec![]);
        }
        let favorite_count = self.popularity().saturating_add(1);
        Ok(vec![Event::Favored { teacher: self.id.clone(), student, favorite_count }])
    }

    pub(super) fn unfavor(&self, student: MemberId) -> Result<Vec<Event>, Refusal> {
        self.known()?;
        if !self.fans.contains(&student) {
            return Ok(vec![]);
        }
        let favorite_count = self.popularity().saturating_sub(1);
        Ok(vec![Event::Unfavored { teacher: self.id.clone(), student, favorite_count }])
    }

    fn popularity(&self) -> u32 {
        u32::try_from(self.fans.len()).unwrap_or(u32::MAX)
    }
}
