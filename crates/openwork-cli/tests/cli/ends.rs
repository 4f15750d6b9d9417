//! How a call may end otherwise: no space left, a reader gone away, an interrupt.
#![cfg(unix)]

use crate::Folder;
use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::process::Stdio;
use std::time::Duration;

#[test]
fn a_full_disk_is_said_and_takes_the_other_files_back() {
    let folder = Folder::new();
    let ended = folder.run(["fit", "kmeans", "iris", "-k", "3", "-o", "m.safetensors", "--plot", "/dev/full"]);
    assert_eq!(ended.status, 2, "a device is no picture by its name: {}", ended.err);
    let ended = folder.run(["fit", "kmeans", "iris", "-k", "3", "--watch", "run.html", "-o", "/dev/full"]);
    assert_eq!(ended.status, 1);
    assert!(ended.err.contains("/dev/full") && ended.err.contains("No space left"), "{}", ended.err);
    let ended = folder.run(["fit", "kmeans", "iris", "-k", "3", "-o", "m.safetensors", "--watch", "/dev/full"]);
    assert_eq!(ended.status, 1, "{}", ended.err);
    assert_eq!(folder.names(), [""; 0], "files of a failed call were left");
}

#[test]
fn a_file_that_cannot_be_written_takes_those_before_it_back() {
    let folder = Folder::new();
    let long = format!("{}.html", "x".repeat(300)); // longer than a file system allows
    let ended = folder.run(["fit", "kmeans", "iris", "-k", "3", "-o", "m.safetensors", "--watch", &long]);
    assert_eq!(ended.status, 1);
    assert!(ended.err.contains("name too long"), "{}", ended.err);
    assert_eq!(folder.names(), [""; 0], "the model of a failed call was left");
}

#[test]
fn a_full_standard_output_is_said_and_leaves_no_model() {
    let folder = Folder::new();
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = folder.command(["fit", "kmeans", "iris", "-k", "3", "-o", "m.safetensors"]);
    let output = command.stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output: No space left"));
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn a_reader_that_goes_away_ends_the_call_quietly() {
    let folder = Folder::new();
    // More than a pipe holds, so that the writing cannot end before the reader goes.
    for args in [["data", "export", "mnist", "-"], ["data", "export", "digits", "-"]] {
        let mut child = folder.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 16];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap(); // and drops the pipe
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }
    // A reader that is gone before the first word: it leaves while the data is still being read.
    let mut command = folder.command(["data", "show", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    child.stdin.take().unwrap().write_all(b"a,b\n1,2\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[test]
fn an_interrupt_does_not_wait_for_a_reader_that_never_reads() {
    let folder = Folder::new();
    let mut child = folder.command(["data", "export", "mnist", "-"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut [0; 16]).unwrap(); // it writes, and the pipe fills
    std::thread::sleep(Duration::from_millis(300));
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(out);
}

#[test]
fn standard_input_and_output_are_files_like_others() {
    let folder = Folder::new();
    folder.ok("data export iris iris.csv");
    let iris = std::fs::File::open(folder.path("iris.csv")).unwrap();
    let fit = folder.command(["fit", "kmeans", "-", "--target", "species", "-k", "3", "-o", "-"]).stdin(iris).output().unwrap();
    assert!(String::from_utf8_lossy(&fit.stderr).contains("clusters   3"), "the table does not stand aside for the model");
    folder.ok("fit kmeans iris.csv --target species -k 3 -o model.safetensors");
    assert_eq!(fit.stdout, folder.read("model.safetensors"));
}

#[test]
fn an_interrupt_ends_the_call_and_leaves_nothing() {
    for signal in ["-INT", "-TERM"] {
        let folder = Folder::new();
        let mut command = folder.command(["fit", "kmeans", "-", "-k", "2", "-o", "m.safetensors", "--watch", "run.html"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        // The data never ends, so the call is at work when the signal comes.
        child.stdin.as_mut().unwrap().write_all(b"a,b\n1,2\n").unwrap();
        std::thread::sleep(Duration::from_millis(300));
        let kill = std::process::Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert!(kill.success());
        // Standard input stays open until the child is gone: it is the signal that ends it.
        let stdin = child.stdin.take();
        let status = child.wait().unwrap();
        drop(stdin);
        assert_eq!(status.code(), Some(130), "{signal}");
        assert_eq!(folder.names(), [""; 0]);
    }
}
