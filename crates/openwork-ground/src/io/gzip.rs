//! Files packed by gzip, with a bound on what they may unpack to.

use crate::error::{Error, Result};
use flate2::read::MultiGzDecoder;
use std::borrow::Cow;
use std::io::Read;
use std::path::Path;

/// What every file may unpack to, however small it is.
const FREE: u64 = 256 << 20;

/// Beyond that, how many times its own size: text and digits pack to a tenth, a bomb to a thousandth.
const RATIO: u64 = 100;

/// The unpacked bytes of a file that is packed (its name ends in `.gz`, or it begins as gzip does); any other as it is.
pub fn unpacked<'a>(bytes: &'a [u8], path: &Path) -> Result<Cow<'a, [u8]>> {
    let named = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz"));
    if !named && !bytes.starts_with(&[0x1F, 0x8B]) {
        return Ok(bytes.into());
    }
    Ok(bounded(MultiGzDecoder::new(bytes), bytes.len(), path)?.into())
}

/// All that `packed` unpacks to, up to a bound that depends on the `size` it was packed to.
pub(super) fn bounded(packed: impl Read, size: usize, path: &Path) -> Result<Vec<u8>> {
    let bound = FREE.max(RATIO.saturating_mul(size as u64));
    let mut out = vec![];
    packed
        .take(bound + 1)
        .read_to_end(&mut out)
        .map_err(|e| Error::format(path, format!("it cannot be unpacked: {e}; the file is cut short or damaged")))?;
    if out.len() as u64 > bound {
        return Err(Error::format(
            path,
            format!("its {size} bytes unpack to more than {bound}, which looks like a bomb; unpack it yourself if it is none"),
        ));
    }
    Ok(out)
}
