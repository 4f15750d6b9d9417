//! Two systems' translations of ten lines, and two references: what examples and the tour judge.

/// The texts by name: `a` and `b` are systems, `ref` and `ref2` references.
pub const TEXTS: [(&str, &str); 4] = [
    ("a", include_str!("../../../../data/translations/a.txt")),
    ("b", include_str!("../../../../data/translations/b.txt")),
    ("ref", include_str!("../../../../data/translations/ref.txt")),
    ("ref2", include_str!("../../../../data/translations/ref2.txt")),
];

/// The text of that name.
pub fn text(name: &str) -> Option<&'static str> {
    TEXTS.iter().find(|(have, _)| *have == name).map(|(_, text)| *text)
}
