//! Every operation of both faces in every role: who is let in stands in `matrix.txt`, and what is nobody's business
//! looks like what is not there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::task::JoinSet;

use super::classes::{Verdict, class, compare, exceptions, excuse};
use super::fields;
use super::operations::{self, Operation};
use super::world::World;
use crate::rest::unauthorised::PUBLIC;
use crate::support::{Caller, Reply};

/// An operation with a path to a record and one to none.
pub struct Try {
    pub operation: Operation,
    pub paths: [String; 2],
}

/// Status and code.
type Said = (u16, String);

/// What one caller was answered: with a record and without, for each operation; and what must not be.
struct Answers {
    name: &'static str,
    said: Vec<[Said; 2]>,
    faults: Vec<String>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_operation_lets_in_who_may_and_shows_nobody_else_that_there_is_something() {
    let world = World::build().await;
    let mut operations = operations::all();
    let known: BTreeSet<&str> = operations.iter().map(|one| one.id.as_str()).collect();
    for id in operations::of_partners() {
        assert!(known.contains(id.as_str()), "{id} is in the document of partners alone");
    }
    // It ends the sign-in with which the others are tried.
    operations.sort_by_key(|one| one.id == "signOut");
    let (paths, bare) = world.paths(&operations).await;
    let tries: Vec<Try> =
        operations.into_iter().zip(paths).map(|(operation, paths)| Try { operation, paths }).collect();
    let tries = Arc::new(tries);
    let mut found = fields::tried(&world, &tries).await;
    let answers = everyone(&world, &tries).await;
    let mut faults: Vec<String> = answers.iter().flat_map(|one| one.faults.clone()).collect();
    faults.extend(unsighted(&tries, &answers));
    let mut classes = BTreeMap::new();
    for (index, one) in tries.iter().enumerate() {
        let verdicts: Vec<_> = answers.iter().map(|by| (by.name, Verdict::of(by.said[index][0].0))).collect();
        let said = if one.operation.open { "open to anybody".to_owned() } else { class(&verdicts) };
        classes.insert(one.operation.id.clone(), said);
    }
    faults.extend(found.disagreeing(&classes));
    classes.append(&mut found.queries);
    faults.extend(compare(&classes));
    faults.extend(excuse(&bare));
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// All callers at once, each with one operation after the other.
async fn everyone(world: &World, tries: &Arc<Vec<Try>>) -> Vec<Answers> {
    let mut tasks = JoinSet::new();
    for (name, caller) in world.callers.clone() {
        let secrets = if name.ends_with("_ELSEWHERE") { world.secrets.clone() } else { Vec::new() };
        let tries = tries.clone();
        tasks.spawn(async move { ask(name, &caller, &tries, &secrets).await });
    }
    let mut answers = tasks.join_all().await;
    let place = |name: &str| world.callers.iter().position(|(known, _)| *known == name);
    answers.sort_by_key(|one| place(one.name));
    answers
}

async fn ask(name: &'static str, caller: &Caller, tries: &[Try], secrets: &[String]) -> Answers {
    let (mut said, mut faults) = (Vec::new(), Vec::new());
    for Try { operation, paths } in tries {
        let mut both = [(0, String::new()), (0, String::new())];
        for (at, path) in paths.iter().enumerate() {
            if at == 1 && operation.record().is_none() {
                break;
            }
            let reply = operation.attempt(caller, path).await;
            both[at] = (reply.status, reply.body["code"].as_str().unwrap_or_default().to_owned());
            let what = format!("{} of {name} at {path}", operation.id);
            faults.extend(
                wrong(operation, name, &reply, secrets).map(|fault| format!("{what}: {fault}: {}", brief(&reply))),
            );
        }
        said.push(both);
    }
    Answers { name, said, faults }
}

/// What no answer may be, whoever asks for whatever.
fn wrong(operation: &Operation, name: &str, reply: &Reply, secrets: &[String]) -> Option<&'static str> {
    if reply.status >= 500 {
        return Some("a failure of our own");
    }
    let done = reply.status < 300;
    if name == "ANONYMOUS" && reply.status != 401 && !PUBLIC.contains(&operation.id.as_str()) {
        return Some("somebody unknown is let in");
    }
    if done && operation.path.starts_with("/v1/partner/") && operation.record().is_some() && !secrets.is_empty() {
        return Some("what is another partner's");
    }
    if done && name.starts_with("BANK") && secrets.iter().any(|secret| reply.text.contains(secret)) {
        return Some("an id of another partner's");
    }
    let problem = reply.header("content-type").starts_with("application/problem+json");
    let empty = operation.method == "HEAD" || operation.path.starts_with("/oauth/");
    (reply.status >= 400 && !problem && !empty).then_some("no problem document")
}

/// Who does not see a record is answered as if there were none.
fn unsighted(tries: &[Try], answers: &[Answers]) -> Vec<String> {
    let reads = |path: &str| tries.iter().position(|one| one.operation.path == path && one.operation.method == "GET");
    let (excused, mut faults) = (exceptions("sighted"), Vec::new());
    for (index, Try { operation, .. }) in tries.iter().enumerate() {
        let Some(read) = operation.record().and_then(reads) else { continue };
        if excused.contains(&operation.id) {
            continue;
        }
        for by in answers {
            let [there, missing] = &by.said[index];
            if by.said[read][0].0 >= 400 && there != missing {
                faults.push(format!("{} tells {} of a record: {there:?}, not {missing:?}", operation.id, by.name));
            }
        }
    }
    faults
}

fn brief(reply: &Reply) -> String {
    format!("{} {}", reply.status, reply.text.chars().take(200).collect::<String>())
}
