import pytest

from aggregator.extraction.decoding import decode, parse
from aggregator.extraction.limits import LARGEST_PAGE

WORDS = "Grüße aus Söderköping – „Tag“"


class TestDecode:
    def test_utf8_without_any_declaration(self):
        assert decode(WORDS.encode(), {}) == WORDS

    def test_header_names_in_any_case(self):
        body = "прилив".encode("koi8-r")
        assert decode(body, {"CONTENT-type": "text/html; charset=KOI8-R"}) == "прилив"

    def test_header_goes_before_the_page(self):
        body = b"<meta charset=koi8-r>" + "прилив".encode("cp1251")
        assert decode(body, {"Content-Type": "text/html; charset=windows-1251"}).endswith("прилив")

    @pytest.mark.parametrize(
        "declaration",
        [
            b'<meta charset="shift_jis">',
            b"<meta charset=Shift_JIS>",
            b'<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">',
            b'<?xml version="1.0" encoding="shift_jis"?>',
        ],
    )
    def test_declared_in_the_page(self, declaration):
        assert decode(declaration + "港の朝".encode("cp932"), {}).endswith("港の朝")

    def test_bytes_that_are_utf8_are_utf8_whatever_is_declared(self):
        body = b"<meta charset=iso-8859-1>" + WORDS.encode()
        assert decode(body, {"Content-Type": "text/html; charset=latin-1"}).endswith(WORDS)

    def test_latin_1_means_windows_1252(self):
        body = b"<meta charset=iso-8859-1>\x93quoted\x94 caf\xe9"
        assert decode(body, {}).endswith("“quoted” café")

    @pytest.mark.parametrize("charset", ["x-nonexistent", "base64", "zlib", "", "utf-16", "\x00"])
    def test_useless_charsets_are_passed_over(self, charset):
        text = decode("Der Bürgermeister läuft über die Brücke".encode("cp1252"),
                      {"Content-Type": f"text/html; charset={charset}"})  # fmt: skip
        assert text.startswith("Der B")
        assert text.endswith("cke")

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
    def test_byte_order_mark(self, encoding):
        assert decode(WORDS.encode(encoding), {"Content-Type": "charset=koi8-r"}) == WORDS

    def test_a_page_cut_within_a_letter_is_still_utf8(self):
        body = ("Ä" * 40 + "é").encode()[:-1]
        assert decode(body, {}).startswith("Ä" * 40)

    def test_seven_bit_japanese(self):
        body = b"<meta charset=iso-2022-jp>" + "潮の町".encode("iso-2022-jp")
        assert decode(body, {}).endswith("潮の町")

    def test_controls_are_dropped_and_lines_stay(self):
        assert decode(b"a\x00b\x01\nc\x7f", {}) == "ab\nc"

    def test_size_is_bounded(self):
        assert len(decode(b"a" * (LARGEST_PAGE + 10), {})) == LARGEST_PAGE

    def test_empty(self):
        assert decode(b"", {}) == ""


class TestParse:
    @pytest.mark.parametrize("text", ["", "  \n ", "\x0c"])
    def test_nothing_gives_no_tree(self, text):
        assert parse(text) is None

    def test_declarations_in_the_page_do_not_count(self):
        tree = parse('<?xml version="1.0" encoding="latin-1"?><meta charset=koi8-r><p>Söder</p>')
        assert tree is not None
        assert tree.text_content().strip() == "Söder"

    def test_comments_are_left_out(self):
        assert "secret" not in parse("<p>a<!-- secret --></p>").text_content()

    def test_a_few_hundred_levels_keep_their_text(self):
        tree = parse("<div>" * 600 + "<p>the bottom of the sea</p>")
        assert "the bottom of the sea" in tree.text_content()

    def test_thousands_of_attributes_are_cut_off(self):
        tag = "<p " + " ".join(f"a{number}='1'" for number in range(12_000)) + ">"
        tree = parse(f"<body>{tag}tide</p></body>")
        assert tree.text_content() == "tide"
        assert all(len(element.attrib) < 10 for element in tree.iter())
