import DossierPrimitives
import Testing

/// Messages of protobuf, by their bytes.
@Suite struct ProtobufWriterTests {
    @Test func anEmptyMessageHasNoBytes() {
        #expect(ProtobufWriter().finish() == [])
    }

    @Test func fieldsHaveTheirNumberAndType() {
        var writer = ProtobufWriter()
        writer.varint(1, 300)
        writer.fixed64(2, 1)
        writer.fixed32(16, 2)
        writer.string(4, "hé")
        writer.bytes(5, [] as [UInt8])
        #expect(
            writer.finish() == [
                0x08, 0xac, 0x02, 0x11, 1, 0, 0, 0, 0, 0, 0, 0, 0x85, 0x01, 2, 0, 0, 0, 0x22, 3,
                0x68, 0xc3, 0xa9, 0x2a, 0,
            ]
        )
    }

    @Test func messagesHaveTheLengthOfWhatIsInThem() {
        var writer = ProtobufWriter()
        writer.message(1) { outer in
            outer.message(2) { $0.varint(3, 1) }
            outer.message(2) { _ in }
        }
        writer.varint(9, 7)
        #expect(writer.finish() == [0x0a, 6, 0x12, 2, 0x18, 1, 0x12, 0, 0x48, 7])
    }

    /// The bytes of a length count in the lengths around it.
    @Test(arguments: [0, 1, 125, 126, 127, 128, 16_381, 16_382, 16_383, 16_384])
    func deepMessagesEqualThoseWrittenFromTheInside(byteCount: Int) {
        let content = [UInt8](repeating: 0x61, count: byteCount)
        var writer = ProtobufWriter()
        for _ in 0..<5 { writer.beginMessage(1) }
        writer.bytes(2, content)
        #expect(writer.depth == 5)
        for _ in 0..<5 { writer.endMessage() }
        var inside = ProtobufWriter()
        inside.bytes(2, content)
        var expected = inside.finish()
        for _ in 0..<5 {
            var outer = ProtobufWriter()
            outer.bytes(1, expected)
            expected = outer.finish()
        }
        #expect(writer.finish() == expected)
    }
}
