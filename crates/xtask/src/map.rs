//! Draws what the contexts say about themselves: `docs/map.md`.

use kernel::*;
use std::{collections::BTreeMap, fmt::Write as _, fs, path::PathBuf};

const HEAD: &str =
    "# Map\n\nDrawn by `cargo xtask map` from what the contexts say when they join; a test keeps it fresh.\n";

/// What the contexts are made of.
#[derive(Default)]
struct Map {
    contexts: Vec<Context>,
}

#[derive(Default)]
struct Context {
    name: &'static str,
    caption: &'static str,
    /// Name and facts.
    deciders: Vec<(&'static str, &'static [&'static str])>,
    policies: Vec<Policy>,
    effects: Vec<Policy>,
    sagas: Vec<&'static Saga>,
    views: Vec<View>,
    routes: Vec<Route>,
    guards: Vec<Guarded>,
}

struct Policy {
    name: &'static str,
    hears: &'static [&'static str],
    commands: &'static str,
}

struct View {
    name: &'static str,
    hears: &'static [&'static str],
    indexes: &'static [&'static str],
    searched: bool,
}

struct Route {
    method: &'static str,
    path: &'static str,
    aliases: &'static [&'static str],
    who: Who,
    summary: &'static str,
    asks: String,
}

struct Guarded {
    name: &'static str,
    asks: &'static str,
    path: &'static str,
}

/// Writes the map.
pub(crate) fn write() -> Result<(), String> {
    fs::write(path(), drawn()).map_err(|e| format!("{}: {e}", path().display()))
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/map.md")
}

fn drawn() -> String {
    let mut map = Map::default();
    contexts::join(&mut map);
    map.draw()
}

impl Map {
    fn last(&mut self) -> &mut Context {
        if self.contexts.is_empty() {
            self.contexts.push(Context::default());
        }
        let last = self.contexts.len() - 1;
        &mut self.contexts[last]
    }

    fn get(
        &mut self,
        path: &'static str,
        aliases: &'static [&'static str],
        who: Who,
        summary: &'static str,
        shows: &str,
    ) {
        let asks = format!("shows {shows}");
        self.last().routes.push(Route { method: "GET", path, aliases, who, summary, asks });
    }

    /// Which decider makes each fact.
    fn makers(&self) -> BTreeMap<&'static str, &'static str> {
        let deciders = self.contexts.iter().flat_map(|context| &context.deciders);
        deciders.flat_map(|(decider, facts)| facts.iter().map(|fact| (*fact, *decider))).collect()
    }

    fn draw(&self) -> String {
        let mut out = String::from(HEAD);
        self.draw_contexts(&mut out);
        self.draw_flow(&mut out);
        for context in &self.contexts {
            context.draw(&mut out);
        }
        out
    }

    fn draw_contexts(&self, out: &mut String) {
        line(out, "\n| context | what it is about |\n|---|---|");
        for context in &self.contexts {
            line(out, &format!("| [{0}](#{0}) | {1} |", context.name, context.caption));
        }
    }

    /// Facts run along the arrows to whoever acts on them; who only shows them is in the tables.
    fn draw_flow(&self, out: &mut String) {
        let makers = self.makers();
        line(out, "\n```mermaid\nflowchart LR");
        for context in &self.contexts {
            line(out, &format!("  subgraph {}", context.name));
            for (decider, _) in &context.deciders {
                line(out, &format!("    {decider}([{decider}])"));
            }
            line(out, "  end");
        }
        for context in &self.contexts {
            for policy in &context.policies {
                for (maker, facts) in by_maker(policy.hears, &makers) {
                    line(out, &format!("  {maker} -- \"{}\" --> {}", facts.join("<br>"), policy.commands));
                }
            }
            for effect in &context.effects {
                let outside = effect.name.replace('.', "_");
                for (maker, facts) in by_maker(effect.hears, &makers) {
                    line(out, &format!("  {maker} -- \"{}\" --> {outside}{{{{outside}}}}", facts.join("<br>")));
                }
                line(out, &format!("  {outside} --> {}", effect.commands));
            }
        }
        line(out, "```");
    }
}

/// The facts somebody hears, by who makes them.
fn by_maker(
    hears: &[&'static str],
    makers: &BTreeMap<&'static str, &'static str>,
) -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut heard = BTreeMap::<_, Vec<_>>::new();
    for fact in hears {
        heard.entry(makers.get(fact).copied().unwrap_or("nobody")).or_default().push(*fact);
    }
    heard
}

impl Context {
    fn draw(&self, out: &mut String) {
        line(out, &format!("\n## {}\n\n{}", self.name, self.caption));
        if !self.deciders.is_empty() {
            line(out, "\n| decider | facts |\n|---|---|");
        }
        for (decider, facts) in &self.deciders {
            line(out, &format!("| **{decider}** | {} |", code(facts)));
        }
        if !self.policies.is_empty() {
            line(out, "\n| whenever | policy | asks |\n|---|---|---|");
        }
        for policy in &self.policies {
            line(out, &format!("| {} | {} | **{}** |", code(policy.hears), policy.name, policy.commands));
        }
        if !self.effects.is_empty() {
            line(out, "\n| whenever | asks outside | tells |\n|---|---|---|");
        }
        for effect in &self.effects {
            line(out, &format!("| {} | {} | **{}** |", code(effect.hears), effect.name, effect.commands));
        }
        self.sagas.iter().for_each(|saga| draw_saga(saga, out));
        line(out, "\n| view | told | listed by |\n|---|---|---|");
        for view in &self.views {
            let search = if view.searched { " and searched" } else { "" };
            line(out, &format!("| {} | {} | {}{search} |", view.name, code(view.hears), code(view.indexes)));
        }
        line(out, "\n| route | who | what | does |\n|---|---|---|---|");
        for route in &self.routes {
            let paths: Vec<String> =
                [&route.path].into_iter().chain(route.aliases).map(|path| format!("`{path}`")).collect();
            let (method, paths, who) = (route.method, paths.join(" or "), who(route.who));
            line(out, &format!("| {method} {paths} | {who} | {} | {} |", route.summary, route.asks));
        }
        for guard in &self.guards {
            let Guarded { name, asks, path } = guard;
            line(out, &format!("\nThe guard *{name}* before `{path}` asks {asks} first."));
        }
    }
}

/// A saga as a picture and as a table.
fn draw_saga(saga: &Saga, out: &mut String) {
    line(out, &format!("\n### The saga of a {}\n\n```mermaid\nstateDiagram-v2", saga.name));
    if let Some(first) = saga.states.first() {
        line(out, &format!("  [*] --> {first}"));
    }
    let mut drawn = std::collections::BTreeSet::new();
    for step in saga.steps.iter().filter(|step| step.from != step.to) {
        if drawn.insert((step.from, step.on, step.to)) {
            line(out, &format!("  {} --> {}: {}", step.from, step.to, step.on));
        }
    }
    for end in saga.ends {
        line(out, &format!("  {end} --> [*]"));
    }
    line(out, "```\n\n| in | comes | then | tells |\n|---|---|---|---|");
    for step in saga.steps {
        line(out, &format!("| {} | {} | {} | {} |", step.from, step.on, step.to, code(step.tells)));
    }
    line(
        out,
        "\nAnything else changes nothing: it is refused, if a caller asked, and done already, if a message came again.",
    );
}

impl Host for Map {
    fn context(&mut self, name: &'static str, caption: &'static str) {
        self.contexts.push(Context { name, caption, ..Context::default() });
    }

    fn decider<D: Decider>(&mut self) {
        self.last().deciders.push((D::NAME, D::Event::NAMES));
    }

    fn policy<P: kernel::Policy>(&mut self) {
        self.last().policies.push(Policy { name: P::NAME, hears: P::HEARS, commands: P::Target::NAME });
    }

    fn effect<E: Effect>(&mut self) {
        self.last().effects.push(Policy { name: E::NAME, hears: E::HEARS, commands: E::Target::NAME });
    }

    fn saga(&mut self, saga: &'static Saga) {
        self.last().sagas.push(saga);
    }

    fn lease(&mut self, route: Lease) {
        self.get(route.path, &[], route.who, route.summary, "events, as long as it is open");
    }

    fn view<V: kernel::View>(&mut self) {
        let searched = V::default().searched().is_some();
        self.last().views.push(View { name: V::NAME, hears: V::HEARS, indexes: V::INDEXES, searched });
    }

    fn command<D: Decider>(&mut self, route: Command<D>) {
        let Command { path, aliases, who, summary, .. } = route;
        let method = match route.method {
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        };
        if let Some(Guard { name, asks, .. }) = route.guard {
            self.last().guards.push(Guarded { name, asks, path });
        }
        let asks = format!("asks **{}**, shows {}", D::NAME, route.shows.0);
        self.last().routes.push(Route { method, path, aliases, who, summary, asks });
    }

    fn item<V: kernel::View>(&mut self, route: Item<V>) {
        self.get(route.path, route.aliases, route.who, route.summary, V::NAME);
    }

    fn list<V: kernel::View>(&mut self, route: List<V>) {
        self.get(route.path, route.aliases, route.who, route.summary, V::NAME);
    }

    fn page(&mut self, route: Page) {
        let shows: Vec<&str> = route.sections.iter().map(|section| section.view).collect();
        self.get(route.path, route.aliases, route.who, route.summary, &shows.join(", "));
    }
}

fn who(who: Who) -> &'static str {
    match who {
        Who::Anyone => "anyone",
        Who::OwnerOrDesk => "the owner, the desk",
        Who::Owner => "the owner",
        Who::TeacherOrDesk => "a teacher, the desk",
        Who::Desk => "the desk",
        Who::DeskOrService => "the desk, services",
        Who::Admin => "admins",
    }
}

fn code(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn line(out: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_is_fresh() {
        let stored = fs::read_to_string(path()).unwrap_or_default();
        assert!(stored == drawn(), "docs/map.md is not what the contexts say; run: cargo xtask map");
    }

    #[test]
    fn everything_that_is_heard_is_made_by_somebody() {
        assert!(!drawn().contains("nobody"));
    }
}
