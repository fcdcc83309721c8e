//! System 003: teachers, who waits for whom, and consultations.

use crate::support::{Entrance, Library, at_once, becomes, everywhere, fresh};
use serde_json::{Value, json};
use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

everywhere![
    req_003_a1_c3_teachers_are_looked_up_with_their_introduction,
    req_003_a2_t1_no_consultation_with_a_teacher_who_is_away_or_busy,
    req_003_a3_favourites_are_counted,
    req_003_a4_a5_b2_b3_busy_while_it_lasts_and_free_after,
    req_003_c1_presence_is_kept_by_an_open_stream,
    req_003_c2_p2_who_favours_a_teacher_is_told_once,
    req_003_p1_a_student_sees_the_state_of_his_consultations,
    decision_9_requests_are_always_taken_and_wait_in_line,
    r11_of_two_who_start_at_once_one_wins,
    rights_are_those_of_student_and_teacher,
];

impl Library {
    #[track_caller]
    pub(crate) fn teacher(&self) -> String {
        let id = fresh("teacher");
        self.post("/teachers", json!({"id": id, "name": "김선생", "introduction": "수학"})).send().is(201);
        id
    }

    /// The teacher says that he is there.
    #[track_caller]
    pub(crate) fn comes(&self, teacher: &str) {
        let path = format!("/teachers/{teacher}/presence");
        self.post(&path, json!({})).act_as(&format!("teacher:{teacher}")).send().is(201);
    }

    #[track_caller]
    fn leaves(&self, teacher: &str) {
        self.delete(&format!("/teachers/{teacher}/presence")).act_as(&format!("teacher:{teacher}")).send().is(200);
    }

    #[track_caller]
    pub(crate) fn request_of(&self, student: &str, teacher: &str) -> String {
        let body = json!({"studentId": student, "teacherId": teacher});
        id(&self.post("/requests", body).act_as(&format!("patron:{student}")).send().is(201))
    }

    #[track_caller]
    pub(crate) fn consult(&self, request: &str) -> Value {
        self.post("/consultings", json!({"requestId": request})).wait().send().is(201)
    }

    fn status_of(&self, teacher: &str) -> Value {
        self.get(&format!("/teachers/{teacher}")).send().is(200)["status"].clone()
    }
}

fn id(document: &Value) -> String {
    document["id"].as_str().unwrap_or_else(|| panic!("{document}")).to_owned()
}

fn req_003_a1_c3_teachers_are_looked_up_with_their_introduction(library: &Library) {
    let own = fresh("teacher");
    let me = format!("teacher:{own}");
    let made = library.post("/teachers", json!({"name": "이선생", "introduction": "국어"})).act_as(&me).send().is(201);
    assert_eq!(made["id"], json!(own));
    library.patch(&format!("/teachers/{own}"), json!({"introduction": "영어"})).act_as(&me).send().is(200);
    let shown = library.gateway().get(&format!("/teachers/{own}")).send().is(200);
    assert_eq!((&shown["name"], &shown["introduction"]), (&json!("이선생"), &json!("영어")));
    assert_eq!(
        (&shown["status"], &shown["favoriteCount"], &shown["consultingCount"]),
        (&json!("offline"), &json!(0), &json!(0))
    );
    assert!(library.all("/teachers?status=offline").contains(&shown));
    let other = library.teacher();
    let foreign = library.patch(&format!("/teachers/{other}"), json!({"name": "x"})).act_as(&me).send();
    assert!([403, 404].contains(&foreign.status));
}

fn req_003_a2_t1_no_consultation_with_a_teacher_who_is_away_or_busy(library: &Library) {
    let (teacher, student) = (library.teacher(), fresh("student"));
    let first = library.request_of(&student, &teacher);
    let second = library.request_of(&fresh("student"), &teacher);
    library.post("/consultings", json!({"requestId": first})).send().refused(409, "teacher-offline");
    library.comes(&teacher);
    assert_eq!(library.consult(&first)["status"], "started");
    library.post("/consultings", json!({"requestId": second})).send().refused(409, "teacher-busy");
    assert_eq!(library.get(&format!("/requests/{second}")).send().is(200)["status"], "waiting");
    library.post("/consultings", json!({"requestId": "none"})).send().refused(404, "not-found");
}

fn req_003_a3_favourites_are_counted(library: &Library) {
    let teacher = library.teacher();
    let favour = |method: &str, student: &str| {
        let path = format!("/teachers/{teacher}/favorites/{student}");
        let who = format!("patron:{student}");
        library.door().ask(method, &path).act_as(&who).send().is(200)["favoriteCount"].clone()
    };
    assert_eq!(favour("PUT", "lee"), 1);
    assert_eq!(favour("PUT", "lee"), 1);
    assert_eq!(favour("PUT", "park"), 2);
    assert_eq!(favour("DELETE", "lee"), 1);
    assert_eq!(favour("DELETE", "lee"), 1);
    let path = format!("/teachers/{teacher}/favorites/lee");
    library.door().ask("PUT", &path).act_as("librarian:desk").send().refused(403, "not-yours");
}

fn req_003_a4_a5_b2_b3_busy_while_it_lasts_and_free_after(library: &Library) {
    let (teacher, student) = (library.teacher(), fresh("student"));
    library.comes(&teacher);
    for n in 1..=2 {
        let request = library.request_of(&student, &teacher);
        let consulting = id(&library.consult(&request));
        becomes(json!("consulting"), || library.status_of(&teacher));
        let end = |who: &str| {
            library.patch(&format!("/consultings/{consulting}"), json!({"status": "ended"})).act_as(who).send()
        };
        end(&format!("patron:{student}")).refused(403, "teacher-only");
        assert_eq!(end(&format!("teacher:{teacher}")).is(200)["status"], "ended");
        becomes(json!("online"), || library.status_of(&teacher));
        becomes(json!(n), || library.get(&format!("/teachers/{teacher}")).send().is(200)["consultingCount"].clone());
        becomes(json!("ended"), || library.get(&format!("/requests/{request}")).send().is(200)["status"].clone());
        assert_eq!(end(&format!("teacher:{teacher}")).status, 409);
    }
    becomes(2, || library.told(&student, "consultation-ended"));
}

/// Opens the stream, and reads what comes within a second or so.
fn listen(entrance: Entrance, teacher: &str) -> TcpStream {
    let mut stream = TcpStream::connect(entrance.0).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let head = format!(
        "GET /teachers/{teacher}/presence HTTP/1.1\r\nhost: {}\r\nx-madang-as: teacher:{teacher}\r\n\r\n",
        entrance.0
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut read = String::new();
    while !read.contains("event: lease") {
        let mut bytes = [0; 4096];
        let n = stream.read(&mut bytes).unwrap();
        assert!(n > 0, "{read}");
        read.push_str(&String::from_utf8_lossy(&bytes[..n]));
    }
    assert!(read.contains("text/event-stream"), "{read}");
    stream
}

fn req_003_c1_presence_is_kept_by_an_open_stream(library: &Library) {
    let teacher = library.teacher();
    // Two devices: the first that goes takes nobody away.
    let door = library.door();
    let (stream, other) = (listen(door, &teacher), listen(door, &teacher));
    becomes(json!("online"), || library.status_of(&teacher));
    drop(other);
    std::thread::sleep(Duration::from_millis(1200));
    assert_eq!(library.status_of(&teacher), "online", "r17");
    drop(stream);
    becomes(json!("offline"), || library.status_of(&teacher));
    library.comes(&teacher);
    assert_eq!(library.status_of(&teacher), "online");
    library.leaves(&teacher);
    assert_eq!(library.status_of(&teacher), "offline");
}

fn req_003_c2_p2_who_favours_a_teacher_is_told_once(library: &Library) {
    let (teacher, student) = (library.teacher(), fresh("student"));
    let path = format!("/teachers/{teacher}/favorites/{student}");
    library.door().ask("PUT", &path).act_as(&format!("patron:{student}")).send().is(200);
    library.comes(&teacher);
    becomes(1, || library.told(&student, "teacher-online"));
    // Going and coming back within minutes tells nobody again.
    for _ in 0..3 {
        library.leaves(&teacher);
        library.comes(&teacher);
    }
    library.consult(&library.request_of(&student, &teacher));
    becomes(json!("consulting"), || library.status_of(&teacher));
    assert_eq!(library.told(&student, "teacher-online"), 1);
}

fn req_003_p1_a_student_sees_the_state_of_his_consultations(library: &Library) {
    let (teacher, student) = (library.teacher(), fresh("student"));
    let request = library.request_of(&student, &teacher);
    let page = |library: &Library| {
        let page = library.get(&format!("/mypages/{student}")).send().is(200);
        page["consultations"].as_array().cloned().unwrap_or_default()
    };
    becomes(vec![json!("waiting")], || page(library).iter().map(|one| one["status"].clone()).collect());
    library.comes(&teacher);
    let consulting = library.consult(&request);
    becomes(vec![json!("started")], || page(library).iter().map(|one| one["status"].clone()).collect());
    library.patch(&format!("/consultings/{}", id(&consulting)), json!({"status": "ended"})).send().is(200);
    becomes(vec![json!("ended")], || page(library).iter().map(|one| one["status"].clone()).collect());
}

fn decision_9_requests_are_always_taken_and_wait_in_line(library: &Library) {
    let teacher = library.teacher();
    let students: Vec<String> = (0..3).map(|_| fresh("student")).collect();
    let requests: Vec<String> = students.iter().map(|student| library.request_of(student, &teacher)).collect();
    let places = || -> Vec<Value> {
        requests.iter().map(|one| library.get(&format!("/requests/{one}")).send().is(200)["position"].clone()).collect()
    };
    assert_eq!(places(), [json!(1), json!(2), json!(3)]);
    let cancel = |n: usize| {
        let path = format!("/requests/{}", requests[n]);
        library.patch(&path, json!({"status": "canceled"})).act_as(&format!("patron:{}", students[n])).send()
    };
    cancel(0).is(200);
    assert_eq!(places(), [json!(null), json!(1), json!(2)]);
    assert_eq!(cancel(0).status, 409);
    let unknown = library.request_of(&students[0], "nobody-teaches-this");
    becomes(json!("canceled"), || library.get(&format!("/requests/{unknown}")).send().is(200)["status"].clone());
}

fn r11_of_two_who_start_at_once_one_wins(library: &Library) {
    for _ in 0..5 {
        let teacher = library.teacher();
        let requests: Vec<String> = (0..2).map(|_| library.request_of(&fresh("student"), &teacher)).collect();
        library.comes(&teacher);
        let answers = at_once(2, |n| library.post("/consultings", json!({"requestId": requests[n]})).wait().send());
        let won = answers.iter().filter(|answer| answer.status == 201 && answer.json()["status"] == "started").count();
        let lost = answers.iter().filter(|answer| answer.status == 409 || answer.json()["status"] == "refused").count();
        assert_eq!((won, lost), (1, 1));
    }
}

fn rights_are_those_of_student_and_teacher(library: &Library) {
    let (teacher, student) = (library.teacher(), fresh("student"));
    let request = format!("/requests/{}", library.request_of(&student, &teacher));
    for who in [format!("patron:{student}"), format!("teacher:{teacher}")] {
        library.get(&request).act_as(&who).send().is(200);
        let listed = library.get("/requests").act_as(&who).send().is(200);
        assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{who}");
    }
    library.get(&request).act_as("patron:somebody").send().refused(404, "not-found");
    library.get(&request).act_as("librarian:desk").send().refused(403, "not-yours");
    let body = json!({"studentId": student, "teacherId": teacher});
    library.post("/requests", body).act_as("patron:somebody").send().refused(403, "not-yours");
    library
        .post(&format!("/teachers/{teacher}/presence"), json!({}))
        .act_as("teacher:other")
        .send()
        .refused(404, "not-found");
    library.get("/notifications?userId=kim").act_as("librarian:desk").send().refused(403, "not-yours");
}
