//! A host that writes down what it is told, and the files of the contexts.

use kernel::*;
use serde_json::{Map, Value};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// A golden sample.
pub(crate) struct Sample {
    pub(crate) context: String,
    pub(crate) name: String,
    pub(crate) version: u16,
    pub(crate) data: Value,
}

/// A route of any sort.
pub(crate) struct Route {
    pub(crate) context: &'static str,
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) aliases: &'static [&'static str],
    pub(crate) summary: &'static str,
    pub(crate) fields: &'static [Field],
    pub(crate) views: Vec<&'static str>,
    /// Parts the path has to have.
    pub(crate) keys: Vec<&'static str>,
}

type Names = BTreeSet<&'static str>;

#[derive(Default)]
pub(crate) struct Visitor {
    context: &'static str,
    pub(crate) facts: Vec<(&'static str, u16, &'static str)>,
    pub(crate) names: Vec<String>,
    pub(crate) heard: Vec<(&'static str, &'static str)>,
    pub(crate) misread: Vec<String>,
    pub(crate) unread: Vec<String>,
    /// Declared and used index names of each view.
    pub(crate) indexes: BTreeMap<&'static str, (Names, Names)>,
    pub(crate) filters: Vec<(&'static str, &'static str, &'static [&'static str])>,
    pub(crate) view_owners: BTreeMap<&'static str, &'static str>,
    pub(crate) routes: Vec<Route>,
    pub(crate) guards: Vec<(&'static str, String)>,
}

impl Host for Visitor {
    fn context(&mut self, name: &'static str, _: &'static str) {
        self.context = name;
        self.names.push(format!("context {name}"));
    }

    fn decider<D: Decider>(&mut self) {
        self.names.push(format!("decider {}", D::NAME));
        for name in D::Event::NAMES {
            self.facts.push((name, D::Event::VERSION, self.context));
            self.names.push(format!("fact {name}"));
        }
        for sample in samples().iter().filter(|sample| D::Event::NAMES.contains(&sample.name.as_str())) {
            if let Err(why) = reread::<D::Event>(sample) {
                self.misread.push(format!("{}: {why}", sample.name));
            }
        }
    }

    fn policy<P: Policy>(&mut self) {
        self.names.push(format!("policy {}", P::NAME));
        let cause = spec::cause_on("2021-09-13");
        for (name, sample) in self.hears(P::NAME, P::HEARS) {
            match read_fact::<P::Fact>(name, &sample.to_string()) {
                Ok(fact) => drop(P::react(fact, &cause)),
                Err(why) => self.unread.push(format!("{}: {why}", P::NAME)),
            }
        }
    }

    fn effect<E: Effect>(&mut self) {
        self.names.push(format!("policy {}", E::NAME));
        let cause = spec::cause_on("2021-09-13");
        for (name, sample) in self.hears(E::NAME, E::HEARS) {
            match read_fact::<E::Fact>(name, &sample.to_string()) {
                Ok(fact) => {
                    drop(E::call(&fact, &cause));
                    drop(E::told(fact, Outcome::Unknown("lost".into()), &cause));
                }
                Err(why) => self.unread.push(format!("{}: {why}", E::NAME)),
            }
        }
    }

    fn saga(&mut self, saga: &'static Saga) {
        self.names.push(format!("saga {}", saga.name));
    }

    fn view<V: View>(&mut self) {
        self.names.push(format!("view {}", V::NAME));
        self.view_owners.insert(V::NAME, self.context);
        let cause = spec::cause_on("2021-09-13");
        // Whoever hears nothing that has a sample has a blank document at least.
        let mut used: Names = V::default().indexed().into_iter().map(|(name, _)| name).collect();
        for (name, sample) in self.hears(V::NAME, V::HEARS) {
            match read_fact::<V::Fact>(name, &sample.to_string()) {
                Ok(fact) => {
                    let document = V::default().evolve(&fact, &cause);
                    used.extend(document.iter().flat_map(View::indexed).map(|(name, _)| name));
                }
                Err(why) => self.unread.push(format!("{}: {why}", V::NAME)),
            }
        }
        self.indexes.insert(V::NAME, (V::INDEXES.iter().copied().collect(), used));
    }

    fn command<D: Decider>(&mut self, route: Command<D>) {
        let method = match route.method {
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        };
        let target = route.target;
        let mut views = vec![route.shows.0];
        views.extend(target.map(|target| target.view));
        let keys = match target.map(|target| target.key) {
            Some(Key::Path(part)) => vec![part],
            Some(Key::Field(field)) => {
                assert!(route.fields.iter().any(|f| f.name == field), "{} has no field {field}", route.path);
                vec![]
            }
            None => vec![],
        };
        if let Some(guard) = route.guard {
            self.guards.push((guard.asks, (guard.at)(&given_for(route.fields))));
        }
        let Command { path, aliases, summary, fields, .. } = route;
        self.routes.push(Route { context: self.context, method, path, aliases, summary, fields, views, keys });
    }

    fn item<V: View>(&mut self, route: Item<V>) {
        let Item { path, aliases, summary, key, .. } = route;
        self.get(path, aliases, summary, vec![V::NAME], vec![key]);
    }

    fn list<V: View>(&mut self, route: List<V>) {
        let List { path, aliases, summary, filters, owner, search, .. } = route;
        self.filters.push((path, V::NAME, filters));
        self.filters.extend(owner.is_some().then_some((path, V::NAME, V::INDEXES)));
        assert!(owner.is_none_or(|index| V::INDEXES.contains(&index)), "{path} is owned by no index");
        assert_eq!(search, V::default().searched().is_some(), "{path}: search and searched()");
        self.get(path, aliases, summary, vec![V::NAME], vec![]);
    }

    fn lease(&mut self, route: Lease) {
        let Lease { path, summary, .. } = route;
        self.get(path, &[], summary, vec![], vec![]);
    }

    fn page(&mut self, route: Page) {
        for section in &route.sections {
            let (declared, _) = &self.indexes[section.view];
            assert!(declared.contains(section.by), "{} lists {} by no index of it", route.path, section.name);
        }
        let views = route.sections.iter().map(|section| section.view).collect();
        self.get(route.path, route.aliases, route.summary, views, vec![route.member]);
    }
}

impl Visitor {
    fn get(
        &mut self,
        path: &'static str,
        aliases: &'static [&'static str],
        summary: &'static str,
        views: Vec<&'static str>,
        keys: Vec<&'static str>,
    ) {
        let context = self.context;
        self.routes.push(Route { context, method: "GET", path, aliases, summary, fields: &[], views, keys });
    }

    /// The samples of what somebody hears, with their names.
    fn hears(&mut self, who: &'static str, names: &'static [&'static str]) -> Vec<(&'static str, Value)> {
        self.heard.extend(names.iter().map(|name| (who, *name)));
        let all = samples();
        let of = |name: &&'static str| {
            let newest = all.iter().filter(|sample| sample.name == *name).max_by_key(|sample| sample.version);
            newest.map(|sample| (*name, sample.data.clone()))
        };
        names.iter().filter_map(of).collect()
    }
}

/// A body with every required field, as a desk may send it.
fn given_for(fields: &'static [Field]) -> Given {
    let body: Map<String, Value> = fields.iter().filter(|f| f.required).map(|f| (f.name.into(), "1".into())).collect();
    let caller = Actor { role: Role::Librarian, id: "desk".into() };
    Given::read(fields, &body, &caller, Who::Desk).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// Reads a sample as its decider does, and compares what it writes.
fn reread<F: Fact>(sample: &Sample) -> Result<(), String> {
    let data = match sample.version == F::VERSION {
        true => sample.data.clone(),
        false => F::upcast(&sample.name, sample.version, sample.data.clone()),
    };
    let event: F = read_fact(&sample.name, &data.to_string()).map_err(|e| e.to_string())?;
    let (name, written) = write_fact(&event).map_err(|e| e.to_string())?;
    let written: Value = serde_json::from_str(&written).map_err(|e| e.to_string())?;
    if name != sample.name || written != data {
        return Err(format!("written back as {name} {written}"));
    }
    Ok(())
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Every `src/<context>/facts/<name>.v<version>.json`.
pub(crate) fn samples() -> Vec<Sample> {
    let in_context = |(context, _): &(&'static str, &str)| {
        let paths = files(&src().join(context).join("facts")).into_iter();
        paths.map(|path| sample(context, &path)).collect::<Vec<_>>()
    };
    contexts::ALL.iter().flat_map(in_context).collect()
}

fn sample(context: &str, path: &Path) -> Sample {
    let stem = path.file_stem().unwrap().to_str().unwrap();
    let (name, version) = stem.rsplit_once(".v").unwrap_or_else(|| panic!("{stem} is not name.v1"));
    let data = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    Sample { context: context.into(), name: name.into(), version: version.parse().unwrap(), data }
}

/// Every source file of a context: context, path, text.
pub(crate) fn sources() -> Vec<(&'static str, String, String)> {
    let in_context = |(context, _): &(&'static str, &str)| {
        let sources =
            files(&src().join(context)).into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs"));
        let read = |path: PathBuf| (*context, path.display().to_string(), fs::read_to_string(&path).unwrap());
        sources.map(read).collect::<Vec<_>>()
    };
    contexts::ALL.iter().flat_map(in_context).collect()
}
