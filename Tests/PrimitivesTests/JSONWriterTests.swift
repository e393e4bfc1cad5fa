import DossierPrimitives
import Testing

@Suite struct JSONWriterTests {
    private func text(
        _ escapes: JSONWriter.Escapes = .required,
        _ write: (inout JSONWriter) -> Void
    ) -> String {
        var json = JSONWriter(escaping: escapes)
        write(&json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test func separatesMembersAndElements() {
        let text = text { json in
            json.beginObject()
            json.key("a")
            json.beginArray()
            json.integer(1)
            json.integer(-2)
            json.beginObject()
            json.endObject()
            json.endArray()
            json.key("b")
            json.null()
            json.dynamicKey("c\n")
            json.bool(true)
            json.dynamicKey([0x64])
            json.json("[1, 2]".utf8)
            json.endObject()
            json.newline()
            json.string("next")
        }
        #expect(text == #"{"a":[1,-2,{}],"b":null,"c\n":true,"d":[1, 2]}"# + "\n\"next\"")
    }

    @Test func writesMembersByClosures() {
        let text = text { json in
            json.object { json in
                json.string("a\"", "x")
                json.string("b", nil)
                json.integer("c", Optional<Int>.none)
                json.integer("d", UInt8(7))
                json.double("e", 1.5)
                json.bool("f", false)
                json.array("g", [1.5, .infinity, .nan]) { $0.double($1) }
                json.object("h") { _ in }
            }
        }
        let expected =
            #"{"a\"":"x","b":null,"c":null,"d":7,"e":1.5,"f":false,"g":[1.5,null,null],"h":{}}"#
        #expect(text == expected)
    }

    @Test func writesIntegers() {
        let text = text { json in
            json.beginArray()
            json.integer(UInt64.max)
            json.integer(Int64.min)
            json.integer(UInt8(0))
            json.quotedInteger(Int64.min)
            json.hex(0xa1)
            json.hex(1, .max)
            json.endArray()
        }
        let expected =
            #"[18446744073709551615,-9223372036854775808,0,"-9223372036854775808","#
            + #""00000000000000a1","0000000000000001ffffffffffffffff"]"#
        #expect(text == expected)
    }

    @Test func escapesWhatJSONRequires() {
        let plain = "é日😀\u{7f}\u{85}/'"
        #expect(text { $0.string(plain) } == "\"\(plain)\"")
        #expect(text { $0.string("\"\\\n\r\t\0\u{8}\u{1f}") } == #""\"\\\n\r\t\u0000\u0008\u001f""#)
        #expect(text { $0.string("") } == #""""#)
    }

    /// Wherever the character stands, and whatever is around it.
    @Test(arguments: ["\"", "\\", "\n", "\u{1f}", "\u{7f}", "\u{85}", "é", "日", "\u{d7ff}"])
    func escapesACharacterAtEveryPosition(character: String) {
        for escapes in [JSONWriter.Escapes.required, .controlCharacters] {
            let escaped = text(escapes) { $0.string(character) }.dropFirst().dropLast()
            for before in 0..<20 {
                for after in [0, 1, 7, 8, 20] {
                    let (left, right) = (
                        String(repeating: "~", count: before), String(repeating: " ", count: after)
                    )
                    #expect(
                        text(escapes) { $0.string(left + character + right) }
                            == "\"\(left)\(escaped)\(right)\""
                    )
                }
            }
        }
    }

    @Test func escapesAllControlCharactersWhereTextMayReachATerminal() {
        let text = text(.controlCharacters) { json in
            json.string("\u{1b}\u{7f}\u{80}\u{9b}\u{9f}\u{a0}é\u{ad}")
        }
        #expect(text == "\"\\u001B\\u007F\\u0080\\u009B\\u009F\u{a0}é\u{ad}\"")
    }

    @Test func surrogatesMayStandAlone() {
        let bytes: [UInt8] = [0x61, 0xed, 0xa0, 0x80, 0xed, 0xbf, 0xbf, 0x62]
        #expect(text { $0.string(bytes) } == #""a\ud800\udfffb""#)
        #expect(text { $0.string([0xed, 0x9f, 0xbf]) } == "\"\u{d7ff}\"")
        // Bytes that are not UTF-8 pass as they are.
        var json = JSONWriter(escaping: .controlCharacters)
        json.string([0xff, 0xc2])
        json.string([0xed, 0xa0].lazy.map { $0 })
        #expect(json.bytes == [0x22, 0xff, 0xc2, 0x22, 0x2c, 0x22, 0xed, 0xa0, 0x22])
    }

    @Test func givesItsBytesAway() {
        var json = JSONWriter()
        json.beginArray()
        json.integer(1)
        #expect(json.takeBytes() == Array("[1".utf8))
        json.integer(2)
        json.endArray()
        #expect(json.takeBytes(endingLine: true) == Array(",2]\n".utf8))
        var rest = JSONWriter(needsComma: true)
        rest.integer(3)
        #expect(rest.bytes == Array(",3".utf8))
        rest.removeAll()
        rest.integer(4)
        #expect(rest.bytes == Array("4".utf8))
    }
}
