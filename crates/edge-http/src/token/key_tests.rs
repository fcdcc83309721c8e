//! The key file and what is published of it.

use super::{forge::NOW, *};
use serde_json::Value;
use std::{fs, path::Path};

fn edit(path: &Path, change: impl FnOnce(&mut Value)) {
    let mut file: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    change(&mut file);
    // In place, so that the permissions stay.
    fs::write(path, file.to_string()).unwrap();
}

#[test]
fn a_key_is_made_once_and_kept() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("keys.json");
    let made = SigningKey::load_or_create(&path, NOW).unwrap();
    let read = SigningKey::load_or_create(&path, NOW + 1).unwrap();
    assert_eq!((made.kid(), made.jwks()), (read.kid(), read.jwks()));
    assert_eq!(made.kid().len(), 43);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "no draft is left behind");
    let file: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(file["keys"][0]["created"], NOW);
    assert_eq!(file["keys"][0]["state"], "active");
}

#[test]
fn many_starting_together_end_with_the_same_key() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("keys.json");
    let start = std::sync::Barrier::new(8);
    let kids: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    start.wait();
                    SigningKey::load_or_create(&path, NOW).unwrap().kid().to_owned()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(kids.iter().all(|kid| *kid == kids[0]), "{kids:?}");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_file_open_to_others_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("keys.json");
    SigningKey::load_or_create(&path, NOW).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    for mode in [0o640, 0o604, 0o620, 0o644] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let error = SigningKey::load_or_create(&path, NOW).unwrap_err();
        assert!(matches!(error, KeyError::Exposed { .. }), "{mode:o}: {error}");
        assert!(error.to_string().contains("chmod 600"), "{error}");
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    assert!(SigningKey::load_or_create(&path, NOW).is_ok());
}

#[test]
fn damage_is_named_and_never_papered_over_with_a_new_key() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("keys.json");
    SigningKey::load_or_create(&path, NOW).unwrap();
    let whole = fs::read(&path).unwrap();
    let why = |change: &dyn Fn(&mut Value)| {
        fs::write(&path, &whole).unwrap();
        edit(&path, change);
        match SigningKey::load_or_create(&path, NOW).unwrap_err() {
            KeyError::Damaged { why, .. } => why,
            other => panic!("{other}"),
        }
    };
    assert_eq!(why(&|file| file["keys"][0]["kid"] = "x".into()), "a kid is not the thumbprint of its key");
    assert_eq!(why(&|file| file["keys"][0]["pkcs8"] = "MC4C".into()), "a key is not PKCS#8 Ed25519");
    assert_eq!(why(&|file| file["keys"][0]["pkcs8"] = "?".into()), "a key is not base64");
    assert_eq!(why(&|file| file["keys"][0]["state"] = "revoked".into()), "it holds no active key");
    assert_eq!(why(&|file| file["keys"] = Value::Array(Vec::new())), "it holds no active key");
    assert_eq!(why(&|file| file["keys"][0]["state"] = "x".into()), "it is not a JSON document of keys");
    let twice = |file: &mut Value| {
        let key = file["keys"][0].clone();
        file["keys"].as_array_mut().unwrap().push(key);
    };
    assert_eq!(why(&twice), "it holds the same key twice");
    fs::write(&path, b"").unwrap();
    assert!(matches!(SigningKey::load_or_create(&path, NOW), Err(KeyError::Damaged { .. })), "an empty file");
}

#[test]
fn a_missing_directory_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let error = SigningKey::load_or_create(dir.path().join("no/keys.json"), NOW).unwrap_err();
    assert!(matches!(error, KeyError::Io { .. }), "{error}");
}

/// Rotation: a second key is added, later the first retired, then revoked.
#[test]
fn the_newest_active_key_signs_and_all_but_the_revoked_verify() {
    let dir = tempfile::tempdir().unwrap();
    let [path, spare] = ["keys.json", "spare.json"].map(|name| dir.path().join(name));
    let old = SigningKey::load_or_create(&path, NOW).unwrap().kid().to_owned();
    let new = SigningKey::load_or_create(&spare, NOW + 5).unwrap().kid().to_owned();
    let added: Value = serde_json::from_slice(&fs::read(&spare).unwrap()).unwrap();
    edit(&path, |file| file["keys"].as_array_mut().unwrap().insert(0, added["keys"][0].clone()));
    let names = |keys: &SigningKey| -> Vec<String> {
        let mut names: Vec<_> = keys.public().kids().map(str::to_owned).collect();
        names.sort();
        names
    };
    let mut both = vec![old.clone(), new.clone()];
    both.sort();
    for state in ["active", "retired"] {
        edit(&path, |file| file["keys"][1]["state"] = state.into());
        let keys = SigningKey::load(&path).unwrap();
        assert_eq!((keys.kid(), names(&keys)), (new.as_str(), both.clone()), "{state}");
    }
    edit(&path, |file| file["keys"][1]["state"] = "revoked".into());
    let keys = SigningKey::load(&path).unwrap();
    assert_eq!(names(&keys), [new]);
    assert_eq!(keys.jwks()["keys"].as_array().unwrap().len(), 1);
}

#[test]
fn what_is_published_can_be_read_and_holds_no_secret() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("keys.json");
    let keys = SigningKey::load_or_create(&path, NOW).unwrap();
    let jwks = keys.jwks();
    let key = &jwks["keys"][0];
    for (name, value) in [("kty", "OKP"), ("crv", "Ed25519"), ("alg", "EdDSA"), ("use", "sig"), ("kid", keys.kid())] {
        assert_eq!(key[name], value);
    }
    assert_eq!(key.as_object().unwrap().len(), 6, "those and x: {key}");
    let read = PublicKeys::from_jwks(&jwks.to_string()).unwrap();
    assert_eq!(read.jwks(), jwks);
    for bad in ["", "[]", r#"{"keys":[{"kty":"RSA"}]}"#, r#"{"keys":[{"kty":"OKP","crv":"X25519","x":""}]}"#] {
        assert!(matches!(PublicKeys::from_jwks(bad), Err(KeyError::Jwks(_))), "{bad}");
    }
}

/// The key and its thumbprint given in RFC 8037, appendix A.3.
#[test]
fn the_thumbprint_is_that_of_the_rfc() {
    let jwks = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
    let keys = PublicKeys::from_jwks(jwks).unwrap();
    assert_eq!(keys.kids().collect::<Vec<_>>(), ["kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"]);
}
