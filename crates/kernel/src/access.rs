use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What a caller may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A member: borrows, reserves, rents, buys, learns.
    #[serde(alias = "student")]
    Patron,
    /// Works at the desk.
    Librarian,
    /// Gives consultations.
    Teacher,
    /// Runs the library: a librarian who may also look under the hood.
    Admin,
    /// A program: supplier, carrier.
    Service,
}

impl Role {
    /// Every role, for tests that walk them.
    pub const ALL: [Role; 5] = [Role::Patron, Role::Librarian, Role::Teacher, Role::Admin, Role::Service];

    /// Librarians and admins stand at the desk: they may act for members.
    pub fn is_desk(self) -> bool {
        matches!(self, Role::Librarian | Role::Admin)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Role::Patron => "patron",
            Role::Librarian => "librarian",
            Role::Teacher => "teacher",
            Role::Admin => "admin",
            Role::Service => "service",
        })
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let named = Role::ALL.into_iter().find(|role| role.to_string() == text);
        named.or((text == "student").then_some(Role::Patron)).ok_or_else(|| format!("there is no role {text:?}"))
    }
}

/// Who may call a route. Every route says it; a route cannot be made without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anybody, without a token.
    Anyone,
    /// Any signed-in member on what is his own, librarians and admins on everything.
    OwnerOrDesk,
    /// Any signed-in member on what is his own, nobody for him: neither the desk. (Admins run the library and the trusted
    /// doors, so they may.)
    Owner,
    /// A teacher on what is his own, librarians and admins on everything.
    TeacherOrDesk,
    /// Librarians and admins.
    Desk,
    /// Librarians, admins and services.
    DeskOrService,
    /// Admins.
    Admin,
}

impl Who {
    /// May this role call the route at all (ownership is judged afterwards)?
    pub fn admits(self, role: Role) -> bool {
        match self {
            Who::Anyone => true,
            Who::OwnerOrDesk | Who::Owner => role != Role::Service,
            Who::TeacherOrDesk => role == Role::Teacher || role.is_desk(),
            Who::Desk => role.is_desk(),
            Who::DeskOrService => role.is_desk() || role == Role::Service,
            Who::Admin => role == Role::Admin,
        }
    }

    /// May this role act for others on such a route, and see what is theirs?
    pub fn reaches_others(self, role: Role) -> bool {
        match self {
            Who::Anyone | Who::OwnerOrDesk | Who::TeacherOrDesk | Who::Desk => role.is_desk(),
            Who::DeskOrService => role.is_desk() || role == Role::Service,
            Who::Owner | Who::Admin => role == Role::Admin,
        }
    }
}
