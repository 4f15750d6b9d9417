//! Files that are written whole or not at all.

use crate::error::{Error, Result};
use std::io::{BufWriter, Write};
use std::path::Path;

/// Writes a file whole or not at all: into a temporary file beside the target, which takes the target's name only when every
/// byte is on the disk. Whatever fails before that, the target stays as it was. `-` is standard output; a device or a pipe is
/// written directly, since it cannot be renamed over.
///
/// ```no_run
/// openwork::io::write_whole("labels.txt".as_ref(), |w| writeln!(w, "setosa"))?;
/// # Ok::<(), openwork::Error>(())
/// ```
///
/// # Errors
/// [`Error::Io`] with the target's path: no such directory, no permission, no space left.
pub fn write_whole(path: &Path, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<()> {
    let result = if path.as_os_str() == "-" {
        stream(std::io::stdout().lock(), write)
    } else {
        // Through a symbolic link, so that the link stays one.
        let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        match std::fs::metadata(&target) {
            Ok(meta) if meta.is_dir() => Err(std::io::ErrorKind::IsADirectory.into()),
            Ok(meta) if !meta.is_file() => {
                std::fs::OpenOptions::new().write(true).open(&target).and_then(|file| stream(file, write))
            }
            Ok(meta) => replace(&target, Some(meta.permissions()), write),
            Err(_) => replace(&target, None, write),
        }
    };
    result.map_err(|e| Error::io(path, e))
}

fn stream(to: impl Write, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> std::io::Result<()> {
    let mut to = BufWriter::new(to);
    write(&mut to)?;
    to.flush()
}

fn replace(
    target: &Path,
    permissions: Option<std::fs::Permissions>,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let directory = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    if !directory.is_dir() {
        let problem = format!("there is no directory {}; make it first", directory.display());
        return Err(std::io::Error::new(std::io::ErrorKind::NotFound, problem));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".openwork-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666)); // less what the umask takes away
    let mut file = builder.tempfile_in(directory).map_err(|e| std::io::Error::from(e.kind()))?; // without its odd name
    stream(file.as_file_mut(), write)?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    file.as_file().sync_all()?;
    file.persist(target).map_err(|e| e.error)?;
    Ok(())
}
