//! The command line: what it prints, how it ends, and that it says what to do.

use crate::support::{Library, Starting, Topology, becomes, madang, run};
use serde_json::Value;
use std::{ffi::OsStr, path::Path};

fn serve(data: &Path, more: &[&str]) -> crate::support::Done {
    let flags = ["serve".as_ref(), "--data".as_ref(), data.as_os_str(), "--listen".as_ref(), "127.0.0.1:0".as_ref()];
    run(flags.into_iter().chain(more.iter().map(OsStr::new)))
}

#[test]
fn help_explains_each_verb_and_flag() {
    let all = run(["--help"]).printed();
    for verb in ["serve", "token", "import", "openapi", "asyncapi"] {
        assert!(all.contains(verb), "{all}");
        assert!(run([verb, "--help"]).printed().len() > 100, "{verb}");
    }
    let serve = run(["serve", "--help"]).printed();
    let flags =
        ["data", "listen", "public-url", "rate", "signing-key", "door", "demo", "contexts", "store", "bus", "peers"];
    for flag in flags.into_iter().chain(["cards", "mail", "kakao", "console-notices", "config", "log"]) {
        let variable = format!("MADANG_{}", flag.to_uppercase().replace('-', "_"));
        assert!(serve.contains(&format!("--{flag}")) && serve.contains(&variable), "{flag} or {variable} is missing");
    }
    assert!(run(["--version"]).printed().starts_with("madang "));
}

#[test]
fn wrong_usage_is_status_2() {
    for args in
        [&["--none"][..], &["serve", "--none"], &["dance"], &["serve", "--listen", "here"], &["serve", "--rate", "0"]]
    {
        let done = run(args);
        assert_eq!((done.code, done.stdout.as_str()), (2, ""), "{args:?}");
        assert!(!done.stderr.is_empty(), "{args:?}");
    }
}

#[test]
fn a_door_opens_on_loopback_only() {
    let data = tempfile::tempdir().unwrap();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:80"] {
        serve(data.path(), &["--door", address]).failed(1, "loopback");
    }
}

#[test]
fn what_makes_no_sense_is_told_at_the_start() {
    let data = tempfile::tempdir().unwrap();
    for (flags, telling) in [
        (&["--contexts", "kitchen"][..], "kitchen"),
        (&["--contexts", "catalogue"], "lending"),
        (&["--peers", "kitchen=http://127.0.0.1:1"], "kitchen"),
        (&["--peers", "nonsense"], "nonsense"),
        (&["--contexts", "catalogue", "--bus", "local", "--peers", "*=http://127.0.0.1:1"], "--bus"),
        (&["--public-url", "nowhere"], "--public-url"),
        (&["--zone", "Mars/Olympus"], "Mars/Olympus"),
        (&["--cards", "stripe"], "--cards"),
        (&["--cards", "toss+http://sk@api.tosspayments.com"], "https"),
        (&["--mail", "smtp://mail.example.org"], "from="),
        (&["--kakao", "https://a:b@host"], "sender="),
    ] {
        serve(data.path(), flags).failed(1, telling);
    }
    // A password in an address is not repeated.
    let done = serve(data.path(), &["--store", "oracle://user:hunter2@host/db"]);
    assert!(done.code != 0 && !done.stderr.contains("hunter2"), "{}", done.stderr);
    for (flag, address) in [
        ("--cards", "toss+https://sk:hunter2@api.tosspayments.com"),
        ("--mail", "smtp://u:hunter2@mail.example.org"),
        ("--kakao", "https://a:hunter2@host"),
    ] {
        let done = serve(data.path(), &[flag, address]);
        assert!(done.code == 1 && done.stderr.contains(flag), "{}", done.stderr);
        assert!(!done.stderr.contains("hunter2"), "{}", done.stderr);
    }
    // Nor by the help, which shows defaults and so what a file says.
    let file = data.path().join("madang.toml");
    std::fs::write(&file, "cards = \"toss+https://hunter2@api.tosspayments.com\"\n").unwrap();
    let help = run(["serve".as_ref(), "--config".as_ref(), file.as_os_str(), "--help".as_ref()]).printed();
    assert!(help.contains("--cards") && !help.contains("hunter2"), "{help}");
}

#[test]
fn a_second_server_on_the_same_data_is_refused_by_name() {
    let library = Library::start(Topology::One);
    let data = library.data(0);
    serve(&data, &[]).failed(1, &library.process(0).gateway.0.to_string());
    let file = library.file("books.csv", "title\nHunger\n");
    let import = ["import".as_ref(), file.as_os_str(), "--data".as_ref(), data.as_os_str()];
    run(import).failed(1, "--server");
    let taken = library.process(0).gateway.0.to_string();
    let other = tempfile::tempdir().unwrap();
    run(["serve", "--data", other.path().to_str().unwrap(), "--listen", &taken]).failed(1, &taken);
    library.get("/books").send().is(200);
}

#[test]
fn a_flag_beats_the_environment_beats_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("madang.toml");
    std::fs::write(
        &file,
        "listen = \"127.0.0.1:0\"\nzone = \"Nowhere/File\"\ndoor = [\"127.0.0.1:0\", \"127.0.0.1:0\"]\n",
    )
    .unwrap();
    let command = |zones: [Option<&str>; 2]| {
        let mut command = madang();
        command.arg("serve").arg("--config").arg(&file).arg("--data").arg(folder.path().join("data"));
        if let Some(zone) = zones[0] {
            command.args(["--zone", zone]);
        }
        if let Some(zone) = zones[1] {
            command.env("MADANG_ZONE", zone);
        }
        command
    };
    let told = |zones| String::from_utf8(command(zones).output().unwrap().stderr).unwrap();
    assert!(told([None, None]).contains("Nowhere/File"));
    assert!(told([None, Some("Nowhere/Env")]).contains("Nowhere/Env"));
    assert!(told([Some("Nowhere/Flag"), Some("Nowhere/Env")]).contains("Nowhere/Flag"));
    let process = Starting::new(command([Some("Asia/Seoul"), None]), 2).ready();
    process.doors[1].get("/books").send().is(200);
    drop(process);
    let mut by_variable = madang();
    by_variable.arg("serve").env("MADANG_CONFIG", &file).env("MADANG_DATA", folder.path().join("data"));
    let output = by_variable.output().unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().contains("Nowhere/File"));
    for (text, telling) in [("colour = \"red\"", "colour"), ("listen = ", "TOML"), ("config = \"x\"", "config")] {
        std::fs::write(&file, text).unwrap();
        let output = command([Some("Asia/Seoul"), None]).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!([Some(1), Some(2)].contains(&output.status.code()), "{text}");
        assert!(stderr.contains(telling), "{text}: {stderr}");
    }
}

#[test]
fn a_token_says_who_and_how_long() {
    let library = Library::start(Topology::One);
    let data = library.data(0);
    let token = |more: &[&str]| {
        let flags = ["token".as_ref(), "--data".as_ref(), data.as_os_str()];
        run(flags.into_iter().chain(more.iter().map(OsStr::new)))
    };
    for role in ["patron", "student", "librarian", "teacher", "admin", "service"] {
        let printed = token(&["--role", role, "--sub", "kim"]).printed();
        let text = printed.strip_suffix('\n').unwrap();
        assert!(text.split('.').count() == 3 && !text.contains(char::is_whitespace), "{printed:?}");
        assert_eq!(library.gateway().get("/books").token(text).send().status, 200);
    }
    for ttl in ["1s", "90s", "15m", "60"] {
        token(&["--role", "patron", "--sub", "kim", "--ttl", ttl]).printed();
    }
    for wrong in [&["--role", "king", "--sub", "kim"][..], &["--role", "patron"], &["--sub", "kim"]] {
        assert_eq!(token(wrong).code, 2, "{wrong:?}");
    }
    for ttl in ["16m", "1d", "0", "soon", "99999999999999999999m"] {
        let done = token(&["--role", "patron", "--sub", "kim", "--ttl", ttl]);
        assert!(
            [1, 2].contains(&done.code) && done.stdout.is_empty() && !done.stderr.is_empty(),
            "{ttl}: {}",
            done.code
        );
    }
    for sub in ["", "a b", "a/b", "a\nb"] {
        let done = token(&["--role", "patron", "--sub", sub]);
        assert!([1, 2].contains(&done.code) && done.stdout.is_empty(), "{sub:?}: {}", done.stdout);
    }
}

#[test]
fn the_documents_are_printed_and_served_alike() {
    let library = Library::start(Topology::One);
    for (verb, mark) in [("openapi", "3.1.0"), ("asyncapi", "3.0.0")] {
        let printed: Value = serde_json::from_str(&run([verb]).printed()).unwrap();
        assert_eq!(printed[verb], mark);
        for entrance in [library.gateway(), library.door()] {
            assert_eq!(entrance.get(&format!("/{verb}.json")).send().is(200), printed);
        }
    }
}

#[test]
fn sigterm_and_ctrl_c_end_it_well() {
    for signal in ["TERM", "INT"] {
        let mut library = Library::start(Topology::One);
        let book = library.book(3);
        let process = library.process_mut(0);
        if signal == "INT" {
            process.signal("INT");
            assert_eq!(process.ended().code(), Some(0), "{}", process.told());
        } else {
            assert_eq!(process.terminate().code(), Some(0), "{}", process.told());
        }
        library.restart(0);
        assert_eq!(library.qty(&book), 3);
    }
}

#[test]
fn a_log_in_json_is_json() {
    let mut library = Library::start_with(Topology::One, &["--log", "json"]);
    library.process_mut(0).terminate();
    becomes(true, || library.process(0).told().contains("stops"));
    let told = library.process(0).told();
    for line in told.lines() {
        assert!(serde_json::from_str::<Value>(line).is_ok_and(|line| line.is_object()), "{line}");
    }
}

#[cfg(unix)]
#[test]
fn the_signing_key_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let library = Library::start(Topology::One);
    let key = library.data(0).join("signing-key.json");
    assert_eq!(std::fs::metadata(key).unwrap().permissions().mode() & 0o777, 0o600);
}
