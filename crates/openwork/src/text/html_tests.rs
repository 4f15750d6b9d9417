//! What must hold of any page; the characters themselves are compared with html5lib in `parity`.

use super::*;

#[test]
fn what_patterns_get_wrong() {
    for (page, text) in [
        ("a < b and c > d", "a < b and c > d"),
        ("<a\nhref='x>y'\n>link</a>", "link"),
        ("<p>one<p>two", "one\ntwo"),
        ("x<!-- > -->y<!--->z<!-->w", "xyzw"),
        ("<script>document.write('</p><b>')</script>t", "t"),
        ("<script><!-- <script></script> --></script>t", "t"),
        ("<style>p > a {}</style >t", "t"),
        ("<textarea><b>&lt;</b></textarea>", "<b><</b>"),
        ("&copy;&copy&notit;&#x41;&#65;&#0;&#128;&amp&unknown;&;&#;", "©©¬it;AA\u{fffd}€&&unknown;&;&#;"),
        ("unclosed <b", "unclosed "),
        ("unclosed <!-- c", "unclosed "),
        ("end <", "end <"),
        ("</>a</1>b<?php c ?>d<!x>e", "abde"),
        ("<table><tr><td>1<td>2<tr><td>3</table>", "1 2\n3\n"),
        ("\0<b>\0</b>", "\0\0"),
        ("", ""),
    ] {
        assert_eq!(remove_html(page), text, "{page}");
    }
}

#[test]
fn deep_pages_are_no_deeper() {
    let page = "<div>".repeat(100_000) + "x" + &"</div>".repeat(100_000);
    assert_eq!(remove_html(&page).trim(), "x");
}
