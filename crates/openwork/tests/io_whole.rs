//! Files are written whole or not at all.

use openwork::Error;
use openwork::io::write_whole;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

fn names_in(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_file_is_replaced_only_by_a_whole_one() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("out.txt");
    write_whole(&path, |w| w.write_all(b"first, and longer")).unwrap();
    write_whole(&path, |w| w.write_all(b"second")).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"second");

    let failed = write_whole(&path, |w| {
        w.write_all(&[b'x'; 100_000])?;
        Err(std::io::Error::other("the source ran dry"))
    });
    assert!(matches!(failed, Err(Error::Io { path: at, .. }) if at == path));
    assert_eq!(fs::read(&path).unwrap(), b"second");
    assert_eq!(names_in(directory.path()), ["out.txt"], "no temporary file stays behind");
}

#[test]
fn what_cannot_be_written_is_told_with_its_path() {
    let directory = tempfile::tempdir().unwrap();
    for path in [directory.path().join("no/such/out.txt"), directory.path().to_owned()] {
        let message = write_whole(&path, |w| w.write_all(b"x")).unwrap_err().to_string();
        assert!(message.starts_with(&format!("{}: ", path.display())), "{message}");
        assert!(!message.contains(".openwork-"), "{message}");
    }
    let message = write_whole(&directory.path().join("no/out.txt"), |_| Ok(())).unwrap_err().to_string();
    assert!(message.contains("there is no directory"), "{message}");
    assert!(names_in(directory.path()).is_empty());
}

#[cfg(target_os = "linux")]
mod linux {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn a_full_disk_is_an_error() {
        let error = write_whole("/dev/full".as_ref(), |w| w.write_all(&[0; 100])).unwrap_err();
        let Error::Io { source, .. } = error else { panic!("{error}") };
        assert_eq!(source.kind(), std::io::ErrorKind::StorageFull);
    }

    #[test]
    fn links_stay_links_and_permissions_stay() {
        let directory = tempfile::tempdir().unwrap();
        let (file, link) = (directory.path().join("file"), directory.path().join("link"));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&file, &link).unwrap();
        write_whole(&link, |w| w.write_all(b"new")).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
        // A new file is as readable as any that this user makes.
        let (ours, plain) = (directory.path().join("ours"), directory.path().join("plain"));
        write_whole(&ours, |w| w.write_all(b"x")).unwrap();
        fs::write(&plain, "x").unwrap();
        assert_eq!(fs::metadata(&ours).unwrap().permissions(), fs::metadata(&plain).unwrap().permissions());
    }

    const WRITER: &str = "OPENWORK_TEST_WRITER";

    /// The process that is killed below; nothing when it is run as a test.
    #[test]
    fn writer_to_be_killed() {
        if let Some(path) = std::env::var_os(WRITER) {
            let _ = write_whole(path.as_ref(), |w| {
                w.write_all(&[b'x'; 1 << 20])?;
                w.flush()?;
                println!("\nhalf");
                std::io::stdout().flush()?;
                std::thread::park();
                Ok(())
            });
        }
    }

    #[test]
    fn a_killed_process_leaves_the_old_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("out.txt");
        fs::write(&path, "old").unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "linux::writer_to_be_killed", "--nocapture"])
            .env(WRITER, &path)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap() == "half"), "the writer began");
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old");
    }
}
