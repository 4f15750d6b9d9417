"""The characters of HTML pages: html5lib's tokenizer, the WHATWG's, with the states that its tree builder would set."""

import importlib.metadata
import random

from html5lib._tokenizer import HTMLTokenizer
from html5lib.constants import tokenTypes

from common import Suite

UNSEEN = {"script", "style", "iframe", "noembed", "noframes"}
STATES = {"title": "rcdata", "textarea": "rcdata", "style": "rawtext", "xmp": "rawtext", "iframe": "rawtext", "noembed": "rawtext",
          "noframes": "rawtext", "script": "scriptData", "plaintext": "plaintext"}  # fmt: skip
TEXTS = {tokenTypes["Characters"], tokenTypes["SpaceCharacters"]}
PIECES = """< > / = ! - -- --> <!-- <!--> <!---> --!> <! <? </ </> <b> </b> <p <p> <br/> <a\thref= ' " '> "> x y 1 & ; &amp; &amp &lt; &notit; &notin; &copy
&#65; &#x41 &#0; &#128; &#1114112; &#99999999999; &bogus; &; &# &#x <script> </script> <script </script <SCRIPT> <style> </style> <title> </title> <textarea>
</textarea> <xmp> </xmp> <iframe> </iframe> <!doctype <![CDATA[ ]]> <1 </1> a=b a='b a="b /> é 你 🐳 &CounterClockwiseContourIntegral; &ThickSpace;""".split() + [" ", " ", "\n", "\f"]  # fmt: skip
PAGES = [
    "", "plain", "a < b and c > d", "<a\nhref='x>y'\n>link</a>", "x<!-- > -->y<!--->z<!-->w<!--a--!>v", "<p>one<p>two", "<b", "</b", "<!-", "<!--", "<!--a--", "&",
    "<script><!-- <script></script> --></script>t", "<script><!--<script></script></script>t", "<script><!-->a</script>b", "<script>a</scriptx></script >b",
    "<title>&amp;<b></title>c", "<textarea></TEXTAREA\n>x", "<style></sty</style/>x", "<plaintext><b></plaintext>", "<a b='c' d=\"e>\" f=g>h", "<a b==c>d", "<a b='c'd>e",
    "<a =>b", "<a / b>c", "<a b=>c", "<a b= >c", "<a b=c/>d", "<DIV\tCLASS=x>y</DIV>", "&NotEqualTilde;&fjlig;&hearts;&hearts &AMP &ampx &amp=", "<!DOCTYPE html PUBLIC \"a>b\">c",
]  # fmt: skip


def characters(page):
    """What the tokenizer gives as characters, outside elements that are not shown."""
    tokenizer = HTMLTokenizer(page)
    text, unseen = [], None
    for token in tokenizer:
        if token["type"] in TEXTS and unseen is None:
            text.append(token["data"])
        elif token["type"] == tokenTypes["StartTag"]:
            name = token["name"]
            if name in STATES:
                tokenizer.state = getattr(tokenizer, STATES[name] + "State")
                tokenizer.currentToken = token
                unseen = name if name in UNSEEN else None
        elif token["type"] == tokenTypes["EndTag"]:
            unseen = None
    return "".join(text)


def main():
    suite = Suite("clean", "html5lib's tokenizer", __file__)
    suite.head["version"] = importlib.metadata.version("html5lib")
    rng = random.Random(5)
    made = ["".join(rng.choices(PIECES, k=rng.randint(1, 14))) for _ in range(2500)]
    for name, pages in {"pages": PAGES, "made pages": made}.items():
        suite.add(name=name, pages=pages, expected=[characters(page) for page in pages], tolerance=0)
    suite.write()


if __name__ == "__main__":
    main()
