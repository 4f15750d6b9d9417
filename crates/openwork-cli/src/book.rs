//! `openwork book`: serves the built book on this machine, and on this machine alone.

use crate::call::{Failure, warn};
use crate::output;
use clap::Args;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Serve the built book on 127.0.0.1, until Ctrl-C.
#[derive(Args)]
#[command(after_help = "Examples:\n  openwork book\n  openwork book --port 8080")]
pub struct Book {
    /// The port to listen at; 0 takes a free one
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// The folder of the built book
    #[arg(long, value_name = "FOLDER", default_value = "book/build")]
    dir: PathBuf,
}

/// So many connections are answered at a time.
const MOST_CONNECTIONS: usize = 64;
/// A request longer than this is not one of a browser.
const MOST_REQUEST: u64 = 16 << 10;
const PATIENCE: Duration = Duration::from_secs(10);

impl Book {
    pub fn run(self) -> Result<(), Failure> {
        let root = self.dir.canonicalize().ok().filter(|root| root.join("index.html").is_file()).ok_or_else(|| {
            Failure::Work(format!(
                "{}: no built book there; build it with `cargo xtask book`, or name its folder with --dir",
                self.dir.display()
            ))
        })?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port))
            .map_err(|e| Failure::Work(format!("port {}: {e}; choose another with --port", self.port)))?;
        let address = listener.local_addr().map_err(|e| Failure::Work(e.to_string()))?;
        output::print(&format!("the book is at http://{address}/ (Ctrl-C ends)\n"))?;

        let open = Arc::new(AtomicUsize::new(0));
        for stream in listener.incoming() {
            let stream = match stream {
                Ok(stream) if open.load(Ordering::SeqCst) < MOST_CONNECTIONS => stream,
                Ok(_) => continue, // dropped: the browser asks again
                Err(error) => {
                    warn(format!("a connection failed: {error}"));
                    std::thread::sleep(Duration::from_millis(50));
                    continue;
                }
            };
            open.fetch_add(1, Ordering::SeqCst);
            let (root, open) = (root.clone(), open.clone());
            std::thread::spawn(move || {
                let _ = answer(stream, &root); // a browser that hangs up early is no news
                open.fetch_sub(1, Ordering::SeqCst);
            });
        }
        Ok(())
    }
}

/// Reads one request and answers it.
fn answer(mut stream: TcpStream, root: &Path) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut lines = BufReader::new(stream.try_clone()?.take(MOST_REQUEST)).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let mut words = request.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (status, kind, body) = match method {
        "GET" | "HEAD" => match find(root, target).and_then(|path| Some((mime(&path), std::fs::read(&path).ok()?))) {
            Some((kind, body)) => ("200 OK", kind, body),
            None => ("404 Not Found", "text/plain; charset=utf-8", b"There is no such page.\n".to_vec()),
        },
        _ => ("405 Method Not Allowed", "text/plain; charset=utf-8", b"Only GET and HEAD.\n".to_vec()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-cache\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    if method == "GET" {
        stream.write_all(&body)?;
    }
    stream.flush()
}

/// The file that an address names: inside the root, whatever dots and links say; a folder is its index.html.
fn find(root: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let path = PathBuf::from(decode(path)?);
    if !path.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let mut file = root.join(path);
    if file.is_dir() {
        file.push("index.html");
    }
    let file = file.canonicalize().ok()?;
    (file.starts_with(root) && file.is_file()).then_some(file)
}

/// Percent signs and two digits become the byte they name; nothing where that is no text.
fn decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut out = vec![];
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'%' => {
                let digit = |b: u8| char::from(b).to_digit(16);
                (digit(bytes.next()?)? * 16 + digit(bytes.next()?)?) as u8
            }
            _ => byte,
        });
    }
    String::from_utf8(out).ok().filter(|text| !text.contains(['\0', '\\']))
}

fn mime(path: &Path) -> &'static str {
    match path.extension().and_then(|e| e.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_book_is_served() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("book");
        std::fs::create_dir_all(root.join("a b")).unwrap();
        std::fs::write(folder.path().join("secret"), "no").unwrap();
        std::fs::write(root.join("index.html"), "yes").unwrap();
        std::fs::write(root.join("a b/index.html"), "yes").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path().join("secret"), root.join("link")).unwrap();
        let root = root.canonicalize().unwrap();
        for good in ["/", "/index.html", "/index.html?x#y", "/a%20b/"] {
            assert!(find(&root, good).is_some(), "{good}");
        }
        for bad in [
            "/../secret",
            "/%2e%2e/secret",
            "/a b/../../secret",
            "//etc/passwd",
            "/%2fetc/passwd",
            "/..%2fsecret",
            "/link",
            "/%",
            "/%00",
            "",
            "x",
        ] {
            assert!(find(&root, bad).is_none(), "{bad}");
        }
    }
}
