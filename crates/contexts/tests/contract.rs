//! What holds the contexts together although none knows another: a host that visits everything, and golden samples
//! of every fact, fed to whoever writes or reads it.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use support::{Visitor, samples, sources};

fn visited() -> Visitor {
    let mut visitor = Visitor::default();
    contexts::join(&mut visitor);
    visitor
}

#[test]
fn every_fact_has_a_golden_sample_and_every_sample_a_fact() {
    let visitor = visited();
    for (name, version, owner) in &visitor.facts {
        let sample = samples().into_iter().find(|s| s.name == *name && s.version == *version);
        let sample = sample.unwrap_or_else(|| panic!("add src/{owner}/facts/{name}.v{version}.json"));
        assert_eq!(sample.context, *owner, "the sample of {name} belongs to who makes the fact");
    }
    for sample in samples() {
        let known = visitor.facts.iter().any(|(name, version, _)| *name == sample.name && sample.version <= *version);
        assert!(known, "no decider makes {} in version {}", sample.name, sample.version);
    }
}

#[test]
fn every_sample_is_read_and_written_back_by_who_makes_the_fact() {
    assert_eq!(visited().misread, Vec::<String>::new());
}

#[test]
fn every_policy_and_view_reads_what_it_hears() {
    let visitor = visited();
    assert_eq!(visitor.unread, Vec::<String>::new());
    assert!(visitor.heard.len() > 20, "nobody was asked");
}

#[test]
fn whatever_is_heard_is_made_by_somebody() {
    let visitor = visited();
    let made: BTreeSet<&str> = visitor.facts.iter().map(|(name, _, _)| *name).collect();
    for (who, fact) in &visitor.heard {
        assert!(made.contains(fact), "{who} hears {fact}, which nobody makes");
    }
}

#[test]
fn a_view_is_listed_by_the_names_it_declares() {
    let visitor = visited();
    for (view, (declared, used)) in &visitor.indexes {
        assert_eq!(declared, used, "INDEXES and indexed() of {view}");
    }
    for (path, view, names) in &visitor.filters {
        let (declared, _) = &visitor.indexes[view];
        for name in *names {
            assert!(declared.contains(name), "{path} filters by {name}, which is no index of {view}");
        }
    }
}

#[test]
fn every_name_is_given_once() {
    let visitor = visited();
    let mut seen = BTreeSet::new();
    for name in &visitor.names {
        assert!(seen.insert(name), "{name} is given twice");
    }
}

#[test]
fn every_route_explains_itself() {
    let visitor = visited();
    for route in &visitor.routes {
        assert!(route.summary.ends_with('.'), "{} {} has no summary", route.method, route.path);
        for field in route.fields {
            assert!(field.help.ends_with('.'), "{} of {} has no help", field.name, route.path);
        }
        let mut names: Vec<&str> =
            route.fields.iter().flat_map(|f| f.aliases.iter().copied().chain([f.name])).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "{} {} has a field twice", route.method, route.path);
    }
}

#[test]
fn no_route_is_there_twice() {
    let visitor = visited();
    let mut seen = BTreeMap::new();
    for route in &visitor.routes {
        for path in route.aliases.iter().chain([&route.path]) {
            let shape: Vec<&str> =
                path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect();
            let earlier = seen.insert((route.method, shape.join("/")), route.path);
            assert_eq!(earlier, None, "{} {path}", route.method);
        }
    }
}

#[test]
fn a_route_shows_and_is_about_views_of_its_own_context() {
    let visitor = visited();
    for route in &visitor.routes {
        for view in &route.views {
            assert_eq!(visitor.view_owners.get(view), Some(&route.context), "{} {}", route.method, route.path);
        }
        let named = |key: &str| route.path.contains(&format!("{{{key}}}"));
        for key in &route.keys {
            assert!(named(key), "{} has no part {key}", route.path);
        }
    }
}

#[test]
fn a_guard_asks_a_public_item_of_another_context() {
    let visitor = visited();
    assert!(!visitor.guards.is_empty());
    for (asks, at) in &visitor.guards {
        let found = visitor.routes.iter().any(|route| {
            let head = route.path.split('{').next().unwrap_or_default();
            route.method == "GET" && route.context == *asks && route.path.contains('{') && at.starts_with(head)
        });
        assert!(found, "{asks} has no {at}");
    }
}

/// Is this context named by a path of the text (`rental::…`)? A module of one's own may have such a name (`self::…`).
fn is_named(text: &str, other: &str) -> bool {
    let path = format!("{other}::");
    text.match_indices(&path).any(|(at, _)| {
        let before = &text[..at];
        let whole = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        whole && !before.ends_with("self::")
    })
}

#[test]
fn no_context_names_another() {
    assert!(is_named("use super::rental::Rental;", "rental") && is_named("use rental::Rental;", "rental"));
    assert!(!is_named("use self::rental::Rental; my_rental::MyRental", "rental"));
    let names: Vec<&str> = contexts::ALL.iter().map(|(name, _)| *name).collect();
    for (context, file, text) in sources() {
        for other in names.iter().filter(|other| **other != context) {
            assert!(!is_named(&text, other), "{file} names the context {other}");
        }
        assert!(!text.contains("crate::"), "{file} reaches out of its context");
    }
}

#[test]
fn every_context_says_what_it_is_about() {
    for (name, caption) in contexts::ALL {
        assert!(caption.len() > 10, "{name} has no caption");
    }
    assert!(
        sources().iter().filter(|(_, file, _)| file.ends_with("mod.rs")).all(|(.., text)| text.starts_with("//! "))
    );
}
