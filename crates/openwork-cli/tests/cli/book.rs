//! `openwork book`: serves its folder, and nothing else, to this machine.

use crate::{Folder, words};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the server on a book of one page and gives its address; none where its port is taken by another program.
fn start(folder: &Folder, line: &str) -> Option<(Server, String)> {
    std::fs::create_dir_all(folder.path("book/build")).unwrap();
    std::fs::write(folder.path("book/build/index.html"), "<p>the book</p>").unwrap();
    std::fs::write(folder.path("book/secret"), "secret").unwrap();
    let words = words(line);
    let mut command = folder.command(words.iter().map(String::as_str));
    let mut server = Server(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
    let mut first = String::new();
    BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let Some(address) = first.split("http://").nth(1).and_then(|rest| rest.split('/').next()) else {
        let mut err = String::new();
        server.0.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert!(err.contains("choose another with --port"), "{first}{err}");
        return None;
    };
    assert!(address.starts_with("127.0.0.1:"), "{address}");
    Some((server, address.to_owned()))
}

fn ask(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(format!("{request}\r\nHost: {address}\r\n\r\n").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// The example of the help serves the book; a port that another program has is said to be taken.
pub fn serves(folder: &Folder, example: &str) {
    if let Some((_server, address)) = start(folder, example) {
        assert!(ask(&address, "GET / HTTP/1.1").ends_with("<p>the book</p>"));
    }
}

#[test]
fn the_book_is_served_and_nothing_beside_it() {
    let folder = Folder::new();
    let (_server, address) = start(&folder, "book --port 0").unwrap();
    let page = ask(&address, "GET /index.html?theme=dark HTTP/1.1");
    assert!(page.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/html"), "{page}");
    assert!(page.ends_with("<p>the book</p>"));
    let head = ask(&address, "HEAD / HTTP/1.1");
    assert!(head.contains("Content-Length: 15") && head.ends_with("\r\n\r\n"), "{head}");
    for target in ["/../secret", "/%2e%2e/secret", "/nothing", "//etc/passwd", "secret"] {
        let answer = ask(&address, &format!("GET {target} HTTP/1.1"));
        assert!(answer.starts_with("HTTP/1.1 404") && !answer.contains("secret"), "{target}: {answer}");
    }
    assert!(ask(&address, "POST / HTTP/1.1").starts_with("HTTP/1.1 405"));
}

#[test]
fn a_book_that_is_not_built_says_how_to_build_it() {
    let ended = Folder::new().run(["book", "--port", "0"]);
    assert_eq!(ended.status, 1);
    assert!(ended.err.contains("cargo xtask book"), "{}", ended.err);
}
