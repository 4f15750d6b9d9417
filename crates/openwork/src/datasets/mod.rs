//! Data sets carried in the library.
